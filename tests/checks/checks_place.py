"""A small repository and its warehouse, made for one test."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from c360_governance.checks import verdict
from c360_governance.checks.check import Check
from c360_governance.checks.measure import catalog
from c360_governance.checks.plan import plan
from c360_governance.checks.runner import run
from c360_governance.checks.soda import contracts as soda_yaml
from c360_governance.checks.soda import runner as soda_runner
from c360_governance.model.outcome import Outcome
from c360_governance.sources.repository import Repository
from c360_governance.warehouse.connection import Warehouse
from c360_governance.warehouse.duckdb import DuckDBWarehouse

AS_OF = datetime(2026, 1, 31, 12, tzinfo=UTC)


def contract(*properties: Mapping[str, Any], table: str = "t", **parts: Any) -> dict[str, Any]:
    """A contract with one table; parts named ``table_*`` belong to the schema object, the others to the document."""
    schema = {"name": table, "physicalType": "table", "properties": list(properties)}
    schema |= {key.removeprefix("table_"): value for key, value in parts.items() if key.startswith("table_")}
    document = {key: value for key, value in parts.items() if not key.startswith("table_")}
    return {
        "apiVersion": "v3.2.0", "kind": "DataContract", "id": table, "version": "1.0.0", "status": "active",
        "team": {"name": "crm"}, "schema": [schema], **document,
    }  # fmt: skip


@dataclass
class Place:
    """A governance repository and its warehouse."""

    root: Path

    def contract(self, document: Mapping[str, Any], name: str = "one") -> Place:
        self.write(f"contracts/{name}.odcs.yaml", json.dumps(dict(document), ensure_ascii=False))
        return self

    def write(self, path: str, text: str) -> Place:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return self

    def sql(self, *statements: str) -> Place:
        with duckdb.connect(str(self.warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)
        return self

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def repository(self) -> Repository:
        return Repository(self.root)

    def outcomes(self, as_of: datetime = AS_OF, *, like_soda: bool = True) -> dict[str, Outcome]:
        """Every check's outcome, by id: measured by our statements, and by Soda, which must say the same."""
        checks = plan(self.repository)
        with DuckDBWarehouse("local", self.warehouse) as warehouse:
            found = run(checks, warehouse, as_of)
            if like_soda:
                assert judged(found) == by_soda(checks, warehouse, as_of)
        assert [outcome.check for outcome in found] == [check.id for check in checks]
        return {outcome.check: outcome for outcome in found}


Judged = dict[str, tuple[str, float | int | None]]


def judged(outcomes: Iterable[Outcome]) -> Judged:
    """Outcome and measured value by check, the value as far as engines agree on the last digits of floats."""
    return {one.check: (one.outcome, one.measured and round(one.measured, 6)) for one in outcomes}


def by_soda(checks: list[Check], warehouse: Warehouse, as_of: datetime) -> Judged:
    """What Soda makes of all checks that can be asked, under the guard of our runner; the rest as we say it."""
    known = catalog.read(warehouse)
    askable = [
        check for check in checks
        if check.problem is None and known.columns(check.table) and soda_yaml.beyond_soda(check) is None
    ]  # fmt: skip
    verdicts = soda_runner.run(askable, warehouse, known, as_of, lambda _: None)
    unasked = verdict.error("")
    found = [(check.id, verdicts.get(check.id, unasked)) for check in checks]
    return {check: (one.outcome, one.measured and round(one.measured, 6)) for check, one in found}
