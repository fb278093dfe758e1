"""Physical types by what they hold."""

from __future__ import annotations

import subprocess
import sys

import pytest

from c360_governance.diff.physical import compare

OPPOSITE = {"widened": "narrowed", "narrowed": "widened"}


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
        ("INT[]", "INT", "changed"),
        ("hstore", "inet", "changed"),
        ("decimal(18,2)", "decimal(18,4)", "scale"),
        ("decimal(18,2)", "decimal(20,4)", "scale"),
    ],
)
def test_what_became_of_a_type(old: str, new: str, expected: str) -> None:
    assert compare(old, new) == expected
    assert compare(new, old) == OPPOSITE.get(expected, expected)


def test_a_type_of_one_word_does_not_import_the_sql_parser() -> None:
    code = (
        "import sys; from c360_governance.diff.physical import compare;"
        "compare('int', 'INTEGER'); compare('hstore', 'x'); compare('timestamp(3) with time zone', 'table');"
        "print('sqlglot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
