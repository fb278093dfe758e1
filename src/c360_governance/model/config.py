"""c360.yaml: the log, the warehouses and the policy of one governance repository."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from c360_governance.model.finding import Perspective, Severity

Guarded = Perspective | Literal["both", "none"]

_EMPTY: Mapping[str, Any] = MappingProxyType({})
_IMPACT: Mapping[int, Severity] = MappingProxyType({1: "error"})


class WarehouseConfig(NamedTuple):
    """How to reach a warehouse. ``settings`` may name environment variables (``${VAR}``), never secrets.

    ``parallel`` is how many connections a check run may use, None for what suits the engine.
    """

    name: str
    type: str
    settings: Mapping[str, str]
    parallel: int | None = None


class Limits(NamedTuple):
    """What checks may take: seconds for a statement, statements for a dataset."""

    timeout: float = 600.0
    statements: int = 500


LIMITS = Limits()


class Waiver(NamedTuple):
    """An exception that somebody approved: it holds for a rule and subject, or a fingerprint, until it expires."""

    reason: str
    approver: str
    expires: date
    rule: str | None = None
    subject: str | None = None
    fingerprint: str | None = None


class Compatibility(NamedTuple):
    """For whom a change of a contract has to be compatible: everywhere, per domain, per contract (by id or name).

    "none" is for nobody: changes are then reported as information only.
    """

    default: Guarded = "both"
    domains: Mapping[str, Guarded] = _EMPTY
    contracts: Mapping[str, Guarded] = _EMPTY


Pin = Literal["none", "note", "tag"]
"""How the log's head gets into git, the strictest last."""

PINS: tuple[Pin, ...] = get_args(Pin)


class Config(NamedTuple):
    """The defaults are those of a repository without a c360.yaml.

    ``as_of`` is the data's clock (aware), None for now. ``approvals`` is how many people other than a change's
    author must have signed it off; ``gate_required`` the gate items whose failure blocks (others warn).
    ``impact`` is the least severity of a failed check on which something of a tier depends, by tier.
    ``dataset_limits`` are those of datasets that have limits of their own.
    ``deprecation_days`` is how long a deprecation lasts before a removal, where the contract names no end of support.
    ``gate_pin`` is how the gate writes the log's head into git.
    """

    as_of: datetime | None = None
    log: str = "sqlite:///.c360/log.db"
    warehouse: str | None = None
    warehouses: Mapping[str, WarehouseConfig] = _EMPTY
    severity: Mapping[str, Severity] = _EMPTY
    waivers: tuple[Waiver, ...] = ()
    approvals: int = 1
    gate_required: frozenset[int] = frozenset(range(1, 15))
    variance_pct: float = 0.0
    deprecation_days: int = 90
    gate_pin: Pin = "none"
    compatibility: Compatibility = Compatibility()
    impact: Mapping[int, Severity] = _IMPACT
    limits: Limits = LIMITS
    dataset_limits: Mapping[str, Limits] = _EMPTY
    document: Mapping[str, Any] = _EMPTY

    def warehouse_named(self, name: str | None) -> str | None:
        """The warehouse that is meant: the one asked for, else the default, else the only one; it may not exist."""
        return name or self.warehouse or (next(iter(self.warehouses)) if len(self.warehouses) == 1 else None)
