"""Of a graph that no reader finds a way through, what is declared and what is nearest to it is drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest

from c360_governance.report.audit import drawn as module
from c360_governance.report.audit.drawn import drawn
from c360_governance.report.audit.layout import draw
from c360_governance.report.audit.model import AuditReport, EdgeView, NodeView
from c360_governance.report.audit.quality import NOT_CHECKED


def report(declared: set[int], edges: list[tuple[int, int]], count: int = 30) -> AuditReport:
    nodes = tuple(
        NodeView(id=f"dataset:{n}", name=str(n), kind="dataset", owner=None, contract="c" if n in declared else None,
                 description=None, personal=False, quality=NOT_CHECKED, columns=())
        for n in range(count)
    )  # fmt: skip
    views = tuple(
        EdgeView(source=f"dataset:{a}", target=f"dataset:{b}", declared=(), observed=(), first_observed=None,
                 last_observed=None, superseded=False, columns=())
        for a, b in edges
    )  # fmt: skip
    return AuditReport.model_construct(nodes=nodes, edges=views)


CHAIN = list(pairwise(range(30)))


@pytest.mark.parametrize(
    ("declared", "edges", "expected"),
    [
        ({15}, CHAIN, [13, 14, 15, 16, 17]),
        ({0, 29}, CHAIN, [0, 1, 2, 28, 29]),
        (set(), CHAIN, [0, 1, 2, 3, 4]),
        (set(range(10, 20)), CHAIN, [10, 11, 12, 13, 14]),
        ({20}, [], [0, 1, 2, 3, 20]),
    ],
)
def test_what_is_nearest(
    declared: set[int], edges: list[tuple[int, int]], expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    nodes, lines = drawn(report(declared, edges))
    assert [int(node.name) for node in nodes] == expected
    chosen = {node.id for node in nodes}
    assert all(edge.source in chosen and edge.target in chosen for edge in lines)


def test_an_ordinary_graph_is_drawn_whole() -> None:
    nodes, edges = drawn(report({1}, CHAIN))
    assert (len(nodes), len(edges)) == (30, 29)


def test_edges_that_pass_too_many_layers_run_straight() -> None:
    """A chain of a thousand tables, each of which also feeds the last: half a million layers to pass."""
    names = [str(number) for number in range(1000)]
    found = draw(names, [*pairwise(names), *((name, "999") for name in names[:998])])
    assert {len(line) for line in found.lines.values()} == {2}
