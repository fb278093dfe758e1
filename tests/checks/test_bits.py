"""Duplicate integers are counted by bits where they lie near each other, and the count is always the same."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360_governance.checks.check import Column, Table
from c360_governance.checks.measure.asking import Asking
from c360_governance.checks.measure.measure import Own
from c360_governance.checks.measure.own import repeated
from c360_governance.checks.measure.site import Site
from c360_governance.model.config import LIMITS
from c360_governance.warehouse.rows import Rows

SITE = Site(Table("local", "main", "t"), (Column("x", "BIGINT"),), "duckdb", datetime(2026, 1, 31, tzinfo=UTC))


class Memory:
    """A warehouse in memory that keeps what it was asked."""

    name, dialect = "local", "duckdb"

    def __init__(self, type_: str, values: list[int | None]) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"CREATE TABLE t (x {type_})")
        if values:
            self.connection.executemany("INSERT INTO t VALUES (?)", [[value] for value in values])
        self.asked: list[str] = []

    def query(self, sql: str, parameters: object = (), timeout: float | None = None) -> Rows:
        self.asked.append(sql)
        return Rows(("value",), self.connection.execute(sql).fetchall())


def duplicates(warehouse: Memory) -> float | int | None:
    measure = repeated("x", SITE, None, percent=False)
    assert isinstance(measure, Own)
    asking = Asking(warehouse, SITE, LIMITS)  # type: ignore[arg-type]  # all that it needs of one
    asking.run({"t.x": measure})
    answer = asking.answers["t.x"]
    assert not isinstance(answer, str), answer
    return measure.reading(answer)


@pytest.mark.parametrize(
    ("type_", "values", "found", "by_bits"),
    [
        ("BIGINT", [1, 2, 3, 3, None, None], 1, True),
        ("BIGINT", [-5, -5, 0, 7], 1, True),
        ("BIGINT", [], 0, False),
        ("BIGINT", [None], 0, False),
        ("BIGINT", [4, 4, 4], 2, True),
        ("BIGINT", [1, 1, 10**12], 1, False),
        ("BIGINT", [-(2**63), 2**63 - 1, 2**63 - 1], 1, False),
        ("BIGINT", [2**63 - 1, 2**63 - 1, 2**63 - 2], 1, True),
        ("TINYINT", [-128, 127, 127, *range(-20, 20)], 1, True),
        ("UINTEGER", [2**32 - 1, 2**32 - 1, 2**32 - 9], 1, True),
    ],
)
def test_the_count_is_that_of_distinct_values(type_: str, values: list[int | None], found: int, by_bits: bool) -> None:
    warehouse = Memory(type_, values)
    assert duplicates(warehouse) == found
    assert ("bitstring_agg" in warehouse.asked[-1].lower()) is by_bits


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-200, 200), st.integers(-(2**63), 2**63 - 1)), max_size=30))
def test_any_integers(values: list[int | None]) -> None:
    there = [value for value in values if value is not None]
    assert duplicates(Memory("BIGINT", values)) == len(there) - len(set(there))
