"""The same repository gives the same outcomes on every engine: all kinds of check, and all traps."""

from __future__ import annotations

from typing import Any

import pytest
from checks_place import Place, contract
from engine_traps import SODA, TRAPS, prop, text, time
from engines_place import Engine, postgres
from test_kinds import CASES

ILL_TYPED = ("t.id.enum",)
"""Checks that DuckDB alone can be asked: an integer is no boolean elsewhere."""


@pytest.fixture(params=["postgres"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
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
    place.contract(document).sql(*good)
    assert engine.compared(place)[check][0] == "passed"
    place.sql("DROP TABLE t", *bad)
    assert engine.compared(place)[check] == ("failed", measured)


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap(place: Place, engine: Engine, trap: str) -> None:
    document, data, expected = TRAPS[trap]
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
