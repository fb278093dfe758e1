"""The same repository gives the same outcomes on every engine: all kinds of check, and all traps."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from checks_place import Place, contract
from engine_traps import SODA, TRAPS, prop, text, time
from engines_place import Engine, postgres, spark
from test_kinds import CASES

ILL_TYPED = ("t.id.enum",)
"""Checks that DuckDB alone can be asked: an integer is no boolean elsewhere."""


CYRILLIC, LATIN = "таблица", "letters"
"""A table's name that Spark's catalog refuses, and one that it takes."""


@pytest.fixture(params=["postgres", "spark"], scope="module")
def engine_name(request: pytest.FixtureRequest) -> str:
    """Of the module, so that all of Spark's tests are neighbours: workers share tests out by their order."""
    return str(request.param)


@pytest.fixture
def engine(engine_name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    if engine_name == "spark":
        pytest.importorskip("pyspark", reason="pyspark is not installed: pip install --group spark")
        if shutil.which("java") is None:
            pytest.skip("Spark needs Java, which is not installed")
        return spark()
    url = request.getfixturevalue("_postgresql_server")
    monkeypatch.setenv("C360_TEST_POSTGRES", url)
    return postgres(url)


@pytest.mark.parametrize(
    ("check", "document", "good", "bad", "measured"),
    [(check, *rest) for check, _, *rest in CASES if check not in ILL_TYPED],
    ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES) if case[0] not in ILL_TYPED],
)
def test_every_kind(
    place: Place, engine: Engine, check: str, document: dict[str, Any], good: list[str], bad: list[str], measured: float
) -> None:
    if engine.name != "spark":  # where every statement takes its time, and the traps hold good data as well
        place.contract(document).sql(*good)
        assert engine.compared(place)[check][0] == "passed"
        place.sql("DROP TABLE t")
    place.contract(document).sql(*bad)
    assert engine.compared(place)[check] == ("failed", measured)


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap(place: Place, engine: Engine, trap: str) -> None:
    document, data, expected = TRAPS[trap]
    if engine.name == "spark":
        text = json.dumps([document, data, expected]).replace(json.dumps(CYRILLIC)[1:-1], LATIN)
        document, data, expected = json.loads(text)
        expected = {check: tuple(said) for check, said in expected.items()}
    place.contract(document).sql(*data)
    found = engine.compared(place)
    assert {check: found[check] for check in expected} == expected


def test_checks_in_sodas_words(place: Place, engine: Engine) -> None:
    place.contract(contract(prop("a"), prop("b"), text("c"), time("ts"))).write("checks/t.yaml", SODA)
    place.sql(
        "CREATE TABLE t (a INTEGER, b INTEGER, c VARCHAR, ts TIMESTAMP)",
        "INSERT INTO t VALUES (1, 1, 'aa', '2026-01-31 11:59:00'), (7, 1, 'abc', '2026-01-31 10:00:00'),"
        " (7, 0, NULL, '2026-01-31 11:00:00'), (3, 3, 'b', '2026-01-30 01:00:00'), (NULL, 1, 'b', NULL)",
    )
    assert engine.compared(place) == {
        "t.schema": ("passed", 0), "t.a.m": ("failed", 2), "t.a.i": ("passed", 20), "t.a.mean": ("failed", 4.5),
        "t.a.d": ("failed", 25), "t.c.longest": ("passed", 3), "t.c.shape": ("failed", 1), "t.rows": ("passed", 3),
        "t.fresh": ("passed", 60), "t.pairs": ("passed", 0), "t.late": ("failed", 4), "t.big": ("failed", 1),
        "t.ratio": ("passed", 60), "t.days": ("passed", 2),
    }  # fmt: skip


@pytest.mark.parametrize(
    "implementation",
    [
        {"measure": "share", "values": ["a", "it's"], "minimum": 0.5},
        {"measure": "share", "values": ["a"], "minimum": 0.1, "per": "day", "by": "ts"},
        {"measure": "missing", "maximum": 0.1},
        {"measure": "mix", "shares": {"a": 0.5, "b": 0.5}, "maximum": 0.1},
    ],
)
def test_distributions_of_texts(place: Place, engine: Engine, implementation: dict[str, Any]) -> None:
    assert engine.compared(_distributed(place, "name", implementation))["t.name.d"][0] in ("passed", "failed")


@pytest.mark.parametrize(
    "implementation",
    [
        {"measure": "quantile", "quantile": 0.9, "maximum": 2},
        {"measure": "quantile", "quantile": 0.5, "minimum": 1, "per": "day", "by": "ts"},
        {"measure": "mean", "minimum": 1},
    ],
)
def test_distributions_of_numbers(place: Place, engine: Engine, implementation: dict[str, Any]) -> None:
    assert engine.compared(_distributed(place, "id", implementation))["t.id.d"][0] in ("passed", "failed")


def _distributed(place: Place, column: str, implementation: dict[str, Any]) -> Place:
    rule = {"name": "d", "type": "custom", "engine": "c360",
            "implementation": {"kind": "distribution", **implementation}}  # fmt: skip
    columns = [prop("id"), text("name"), time("ts")]
    named = [{**one, "quality": [rule]} if one["name"] == column else one for one in columns]
    return place.contract(contract(*named)).sql(
        "CREATE TABLE t (id INTEGER, name VARCHAR, ts TIMESTAMP)",
        "INSERT INTO t VALUES (1, 'a', '2026-01-30 10:00:00'), (2, 'b', '2026-01-30 11:00:00'),"
        " (3, 'it''s', '2026-01-29 12:00:00'), (4, NULL, '2026-01-31 09:00:00')",
    )


def test_a_reconciliation_across_two_engines(place: Place, engine: Engine) -> None:
    """Every type that a group or a figure may have is the same value on both."""
    there = {"warehouse": "other", "dataset": "t"}
    compare = ["rows", {"sum": "amount"}, {"avg": "id"}, {"max": "ts"}, {"min": "day"}, {"distinct": "name"}]
    asked = {"kind": "reconciliation", "against": there, "compare": compare}
    groups: list[dict[str, Any]] = [{}, *({"by": by} for by in (["name"], ["day"], ["ts"], ["flag", "id"]))]
    rules = [
        {"name": "by_" + "_".join(group.get("by", ())), "type": "custom", "engine": "c360",
         "implementation": {**asked, **group}}
        for group in groups
    ]  # fmt: skip
    names = ("id", "name", "amount", "ts", "day", "flag")
    place.contract(contract(*({"name": name} for name in names), table_quality=rules)).sql(
        "CREATE TABLE t (id BIGINT, name VARCHAR, amount DECIMAL(10, 2), ts TIMESTAMP, day DATE, flag BOOLEAN)",
        "INSERT INTO t VALUES (1, 'a', 10.10, '2026-01-30 10:00:00.5', '2026-01-30', TRUE),"
        " (2, 'b', 0.30, '2026-01-30 00:00:00', '2026-01-30', FALSE), (3, NULL, NULL, NULL, NULL, NULL)",
    )
    assert engine.reconciled(place) == {rule["name"]: ("passed", 0) for rule in rules}
    place.sql("UPDATE t SET amount = amount + 1 WHERE id = 1")
    assert engine.reconciled(place, load=False)["by_name"] == ("failed", 1)


HERE = contract(
    prop("a", "BIGINT", relationships=[{"to": "u.id"}]), prop("b"), text("c"), table="t",
    table_relationships=[{"from": ["b", "c"], "to": ["u.n", "u.name"]}],
)  # fmt: skip


def test_references_lead_into_another_warehouse(place: Place, engine: Engine) -> None:
    """The keys lie in the engine; DuckDB has the rows that point to them."""
    place.sql("CREATE TABLE u (id INTEGER, n DECIMAL(9, 0), name VARCHAR)")
    place.sql("INSERT INTO u VALUES (1, 1, 'x'), (2, 2, 'é'), (NULL, NULL, NULL)")
    engine.load(place.warehouse)
    place.sql("DROP TABLE u", "CREATE TABLE t (a BIGINT, b INTEGER, c VARCHAR)")
    place.sql("INSERT INTO t VALUES (1, 1, 'x'), (9, 2, 'x'), (9, 2, 'é'), (NULL, NULL, 'x')")
    servers = [{"server": "other", "type": "postgresql"}]
    there = contract(prop("id"), prop("n"), text("name"), table="u", servers=servers)
    place.contract(HERE, "t").contract(there, "u")
    assert engine.judged_here(place, "t") == {
        "t.schema": ("passed", 0), "t.a.reference": ("failed", 2), "t.reference": ("failed", 1),
    }  # fmt: skip
    dead = Engine("dead", "{type: postgres, host: 127.0.0.1, port: 1}", engine.load)
    found = dead.judged_here(place, "t")
    assert (found["t.schema"], found["t.a.reference"]) == (("passed", 0), ("error", None))
