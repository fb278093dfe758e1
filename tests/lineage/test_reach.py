"""What lies upstream and downstream: by depth, by column, in cycles, in long chains, with entrances."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360_governance.lineage.facts.flow import ROWS, Flow
from c360_governance.lineage.graph.adjacency import Adjacency
from c360_governance.lineage.graph.graph import Edge, Graph, Node
from c360_governance.lineage.graph.reach import reach
from c360_governance.lineage.graph.tree import tree

N = None


def graph(*edges: tuple[str, str, set[tuple[str | None, str | None]]]) -> Graph:
    made = Graph()
    flows = [(s, t, frozenset(Flow(*pair) for pair in pairs)) for s, t, pairs in edges]
    made.add(
        [Node("raw", "dataset", "crm"), *(Node(name, "dataset") for s, t, _ in edges for name in (s, t))],
        [Edge(f"dataset:{s}", f"dataset:{t}", frozenset({"c"}), columns=columns) for s, t, columns in flows],
    )
    return made


FLOW = graph(
    ("raw", "clean", {("mail", "email"), ("id", "id"), (N, "loaded_at")}),
    ("clean", "gold", {("email", "email_hash"), ("id", "id")}),
    ("clean", "report", set()),
    ("gold", "report", {("id", "count")}),
    ("report", "raw", set()),
    ("gold", "rate", {(ROWS, "value")}),
)


@pytest.mark.parametrize(
    ("start", "direction", "depth", "column", "expected"),
    [
        ("raw", "downstream", N, N, {"clean": 1, "gold": 2, "report": 2, "rate": 3}),
        ("raw", "downstream", 1, N, {"clean": 1}),
        ("gold", "upstream", N, N, {"clean": 1, "raw": 2, "report": 3}),
        ("raw", "downstream", N, "mail", {"clean": 1, "gold": 2, "report": 2}),
        ("clean", "downstream", 1, "email", {"gold": 1, "report": 1}),
        ("gold", "downstream", 1, "email_hash", {}),
        ("gold", "downstream", 1, "id", {"report": 1}),
        ("gold", "upstream", 1, "email_hash", {"clean": 1}),
        ("gold", "upstream", 2, "email_hash", {"clean": 1, "raw": 2}),
        ("gold", "upstream", 2, "other", {}),
        ("rate", "upstream", 1, "value", {"gold": 1}),
    ],
)
def test_what_is_reached(
    start: str, direction: Any, depth: int | None, column: str | None, expected: dict[str, int]
) -> None:
    found = reach(FLOW, f"dataset:{start}", direction, depth, column).depths
    assert found == {f"dataset:{name}": distance for name, distance in expected.items()}


def test_a_step_whose_column_is_not_known_says_so() -> None:
    steps = reach(FLOW, "dataset:clean", "downstream", 1, "email").steps
    assert {(step.far, step.exact) for step in steps} == {
        (("dataset:gold", "email_hash"), True),
        (("dataset:report", None), False),
    }


def test_the_tree_unfolds_each_place_once() -> None:
    assert tree(FLOW, reach(FLOW, "dataset:raw", "downstream")) == [
        "raw (dataset, crm)",
        "`- clean (dataset)  declared",
        "   |- gold (dataset)  declared",
        "   |  |- rate (dataset)  declared",
        "   |  `- report (dataset)  declared",
        "   |     `- raw (dataset, crm)  declared  (see above)",
        "   `- report (dataset)  declared  (see above)",
    ]


def test_a_long_chain_is_no_recursion() -> None:
    chain = graph(*((str(number), str(number + 1), set()) for number in range(5000)))
    reached = reach(chain, "dataset:0", "downstream")
    assert reached.depths["dataset:5000"] == 5000
    assert len(tree(chain, reached)) == 5001


def test_a_huge_fan_out_is_one_step() -> None:
    fan = graph(*(("raw", f"t{number}", set()) for number in range(20_000)))
    assert set(reach(fan, "dataset:raw", "downstream").depths.values()) == {1}
    assert len(reach(fan, "dataset:raw", "downstream").depths) == 20_000


def test_an_entrance_leads_in_and_is_never_reached() -> None:
    flow = graph(("a", "b", set()), ("b", "c", set()))
    flow.entrance(Node("ns/load", "job"), ["dataset:a"], ["dataset:b"])
    assert reach(flow, "job:ns/load", "downstream").depths == {"dataset:b": 1, "dataset:c": 2}
    assert reach(flow, "job:ns/load", "upstream").depths == {"dataset:a": 1}
    assert reach(flow, "job:ns/load", "downstream", 1).depths == {"dataset:b": 1}
    assert "job:ns/load" not in reach(flow, "dataset:a", "downstream").depths


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60), st.none() | st.integers(0, 4))
def test_depths_are_those_of_a_plain_walk(pairs: list[tuple[int, int]], limit: int | None) -> None:
    """Cycles, self-loops and edges that are there twice included."""
    names = [str(number) for number in range(13)]
    layers = Adjacency(names, [(str(a), str(b)) for a, b in pairs]).layers(["0"], limit)
    found = {name: depth for depth, layer in enumerate(layers) for name in layer}
    expected, front, depth = {"0": 0}, {"0"}, 0
    while front and (limit is None or depth < limit):
        depth += 1
        front = {str(b) for a, b in pairs if str(a) in front} - expected.keys()
        expected |= dict.fromkeys(front, depth)
    assert found == expected
    assert sum(map(len, layers)) == len(found)
