"""CI judges with production's history, and writes nothing to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.log.log import Log

TICKETS = "contracts/support/support_tickets.odcs.yaml"


@pytest.fixture
def ci(change: Any, tmp_path: Path) -> Any:
    """A checkout of the same repository, whose own log is empty, with a change to judge; production has run checks."""
    change.check("support_tickets")
    root = tmp_path / "ci"
    shutil.copytree(change.root, root, ignore=shutil.ignore_patterns(".c360"))
    checkout = type(change)(root)
    checkout.edit(TICKETS, ("purpose:", "purpose: In short,"))
    return checkout


@pytest.mark.parametrize("kind", ["bundle", "file", "url"])
def test_the_tests_of_production_count(
    change: Any, ci: Any, kind: str, c360: Callable[..., Any], tmp_path: Path
) -> None:
    production = change.root / ".c360" / "log.db"
    bundle = tmp_path / "history.c360bundle"
    c360("-C", change.root, "lineage", "export", bundle)
    with Log.open("sqlite:///.c360/log.db", change.root) as log:
        head = log.head
    assert ci.gate("HEAD", "--no-record")["statuses"][7] == "fail"
    history = {"bundle": bundle, "file": production, "url": f"sqlite:///{production}"}[kind]
    answer = ci.gate("HEAD", "--history", str(history))
    assert answer["statuses"][7] == "pass", answer["items"]
    with Log.open("sqlite:///.c360/log.db", change.root) as log:
        assert log.verify(head).since_head == 0
    with Log.open("sqlite:///.c360/log.db", ci.root) as log:
        assert [record.kind for record in log.records()] == ["gate"]


def test_a_history_that_does_not_prove_itself_proves_nothing(ci: Any, tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"no bundle")
    answer = ci.gate("HEAD", "--no-record", "--history", str(tmp_path / "b"))
    assert answer["statuses"][7] == "fail"
