"""A generated Customer 360 in DuckDB: four tables, and sixty promises about them of which fourteen are broken.

Nothing is kept: the rows are made by SQL from their numbers, so that every run has the same ones. The promises are
neutral (`Promise`); each tool's file says them in the tool's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

AS_OF = "2026-01-31T12:00:00+00:00"
ROWS = {"accounts": 200_000, "weekly_revenue": 2_000_000, "usage_events": 20_000_000, "tickets": 500_000}
KEYS = {"accounts": "account_id", "weekly_revenue": "revenue_id", "usage_events": "request_id", "tickets": "ticket_id"}
TIMES = {"accounts": "updated_at", "weekly_revenue": "loaded_at", "usage_events": "loaded_at", "tickets": "loaded_at"}

Kind = Literal["not_null", "unique", "accepted", "range", "pattern", "reference", "rows", "fresh", "condition"]


@dataclass(frozen=True)
class Promise:
    """``values`` are the accepted ones, or the bounds of a range; ``sql`` is a regular expression or a condition that
    every row meets. ``broken`` says that the data break it.
    """

    table: str
    kind: Kind
    column: str | None = None
    values: tuple[str | int, ...] = ()
    sql: str = ""
    broken: bool = False

    @property
    def id(self) -> str:
        return "__".join(part for part in (self.table, self.column, self.kind) if part)


PLANS, COUNTRIES = ("free", "pro", "enterprise"), ("DE", "FR", "US", "GB", "JP")
REGIONS, STATES = ("eu", "us", "apac"), ("active", "churned", "trial")
PRODUCTS = ("core", "addons", "services", "support")
ENDPOINTS = ("/v1/chat", "/v1/embed", "/v1/files", "/v1/batch")
P = Promise


def _table(table: str, *promises: Promise) -> tuple[Promise, ...]:
    key, time = KEYS[table], TIMES[table]
    return (P(table, "unique", key, broken=table == "tickets"), P(table, "not_null", key), *promises,
            P(table, "rows"), P(table, "fresh", time, broken=table == "weekly_revenue"))  # fmt: skip


PROMISES: tuple[Promise, ...] = (
    *_table(
        "accounts",
        P("accounts", "not_null", "email", broken=True),
        P("accounts", "pattern", "email", sql=r"^[a-z0-9.]+@[a-z0-9.]+\.[a-z]+$", broken=True),
        P("accounts", "accepted", "plan", PLANS),
        P("accounts", "accepted", "country", COUNTRIES, broken=True),
        P("accounts", "accepted", "status", STATES),
        P("accounts", "accepted", "region", REGIONS),
        P("accounts", "not_null", "plan"),
        P("accounts", "not_null", "created_at"),
        P("accounts", "not_null", "name"),
        P("accounts", "range", "seats", (1, 10_000)),
        P("accounts", "condition", sql="created_at <= updated_at"),
    ),
    *_table(
        "weekly_revenue",
        P("weekly_revenue", "not_null", "account_id"),
        P("weekly_revenue", "reference", "account_id", broken=True),
        P("weekly_revenue", "accepted", "product", PRODUCTS),
        P("weekly_revenue", "not_null", "product"),
        P("weekly_revenue", "not_null", "week_start"),
        P("weekly_revenue", "not_null", "revenue", broken=True),
        P("weekly_revenue", "range", "revenue", (0, 1_000_000), broken=True),
        P("weekly_revenue", "range", "discount", (0, 100_000)),
        P("weekly_revenue", "accepted", "currency", ("EUR", "USD")),
        P("weekly_revenue", "not_null", "currency"),
        P("weekly_revenue", "condition", sql="discount <= revenue + 100000"),
    ),
    *_table(
        "usage_events",
        P("usage_events", "not_null", "account_id", broken=True),
        P("usage_events", "reference", "account_id", broken=True),
        P("usage_events", "not_null", "event_ts"),
        P("usage_events", "accepted", "endpoint", ENDPOINTS),
        P("usage_events", "not_null", "endpoint"),
        P("usage_events", "range", "status", (100, 599)),
        P("usage_events", "range", "latency_ms", (0, 60_000), broken=True),
        P("usage_events", "range", "tokens", (0, 1_000_000)),
        P("usage_events", "accepted", "region", REGIONS),
        P("usage_events", "not_null", "region"),
        P("usage_events", "not_null", "status"),
        P("usage_events", "condition", sql="event_ts <= loaded_at", broken=True),
    ),
    *_table(
        "tickets",
        P("tickets", "not_null", "account_id"),
        P("tickets", "reference", "account_id"),
        P("tickets", "accepted", "priority", ("low", "normal", "high"), broken=True),
        P("tickets", "accepted", "state", ("open", "solved", "closed")),
        P("tickets", "not_null", "opened_at"),
        P("tickets", "accepted", "channel", ("mail", "chat", "phone")),
        P("tickets", "range", "csat", (1, 5)),
        P("tickets", "not_null", "subject"),
        P("tickets", "pattern", "agent", sql=r"^agent-[0-9]+$"),
        P("tickets", "condition", sql="solved_at IS NULL OR solved_at >= opened_at", broken=True),
    ),
)

_HASH = "CREATE TEMP MACRO h(x) AS CAST(hash(x) % 2147483647 AS BIGINT)"
_MAKE = {
    "accounts": """
        SELECT i AS account_id, CASE WHEN i % 5003 = 7 THEN NULL WHEN i % 4001 = 9 THEN 'no mail'
            ELSE 'user' || i || '@example.com' END AS email, 'Account ' || i AS name,
            ['free','pro','enterprise'][1 + h(i) % 3] AS plan,
            CASE WHEN i % 6007 = 11 THEN 'XX' ELSE ['DE','FR','US','GB','JP'][1 + h(i + 1) % 5] END AS country,
            ['active','churned','trial'][1 + h(i + 2) % 3] AS status, ['eu','us','apac'][1 + h(i + 3) % 3] AS region,
            CAST(1 + h(i + 4) % 5000 AS INTEGER) AS seats,
            TIMESTAMP '2024-01-01' + INTERVAL (h(i + 5) % 600) DAY AS created_at,
            TIMESTAMP '{recent}' - {back} AS updated_at
        FROM range({first}, {last}) r(i)""",
    "weekly_revenue": """
        SELECT i AS revenue_id,
            CASE WHEN i % 70001 = 3 THEN -1 ELSE CAST(h(i) % {accounts} AS BIGINT) END AS account_id,
            ['core','addons','services','support'][1 + h(i + 1) % 4] AS product,
            DATE '2024-01-01' + CAST(7 * (h(i + 2) % 108) AS INTEGER) AS week_start,
            CASE WHEN i % 50021 = 5 THEN NULL WHEN i % 60013 = 8 THEN -5.00
                ELSE CAST((h(i + 3) % 100000) / 100.0 AS DECIMAL(12, 2)) END AS revenue,
            CAST((h(i + 4) % 1000) / 100.0 AS DECIMAL(12, 2)) AS discount, ['EUR','USD'][1 + h(i + 5) % 2] AS currency,
            TIMESTAMP '{stale}' - {back} AS loaded_at
        FROM range({first}, {last}) r(i)""",
    "usage_events": """
        SELECT i AS request_id, CASE WHEN i % 90001 = 1 THEN NULL WHEN i % 80021 = 2 THEN -1
                ELSE CAST(h(i) % {accounts} AS BIGINT) END AS account_id,
            ts AS event_ts, ['/v1/chat','/v1/embed','/v1/files','/v1/batch'][1 + h(i + 1) % 4] AS endpoint,
            CAST([200, 200, 200, 400, 500][1 + h(i + 2) % 5] AS INTEGER) AS status,
            CASE WHEN i % 100003 = 4 THEN -1 ELSE CAST(h(i + 3) % 5000 AS INTEGER) END AS latency_ms,
            CAST(h(i + 4) % 4000 AS INTEGER) AS tokens, ['eu','us','apac'][1 + h(i + 5) % 3] AS region,
            ts + INTERVAL (CASE WHEN i % 110017 = 6 THEN -5 ELSE 5 END) SECOND AS loaded_at
        FROM (SELECT i, TIMESTAMP '{begin}'
                + INTERVAL 1 SECOND * CAST({span} * ((i - {first}) / ({last} - {first})) AS BIGINT) AS ts
            FROM range({first}, {last}) r(i))""",
    "tickets": """
        SELECT CASE WHEN i % 30011 = 12 THEN i - 1 ELSE i END AS ticket_id,
            CAST(h(i) % {accounts} AS BIGINT) AS account_id,
            CASE WHEN i % 20011 = 3 THEN 'urgent' ELSE ['low','normal','high'][1 + h(i + 1) % 3] END AS priority,
            ['open','solved','closed'][1 + h(i + 2) % 3] AS state, opened AS opened_at,
            CASE WHEN i % 25013 = 4 THEN opened - INTERVAL 1 DAY WHEN h(i + 4) % 3 = 0 THEN NULL
                ELSE opened + INTERVAL 3 HOUR END AS solved_at,
            ['mail','chat','phone'][1 + h(i + 5) % 3] AS channel, CAST(1 + h(i + 6) % 5 AS INTEGER) AS csat,
            'Subject ' || i AS subject, 'agent-' || (h(i + 7) % 50) AS agent,
            TIMESTAMP '{recent}' - {back} AS loaded_at
        FROM (SELECT i, TIMESTAMP '2025-06-01' + INTERVAL (h(i + 3) % 200) DAY AS opened
            FROM range({first}, {last}) r(i))""",
}


def rows(scale: float) -> dict[str, int]:
    """How many rows each table has; enough of them to break what is broken, whatever the scale."""
    return {table: max(int(count * scale), 1000) for table, count in ROWS.items()}


def make(path: Path, scale: float) -> None:
    """A new warehouse, in which the broken promises are broken from 1 % of the full size on."""
    with duckdb.connect(str(path), config={"memory_limit": "3GB"}) as connection:
        connection.execute(_HASH)
        for table, count in rows(scale).items():
            span = {"begin": "2025-11-01 00:00:00", "span": 90 * 86_400, "recent": "2026-01-31 05:30:00",
                    "stale": "2026-01-20 06:00:00"}  # fmt: skip
            connection.execute(f"CREATE TABLE {table} AS {_select(table, 0, count, scale, span)}")


def grow(path: Path, scale: float, share: float = 0.01) -> None:
    """New rows of every table, as a later load brings them."""
    with duckdb.connect(str(path), config={"memory_limit": "3GB"}) as connection:
        connection.execute(_HASH)
        for table, count in rows(scale).items():
            span = {"begin": "2026-01-31 06:00:00", "span": 4 * 3600, "recent": "2026-01-31 11:30:00",
                    "stale": "2026-01-31 11:00:00"}  # fmt: skip
            new = _select(table, count, count + max(1, int(count * share)), scale, span)
            connection.execute(f"INSERT INTO {table} {new}")


def _select(table: str, first: int, last: int, scale: float, span: dict[str, object]) -> str:
    before = f"CAST({span['span']} * (({last} - 1 - i) / ({last} - {first})) AS BIGINT)"
    back = f"INTERVAL 1 SECOND * {before}"  # the last row came last
    return _MAKE[table].format(first=first, last=last, accounts=rows(scale)["accounts"], back=back, **span)
