"""Physical types: however they are spelled, they get the engine's own name."""

from __future__ import annotations

import duckdb
import pytest
from checks_place import Place, contract

from c360_governance.checks.types import canonical

TYPES = [
    "INT",
    "int8",
    "HUGEINT",
    "UTINYINT",
    "REAL",
    "DOUBLE PRECISION",
    "numeric",
    "DECIMAL(9,2)",
    "TEXT",
    "VARCHAR(9)",
    "BOOL",
    "DATE",
    "TIME",
    "DATETIME",
    "TIMESTAMPTZ",
    "TIMESTAMP WITH TIME ZONE",
    "TIMESTAMP_MS",
    "TIMESTAMP_S",
    "TIMESTAMP_NS",
    "INTERVAL",
    "UUID",
    "BLOB",
    "BIT",
    "JSON",
    "INTEGER[]",
    "VARCHAR[3]",
    "STRUCT(a INTEGER, b VARCHAR[])",
    "MAP(VARCHAR, DECIMAL(9,2))",
    "TIME WITH TIME ZONE",
    "ENUM('a', 'b')",
]


@pytest.mark.parametrize("spelled", TYPES)
def test_a_type_gets_the_engines_own_name(spelled: str, place: Place) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t (x {spelled})")
        ((actual,),) = connection.execute("SELECT data_type FROM information_schema.columns").fetchall()
    assert canonical(spelled) == canonical(actual)
    place.contract(contract({"name": "x", "physicalType": spelled})).sql(f"CREATE TABLE t (x {spelled})")
    assert place.outcomes()["t.schema"].outcome == "passed"


@pytest.mark.parametrize(
    ("spelled", "dialect", "ours"),
    [
        ("NUMBER(18,2)", "snowflake", "DECIMAL(18,2)"),
        ("STRING", "bigquery", "VARCHAR"),
        ("INT64", "bigquery", "BIGINT"),
        ("timestamp without time zone", "postgres", "TIMESTAMP"),
        ("DECIMAL(18, 2)", "no-such-engine", "DECIMAL(18,2)"),
        ("x; DROP TABLE t", "duckdb", None),
        ("not a type", "duckdb", None),
    ],
)
def test_a_type_is_translated_from_the_servers_engine(spelled: str, dialect: str, ours: str | None) -> None:
    assert canonical(spelled, dialect) == ours
