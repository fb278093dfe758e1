"""The promises as ODCS contracts, which c360 and datacontract-cli both read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from customer360 import PROMISES, ROWS, TIMES, Promise

TYPES = {"account_id": "integer", "seats": "integer", "status": "string", "revenue": "number", "discount": "number",
         "latency_ms": "integer", "tokens": "integer", "csat": "integer", "revenue_id": "integer",
         "request_id": "integer", "ticket_id": "integer", "week_start": "date"}  # fmt: skip


def write(folder: Path, server: dict[str, Any]) -> None:
    """One contract of all tables: datacontract-cli follows references within a contract only."""
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(contract(server), sort_keys=False)
    (folder / "customer360.odcs.yaml").write_text(text, encoding="utf-8")


def contract(server: dict[str, Any]) -> dict[str, Any]:
    ages = [{"property": "freshness", "value": 48, "unit": "h", "element": f"{table}.{TIMES[table]}"} for table in ROWS]
    return {
        "apiVersion": "v3.1.0", "kind": "DataContract", "id": "customer360", "name": "customer360", "version": "1.0.0",
        "status": "active", "team": {"name": "data"}, "servers": [{"server": "local", **server}],
        "schema": [_schema(table) for table in ROWS], "slaProperties": ages,
    }  # fmt: skip


def _schema(table: str) -> dict[str, Any]:
    promises = [one for one in PROMISES if one.table == table]
    columns: dict[str, dict[str, Any]] = {}
    for promise in promises:
        if promise.column:
            kind = TYPES.get(promise.column, "string")
            if (table, promise.column) == ("usage_events", "status"):
                kind = "integer"
            elif promise.column.endswith("_at") or promise.column == "event_ts":
                kind = "timestamp"
            _say(columns.setdefault(promise.column, {"name": promise.column, "logicalType": kind}), promise)
    if table == "tickets":  # which only a condition reads
        columns["solved_at"] = {"name": "solved_at", "logicalType": "timestamp"}
    return {"name": table, "physicalName": table, "physicalType": "table", "properties": list(columns.values()),
            "quality": [rule for promise in promises for rule in _quality(promise)]}  # fmt: skip


def _say(column: dict[str, Any], promise: Promise) -> None:
    values = list(promise.values)
    match promise.kind:
        case "not_null":
            column["required"] = True
        case "unique":
            column["unique"] = True
        case "accepted":
            rule = {"name": "accepted", "metric": "invalidValues", "arguments": {"validValues": values}, "mustBe": 0}
            column.setdefault("quality", []).append(rule)
        case "range":
            column.setdefault("logicalTypeOptions", {}).update(minimum=values[0], maximum=values[1])
        case "pattern":
            column.setdefault("logicalTypeOptions", {}).update(pattern=promise.sql)
        case "reference":
            column["relationships"] = [{"type": "foreignKey", "to": "accounts.account_id"}]


def _quality(promise: Promise) -> list[dict[str, Any]]:
    if promise.kind == "rows":
        return [{"name": "rows", "metric": "rowCount", "mustBeGreaterThan": 0}]
    if promise.kind == "condition":
        query = f"SELECT COUNT(*) FROM {promise.table} WHERE NOT ({promise.sql})"
        return [{"name": "condition", "type": "sql", "query": query, "mustBe": 0}]
    return []
