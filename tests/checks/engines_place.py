"""The tables of a test's DuckDB file, taken to another engine as they are, and what is judged there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from checks_place import AS_OF, Place, judged
from psycopg import sql
from sqlglot import exp

from c360_governance.checks.plan import plan
from c360_governance.checks.runner import measure, run
from c360_governance.warehouse.connection import open_warehouse

SCHEMA = "c360 checks"
"""With a space, so that a name that somebody does not quote is found out."""


@dataclass(frozen=True)
class Engine:
    """``settings`` is its entry in c360.yaml, ``load`` makes the tables of a DuckDB file anew."""

    name: str
    settings: str
    load: Callable[[Path], None]

    def compared(self, place: Place) -> dict[str, tuple[str, Any]]:
        """The outcomes on DuckDB, which this engine must say as well."""
        duck = "local: {type: duckdb, path: warehouse.duckdb}"
        place.write("c360.yaml", f"version: 1\nwarehouse: local\nwarehouses:\n  {duck}\n  other: {self.settings}\n")
        self.load(place.warehouse)
        here = place.repository
        found = {}
        for name in ("local", "other"):
            with open_warehouse(place.root, here.config, name) as warehouse:
                found[name] = run(plan(here, warehouse=name), warehouse, AS_OF)
        local, other = judged(found["local"]), judged(found["other"])
        messages = {one.check: one.message for one in found["other"]}
        differing = [check for check in local if local[check] != other[check]]
        assert [(check, local[check], other[check], messages[check]) for check in differing] == []
        return local

    def judged_here(self, place: Place, dataset: str) -> dict[str, tuple[str, Any]]:
        """The outcomes on DuckDB of a dataset that has references into this engine."""
        duck = "local: {type: duckdb, path: warehouse.duckdb}"
        place.write("c360.yaml", f"version: 1\nwarehouse: local\nwarehouses:\n  {duck}\n  other: {self.settings}\n")
        here = place.repository
        with open_warehouse(place.root, here.config, "local") as warehouse:
            opener = partial(open_warehouse, place.root, here.config)
            return judged(measure(plan(here, [dataset]), warehouse, AS_OF, open_other=opener).outcomes)

    def reconciled(self, place: Place, *, load: bool = True) -> dict[str, tuple[str, Any]]:
        """The outcomes of the reconciliations of the DuckDB file with this engine, by the rules' names."""
        duck = "local: {type: duckdb, path: warehouse.duckdb}"
        place.write("c360.yaml", f"version: 1\nwarehouse: local\nwarehouses:\n  {duck}\n  other: {self.settings}\n")
        if load:
            self.load(place.warehouse)
        here = place.repository
        checks = [check for check in plan(here) if check.kind == "reconciliation"]
        with open_warehouse(place.root, here.config, "local") as warehouse:
            found = measure(checks, warehouse, AS_OF, open_other=partial(open_warehouse, place.root, here.config))
        return {one.check.partition(".")[2]: (one.outcome, one.measured) for one in found.outcomes}


def tables(path: Path) -> Iterator[tuple[str, list[tuple[str, str]], list[tuple[Any, ...]]]]:
    """Name, columns with DuckDB's types, and rows of each table."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_oid").fetchall():
            columns = connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [name]
            ).fetchall()
            quoted = '"' + name.replace('"', '""') + '"'
            yield name, columns, connection.execute(f"SELECT * FROM {quoted}").fetchall()


def postgres(url: str) -> Engine:
    """A PostgreSQL server whose URL stands in an environment variable."""
    settings = f'{{type: postgres, url: "${{C360_TEST_POSTGRES}}", schema: {SCHEMA}}}'
    return Engine("postgres", settings, lambda path: _load(path, url))


def _load(path: Path, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA)))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA)))
        for name, columns, rows in tables(path):
            table = sql.Identifier(SCHEMA, name)
            declared = sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(_type(kind))) for column, kind in columns
            )
            connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, declared))
            marks = sql.SQL(", ").join([sql.Placeholder()] * len(columns))
            with connection.cursor() as cursor:
                cursor.executemany(sql.SQL("INSERT INTO {} VALUES ({})").format(table, marks), rows)


def _type(kind: str) -> str:
    return exp.DataType.build(kind, dialect="duckdb").sql(dialect="postgres")


def spark() -> Engine:
    """Spark in this process; tables are views of their rows, which need no files."""
    return Engine("spark", "{type: spark, master: 'local[1]', schema: c360_checks}", _view)


def _view(path: Path) -> None:
    session = _session()
    session.sql("DROP DATABASE IF EXISTS c360_checks CASCADE")
    session.sql("CREATE DATABASE c360_checks")
    for name, columns, rows in tables(path):
        names = ", ".join(f"`{column.replace('`', '``')}`" for column, _ in columns)
        cells = rows or [tuple(None for _ in columns)]
        values = ", ".join(f"({', '.join(map(_cell, row, [kind for _, kind in columns]))})" for row in cells)
        where = "" if rows else " WHERE false"
        session.sql(f"CREATE VIEW c360_checks.`{name}` AS SELECT * FROM VALUES {values} AS v ({names}){where}")


@cache
def _session() -> Any:
    """One for all tests. Generating code takes longer than a few rows do."""
    from pyspark.sql import SparkSession

    conf = {
        "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false", "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
    }  # fmt: skip
    return SparkSession.builder.master("local[1]").config(map=conf).getOrCreate()


def _cell(value: Any, kind: str) -> str:
    text = exp.null() if value is None else exp.Literal.string(str(value))
    return exp.cast(text, exp.DataType.build(kind, dialect="duckdb")).sql(dialect="spark")
