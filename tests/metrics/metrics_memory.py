"""A DuckDB in memory behind the warehouse's interface, so that a test can fill it as it likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from c360_governance.model.errors import WarehouseError
from c360_governance.warehouse.closing import Closing
from c360_governance.warehouse.rows import Rows

TABLES = {
    "accounts": "account_id INTEGER, account_name VARCHAR, tier VARCHAR, signup_date DATE, is_active BOOLEAN",
    "weekly_revenue": "account_id INTEGER, product VARCHAR, week_start DATE, weekly_revenue DECIMAL(18, 2)",
    "usage_events": "request_id BIGINT, account_id INTEGER, week_start DATE, tokens BIGINT, latency_ms INTEGER, "
    "is_error BOOLEAN, event_ts TIMESTAMP",
    "incidents": "incident_id INTEGER, week_start DATE, started_at TIMESTAMP, resolved_at TIMESTAMP, "
    "downtime_minutes INTEGER",
    "support_tickets": "ticket_id INTEGER, account_id INTEGER, week_start DATE, created_at TIMESTAMP, "
    "resolved_at TIMESTAMP, category VARCHAR",
}


class MemoryWarehouse(Closing):
    """Counts the statements that it is asked."""

    name = "memory"
    dialect = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self.statements = 0
        for table, columns in TABLES.items():
            self.connection.execute(f'CREATE TABLE "{table}" ({columns})')

    def fill(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Replace the rows of the tables."""
        for table, rows in tables.items():
            self.connection.execute(f'DELETE FROM "{table}"')
            for row in rows:
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" for _ in row)
                self.connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        self.statements += 1
        try:
            cursor = self.connection.execute(sql, list(parameters) or None)
        except duckdb.Error as error:
            raise WarehouseError(str(error).splitlines()[0]) from None
        return Rows(tuple(column[0] for column in cursor.description or ()), cursor.fetchall())

    def close(self) -> None:
        self.connection.close()
