"""Governance of a Customer 360 platform. See `c360 --help`."""

__version__ = "0.1.0"
