"""Runbooks: found by any name that on call has, and run without being able to do harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.model.errors import WarehouseError
from c360_governance.sources.markdown import parse
from c360_governance.sources.repository import Repository
from c360_governance.sources.runbooks import runbooks
from c360_governance.warehouse.read_only import read_only


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "SELECT * FROM accounts;",
        "-- a comment; with a semicolon\nSELECT 1",
        "WITH a AS (SELECT 1 AS one) SELECT one FROM a",
        "FROM accounts",
        "(SELECT 1) UNION ALL SELECT 2",
        "SELECT * FROM range(3)",
        "SELECT table_name FROM information_schema.tables",
        "SELECT 'INSERT INTO accounts' AS words",
    ],
)
def test_what_may_run(sql: str) -> None:
    assert read_only(sql, "duckdb") == sql.strip().rstrip(";")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("INSERT INTO accounts VALUES (1)", "INSERT is no SELECT"),
        ("UPDATE accounts SET tier = 'x'", "UPDATE is no SELECT"),
        ("CREATE TABLE t (a INT)", "CREATE is no SELECT"),
        ("PRAGMA table_info('accounts')", "PRAGMA is no SELECT"),
        ("ATTACH 'other.db'", "ATTACH is no SELECT"),
        ("COPY accounts TO 'out.csv'", "COPY is no SELECT"),
        ("SET enable_external_access = true", "SET is no SELECT"),
        ("CALL pragma_version()", "CALL is no SELECT"),
        ("EXPLAIN ANALYZE SELECT 1", "EXPLAIN is no SELECT"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("SELECT 1; DROP TABLE accounts", "2 statements"),
        ("", "0 statements"),
        ("WITH gone AS (DELETE FROM accounts RETURNING *) SELECT * FROM gone", "DELETE"),
        ("SELECT * INTO copy FROM accounts", "INTO"),
        ("SELECT * FROM accounts FOR UPDATE", "locks rows"),
        ("SELECT * FROM read_csv('/etc/passwd')", "read_csv"),
        ("SELECT * FROM read_text('/etc/passwd')", "read_text"),
        ("SELECT * FROM 'accounts.csv'", "reads a file"),
        ('SELECT * FROM "s3://bucket/accounts.parquet"', "reads a file"),
        ("SELECT * FROM sqlite_scan('a.db', 't')", "sqlite_scan"),
        ("SELECT getenv('HOME')", "getenv"),
        ("SELECT * FROM glob('*')", "glob"),
        ("SELECT * FROM query('DROP TABLE accounts')", "query"),
        ("SELECT * FROM duckdb_logs()", "duckdb_logs"),
        ("SELECT * FROM force_checkpoint()", "force_checkpoint"),
        ("SELECT ts_stat('SELECT 1')", "ts_stat"),
        ("SELECT lo_put(1, 0, 'x')", "lo_put"),
        ("SELECT pg_stat_reset()", "pg_stat_reset"),
        ("SELECT pg_file_write('a', 'b', true)", "pg_file_write"),
        ("SELECT U&\"set\\005fconfig\"('a', 'b', false)", "escapes"),
        ("SELECT FROM WHERE (", "not valid SQL"),
    ],
)
def test_what_is_refused_and_why(sql: str, reason: str) -> None:
    with pytest.raises(WarehouseError, match="refused") as refusal:
        read_only(sql, "duckdb")
    assert reason in refusal.value.message


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", "SELECT 1\nLIMIT 5"),
        ("SELECT 1 -- one", "SELECT 1 -- one\nLIMIT 5"),
        ("SELECT 1 LIMIT 2", "SELECT 1 LIMIT 2"),
        ("(SELECT 1)", "(SELECT 1)"),
    ],
)
def test_a_limit_is_added_to_what_has_none(sql: str, expected: str) -> None:
    assert read_only(sql, "duckdb", 5) == expected


PAGE = """# orders: what was ordered

Intro.

## Confirm

The first sentence
goes over two lines:

```sql
SELECT 1
```

Not run:

```text
SELECT 2
```

~~~sql
SELECT 3
~~~

### Deeper

Still of Confirm:

````sql
SELECT '```'
````

## Roll back

1. Stop.
2. Restore.

## Empty

## Prose

Do it.

Then tell.
"""


def test_a_page_gives_its_sections_and_queries() -> None:
    page = parse(PAGE)
    assert page.title == "orders: what was ordered"
    assert [(block.section, block.sentence, block.sql, block.line) for block in page.blocks] == [
        ("Confirm", "The first sentence goes over two lines:", "SELECT 1", 10),
        ("Confirm", "Not run:", "SELECT 3", 20),
        ("Confirm", "Still of Confirm:", "SELECT '```'", 28),
    ]
    assert [(section.title, section.steps) for section in page.sections] == [
        ("Confirm", 3), ("Roll back", 2), ("Empty", 0), ("Prose", 2),
    ]  # fmt: skip
    assert page.section("roll BACK") is not None
    assert page.section("Elsewhere") is None


def test_a_fence_that_never_ends_is_a_block() -> None:
    assert [block.sql for block in parse("Ask:\n\n```sql\nSELECT 1\n").blocks] == ["SELECT 1"]


def test_every_runbook_of_the_platform_runs_and_belongs_to_a_dataset(platform: Path, c360: Callable[..., Any]) -> None:
    from c360_governance.oncall.runbook import run
    from c360_governance.warehouse.connection import open_warehouse

    repository = Repository(platform)
    found = runbooks(repository)
    assert {dataset for book in found.values() for dataset in book.datasets} == set(repository.datasets)
    with open_warehouse(platform, repository.config) as warehouse:
        errors = [
            (book.name, result.block.line, result.error)
            for book in found.values()
            for result in run(book, warehouse, 50)
            if result.rows is None
        ]
    assert errors == []


def test_one_query_that_fails_does_not_stop_the_others(platform: Path, c360: Callable[..., Any]) -> None:
    book = platform / "runbooks" / "accounts.md"
    book.write_text(
        "# accounts\n\n## Confirm\n\nHow many:\n\n```sql\nSELECT COUNT(*) AS accounts FROM accounts\n```\n\n"
        "Forbidden:\n\n```sql\nDELETE FROM accounts\n```\n\nWrong:\n\n```sql\nSELECT nothing FROM accounts\n```\n\n"
        "Many:\n\n```sql\nSELECT account_id FROM accounts ORDER BY account_id\n```\n"
    )
    done = c360("-C", platform, "runbook", "run", "accounts", "--limit", "3", "--format", "json")
    queries = json.loads(done.stdout)["queries"]
    assert done.status == 2
    assert [(query["sentence"], len(query["rows"]), query["more"], bool(query["error"])) for query in queries] == [
        ("How many:", 1, False, False), ("Forbidden:", 0, False, True), ("Wrong:", 0, False, True),
        ("Many:", 3, True, False),
    ]  # fmt: skip
    assert queries[0]["rows"] == [[10]]
    assert "runbooks/accounts.md:13" in done.stderr
    assert "DELETE is no SELECT" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("runbook", "list"), 0, "usage_events: requests to the product"),
        (("runbook", "show", "usage_events"), 0, "## Roll back"),
        (("runbook", "show", "usage_event"), 2, "did you mean 'usage_events'?"),
        (("runbook", "run", "INC-00000000"), 2, "there is no log yet"),
        (("runbook", "run", "accounts", "--warehouse", "remote"), 2, "there is no warehouse 'remote'"),
        (("runbook", "shw", "accounts"), 2, "did you mean 'show'?"),
        (("runbook", "run", "accounts", "--format", "markdown"), 0, "| ---|"),
    ],
)
def test_the_command(
    platform: Path, c360: Callable[..., Any], arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = c360("-C", platform, *arguments)
    assert done.status == status
    assert said.replace("| ---|", "|---|") in done.stdout + done.stderr
