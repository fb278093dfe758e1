"""`--since` and `--partition`: only what arrived is read, what that cannot tell is named, the whole truth is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from checks_place import Place, contract

from c360_governance.checks.measure.window import partition
from c360_governance.model.errors import UsageError

CONTRACT = contract(
    {"name": "id", "physicalType": "INTEGER", "required": True, "unique": True},
    {"name": "a", "physicalType": "INTEGER", "primaryKey": True, "logicalTypeOptions": {"maximum": 9},
     "quality": [{"name": "few", "metric": "nullValues", "mustBeLessThan": 3},
                 {"name": "share", "metric": "nullValues", "mustBeLessThan": 60, "unit": "percent"}]},
    {"name": "b", "physicalType": "VARCHAR", "primaryKey": True},
    {"name": "ref", "physicalType": "INTEGER", "relationships": [{"to": "t.id"}]},
    {"name": "ts", "physicalType": "TIMESTAMP", "partitioned": True},
    slaProperties=[{"property": "freshness", "value": 30, "unit": "d", "element": "t.ts"}],
    customProperties=[{"property": "cadence", "vendor": "c360", "value": {
        "partition": "ts", "expectedRows": {"per": "day", "minimum": 1}}}],
    table_quality=[
        {"name": "mean", "type": "sql", "query": "SELECT AVG(a) FROM t", "mustBeLessThan": 9},
        {"name": "late", "type": "sql", "query": "SELECT COUNT(*) FROM t AS e WHERE e.a > 8", "mustBe": 0},
        {"name": "joined", "type": "sql", "mustBe": 0,
         "query": "SELECT COUNT(*) FROM t AS e JOIN other ON other.id = e.id WHERE e.a > 100"},
    ],
)  # fmt: skip
FIRST = [
    "CREATE TABLE other AS SELECT range::INTEGER AS id FROM range(100)",
    "CREATE TABLE t (id INTEGER, a INTEGER, b VARCHAR, ref INTEGER, ts TIMESTAMP)",
    "INSERT INTO t SELECT range, range % 5, 'b' || range, range, TIMESTAMP '2026-01-30' + INTERVAL (range) MINUTE"
    " FROM range(50)",
]
AS_OF = "2026-01-31T12:00:00Z"


def checked(c360: Callable[..., Any], place: Place, *arguments: str) -> dict[str, Any]:
    done = c360("-C", place.root, "check", "t", "--as-of", AS_OF, "--format", "json", *arguments)
    assert done.status in (0, 1, 2), done.stderr
    return dict(json.loads(done.stdout), stderr=done.stderr)


def judged(found: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    return {one["check"]: (one["outcome"], one["measured"]) for one in found["outcomes"]}


@pytest.fixture
def begun(c360: Callable[..., Any], place: Place) -> Place:
    """A first run is on record; all its checks passed."""
    first = checked(c360, place.contract(CONTRACT).sql(*FIRST))
    assert {one[0] for one in judged(first).values()} == {"passed"}
    assert "coverage" not in first
    return place


NEW = [
    ("nothing", []),
    ("good rows", ["INSERT INTO t VALUES (50, 5, 'b50', 3, '2026-01-31 01:00:00')"]),
    ("a NULL", ["INSERT INTO t VALUES (NULL, NULL, NULL, NULL, '2026-01-31 01:00:00')"] * 2),
    ("out of range", ["INSERT INTO t VALUES (50, 500, 'b50', 3, '2026-01-31 01:00:00')"]),
    ("an old key again", ["INSERT INTO t VALUES (7, 2, 'b7', 3, '2026-01-31 01:00:00')"]),
    ("a new key twice", ["INSERT INTO t VALUES (77, 2, 'b77', 3, '2026-01-31 01:00:00')"] * 3),
    ("an orphan", ["INSERT INTO t VALUES (50, 5, 'b50', 999, '2026-01-31 01:00:00')"]),
    ("a row that points to a new one", ["INSERT INTO t VALUES (50, 5, 'b50', 50, '2026-01-31 01:00:00')"]),
    ("a row of the frontier's moment", ["INSERT INTO t VALUES (50, 5, 'b50', 999, '2026-01-30 00:49:00')"]),
]


@pytest.mark.parametrize(("what", "statements"), NEW, ids=[name for name, _ in NEW])
def test_a_run_since_the_last_says_what_a_whole_run_says(
    c360: Callable[..., Any], begun: Place, what: str, statements: list[str]
) -> None:
    begun.sql(*statements)
    whole = checked(c360, begun, "--no-record")
    found = checked(c360, begun, "--since")
    assert judged(found) == judged(whole)
    covered = found["coverage"]["t"]
    assert (covered["column"], covered["since"]) == ("ts", "2026-01-30T00:49:00+00:00")
    assert covered["rows"] == 1 + len(statements)  # the row of the frontier itself is read again
    assert set(covered["keys"]) == {"t.id.duplicate", "t.primary_key", "t.ref.reference"}
    assert set(covered["whole"]) == {"t.a.share", "t.mean"}


FOUND = "INSERT INTO t VALUES (50, 12, 'b50', 999, '2026-01-31 01:00:00'), (51, NULL, 'b51', 3, '2026-01-31 01:30:00')"
ADDED = {"t.a.range", "t.late", "t.ref.reference", "t.a.few", "t.a.missing"}
"""What the rows of `FOUND` break or come near to, and new rows are added to."""


@pytest.fixture
def broken(c360: Callable[..., Any], begun: Place) -> Place:
    """A whole run has found something, and nothing of it in the last moment that it read."""
    begun.sql(FOUND, "INSERT INTO t VALUES (52, 1, 'b52', 3, '2026-01-31 02:00:00')")
    assert {judged(checked(c360, begun))[one][1] for one in ADDED} == {1}
    return begun


LATER = [
    ("nothing", [], ADDED),
    ("good rows", ["INSERT INTO t VALUES (60, 5, 'b60', 3, '2026-01-31 03:00:00')"], ADDED),
    ("more of it", ["INSERT INTO t VALUES (60, 13, 'b60', 998, '2026-01-31 03:00:00')"] * 2, ADDED),
    ("one NULL more", ["INSERT INTO t VALUES (60, NULL, 'b60', 3, '2026-01-31 03:00:00')"], ADDED),
    ("too many NULLs", ["INSERT INTO t VALUES (60, NULL, 'b' || random(), 3, '2026-01-31 03:00:00')"] * 2, ADDED),
    ("a row of the frontier's moment", ["INSERT INTO t VALUES (60, 13, 'b60', 3, '2026-01-31 02:00:00')"],
     ADDED - {"t.a.range", "t.late"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "statements", "added"), LATER, ids=[name for name, *_ in LATER])
def test_new_rows_are_added_to_what_was_found(
    c360: Callable[..., Any], broken: Place, what: str, statements: list[str], added: set[str]
) -> None:
    """Where nothing was mended, the sum is the count of a whole run; the incidents stay open."""
    broken.sql(*statements)
    whole = judged(checked(c360, broken, "--no-record"))
    found = checked(c360, broken, "--since")
    counts = {check: one for check, one in judged(found).items() if "duplicate" not in check and "key" not in check}
    assert counts == {check: whole[check] for check in counts}
    assert set(found["coverage"]["t"]["added"]) == added
    assert not added & set(found["coverage"]["t"]["whole"])
    assert found["incidents"]["resolved"] == []


def test_what_was_added_up_says_so(c360: Callable[..., Any], broken: Place) -> None:
    broken.sql("INSERT INTO t VALUES (60, 13, 'b60', 3, '2026-01-31 03:00:00'), (61, 1, 'c', 3, '2026-01-31 04:00:00')")
    found = checked(c360, broken, "--since")
    message = next(one["message"] for one in found["outcomes"] if one["check"] == "t.a.range")
    assert message == (
        "measured 2, expected = 0: 1 counted until 2026-01-31 02:00 UTC, 1 in the new rows; "
        "what was mended since shows in a run without --since"
    )
    again = checked(c360, broken, "--since")  # the sum is what the next run adds to
    assert judged(again)["t.a.range"] == ("failed", 2)
    assert "t.a.range" in again["coverage"]["t"]["added"]


def test_a_whole_run_sees_what_was_mended(c360: Callable[..., Any], broken: Place) -> None:
    broken.sql("UPDATE t SET a = 1, ref = 1 WHERE a > 9 OR a IS NULL")
    found = checked(c360, broken, "--since")
    assert judged(found)["t.a.range"] == ("failed", 1)
    assert found["incidents"] == {"opened": [], "resolved": []}
    found = checked(c360, broken)
    assert judged(found)["t.a.range"] == ("passed", 0)
    assert len(found["incidents"]["resolved"]) == 4
    assert checked(c360, broken, "--since")["coverage"]["t"]["added"] == []


def test_what_was_found_in_the_last_moment_is_not_counted_twice(c360: Callable[..., Any], begun: Place) -> None:
    begun.sql("INSERT INTO t VALUES (50, 12, 'b50', 3, '2026-01-31 01:00:00')")
    assert judged(checked(c360, begun, "--since"))["t.a.range"] == ("failed", 1)
    begun.sql("INSERT INTO t VALUES (51, 13, 'b51', 3, '2026-01-31 02:00:00')")
    found = checked(c360, begun, "--since")
    assert found["coverage"]["t"]["since"] == "2026-01-31T01:00:00+00:00"
    assert judged(found)["t.a.range"] == ("failed", 2)
    assert {"t.a.range", "t.late"} <= set(found["coverage"]["t"]["whole"])


def test_nothing_is_added_to_rows_from_the_future(c360: Callable[..., Any], begun: Place) -> None:
    begun.sql("INSERT INTO t VALUES (50, 500, 'b50', 3, '2027-01-01 00:00:00')")
    for _ in range(2):
        found = checked(c360, begun, "--since")
        assert judged(found)["t.a.range"] == ("failed", 1)
    assert "t.a.range" in found["coverage"]["t"]["whole"]


def test_repeated_keys_add_up(c360: Callable[..., Any], begun: Place) -> None:
    begun.sql("INSERT INTO t VALUES (7, 2, 'c7', 3, '2026-01-31 01:00:00')")
    assert judged(checked(c360, begun, "--since"))["t.id.duplicate"] == ("failed", 1)
    begun.sql(*["INSERT INTO t VALUES (8, 2, 'c' || random(), 3, '2026-01-31 02:00:00')"] * 2)
    begun.sql("INSERT INTO t VALUES (60, 2, 'c60', 3, '2026-01-31 01:00:00')")  # keeps the frontier's moment clean
    found = checked(c360, begun, "--since")
    assert "t.id.duplicate" in found["coverage"]["t"]["keys"]
    message = next(one["message"] for one in found["outcomes"] if one["check"] == "t.id.duplicate")
    # The repeated key of the frontier's own moment counts once more.
    assert message.startswith("measured 4, expected = 0: 1 counted until 2026-01-31 01:00 UTC, 3 in the new rows; ")


def test_what_was_not_judged_before_is_judged_on_all(c360: Callable[..., Any], begun: Place) -> None:
    document = json.loads((begun.root / "contracts" / "one.odcs.yaml").read_text())
    document["schema"][0]["properties"][3]["required"] = True
    begun.contract(document).sql("UPDATE t SET ref = NULL WHERE id = 3")
    found = checked(c360, begun, "--since")
    assert judged(found)["t.ref.missing"] == ("failed", 1)
    assert "t.ref.missing" in found["coverage"]["t"]["whole"]


@pytest.mark.parametrize(
    ("arguments", "broken"),
    [(["--only", "missing"], ""), ([], "t.r"), (["--no-record"], ""), (["--partition", "2026-01"], "")],
)  # fmt: skip
def test_a_run_that_left_something_unjudged_moves_no_frontier(
    c360: Callable[..., Any], begun: Place, arguments: list[str], broken: str
) -> None:
    begun.sql("INSERT INTO t VALUES (50, 5, 'b50', 3, '2026-01-31 01:00:00')")
    if broken:
        document = json.loads((begun.root / "contracts" / "one.odcs.yaml").read_text())
        document["schema"][0]["quality"].append({"name": "r", "type": "sql", "query": "SELECT x FROM t", "mustBe": 0})
        begun.contract(document)
    checked(c360, begun, *arguments)
    found = checked(c360, begun, "--since")
    assert found["coverage"]["t"]["since"] == "2026-01-30T00:49:00+00:00"


def test_a_row_from_the_future_does_not_hide_the_next(c360: Callable[..., Any], begun: Place) -> None:
    begun.sql("INSERT INTO t VALUES (50, 5, 'b50', 3, '2027-01-01 00:00:00')")
    assert judged(checked(c360, begun, "--since"))["t.ts.freshness"][0] == "failed"
    assert checked(c360, begun, "--since")["coverage"]["t"]["since"] == "2026-01-31T12:00:00+00:00"


def test_a_partition_is_judged_alone_and_not_recorded(c360: Callable[..., Any], begun: Place) -> None:
    begun.sql("INSERT INTO t VALUES (50, 500, 'b50', 3, '2026-01-31 01:00:00')")
    found = checked(c360, begun, "--partition", "2026-01-30")
    assert (judged(found)["t.a.range"], found["coverage"]["t"]["rows"]) == (("passed", 0), 50)
    assert "nothing is recorded" in found["stderr"]
    assert "run_id" not in found
    found = checked(c360, begun, "--partition", "2026-01-31T01")
    assert (judged(found)["t.a.range"], found["coverage"]["t"]["rows"]) == (("failed", 1), 1)
    assert found["coverage"]["t"]["until"] == "2026-01-31T02:00:00+00:00"
    found = checked(c360, begun, "--since", "2026-01-31")
    assert found["coverage"]["t"]["since"] == "2026-01-31T23:59:59+00:00"


def test_the_table_says_what_was_read(c360: Callable[..., Any], begun: Place) -> None:
    done = c360("-C", begun.root, "check", "t", "--as-of", AS_OF, "--since")
    shown = done.stdout.splitlines()
    assert "read    t: 1 row since 2026-01-30T00:49:00+00:00 by ts" in shown
    assert "        on all rows, because a part does not tell: 2" in shown
    assert max(map(len, shown)) <= 80


def test_both_options_at_once_are_refused(c360: Callable[..., Any], begun: Place) -> None:
    assert c360("-C", begun.root, "check", "--since", "--partition", "2026-01").status == 2
    done = c360("-C", begun.root, "check", "--partition", "yesterday")
    assert (done.status, "names no partition" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "zone", "begin", "end"),
    [
        ("2026-03-29", "Europe/Berlin", datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 22)),
        ("2026-W01", "Etc/UTC", datetime(2025, 12, 29), datetime(2026, 1, 5)),
        ("2026-12", "Etc/UTC", datetime(2026, 12, 1), datetime(2027, 1, 1)),
        ("2026-01-31T08", "Asia/Kolkata", datetime(2026, 1, 31, 2, 30), datetime(2026, 1, 31, 3, 30)),
    ],
)
def test_a_partition_lies_in_its_zone(text: str, zone: str, begin: datetime, end: datetime) -> None:
    assert partition(text, zone) == (begin.replace(tzinfo=UTC), end.replace(tzinfo=UTC))


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "2026-W54", "26-01", "2026-01-31T25"])
def test_what_is_no_partition_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="names no partition"):
        partition(text, "Etc/UTC")


def test_an_incident_knows_its_warehouse(c360: Callable[..., Any], begun: Place) -> None:
    config = "version: 1\nwarehouse: local\nwarehouses:\n  local: {type: duckdb, path: warehouse.duckdb}\n"
    begun.write("c360.yaml", config + "  good: {type: duckdb, path: good.duckdb}\n")
    (begun.root / "good.duckdb").write_bytes(begun.warehouse.read_bytes())
    begun.sql("UPDATE t SET a = 500 WHERE id = 3")
    opened = checked(c360, begun)["incidents"]["opened"]
    assert opened
    assert checked(c360, begun, "--warehouse", "good")["incidents"] == {"opened": [], "resolved": []}
    begun.sql("UPDATE t SET a = 3 WHERE id = 3")
    assert checked(c360, begun)["incidents"]["resolved"] == opened
