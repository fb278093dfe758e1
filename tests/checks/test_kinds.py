"""Each kind of check passes on data that keep the contract and fails on data that do not, with the count."""

from __future__ import annotations

from typing import Any

import pytest
from checks_place import Place, contract

ID = {"name": "id", "physicalType": "INTEGER"}
NAME = {"name": "name", "logicalType": "string", "physicalType": "VARCHAR"}
AT = {"name": "ts", "logicalType": "timestamp", "physicalType": "TIMESTAMP"}
TABLE = "CREATE TABLE t (id INTEGER, name VARCHAR, ts TIMESTAMP)"
NOON = "TIMESTAMP '2026-01-31 11:00:00'"


def rows(*values: str) -> list[str]:
    return [TABLE, *(f"INSERT INTO t VALUES ({value})" for value in values)]


def custom(name: str, value: Any) -> list[dict[str, Any]]:
    return [{"property": name, "vendor": "c360", "value": value}]


def sla(value: Any, unit: str, element: str = "t.ts") -> list[dict[str, Any]]:
    return [{"property": "freshness", "value": value, "unit": unit, "element": element}]


def of(*properties: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A contract of the table t, whose other columns are there without conditions."""
    named = {prop["name"] for prop in properties}
    return contract(*properties, *(prop for prop in (ID, NAME, AT) if prop["name"] not in named), **parts)


def name(**declared: Any) -> dict[str, Any]:
    return {**NAME, **declared}


def rule(**declared: Any) -> list[dict[str, Any]]:
    return [{"name": "r", **declared}]


GOOD = f"1, 'ann', {NOON}"
CADENCE = {"ingestion": "daily", "partition": "ts"}

CASES = [
    # check, kind, contract, data that keep it, data that break it, what is then measured
    ("t.schema", "schema", of(), rows(GOOD), ["CREATE TABLE t (id BIGINT, name VARCHAR, more DATE)"], 3),
    (
        "t.ts.freshness",
        "freshness",
        of(slaProperties=sla(2, "h")),
        rows(GOOD),
        rows("1, 'ann', TIMESTAMP '2026-01-31 09:00:00'"),
        3,
    ),
    (
        "t.ts.freshness",
        "freshness",
        of(slaProperties=sla("90", "minutes", "ts")),
        rows(GOOD),
        rows("1, 'ann', TIMESTAMP '2026-01-31 10:00:00'"),
        120,
    ),
    ("t.ts.freshness", "freshness", of(slaProperties=sla(2, "h")), rows(GOOD), rows(), None),
    (
        "t.volume",
        "volume",
        of(customProperties=custom("cadence", CADENCE | {"expectedRows": {"per": "day", "minimum": 1}})),
        rows("1, 'a', TIMESTAMP '2026-01-30 09:00:00'"),
        rows("1, 'a', TIMESTAMP '2026-01-31 09:00:00'"),
        0,
    ),
    (
        "t.volume",
        "volume",
        of(customProperties=custom("cadence", {"expectedRows": {"per": "snapshot", "minimum": 1, "maximum": 1}})),
        rows(GOOD),
        rows(GOOD, GOOD),
        2,
    ),
    ("t.r", "volume", of(table_quality=rule(metric="rowCount", mustBeBetween=[1, 2])), rows(GOOD), rows(), 0),
    ("t.name.missing", "missing", of(name(required=True)), rows(GOOD), rows(GOOD, f"2, NULL, {NOON}"), 1),
    ("t.id.missing", "missing", of(ID | {"primaryKey": True}), rows(GOOD), rows(f"NULL, 'x', {NOON}"), 1),
    (
        "t.name.r",
        "missing",
        of(name(quality=rule(metric="missingValues", arguments={"missingValues": [None, "", "N/A"]}, mustBe=0))),
        rows(GOOD),
        rows(f"1, '', {NOON}", f"2, 'N/A', {NOON}", f"3, NULL, {NOON}"),
        3,
    ),
    (
        "t.name.r",
        "missing",
        of(name(quality=rule(metric="nullValues", mustBeLessThan=50, unit="percent"))),
        rows(GOOD),
        rows(GOOD, f"2, NULL, {NOON}"),
        50,
    ),
    (
        "t.name.enum",
        "invalid",
        of(name(enum=[{"value": "ann"}, {"value": "it's"}])),
        rows(GOOD, f"2, 'it''s', {NOON}", f"3, NULL, {NOON}"),
        rows(f"1, 'bob', {NOON}"),
        1,
    ),
    ("t.id.enum", "invalid", of(ID | {"enum": [{"value": True}]}), rows(GOOD), rows(f"0, 'x', {NOON}"), 1),
    (
        "t.id.range",
        "invalid",
        of(ID | {"logicalTypeOptions": {"minimum": 1, "maximum": 3}}),
        rows(GOOD),
        rows(f"0, 'x', {NOON}", f"4, 'x', {NOON}"),
        2,
    ),
    (
        "t.id.range",
        "invalid",
        of(ID | {"logicalTypeOptions": {"exclusiveMinimum": 0, "exclusiveMaximum": 2}}),
        rows(GOOD),
        rows(f"0, 'x', {NOON}", f"2, 'x', {NOON}"),
        2,
    ),
    (
        "t.ts.range",
        "invalid",
        of(AT | {"logicalTypeOptions": {"minimum": "2026-01-01T00:00:00Z"}}),
        rows(GOOD),
        rows("1, 'x', TIMESTAMP '2025-12-31 23:59:59'"),
        1,
    ),
    (
        "t.id.multiple_of",
        "invalid",
        of(ID | {"logicalTypeOptions": {"multipleOf": 5}}),
        rows(f"10, 'x', {NOON}"),
        rows(f"11, 'x', {NOON}"),
        1,
    ),
    (
        "t.name.length",
        "invalid",
        of(name(logicalTypeOptions={"minLength": 2, "maxLength": 3})),
        rows(GOOD),
        rows(f"1, 'a', {NOON}", f"1, 'anna', {NOON}"),
        2,
    ),
    (
        "t.name.pattern",
        "invalid",
        of(name(logicalTypeOptions={"pattern": "^[a-z']+$"})),
        rows(GOOD),
        rows(f"1, 'Ann', {NOON}"),
        1,
    ),
    (
        "t.name.format",
        "invalid",
        of(name(logicalTypeOptions={"format": "email"})),
        rows(f"1, 'a@b.org', {NOON}"),
        rows(GOOD),
        1,
    ),
    (
        "t.name.r",
        "invalid",
        of(name(quality=rule(metric="invalidValues", arguments={"validValues": ["ann"]}, mustBe=0))),
        rows(GOOD),
        rows(f"1, 'bob', {NOON}"),
        1,
    ),
    (
        "t.id.duplicate",
        "duplicate",
        of(ID | {"unique": True}),
        rows(GOOD, f"NULL, 'x', {NOON}", f"NULL, 'x', {NOON}"),
        rows(GOOD, GOOD, GOOD),
        2,
    ),
    (
        "t.primary_key",
        "duplicate",
        of(ID | {"primaryKey": True}, name(primaryKey=True, primaryKeyPosition=2)),
        rows(GOOD, f"1, 'bob', {NOON}"),
        rows(GOOD, GOOD),
        1,
    ),
    (
        "t.r",
        "duplicate",
        of(
            table_quality=rule(
                metric="duplicateValues", arguments={"properties": ["id", "name"]}, mustBe=0, unit="percent"
            )
        ),
        rows(GOOD),
        rows(GOOD, GOOD),
        50,
    ),
    (
        "t.id.reference",
        "reference",
        of(ID | {"relationships": [{"to": "t.name_id"}]}, {"name": "name_id", "physicalName": "other"}),
        [
            "CREATE TABLE t (id INTEGER, name VARCHAR, ts TIMESTAMP, other INTEGER)",
            "INSERT INTO t VALUES (1, '', NULL, 1), (NULL, '', NULL, 2)",
        ],
        [
            "CREATE TABLE t (id INTEGER, name VARCHAR, ts TIMESTAMP, other INTEGER)",
            "INSERT INTO t VALUES (1, '', NULL, 2), (7, '', NULL, 3)",
        ],
        2,
    ),
    (
        "t.reference",
        "reference",
        of(table_relationships=[{"from": ["id", "name"], "to": ["t.id", "t.ts"]}]),
        rows("NULL, 'x', NULL"),
        rows("1, '2026-01-01', TIMESTAMP '2026-01-02'"),
        1,
    ),
    (
        "t.r",
        "invariant",
        of(table_quality=rule(type="sql", query="SELECT COUNT(*) FROM ${table} WHERE id < 1", mustBe=0)),
        rows(GOOD),
        rows(f"0, 'x', {NOON}"),
        1,
    ),
    (
        "t.id.r",
        "invariant",
        of(
            ID
            | {
                "quality": rule(
                    type="sql", query="SELECT AVG(${column}) FROM ${object} -- mean;\n;", mustBeLessOrEqualTo=1.5
                )
            }
        ),
        rows(GOOD),
        rows(GOOD, f"3, 'x', {NOON}"),
        2,
    ),
    (
        "t.r",
        "invariant",
        of(table_quality=rule(type="custom", engine="soda", implementation="failed_rows: {expression: id < 1}")),
        rows(GOOD),
        rows(f"0, 'x', {NOON}"),
        1,
    ),
    (
        "t.name.r",
        "missing",
        of(name(quality=rule(type="custom", engine="soda", implementation={"missing": {"missing_values": ["-"]}}))),
        rows(GOOD),
        rows(f"1, '-', {NOON}"),
        1,
    ),
]


@pytest.mark.parametrize(
    ("check", "kind", "document", "good", "bad", "measured"),
    CASES,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_kind_passes_and_fails(
    place: Place, check: str, kind: str, document: dict[str, Any], good: list[str], bad: list[str], measured: float
) -> None:
    place.contract(document).sql(*good)
    passed = place.outcomes()[check]
    assert (passed.outcome, passed.kind, passed.message if passed.outcome == "error" else "") == ("passed", kind, "")
    place.sql("DROP TABLE t", *bad)
    failed = place.outcomes()[check]
    assert (failed.outcome, failed.measured) == ("failed", measured)
    assert (failed.severity, failed.owner, failed.location.path) == ("error", "crm", "contracts/one.odcs.yaml")


@pytest.mark.parametrize(
    ("operator", "value", "passing", "text"),
    [
        ("mustBe", 2, {2}, "= 2"),
        ("mustNotBe", 2, {0, 1, 3}, "!= 2"),
        ("mustBeGreaterThan", 1, {2, 3}, "> 1"),
        ("mustBeGreaterOrEqualTo", 1, {1, 2, 3}, ">= 1"),
        ("mustBeLessThan", 1, {0}, "< 1"),
        ("mustBeLessOrEqualTo", 1, {0, 1}, "<= 1"),
        ("mustBeBetween", [1, 2], {1, 2}, "between 1 and 2"),
        ("mustBeBetween", [2, 2], {2}, "between 2 and 2"),
        ("mustNotBeBetween", [1, 2], {0, 3}, "not between 1 and 2"),
    ],
)
def test_operators(place: Place, operator: str, value: Any, passing: set[int], text: str) -> None:
    place.contract(of(table_quality=rule(metric="rowCount", **{operator: value}))).sql(TABLE)
    found = set()
    for count in range(4):
        outcome = place.outcomes()["t.r"]
        assert (outcome.measured, outcome.threshold) == (count, text)
        found |= {count} if outcome.outcome == "passed" else set()
        place.sql(f"INSERT INTO t VALUES ({GOOD})")
    assert found == passing


@pytest.mark.parametrize("severity", ["warning", "info"])
def test_below_error_severity_a_breach_warns(place: Place, severity: str) -> None:
    document = of(name(quality=rule(metric="nullValues", mustBe=0, severity=severity)))
    place.contract(document).sql(*rows(f"1, NULL, {NOON}"))
    outcome = place.outcomes()["t.name.r"]
    assert (outcome.outcome, outcome.measured, outcome.severity) == ("warned", 1, severity)


@pytest.mark.parametrize(
    ("document", "check", "cause"),
    [
        (of(name(physicalType="FANCY")), "t.schema", "no physical type"),
        (of(slaProperties=sla(0, "h")), "t.ts.freshness", "no positive number"),
        (of(slaProperties=sla(1, "fortnight")), "t.ts.freshness", "no unit of age"),
        (of(slaProperties=sla(1, "h", "t.when")), "t.freshness", "no column 'when'"),
        (
            of(AT | {"logicalTypeOptions": {"defaultTimezone": "Mars/North"}}, slaProperties=sla(1, "h")),
            "t.ts.freshness",
            "no time zone",
        ),
        (of(ID | {"relationships": [{"to": "u.id"}]}), "t.id.reference", "which no contract has"),
        (of(table_quality=rule(type="sql", query="DROP TABLE t", mustBe=0)), "t.r", "is no SELECT"),
        (of(table_quality=rule(type="sql", query="SELECT 1; SELECT 2", mustBe=0)), "t.r", "2 statements"),
        (
            of(table_quality=rule(type="sql", query="SELECT COUNT(*) FROM ${tabel}", mustBe=0)),
            "t.r",
            "placeholder 'tabel'",
        ),
        (of(table_quality=rule(type="sql", query="SELECT COUNT(*) FROM t")), "t.r", "exactly one operator"),
        (of(table_quality=rule(type="sql", query="SELECT id FROM t", mustBe=0)), "t.r", "Error"),
        (of(table_quality=rule(type="sql", query="SELECT NULL", mustBe=0)), "t.r", "gave no number"),
        (
            of(table_quality=rule(type="custom", engine="soda", implementation="row_count > 0")),
            "t.r",
            "no Soda v4 check",
        ),
        (
            of(customProperties=custom("cadence", {"expectedRows": {"per": "day", "minimum": 1}})),
            "t.volume",
            "need a partition",
        ),
        (of(name(quality=rule(metric="invalidValues", mustBe=0))), "t.name.r", "needs arguments"),
        (of(name(logicalTypeOptions={"pattern": "(?=x)"})), "t.name.pattern", "Error"),
        (of(name(logicalTypeOptions={"pattern": "${env.HOME}"})), "t.name.pattern", "the environment is not read"),
    ],
)
def test_what_cannot_be_judged_says_why(place: Place, document: dict[str, Any], check: str, cause: str) -> None:
    place.contract(document).sql(*rows(GOOD, f"2, 'bob', {NOON}"))
    outcome = place.outcomes()[check]
    assert (outcome.outcome, outcome.measured) == ("error", None)
    assert cause in outcome.message


def test_the_last_complete_period_begins_in_the_contracts_zone(place: Place) -> None:
    """At noon UTC it is the 31st in Auckland as well, whose day ended at 11:00 UTC."""
    zoned = AT | {"logicalTypeOptions": {"defaultTimezone": "Pacific/Auckland"}}
    cadence = custom("cadence", CADENCE | {"expectedRows": {"per": "day", "minimum": 1, "maximum": 1}})
    place.contract(of(zoned, customProperties=cadence)).sql(
        *rows("1, 'local 31st', TIMESTAMP '2026-01-31 09:00:00'", "2, 'local 30th', TIMESTAMP '2026-01-30 09:00:00'")
    )
    outcome = place.outcomes()["t.volume"]
    assert (outcome.outcome, outcome.measured) == ("passed", 1)
