"""The sample warehouse: one month of a small SaaS business, shipped as CSV inside the package.

`sample/schema.sql` says which tables there are; each is loaded from the CSV file of its name.
"""

from __future__ import annotations

import csv
import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from c360_governance.model.errors import WarehouseError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SAMPLE = resources.files("c360_governance") / "sample"


def build_sample(path: Path) -> None:
    """Make the sample warehouse as a DuckDB file at ``path``, whole or not at all.

    Raises `WarehouseError` where something is there already (a warehouse is nobody's to overwrite), or where
    the file cannot be written.
    """
    import duckdb

    if path.exists():
        raise WarehouseError(f"{path} exists already", help="remove it, or name another file")
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with duckdb.connect(str(partial)) as connection:
            connection.execute((_SAMPLE / "schema.sql").read_text(encoding="utf-8"))
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_oid").fetchall():
                _load(connection, table)
        partial.replace(path)
    except (duckdb.IOException, OSError) as error:
        raise WarehouseError(f"{path} cannot be written: {str(error).splitlines()[0]}") from None
    finally:
        partial.unlink(missing_ok=True)


def _load(connection: DuckDBPyConnection, table: str) -> None:
    """Fill a table from its CSV; the column order is the file's header, an empty field is null."""
    header, *rows = csv.reader((_SAMPLE / f"{table}.csv").read_text(encoding="utf-8").splitlines())
    columns = ", ".join(f'"{name}"' for name in header)
    marks = ", ".join("?" for _ in header)
    connection.executemany(
        f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608 - names of our own files, not input
        [[value or None for value in row] for row in rows],
    )
