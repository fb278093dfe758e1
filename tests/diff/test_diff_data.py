"""`c360 diff --warehouse`: what the rows of a real DuckDB file say of each tightening, as counts and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from diff_documents import column, contract

Command = Callable[..., Any]

ROWS = """
create table accounts_t as select * from (values
    (1, 'a@x.example', 'DE', 10.50, 'secret-one', date '2024-01-01', timestamp '2024-01-01 00:00:00', [1],
     {'the city': 'Bonn', 'geo': {'lat': 50.7}}, time '09:00:00'),
    (2, 'b@x.example', 'FR', 20.25, 'secret-one', date '2024-06-01', timestamp '2024-06-01 12:00:00', [1, 2],
     {'the city': 'Bonn', 'geo': {'lat': 99.5}}, time '07:59:00'),
    (3, null, 'FRA', 99.99, 'secret-two', date '2025-01-01', timestamp '2025-01-01 00:00:00', [],
     {'the city': null, 'geo': null}, null),
    (3, 'd@x.example', null, 1000.00, null, null, null, null, null, null)
) t("id", "e mail", "country", "amount", "code", "day", "at", "list", "addr", "opens")
"""
# Lists that hold a value, or NULL, more than once.
TWINS = """
alter table accounts_t add column twins integer[];
update accounts_t set twins = case id when 1 then [1, 1] when 2 then [null, 1, null] else [null, 1] end
"""
PARTNERS = (
    "create table countries_t as select * from (values ('DE', 'x'), ('DE', 'y'), (null, 'z')) t(\"code\", \"of\")"
)
PHYSICAL = {"email": "e mail"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        for statement in (ROWS, TWINS, PARTNERS):
            connection.execute(statement)
    (tmp_path / "c360.yaml").write_text(
        "warehouses:\n  local: {type: duckdb, path: w.duckdb}\n  gone: {type: duckdb, path: gone.duckdb}\n",
        encoding="utf-8",
    )
    return tmp_path


def judged(c360: Command, home: Path, old: dict[str, Any], new: dict[str, Any], warehouse: str = "local") -> Any:
    new["version"] = "2.0.0"
    for name, document in (("old", old), ("new", new)):
        document["schema"][0]["physicalName"] = "accounts_t"
        (home / f"{name}.odcs.yaml").write_text(json.dumps(document, default=str), encoding="utf-8")
    paths = [home / "old.odcs.yaml", home / "new.odcs.yaml"]
    return c360("-C", home, "diff", *paths, "--warehouse", warehouse, "--format", "json")


def about(name: str, keys: dict[str, Any], type_: str) -> dict[str, Any]:
    physical = {"physicalName": PHYSICAL[name]} if name in PHYSICAL else {}
    return contract(column("id", logicalType="integer"), column(name, **{"logicalType": type_, **physical, **keys}))


def options(**keys: Any) -> dict[str, Any]:
    return {"logicalTypeOptions": keys}


def values(*those: Any) -> dict[str, Any]:
    return {"enum": [{"value": value} for value in those]}


CASES: list[tuple[str, str, str, dict[str, Any], dict[str, Any], int, str]] = [
    ("required-added", "email", "string", {}, {"required": True}, 1, "have no value"),
    ("required-added", "amount", "number", {}, {"required": True}, 0, "have no value"),
    ("unique-added", "code", "string", {}, {"unique": True}, 2, "share their value with another"),
    ("unique-added", "email", "string", {}, {"unique": True}, 0, "share their value with another"),
    ("primary-key-added", "code", "string", {}, {"primaryKey": True}, 3, "lack a part of the key or share it"),
    ("enum-added", "country", "string", {}, values("DE", "FR"), 1, "hold another value"),
    ("enum-value-removed", "country", "string", values("DE", "FR", "FRA"), values("DE", "FR"), 1, "ruled out"),
    ("pattern-added", "country", "string", {}, options(pattern="^[A-Z]{2}$"), 1, "do not match the pattern"),
    ("pattern-tightened", "country", "string", options(pattern="^[A-Z]{2,3}$"), options(pattern="^[A-Z]{3}$"), 2, ""),
    ("max-length-tightened", "country", "string", options(maxLength=9), options(maxLength=2), 1, "are longer"),
    ("min-length-tightened", "country", "string", {}, options(minLength=3), 2, "are shorter"),
    ("minimum-tightened", "amount", "number", {}, options(exclusiveMinimum=10.5), 1, "lie outside"),
    ("maximum-tightened", "amount", "number", {}, options(maximum=99.99), 1, "lie outside"),
    ("maximum-tightened", "day", "date", {}, options(maximum="2024-12-31"), 1, "lie outside"),
    ("multiple-of-tightened", "amount", "number", {}, options(multipleOf=0.25), 1, "are no multiple of 0.25"),
    ("physical-type-narrowed", "country", "string", {"physicalType": "varchar(9)"}, {"physicalType": "varchar(2)"}, 1,
     "are longer"),
    ("physical-type-narrowed", "amount", "number", {"physicalType": "decimal(18,2)"}, {"physicalType": "decimal(5,2)"},
     1, "do not fit"),
    ("scale-changed", "amount", "number", {"physicalType": "decimal(18,2)"}, {"physicalType": "decimal(18,1)"}, 2, ""),
    ("physical-type-changed", "code", "string", {"physicalType": "varchar"}, {"physicalType": "bigint"}, 3, "fit"),
    ("logical-type-narrowed", "amount", "number", {}, {"logicalType": "integer"}, 3, "do not fit BIGINT"),
    ("logical-type-narrowed", "at", "timestamp", {}, {"logicalType": "date"}, 1, "do not fit DATE"),
    ("minimum-tightened", "opens", "time", {}, options(minimum="08:00:00"), 1, "lie outside"),
    ("format-narrowed", "id", "integer", options(format="i64"), options(format="i8"), 0, "do not fit i8"),
    ("min-items-tightened", "list", "array", {}, options(minItems=1), 1, "hold fewer"),
    ("max-items-tightened", "list", "array", {}, options(maxItems=1), 1, "hold more"),
    ("unique-items-added", "list", "array", {}, options(uniqueItems=True), 0, "repeat an item"),
    ("unique-items-added", "twins", "array", {}, options(uniqueItems=True), 2, "repeat an item"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "name", "type_", "old", "new", "offending", "phrase"), CASES)
def test_the_rows_are_counted(
    rule: str, name: str, type_: str, old: dict[str, Any], new: dict[str, Any], offending: int, phrase: str,
    c360: Command, home: Path,
) -> None:  # fmt: skip
    done = judged(c360, home, about(name, old, type_), about(name, new, type_))
    found = {finding["rule"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert found[rule]["data"] == {"rows": 4, "offending": offending, "satisfied": offending == 0}
    assert f"today {offending} of 4 rows" in found[rule]["message"]
    assert phrase in found[rule]["message"]
    assert "secret" not in done.stdout + done.stderr


def test_a_key_of_several_columns(c360: Command, home: Path) -> None:
    keys = [{"primaryKey": True, "primaryKeyPosition": position} for position in (1, 2)]
    old = contract(column("id", **keys[0]), column("country"))
    new = contract(column("id", **keys[0]), column("country", **keys[1]))
    (finding,) = json.loads(judged(c360, home, old, new).stdout)["findings"]
    assert (finding["rule"], finding["data"]["offending"]) == ("primary-key-changed", 1)


def test_a_column_is_known_by_the_name_that_it_has_today(c360: Command, home: Path) -> None:
    old, new = contract(column("mail", id="x", physicalName="e mail")), contract(column("email", id="x", required=True))
    found = {one["rule"]: one for one in json.loads(judged(c360, home, old, new).stdout)["findings"]}
    assert found["required-added"]["data"]["offending"] == 1
    assert "data" not in found["property-renamed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (column("nowhere"), column("nowhere", required=True)),
        (column("country"), column("country", **options(pattern="^(?=x)y$"))),
        (column("code", logicalType="integer"), column("code", logicalType="integer", **options(minimum=5))),
    ],
)
def test_what_the_data_cannot_tell_is_said(old: dict[str, Any], new: dict[str, Any], c360: Command, home: Path) -> None:
    done = judged(c360, home, contract(old), contract(new))
    (finding,) = json.loads(done.stdout)["findings"]
    assert "the data cannot tell: " in finding["message"]
    assert "data" not in finding
    assert "secret" not in done.stdout + done.stderr


def member(name: str, keys: dict[str, Any], type_: str, **of_the_struct: Any) -> dict[str, Any]:
    """A contract with a struct that holds a struct, and one member of the outer or the inner one."""
    geo = {"name": "geo", "logicalType": "object", "properties": [{"name": "lat", "logicalType": "number"}]}
    city = {"name": "city", "physicalName": "the city", "logicalType": "string"}
    found: dict[str, Any] = geo["properties"][0] if name == "lat" else {"geo": geo, "city": city}[name]  # type: ignore[index]
    found.update({"logicalType": type_, **keys})
    return contract({"name": "address", "physicalName": "addr", "logicalType": "object", "properties": [city, geo],
                     **of_the_struct})  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "name", "type_", "old", "new", "offending"),
    [
        ("required-added", "city", "string", {}, {"required": True}, 1),
        ("required-added", "lat", "number", {}, {"required": True}, 0),
        ("unique-added", "city", "string", {}, {"unique": True}, 2),
        ("enum-added", "city", "string", {}, values("Rome"), 2),
        ("max-length-tightened", "city", "string", {}, options(maxLength=3), 2),
        ("maximum-tightened", "lat", "number", {}, options(maximum=90), 1),
        ("pattern-added", "city", "string", {}, options(pattern="^B"), 0),
    ],
)
def test_members_of_structs_are_counted(
    rule: str,
    name: str,
    type_: str,
    old: dict[str, Any],
    new: dict[str, Any],
    offending: int,
    c360: Command,
    home: Path,
) -> None:
    done = judged(c360, home, member(name, old, type_), member(name, new, type_))
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["rule"], finding["data"]["rows"], finding["data"]["offending"]) == (rule, 4, offending)
    assert "Bonn" not in done.stdout + done.stderr


def test_required_members_of_a_struct_are_counted(c360: Command, home: Path) -> None:
    of_struct = {"logicalTypeOptions": {"required": ["the city"]}}
    done = judged(c360, home, member("city", {}, "string"), member("city", {}, "string", **of_struct))
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["rule"], finding["data"]["offending"]) == ("object-required-added", 1)


def referring(level: str, *links: dict[str, Any], renamed: bool = False) -> dict[str, Any]:
    """A contract of two datasets, whose first one refers to the second one."""
    name = "land" if renamed else "country"
    own = column(name, id="c", physicalName="country", **({"relationships": [*links]} if level == "property" else {}))
    document = contract(column("id", logicalType="integer"), own, column("code"))
    if level == "dataset":
        document["schema"][0]["relationships"] = [*links]
    target = [column("code", id="t"), column("of")]
    document["schema"].append({"name": "countries", "physicalName": "countries_t", "properties": target})
    return document


@pytest.mark.parametrize(
    ("level", "link", "renamed", "offending"),
    [
        ("property", {"to": "countries.code"}, False, 2),
        ("property", {"to": "countries.code"}, True, 2),
        ("property", {"to": "schema/countries/properties/t"}, False, 2),
        ("property", {"to": "accounts.country"}, False, 0),
        ("dataset", {"from": "accounts.country", "to": "countries.code"}, False, 2),
        ("dataset", {"from": ["country", "code"], "to": ["countries.code", "countries.of"]}, False, 3),
    ],
)
def test_rows_without_a_partner_are_counted(
    level: str, link: dict[str, Any], renamed: bool, offending: int, c360: Command, home: Path
) -> None:
    done = judged(c360, home, referring(level), referring(level, link, renamed=renamed))
    found = {one["rule"]: one for one in json.loads(done.stdout)["findings"]}
    assert found["relationship-added"]["data"] == {"rows": 4, "offending": offending, "satisfied": offending == 0}
    assert "have no partner" in found["relationship-added"]["message"]
    assert "secret" not in done.stdout + done.stderr


def ruled(name: str | None, rule: dict[str, Any] | None) -> dict[str, Any]:
    document = about("country", {}, "string") if name != "email" else about("email", {}, "string")
    holder = document["schema"][0] if name is None else document["schema"][0]["properties"][1]
    holder["quality"] = [{"name": "r", "type": "library", **rule}] if rule is not None else []
    return document


NULLS, KNOWN = {"metric": "nullValues"}, {"metric": "invalidValues", "arguments": {"validValues": ["DE", "FR"]}}


@pytest.mark.parametrize(
    ("kind", "column_", "old", "new", "offending", "satisfied"),
    [
        ("quality-threshold-tightened", "email", {**NULLS, "mustBeLessThan": 9}, {**NULLS, "mustBe": 1}, 1, True),
        ("quality-threshold-tightened", "email", {**NULLS, "mustBeLessThan": 9}, {**NULLS, "mustBe": 0}, 1, False),
        ("quality-threshold-tightened", "email", {**NULLS, "mustBeLessThan": 90, "unit": "percent"},
         {**NULLS, "mustBeLessThan": 30, "unit": "percent"}, 1, True),
        ("quality-threshold-tightened", "email", {**NULLS, "mustBeLessThan": 90, "unit": "percent"},
         {**NULLS, "mustBeLessThan": 20, "unit": "%"}, 1, False),
        ("quality-rule-added", "country", None, {**KNOWN, "mustBeLessOrEqualTo": 1}, 1, True),
        ("quality-rule-added", "country", None,
         {"metric": "invalidValues", "arguments": {"pattern": "^[A-Z]{2}$"}, "mustBeLessThan": 1}, 1, False),
        ("quality-rule-added", "country", None,
         {"metric": "missingValues", "arguments": {"missingValues": [None, "FRA"]}, "mustBeLessThan": 2}, 2, False),
        ("quality-rule-added", "country", None, {"metric": "duplicateValues", "mustBe": 0}, 0, True),
        ("quality-rule-added", None, None,
         {"metric": "duplicateValues", "arguments": {"properties": ["id"]}, "mustBe": 0}, 1, False),
        ("quality-rule-added", None, None,
         {"metric": "duplicateValues", "arguments": {"properties": ["id", "country"]}, "mustBe": 0}, 0, True),
        ("quality-rule-added", None, None, {"metric": "rowCount", "mustBeGreaterThan": 3}, 0, True),
        ("quality-rule-added", None, None, {"rule": "rowCount", "mustBeBetween": [5, 9]}, 0, False),
    ],
)  # fmt: skip
def test_a_threshold_is_held_against_the_data(
    kind: str, column_: str | None, old: dict[str, Any] | None, new: dict[str, Any], offending: int, satisfied: bool,
    c360: Command, home: Path,
) -> None:  # fmt: skip
    done = judged(c360, home, ruled(column_, old), ruled(column_, new))
    found = {finding["rule"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert found[kind]["data"] == {"rows": 4, "offending": offending, "satisfied": satisfied}
    assert f"which the rule {'accepts' if satisfied else 'does not accept'}" in found[kind]["message"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ({}, {"quality": [{"name": "n", "type": "sql", "query": "drop table accounts_t", "mustBe": 0}]}, "is not run"),
        ({}, {"quality": [{"name": "n", "type": "custom", "engine": "soda", "implementation": "x"}]}, "is not run"),
        (
            {"items": {"logicalType": "integer"}},
            {"items": {"logicalType": "integer", "required": True}},
            "a list or a map",
        ),
        ({}, {"items": {"logicalType": "integer"}}, "no one statement"),
        ({}, {"relationships": [{"to": "elsewhere.id"}]}, "no column of this contract"),
    ],
)
def test_what_is_not_asked_says_why(
    old: dict[str, Any], new: dict[str, Any], reason: str, c360: Command, home: Path
) -> None:
    done = judged(c360, home, about("list", old, "array"), about("list", new, "array"))
    (finding,) = json.loads(done.stdout)["findings"]
    assert "the data was not asked: " in finding["message"]
    assert reason in finding["message"]
    assert "data" not in finding


def test_what_demands_nothing_of_the_rows_is_left_alone(c360: Command, home: Path) -> None:
    done = judged(c360, home, contract(column("id", required=True)), contract(column("id")))
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["rule"], "data" in finding, "the data" in finding["message"]) == ("required-dropped", False, False)


def test_a_renamed_key_is_asked_for_by_the_names_of_today(c360: Command, home: Path) -> None:
    old = contract(column("number", id="n", physicalName="id"), column("country"))
    new = contract(column("customer", id="n", primaryKey=True), column("country"))
    found = {one["rule"]: one for one in json.loads(judged(c360, home, old, new).stdout)["findings"]}
    assert found["primary-key-added"]["data"]["offending"] == 2


def test_a_contract_of_2_2_is_asked_about_too(c360: Command, home: Path) -> None:
    def legacy(nullable: bool) -> dict[str, Any]:
        columns = [{"column": "country", "logicalType": "string", "isNullable": nullable}]
        return {"apiVersion": "v2.2.2", "uuid": "c", "version": "1.0.0", "status": "current", "schema": [{}],
                "dataset": [{"table": "accounts", "physicalName": "accounts_t", "columns": columns}]}  # fmt: skip

    (finding,) = json.loads(judged(c360, home, legacy(True), legacy(False)).stdout)["findings"]
    assert (finding["rule"], finding["data"]["offending"]) == ("required-added", 1)


@pytest.mark.parametrize(("name", "reason"), [("gone", "there is no file"), ("locl", "did you mean 'local'")])
def test_a_warehouse_that_is_not_there_exits_2(name: str, reason: str, c360: Command, home: Path) -> None:
    done = judged(c360, home, contract(column("id")), contract(column("id")), warehouse=name)
    assert (done.status, done.stdout) == (2, "")
    assert reason in done.stderr
