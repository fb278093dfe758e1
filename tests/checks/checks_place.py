"""A small repository and its warehouse, made for one test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from c360_governance.checks.plan import plan
from c360_governance.checks.runner import run
from c360_governance.model.outcome import Outcome
from c360_governance.sources.repository import Repository
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
        self.write(f"contracts/{name}.odcs.yaml", yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True))
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

    def outcomes(self, as_of: datetime = AS_OF) -> dict[str, Outcome]:
        """Every check's outcome, by id."""
        checks = plan(self.repository)
        with DuckDBWarehouse("local", self.warehouse) as warehouse:
            found = run(checks, warehouse, as_of)
        assert [outcome.check for outcome in found] == [check.id for check in checks]
        return {outcome.check: outcome for outcome in found}
