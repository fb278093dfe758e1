"""Paths, changes between two moments, root causes, and where declared and observed part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from lineage_events import dataset, run, schema

from c360_governance.lineage.graph.causes import causes, window
from c360_governance.lineage.graph.changes import changes
from c360_governance.lineage.graph.gaps import findings, gaps
from c360_governance.lineage.graph.paths import way
from c360_governance.lineage.graph.schemas import schema_change
from c360_governance.lineage.graph.state import State
from c360_governance.lineage.log.history import CheckResult

Made = Callable[..., State]


def at(day: int, number: int | None = None, **changes: Any) -> dict[str, Any]:
    return {"run": run(number or day), "eventTime": f"2026-01-{day:02d}T00:00:00Z", **changes}


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=UTC)


def flow(source: str, target: str, facets: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"inputs": [dataset(source)], "outputs": [dataset(target, **(facets or {}))]}


def columns(source: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    fields = {there: {"inputFields": [{**dataset(source), "field": here}]} for here, there in pairs}
    return {"columnLineage": {"fields": fields}}


def test_a_shortest_way_and_what_else_lies_between(made: Made) -> None:
    state = made(at(1, **flow("a", "b")), at(2, **flow("b", "d")), at(3, **flow("a", "c")), at(4, **flow("c", "d")),
                 at(5, **flow("d", "accounts")), at(6, **flow("accounts", "a")))  # fmt: skip
    found = way(state.graph, "dataset:a", "metric:customers")
    assert found is not None
    assert [step.far[0] for step in found.steps] == [
        "dataset:b", "dataset:d", "dataset:accounts", "dataset:customers", "metric:customers",
    ]  # fmt: skip
    assert found.between == ("dataset:accounts", "dataset:b", "dataset:c", "dataset:customers", "dataset:d")
    assert way(state.graph, "metric:customers", "dataset:a") is None


def test_a_way_of_a_column_follows_its_value_before_a_filter(made: Made) -> None:
    filtered = columns("a", ("id", "id"))
    filtered["columnLineage"]["dataset"] = [{**dataset("a"), "field": "mail"}]
    state = made(at(1, **flow("a", "c", filtered)), at(2, **flow("a", "b", columns("a", ("mail", "m")))),
                 at(3, **flow("b", "c", columns("b", ("m", "mail")))))  # fmt: skip
    found = way(state.graph, "dataset:a", "dataset:c", "mail")
    assert found is not None
    assert [step.far for step in found.steps] == [("dataset:b", "m"), ("dataset:c", "mail")]
    only = way(state.graph, "dataset:a", "dataset:c", "id")
    assert only is not None
    assert [step.far for step in only.steps] == [("dataset:c", "id")]


def test_what_changed_between_two_moments(made: Made) -> None:
    events = [
        at(1, **flow("a", "c", {**columns("a", ("x", "x")), "schema": schema("x int", "y int")})),
        at(2, 20, **flow("b", "d")),
        at(3, **flow("a", "c", {**columns("a", ("x", "x"), ("z", "y")), "schema": schema("x text", "z int")})),
        at(4, **flow("e", "d")),
        at(5, eventType="FAIL", **flow("f", "d")),
    ]
    found = changes(made(*events, as_of=day(2)), made(*events, as_of=day(5)))
    assert [(one.kind, one.edge.source, one.edge.target) for one in found.edges] == [
        ("columns", "dataset:a", "dataset:c"),
        ("gone", "dataset:b", "dataset:d"),
        ("appeared", "dataset:e", "dataset:d"),
    ]
    assert {(one.source, one.target) for one in found.edges[0].gained} == {("z", "y")}
    [changed] = found.schemas
    assert (changed.added, changed.removed, changed.retyped) == (("z",), ("y",), (("x", "int", "text"),))
    assert (found.nodes, found.removed) == (("dataset:e", "dataset:f"), ())
    within = changes(made(*events, as_of=day(2)), made(*events, as_of=day(5)), {"dataset:c"})
    assert [one.kind for one in within.edges] == ["columns"]
    assert changes(made(*events), made(*events)).edges == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("x int", "x INT", None), ("x int", "x bigint", ((), (), (("x", "int", "bigint"),))),
        ("x int", "y int", (("y",), ("x",), ())),
    ],
)  # fmt: skip
def test_schemas(old: str, new: str, expected: Any) -> None:
    found = schema_change("dataset:a", (tuple(old.split()),), (tuple(new.split()),))  # type: ignore[arg-type]
    assert (None if found is None else (found.added, found.removed, found.retyped)) == expected


def result(number: int, outcome: str, dataset: str = "customers", check: str = "c") -> CheckResult:
    return CheckResult("duckdb://local", check, dataset, None, "missing", outcome, 1, "= 0", "error", None, None,
                       day(number), f"run{number}", day(number))  # fmt: skip


def test_when_a_check_began_to_fail() -> None:
    assert window([result(1, "passed"), result(2, "failed"), result(3, "passed")]) is None
    assert window([result(3, "error"), result(1, "passed"), result(2, "failed")]) is not None
    found = window([result(3, "error"), result(1, "passed"), result(2, "failed")])
    assert found is not None
    assert (found.passed, found.failed) == (day(1), day(2))
    never = window([result(4, "failed")])
    assert never is not None
    assert never.passed is None


def test_causes_are_told_nearest_first_within_the_time_in_which_the_check_turned(made: Made) -> None:
    state = made(
        at(1, **flow("a", "accounts", {"schema": schema("id int")})),
        at(2, eventType="FAIL", **flow("x", "a")),
        at(6, **flow("a", "accounts", {"schema": schema("id text")})),
        at(7, eventType="FAIL", **flow("x", "a")),
        at(8, eventType="START", **flow("y", "a")),
        at(8, 80, eventType="ABORT", **flow("y", "elsewhere")),
        at(9, eventType="FAIL", **flow("x", "a")),
    )
    since = window([result(5, "passed"), result(8, "failed")])
    assert since is not None
    found = causes(
        state, "dataset:customers", since, [result(8, "failed", "accounts", "other"), result(8, "failed", "z")]
    )
    assert [(one.kind, one.node, one.depth) for one in found] == [
        ("failed-check", "dataset:accounts", 1),
        ("schema-change", "dataset:accounts", 1),
        ("unfinished-run", "dataset:a", 2),
        ("failed-run", "dataset:a", 2),
    ]
    assert found[1].schema is not None
    assert found[1].schema.retyped == (("id", "int", "text"),)
    assert found[3].run == run(7)["runId"]


def test_flows_that_are_only_declared_or_only_observed(made: Made) -> None:
    ours = {"namespace": "c360", "name": "metric.reconcile"}
    state = made(
        at(1, **flow("accounts", "customers")),
        at(2, **flow("secret", "accounts")),
        at(3, **flow("nobody", "knows")),
        at(4, **flow("customers", "export"), job={"namespace": "py", "name": "export"}),
        at(5, job=ours, inputs=[dataset("accounts")], outputs=[dataset("customers", "c360://metrics")]),
    )
    found = gaps(state, day(20), 30)
    assert [(edge.source, edge.target) for edge in found.undeclared] == [
        ("dataset:customers", "dataset:export"),
        ("dataset:secret", "dataset:accounts"),
    ]
    assert found.dead == ()
    late = gaps(state, day(20), 10)
    assert [(edge.source, edge.target) for edge in late.dead] == [("dataset:accounts", "dataset:customers")]
    never = gaps(made(), day(20), 10)
    judged = [*findings(state, late), *findings(made(), never)]
    assert [(one.rule, one.severity, one.location.path) for one in judged] == [
        ("lineage-undeclared-edge", "warning", "contracts/customers.odcs.yaml"),
        ("lineage-undeclared-edge", "warning", "contracts/accounts.odcs.yaml"),
        ("lineage-dead-declaration", "warning", "contracts/customers.odcs.yaml"),
        ("lineage-dead-declaration", "warning", "contracts/customers.odcs.yaml"),
    ]
    assert "last observed on 2026-01-01" in judged[2].message
    assert "never observed" in judged[3].message
