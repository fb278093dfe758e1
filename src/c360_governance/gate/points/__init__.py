"""The fourteen points, one module each: ``ID``, ``TITLE``, ``RULE`` (the id of its findings) and ``judge``.

A point decides; it reads no file, log or warehouse itself: what there is to know is in the context.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

NAMES = (
    "metric_definition",
    "fields",
    "data_contract",
    "cadence",
    "schema_version",
    "transformation",
    "tests",
    "shadow_run",
    "idempotency",
    "rollback",
    "monitoring",
    "security",
    "documentation",
    "sign_off",
)


def points() -> list[ModuleType]:
    """The points in the order of their numbers."""
    return [import_module(f"c360_governance.gate.points.{name}") for name in NAMES]
