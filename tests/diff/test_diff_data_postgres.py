"""`c360 diff --warehouse` says of a PostgreSQL database what it says of a DuckDB file: the same counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_diff_data import CASES, about, judged, referring

Command = Callable[..., Any]

TABLES = """
create table accounts_t (id integer, "e mail" text, country text, amount decimal(18, 2), code text, day date,
                         at timestamp, list integer[], opens time, twins integer[]);
insert into accounts_t values
    (1, 'a@x.example', 'DE', 10.50, 'secret-one', '2024-01-01', '2024-01-01 00:00:00', '{1}', '09:00', '{1,1}'),
    (2, 'b@x.example', 'FR', 20.25, 'secret-one', '2024-06-01', '2024-06-01 12:00:00', '{1,2}', '07:59',
     '{null,1,null}'),
    (3, null, 'FRA', 99.99, 'secret-two', '2025-01-01', '2025-01-01 00:00:00', '{}', null, '{null,1}'),
    (3, 'd@x.example', null, 1000.00, null, null, null, null, null, '{null,1}');
create table countries_t (code text, "of" text);
insert into countries_t values ('DE', 'x'), ('DE', 'y'), (null, 'z')
"""


@pytest.fixture
def home(tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    import psycopg

    with psycopg.connect(postgresql) as connection:
        connection.execute(TABLES)
    url, _, schema = postgresql.partition("&options=-csearch_path%3D")
    monkeypatch.setenv("C360_TEST_POSTGRES", url)
    settings = f'{{type: postgres, url: "${{C360_TEST_POSTGRES}}", schema: {schema}}}'
    (tmp_path / "c360.yaml").write_text(f"warehouses:\n  pg: {settings}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("rule", "name", "type_", "old", "new", "offending", "phrase"), CASES)
def test_the_rows_are_counted_as_elsewhere(
    rule: str, name: str, type_: str, old: dict[str, Any], new: dict[str, Any], offending: int, phrase: str,
    c360: Command, home: Path,
) -> None:  # fmt: skip
    done = judged(c360, home, about(name, old, type_), about(name, new, type_), "pg")
    found = {finding["rule"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert found[rule]["data"] == {"rows": 4, "offending": offending, "satisfied": offending == 0}
    assert phrase in found[rule]["message"]
    assert "secret" not in done.stdout + done.stderr


def test_rows_without_a_partner_are_counted(c360: Command, home: Path) -> None:
    link = {"from": ["country", "code"], "to": ["countries.code", "countries.of"]}
    done = judged(c360, home, referring("dataset"), referring("dataset", link), "pg")
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["rule"], finding["data"]["offending"]) == ("relationship-added", 3)
