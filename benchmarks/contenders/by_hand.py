"""What a careful person writes without a tool: one statement a promise. `python by_hand.py WAREHOUSE FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))
from customer360 import AS_OF, PROMISES, Promise

ACCOUNTS = "SELECT account_id FROM accounts"


def offending(promise: Promise) -> str:
    """A statement of one number, 0 where the promise is kept."""
    table, column = promise.table, promise.column
    values = ", ".join(f"'{value}'" for value in promise.values)
    counted = {
        "not_null": f"COUNT(*) FROM {table} WHERE {column} IS NULL",
        "unique": f"COUNT({column}) - COUNT(DISTINCT {column}) FROM {table}",
        "accepted": f"COUNT(*) FROM {table} WHERE {column} NOT IN ({values})",
        "pattern": f"COUNT(*) FROM {table} WHERE NOT regexp_matches({column}, '{promise.sql}')",
        "reference": f"COUNT(*) FROM {table} t WHERE {column} IS NOT NULL AND NOT EXISTS "
        f"(SELECT 1 FROM accounts a WHERE a.account_id = t.{column})",
        "rows": f"CASE WHEN COUNT(*) > 0 THEN 0 ELSE 1 END FROM {table}",
        "fresh": f"CASE WHEN MAX({column}) >= TIMESTAMP '{AS_OF[:19]}' - INTERVAL 48 HOUR THEN 0 ELSE 1 END"
        f" FROM {table}",
        "condition": f"COUNT(*) FROM {table} WHERE NOT ({promise.sql})",
    }
    if promise.kind == "range":
        low, high = promise.values
        return f"SELECT COUNT(*) FROM {table} WHERE {column} NOT BETWEEN {low} AND {high}"
    return f"SELECT {counted[promise.kind]}"


def main() -> None:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        begun = time.perf_counter()
        failed = [one.id for one in PROMISES if connection.execute(offending(one)).fetchall()[0][0]]
        print(json.dumps({"failed": failed, "engine": time.perf_counter() - begun}))


if __name__ == "__main__":
    main()
