"""c360.yaml: the log, the warehouses and the policy of one governance repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from c360_governance.model.finding import Severity


@dataclass(frozen=True, slots=True)
class WarehouseConfig:
    """How to reach a warehouse. ``settings`` may name environment variables (``${VAR}``), never secrets."""

    name: str
    type: str
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception that somebody approved: it holds for a rule and subject, or a fingerprint, until it expires."""

    reason: str
    approver: str
    expires: date
    rule: str | None = None
    subject: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The defaults are those of a repository without a c360.yaml.

    ``as_of`` is the data's clock (aware), None for now. ``approvals`` is how many people other than a change's
    author must have signed it off; ``gate_required`` the gate items whose failure blocks (others warn).
    """

    as_of: datetime | None = None
    log: str = "sqlite:///.c360/log.db"
    warehouse: str | None = None
    warehouses: Mapping[str, WarehouseConfig] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    approvals: int = 1
    gate_required: frozenset[int] = frozenset(range(1, 15))
    variance_pct: float = 0.0
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def warehouse_named(self, name: str | None) -> str | None:
        """The warehouse that is meant: the one asked for, else the default, else the only one; it may not exist."""
        return name or self.warehouse or (next(iter(self.warehouses)) if len(self.warehouses) == 1 else None)
