"""dbt's data tests: a project of four sources with generic tests. `write` makes it; dbt runs it by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from customer360 import AS_OF, PROMISES, ROWS, Promise

_MACROS = """\
{% test in_range(model, column_name, low, high) %}
select * from {{ model }} where {{ column_name }} < {{ low }} or {{ column_name }} > {{ high }}
{% endtest %}
{% test matches(model, column_name, pattern) %}
select * from {{ model }} where not regexp_matches({{ column_name }}, '{{ pattern }}')
{% endtest %}
{% test holds(model, condition) %}
select * from {{ model }} where not ({{ condition }})
{% endtest %}
{% test has_rows(model) %}
select 1 from (select count(*) as n from {{ model }}) where n = 0
{% endtest %}
{% test is_fresh(model, column_name) %}
select 1 from (select max({{ column_name }}) as newest from {{ model }})
where newest < timestamp 'AS_OF' - interval 48 hour
{% endtest %}
"""


def write(folder: Path, warehouse: Path) -> None:
    """A project with its profile."""
    for name in ("models", "macros"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _yaml(folder / "dbt_project.yml", {"name": "bench", "version": "1.0", "profile": "bench",
                                       "flags": {"send_anonymous_usage_stats": False}})  # fmt: skip
    output = {"type": "duckdb", "path": str(warehouse), "threads": 2, "schema": "main"}
    _yaml(folder / "profiles.yml", {"bench": {"target": "dev", "outputs": {"dev": output}}})
    (folder / "macros/tests.sql").write_text(_MACROS.replace("AS_OF", AS_OF[:19]), encoding="utf-8")
    tables = [_table(table) for table in ROWS]
    _yaml(folder / "models/sources.yml", {"sources": [{"name": "main", "schema": "main", "tables": tables}]})


def command(python: str, folder: Path) -> list[str]:
    dbt = str(Path(python).parent / "dbt")
    return [dbt, "--quiet", "test", "--project-dir", str(folder), "--profiles-dir", str(folder)]


def failed(folder: Path) -> tuple[list[str], int]:
    """The promises whose tests failed, and how many were judged."""
    results = json.loads((folder / "target/run_results.json").read_text(encoding="utf-8"))["results"]
    names = {one.id for one in PROMISES}
    broken = [one["unique_id"].split(".")[2] for one in results if one["status"] != "pass"]
    return [name for name in broken if name in names], len(results)


def _table(table: str) -> dict[str, Any]:
    promises = [one for one in PROMISES if one.table == table]
    columns: dict[str, list[Any]] = {}
    for promise in promises:
        if promise.column:
            columns.setdefault(promise.column, []).append(_test(promise))
    return {"name": table, "data_tests": [_test(one) for one in promises if not one.column],
            "columns": [{"name": name, "data_tests": tests} for name, tests in columns.items()]}  # fmt: skip


def _test(promise: Promise) -> dict[str, Any]:
    values = list(promise.values)
    named: dict[str, Any] = {"name": promise.id}
    match promise.kind:
        case "not_null" | "unique":
            return {promise.kind: named}
        case "accepted":
            return {"accepted_values": {**named, "arguments": {"values": values}}}
        case "range":
            return {"in_range": {**named, "arguments": {"low": values[0], "high": values[1]}}}
        case "pattern":
            return {"matches": {**named, "arguments": {"pattern": promise.sql}}}
        case "reference":
            to = {"to": "source('main', 'accounts')", "field": "account_id"}
            return {"relationships": {**named, "arguments": to}}
        case "rows":
            return {"has_rows": named}
        case "fresh":
            return {"is_fresh": named}
    return {"holds": {**named, "arguments": {"condition": promise.sql}}}


def _yaml(path: Path, value: object) -> None:
    path.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
