"""Physical types by what they hold."""

from __future__ import annotations

import subprocess
import sys

import pytest
from diff_documents import column, contract, kinds

from c360_governance.diff.physical import compare

OPPOSITE = {"widened": "narrowed", "narrowed": "widened", "said": "unsaid", "unsaid": "said"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("int", "INTEGER", "same"),
        ("int4", "INT", "same"),
        ("int(11)", "integer", "same"),
        ("VARCHAR(50)", "character  varying ( 50 )", "same"),
        ("string", "TEXT", "same"),
        ("varchar(max)", "text", "same"),
        ("DECIMAL(18,2)", "numeric(18, 2)", "same"),
        ("number(38)", "number(38,0)", "same"),
        ("double precision", "float8", "same"),
        ("timestamp with time zone", "timestamptz", "same"),
        ("TIMESTAMP(6)", "timestamp", "same"),
        ("datetime", "TIMESTAMP_NTZ", "same"),
        ("int unsigned", "uint32", "same"),
        ("bool", "BOOLEAN", "same"),
        ("hstore", "HSTORE", "same"),
        ("STRUCT<a INT, b STRING>", "struct<a: integer, b: varchar>", "same"),
        ("INT", "BIGINT", "widened"),
        ("uint8", "smallint", "widened"),
        ("real", "double", "widened"),
        ("varchar(10)", "varchar(20)", "widened"),
        ("varchar(10)", "text", "widened"),
        ("char(3)", "varchar(3)", "widened"),
        ("decimal(10,2)", "decimal(18,2)", "widened"),
        ("timestamp(3)", "timestamp(6)", "widened"),
        ("INT[]", "BIGINT[]", "widened"),
        ("MAP<STRING, INT>", "MAP<STRING, BIGINT>", "widened"),
        ("int", "uint32", "changed"),
        ("int", "varchar", "changed"),
        ("int", "decimal(18,0)", "changed"),
        ("timestamp", "timestamptz", "changed"),
        ("date", "timestamp", "changed"),
        ("json", "jsonb", "changed"),
        ("STRUCT<a INT>", "STRUCT<b INT>", "changed"),
        ("STRUCT<a INT, b STRING>", "STRUCT<b STRING, a INT>", "same"),
        ("STRUCT<a INT>", "STRUCT<a BIGINT, b INT>", "widened"),
        ("ARRAY<STRUCT<a INT>>", "ARRAY<STRUCT<a INT, b INT>>", "widened"),
        ("ROW(a INT, b VARCHAR)", "STRUCT<a INT, b STRING>", "same"),
        ("array(int)", "LIST<INTEGER>", "same"),
        ("float[3]", "FLOAT [3]", "same"),
        ("float[3]", "float[4]", "changed"),
        ("float[3]", "float[]", "widened"),
        ("float[3]", "double[3]", "widened"),
        ("float[3]", "double[]", "widened"),
        ("array<string>", "array", "unsaid"),
        ("record", "STRUCT<a INT>", "said"),
        ("map", "map<string, int>", "said"),
        ("array<map>", "array<map<string, int>>", "said"),
        ("array", "LIST", "same"),
        ("array", "map", "changed"),
        ("array", "string", "changed"),
        ("nullable(String)", "LowCardinality(String)", "same"),
        ("NUMBER(*,0)", "NUMBER(38)", "same"),
        ("INT[]", "INT", "changed"),
        ("hstore", "inet", "changed"),
        ("decimal(18,2)", "decimal(18,4)", "scale"),
        ("decimal(18,2)", "decimal(20,4)", "scale"),
        ("float(3,2)", "float(5,2)", "widened"),
        ("float(24)", "float(53)", "widened"),
    ],
)
def test_what_became_of_a_type(old: str, new: str, expected: str) -> None:
    assert compare(old, new) == expected
    grows = "STRUCT" in old and expected == "widened"
    assert compare(new, old) == ("changed" if grows else OPPOSITE.get(expected, expected))


@pytest.mark.parametrize(
    ("engine", "old", "new", "expected"),
    [
        ("snowflake", "INT", "NUMBER(38,0)", "same"),
        ("snowflake", "NUMBER", "BIGINT", "same"),
        ("snowflake", "FLOAT", "DOUBLE", "same"),
        ("snowflake", "TIMESTAMP", "TIMESTAMP_NTZ(9)", "same"),
        ("bigquery", "INTEGER", "INT64", "same"),
        ("bigquery", "FLOAT64", "FLOAT", "same"),
        ("bigquery", "NUMERIC", "NUMERIC(38,9)", "same"),
        ("bigquery", "TIMESTAMP", "DATETIME", "changed"),
        ("bigquery", "ARRAY<STRUCT<a INT64>>", "ARRAY<STRUCT<a INT64, b STRING>>", "widened"),
        ("postgres", "int[3]", "int[]", "same"),
        ("tsql", "varchar(9)", "nvarchar(9)", "widened"),
        ("tsql", "varchar(9)", "nvarchar(18)", "widened"),
        ("tsql", "nvarchar(9)", "varchar(18)", "changed"),
        ("tsql", "char(9)", "nchar(9)", "widened"),
        ("tsql", "nchar(9)", "nvarchar(9)", "widened"),
        ("snowflake", "varchar(9)", "nvarchar(9)", "same"),
        ("clickhouse", "Int8", "Int16", "widened"),
        ("clickhouse", "Nullable(Int32)", "Int32", "same"),
        ("postgres", "int8", "bigint", "same"),
        ("postgres", "float", "double precision", "same"),
        ("redshift", "decimal", "decimal(18,0)", "same"),
        ("mysql", "decimal", "decimal(10,0)", "same"),
        ("oracle", "DATE", "TIMESTAMP(0)", "same"),
        ("oracle", "INTEGER", "NUMBER(38,0)", "same"),
        ("databricks", "TIMESTAMP", "TIMESTAMP_NTZ", "changed"),
        ("databricks", "LONG", "BIGINT", "same"),
        ("trino", "row(a int)", "row(a bigint)", "widened"),
        ("trino", "timestamp", "timestamp(3)", "same"),
        ("tsql", "tinyint", "smallint", "widened"),
        ("tsql", "bit", "boolean", "same"),
        ("tsql", "money", "decimal(19,4)", "same"),
        (None, "int8", "bigint", "same"),
        (None, "float", "real", "same"),
        ("no such engine", "INT", "INTEGER", "same"),
    ],
)
def test_a_name_means_what_it_means_to_the_engine(engine: str | None, old: str, new: str, expected: str) -> None:
    assert compare(old, new, (engine, engine)) == expected


@pytest.mark.parametrize(
    ("servers", "old", "new", "expected"),
    [
        (["snowflake"], "INT", "NUMBER(38,0)", []),
        (["snowflake", "kafka"], "INT", "NUMBER(38,0)", []),
        ([], "INT", "NUMBER(38,0)", ["physical-type-changed"]),
        (["snowflake", "postgres"], "INT", "NUMBER(38,0)", ["physical-type-changed"]),
        (["postgresql"], "float", "float8", []),
    ],
)
def test_the_servers_say_how_types_are_read(servers: list[str], old: str, new: str, expected: list[str]) -> None:
    reached = [{"server": f"s{at}", "type": type_} for at, type_ in enumerate(servers)]
    before, after = (contract(column(physicalType=type_), servers=reached) for type_ in (old, new))
    assert kinds(before, after) == expected


def test_another_engine_is_no_other_type() -> None:
    """The server is what changed, and is reported as that."""
    before, after = (
        contract(column(logicalType="number", physicalType="float"), servers=[{"server": "s", "type": type_}])
        for type_ in ("postgres", "mysql")
    )
    assert kinds(before, after) == ["server-changed"]


def test_a_type_of_one_word_does_not_import_the_sql_parser() -> None:
    code = (
        "import sys; from c360_governance.diff.physical import compare;"
        "compare('int', 'INTEGER'); compare('hstore', 'x'); compare('timestamp(3) with time zone', 'table');"
        "print('sqlglot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
