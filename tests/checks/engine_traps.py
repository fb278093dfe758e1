"""What engines are apt to see differently: contract, data in DuckDB's words, and what every engine must say of them."""
# ruff: noqa: E501  # data, a line a thought

from __future__ import annotations

from typing import Any

from checks_place import contract
from test_kinds import custom, rule, sla


def prop(name: str, type_: str = "INTEGER", logical: str = "integer", **parts: Any) -> dict[str, Any]:
    options = parts.pop("options", None)
    return {"name": name, "physicalType": type_, "logicalType": logical, **parts} | (
        {"logicalTypeOptions": options} if options else {}
    )


def text(name: str, **options: Any) -> dict[str, Any]:
    return prop(name, "VARCHAR", "string", options=options)


def number(name: str, **parts: Any) -> dict[str, Any]:
    return prop(name, "DOUBLE", "number", **parts)


def time(name: str, type_: str = "TIMESTAMP", **options: Any) -> dict[str, Any]:
    return prop(name, type_, "timestamp", options=options)


TRAPS: dict[str, tuple[dict[str, Any], list[str], dict[str, tuple[str, Any]]]] = {
    "nulls": (
        contract(
            prop("a", unique=True), prop("b", required=True), text("c") | {"enum": ["x"]},
            table_quality=[
                {"name": "pairs", "metric": "duplicateValues", "arguments": {"properties": ["a", "b"]}, "mustBe": 0},
                {"name": "half", "metric": "rowCount", "mustBe": 4},
            ],
        ),
        ["CREATE TABLE t (a INTEGER, b INTEGER, c VARCHAR)",
         "INSERT INTO t VALUES (NULL, NULL, NULL), (NULL, NULL, 'x'), (1, NULL, 'y'), (2, 2, 'x')"],
        {"t.a.duplicate": ("passed", 0), "t.b.missing": ("failed", 3), "t.c.enum": ("failed", 1), "t.pairs": ("failed", 1)},
    ),
    "not a number": (
        contract(
            number("a", options={"minimum": 0, "maximum": 9}), number("b", unique=True),
            table_quality=rule(type="sql", query="SELECT AVG(a) FROM t", mustBe=1),
        ),
        ["CREATE TABLE t (a DOUBLE, b DOUBLE)",
         "INSERT INTO t VALUES ('NaN', 'NaN'), (1, 'NaN'), ('Infinity', 1), ('-Infinity', 2)"],
        {"t.a.range": ("failed", 3), "t.b.duplicate": ("failed", 1), "t.r": ("error", None)},
    ),
    "nothing there": (
        contract(
            time("ts"), prop("a", unique=True, quality=rule(metric="nullValues", mustBeLessThan=5, unit="percent")),
            slaProperties=sla(1, "h"), table_quality=rule(type="sql", query="SELECT MAX(a) FROM t", mustBe=1),
        ),
        ["CREATE TABLE t (ts TIMESTAMP, a INTEGER)"],
        {"t.ts.freshness": ("failed", None), "t.a.r": ("passed", 0), "t.a.duplicate": ("passed", 0), "t.r": ("error", None)},
    ),
    "times with a zone": (
        contract(time("ts", "TIMESTAMPTZ"), slaProperties=sla(2, "h"), customProperties=custom("cadence", {
            "partition": "ts", "expectedRows": {"per": "day", "minimum": 1}})),
        ["CREATE TABLE t (ts TIMESTAMPTZ)", "INSERT INTO t VALUES ('2026-01-31 12:00:00+01'), ('2026-01-30 00:00:00+00')"],
        {"t.ts.freshness": ("passed", 1), "t.volume": ("passed", 1)},
    ),
    "times of a zone": (
        contract(time("ts", defaultTimezone="America/New_York"), slaProperties=sla(2, "h"), customProperties=custom(
            "cadence", {"partition": "ts", "expectedRows": {"per": "hour", "minimum": 1}})),
        ["CREATE TABLE t (ts TIMESTAMP)", "INSERT INTO t VALUES ('2026-01-31 06:30:00')"],
        {"t.ts.freshness": ("passed", 0.5), "t.volume": ("passed", 1)},
    ),
    "dates": (
        contract(prop("d", "DATE", "date", options={"maximum": "2026-01-30"}), slaProperties=sla(1, "d", "t.d"),
                 customProperties=custom("cadence", {"partition": "d", "expectedRows": {"per": "week", "minimum": 2}})),
        ["CREATE TABLE t (d DATE)", "INSERT INTO t VALUES ('2026-01-31'), ('2026-01-19'), ('2026-01-25'), ('2026-01-26')"],
        {"t.d.freshness": ("passed", 0.5), "t.d.range": ("failed", 1), "t.volume": ("passed", 2)},
    ),
    "times ahead": (
        contract(time("ts"), slaProperties=sla(1, "h")),
        ["CREATE TABLE t (ts TIMESTAMP)", "INSERT INTO t VALUES ('2026-01-31 13:00:00')"],
        {"t.ts.freshness": ("failed", -1)},
    ),
    "tuples that join alike": (
        contract(prop("a", "VARCHAR", "string", primaryKey=True), prop("b", "VARCHAR", "string", primaryKey=True)),
        ["CREATE TABLE t (a VARCHAR, b VARCHAR)", "INSERT INTO t VALUES ('x||y', 'z'), ('x', 'y||z'), ('', ''), ('', ' ')"],
        {"t.primary_key": ("passed", 0)},
    ),
    "letters of all kinds": (
        contract(text("größe", minLength=2, maxLength=2), prop("имя", "VARCHAR", "string", unique=True), table="таблица"),
        ["CREATE TABLE таблица (größe VARCHAR, имя VARCHAR)", "INSERT INTO таблица VALUES ('ß😀', 'Straße'), ('é', 'STRASSE')"],
        {"таблица.größe.length": ("failed", 1), "таблица.имя.duplicate": ("passed", 0), "таблица.schema": ("passed", 0)},
    ),
    "letters of both cases": (
        contract(prop("Id", required=True), prop("userName", "VARCHAR", "string", unique=True), table="Orders"),
        ['CREATE TABLE "Orders" ("Id" INTEGER, "userName" VARCHAR)', """INSERT INTO "Orders" VALUES (NULL, 'a'), (1, 'A')"""],
        {"Orders.Id.missing": ("failed", 1), "Orders.userName.duplicate": ("passed", 0), "Orders.schema": ("passed", 0)},
    ),
    "reserved words": (
        contract(
            prop("select", required=True), prop("from", primaryKey=True), prop("group", primaryKey=True),
            prop("user", relationships=[{"to": "order.from"}]), table="order",
            table_quality=rule(type="sql", query="SELECT COUNT(*) FROM ${table} WHERE \"select\" > 1", mustBe=0),
        ),
        ['CREATE TABLE "order" ("select" INTEGER, "from" INTEGER, "group" INTEGER, "user" INTEGER)',
         'INSERT INTO "order" VALUES (1, 2, 3, 2), (2, 2, 3, 9)'],
        {"order.primary_key": ("failed", 1), "order.user.reference": ("failed", 1), "order.r": ("failed", 1)},
    ),
    "quotes": (
        contract(text("a"), prop("b", "VARCHAR", "string", enum=["it's", 'a"b', "a\\b", "%", "50% ?"]),
                 prop('c"d', required=True)),
        ["""CREATE TABLE t (a VARCHAR, b VARCHAR, "c""d" INTEGER)""",
         """INSERT INTO t VALUES ('', 'it''s', 1), ('', 'a"b', 1), ('', 'a\\b', 1), ('', '%', 1), ('', '50% ?', 1), ('', 'x', 1)"""],
        {"t.b.enum": ("failed", 1), 't.c"d.missing': ("passed", 0)},
    ),
    "patterns": (
        contract(text("a", pattern=r"^\d{2}-[a-z]+$"), text("b", pattern="b.d"), text("c", format="uuid")),
        ["CREATE TABLE t (a VARCHAR, b VARCHAR, c VARCHAR)",
         "INSERT INTO t VALUES ('12-ab', 'abad', '0c6e1d52-91f6-4f0f-8fd3-9b6a4e9d2a11'), ('12-ab' || chr(10), 'BAD', 'x'),"
         " ('1-ab', 'b' || chr(10) || 'd', NULL), ('12-aB', '', '')"],
        {"t.a.pattern": ("failed", 3), "t.b.pattern": ("failed", 3), "t.c.format": ("failed", 2)},
    ),
    "numbers of all sizes": (
        contract(
            prop("a", "BIGINT", options={"maximum": 9223372036854775806}), prop("b", "DECIMAL(18,2)", "number"),
            table_quality=[{"name": "sum", "type": "sql", "query": "SELECT SUM(b) FROM t", "mustBe": 0.3},
                           {"name": "half", "type": "sql", "query": "SELECT COUNT(*) / 2 FROM t", "mustBe": 1.5}],
        ),
        ["CREATE TABLE t (a BIGINT, b DECIMAL(18,2))",
         "INSERT INTO t VALUES (9223372036854775807, 0.1), (9223372036854775806, 0.1), (NULL, 0.1)"],
        {"t.a.range": ("failed", 1), "t.sum": ("passed", 0.3), "t.half": ("passed", 1.5)},
    ),
    "what breaks": (
        contract(
            prop("a", required=True), prop("gone", required=True, unique=True, options={"minimum": 1}), text("b"),
            table_quality=[
                {"name": "cast", "type": "sql", "query": "SELECT COUNT(*) FROM t WHERE CAST(b AS INTEGER) > 1", "mustBe": 0},
                {"name": "column", "type": "sql", "query": "SELECT COUNT(*) FROM t WHERE nosuch > 1", "mustBe": 0},
                {"name": "table", "type": "sql", "query": "SELECT COUNT(*) FROM nosuch", "mustBe": 0},
                {"name": "many", "type": "sql", "query": "SELECT a FROM t", "mustBe": 0},
                {"name": "fine", "type": "sql", "query": "SELECT COUNT(*) FROM t WHERE a > 1", "mustBe": 1},
            ],
        ),
        ["CREATE TABLE t (a INTEGER, b VARCHAR)", "INSERT INTO t VALUES (1, 'x'), (2, '7')"],
        {"t.a.missing": ("passed", 0), "t.fine": ("passed", 1), "t.schema": ("failed", 1), "t.gone.missing": ("error", None),
         "t.gone.duplicate": ("error", None), "t.gone.range": ("error", None), "t.cast": ("error", None),
         "t.column": ("error", None), "t.table": ("error", None), "t.many": ("error", None)},
    ),
}  # fmt: skip

SODA = """
dataset: local/main/t
columns:
- name: a
  checks:
  - missing: {name: m, missing_values: [7], filter: b > 0}
  - invalid: {name: i, valid_min: 2, threshold: {metric: percent, must_be_less_than: 50}}
  - aggregate: {name: mean, function: avg, threshold: {must_be_between: {greater_than: 1, less_than_or_equal: 4}}}
  - duplicate: {name: d, threshold: {metric: percent, must_be: 0}}
- name: c
  checks:
  - aggregate: {name: longest, function: maxLength, threshold: {must_be: 3}}
  - invalid: {name: shape, invalid_format: {name: x, regex: '^a+$'}}
checks:
- row_count: {name: rows, filter: a > 1, threshold: {must_be: 3}}
- freshness: {name: fresh, column: ts, filter: a > 1, threshold: {unit: minute, must_be_less_than: 90}}
- duplicate: {name: pairs, columns: [a, b], filter: a IS NOT NULL}
- failed_rows: {name: late, expression: ts > TIMESTAMP '2026-01-01' + INTERVAL '29' DAY}
- failed_rows: {name: big, query: "SELECT a, SUM(b) AS total FROM t GROUP BY a HAVING SUM(b) > 2"}
- metric: {name: ratio, expression: "100.0 * SUM(CASE WHEN a > 1 THEN 1 ELSE 0 END) / COUNT(*)", threshold: {must_be: 60}}
- metric: {name: days, query: "SELECT COUNT(DISTINCT date_trunc('day', ts)) FROM t", threshold: {must_be: 2, level: warn}}
"""
