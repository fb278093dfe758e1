"""Jobs whose producers only say that a run ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lineage_events import run

from c360_governance.lineage.facts.facts import fact
from c360_governance.lineage.graph.runs import runs_of
from c360_governance.lineage.graph.unstarted import findings, unstarted


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(1, "COMPLETE")], [1]),
        ([(1, "COMPLETE"), (2, "FAIL"), (3, "ABORT")], [3]),
        ([(1, "START"), (1, "COMPLETE")], []),
        ([(1, "COMPLETE"), (1, "START")], []),
        ([(1, "COMPLETE"), (2, "RUNNING")], []),
        ([(1, "START")], []),
        ([], []),
    ],
)
def test_ends_alone(event: Callable[..., dict[str, Any]], told: list[tuple[int, str]], expected: list[int]) -> None:
    jobs = {"namespace": "py", "name": "load"}
    ours = event(run=run(9), job={"namespace": "c360", "name": "check"})
    without_run = {"eventTime": "2026-01-01T00:00:00Z", "job": jobs, "producer": "x"}
    events = [event(run=run(number), eventType=type_, job=jobs) for number, type_ in told]
    facts = [fact(one, number) for number, one in enumerate([ours, without_run, *events], start=1)]
    found = unstarted(runs_of(facts))
    assert [(one.job, one.runs) for one in found] == [("py/load", runs) for runs in expected]
    assert [(one.rule, one.severity, one.subject) for one in findings(found)] == [
        ("lineage-run-unstarted", "info", "py/load") for _ in expected
    ]
