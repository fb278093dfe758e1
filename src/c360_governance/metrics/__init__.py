"""Metrics: specs compiled to one SQL statement each, evaluated on a warehouse, held against published reports."""
