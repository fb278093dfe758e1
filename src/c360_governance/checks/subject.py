"""What the kinds compile: one dataset with everything around it that a check has to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from c360_governance.checks.check import Check, Column, Table
from c360_governance.checks.place import usual_schema
from c360_governance.checks.spec import Spec
from c360_governance.checks.sql import dialect_of, translated
from c360_governance.checks.threshold import NONE, Threshold
from c360_governance.model.contract import Contract, Dataset, Property, custom_properties
from c360_governance.model.finding import Severity
from c360_governance.model.location import Pointer
from c360_governance.model.outcome import CheckKind
from c360_governance.sources.repository import Repository
from c360_governance.sources.runbooks import runbook_of

_SEVERITIES: dict[str, Severity] = {
    "error": "error", "critical": "error", "high": "error",
    "warning": "warning", "warn": "warning", "medium": "warning",
    "info": "info", "low": "info",
}  # fmt: skip

_TABLES = ("table", "view")

_SQL = ("expression", "query", "filter", "keys_query", "rows_tested_query")

SHARES = ("missing", "invalid", "duplicate", "failed_rows")
"""Soda's check types that can measure a percentage instead of a count."""


@dataclass(frozen=True)
class Subject:
    """A dataset that lies in the warehouse as a table."""

    repository: Repository
    contract: Contract
    dataset: Dataset
    table: Table
    engine: str = "duckdb"
    """The dialect of the warehouse that is asked."""

    @property
    def dialect(self) -> str:
        """In whose words the contract's physical types are written: its server's, DuckDB's without one."""
        servers = self.contract.document.get("servers")
        first = servers[0] if isinstance(servers, list) and servers else None
        name = first.get("type") if isinstance(first, Mapping) else None
        return dialect_of(name) or name if isinstance(name, str) else "duckdb"

    @property
    def written(self) -> str:
        """In whose words the contract's SQL is written: its server's, the warehouse's where that speaks none."""
        return dialect_of(self.dialect) or self.engine

    def home(self, contract: Contract) -> str | None:
        """The warehouse where a contract's tables lie, by its servers' names, where that is not the one asked."""
        servers = contract.document.get("servers")
        names = [one.get("server") for one in servers if isinstance(one, Mapping)] if isinstance(servers, list) else []
        known = [name for name in names if isinstance(name, str) and name in self.repository.config.warehouses]
        return known[0] if known and self.table.source not in known else None

    def abroad(self, warehouse: str, dataset: Dataset) -> Table:
        """Where a dataset of another warehouse lies."""
        schema, _, name = dataset.table.rpartition(".")
        return Table(warehouse, schema or usual_schema(self.repository.config.warehouses[warehouse]), name)

    def beside(self, dataset: Dataset) -> Table:
        """Where another dataset of the same warehouse lies."""
        schema, _, name = dataset.table.rpartition(".")
        return Table(self.table.source, schema or self.table.schema, name)

    def check(
        self,
        kind: CheckKind,
        suffix: str,
        type_: str,
        pointer: Pointer,
        *,
        prop: Property | None = None,
        threshold: Threshold | None = NONE,
        body: Mapping[str, Any] | None = None,
        rule: Mapping[str, Any] | None = None,
        nested: bool = True,
        columns: Iterable[Column] = (),
        asked: Mapping[str, Any] | None = None,
        path: str | None = None,
        spec: Spec | None = None,
        written: str = "duckdb",
        problem: str | None = None,
    ) -> Check:
        """A check of this dataset, or of one of its columns.

        ``nested`` puts it under its column in Soda's YAML; ``rule`` is the quality rule that asked for it, if one
        did; ``asked`` is Soda's threshold where it says more than ``threshold``; ``path`` is the file that
        ``pointer`` leads into, the contract's by default; ``spec`` is what is measured where Soda's words do not say
        it; ``written`` is the dialect of the SQL in ``body``. Without a ``threshold`` the check cannot be judged.
        """
        severity = self.severity(kind, rule)
        if threshold is None:
            problem = problem or "the rule needs exactly one operator (mustBe, mustBeLessThan, ...) with a number"
            threshold = NONE
        custom = custom_properties(rule) if rule else {}
        if asked is None and type_ != "schema":
            asked = threshold.soda(severity, shares=type_ in SHARES)
        return Check(
            id=".".join([self.dataset.name, *([prop.name] if prop else []), suffix]),
            dataset=self.dataset.name,
            table=self.table,
            column=prop.name if prop else None,
            kind=kind,
            type=type_,
            threshold=threshold,
            severity=severity,
            owner=self.contract.owner,
            runbook=custom.get("runbook") or self.runbook,
            location=self.repository.document(path or self.contract.path).locate(pointer),
            body={**self._translated(body or {}, written), **({"threshold": dict(asked)} if asked else {})},
            soda_column=prop.column if prop and nested else None,
            columns=tuple(columns),
            spec=None if problem else spec,
            problem=problem,
        )

    def _translated(self, body: Mapping[str, Any], written: str) -> dict[str, Any]:
        """The options with their SQL in the engine's words."""
        return {
            key: translated(value, written, self.engine) if key in _SQL and isinstance(value, str) else value
            for key, value in body.items()
        }

    def severity(self, kind: CheckKind, rule: Mapping[str, Any] | None) -> Severity:
        """The policy's word on the kind (``check-<kind>`` in c360.yaml), else the rule's, else error."""
        declared = _SEVERITIES.get(str((rule or {}).get("severity", "error")).lower(), "error")
        return self.repository.config.severity.get(f"check-{kind}", declared)

    @property
    def runbook(self) -> str | None:
        """The contract's runbook, or the one that bears the dataset's name."""
        return runbook_of(self.contract, self.dataset.name, self.repository.runbooks)

    def rules(self, *metrics: str, type_: str = "library") -> list[tuple[Property | None, Pointer, Mapping[str, Any]]]:
        """The quality rules of a type, of the dataset and of its columns; of the library only those metrics."""
        places: list[tuple[Property | None, Pointer, tuple[Mapping[str, Any], ...]]] = [
            (None, self.dataset.pointer, self.dataset.quality),
            *((prop, prop.pointer, prop.quality) for prop in self.dataset.properties),
        ]
        return [
            (prop, (*pointer, "quality", index), rule)
            for prop, pointer, rules in places
            for index, rule in enumerate(rules)
            if rule_type(rule) == type_ and (type_ != "library" or metric(rule) in metrics)
        ]


def rule_type(rule: Mapping[str, Any]) -> str:
    """ODCS's default is the library."""
    return str(rule.get("type") or "library")


def metric(rule: Mapping[str, Any]) -> str:
    """The library's metric; earlier documents call it the rule."""
    return str(rule.get("metric") or rule.get("rule") or "")


def name(rule: Mapping[str, Any], default: str) -> str:
    """The rule's own name, which becomes part of the check's id."""
    text = rule.get("name")
    return text if isinstance(text, str) and text.strip() else default


def is_table(contract: Contract, dataset: Dataset) -> bool:
    """Whether the dataset is something that SQL can read, and in use: not a topic, a file or a retired table."""
    if contract.status == "retired":
        return False
    physical = (dataset.physical_type or "table").lower()
    return any(word in physical for word in _TABLES)
