"""The drawing: every node once, none over another, data from left to right, the same for the same graph."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from c360_governance.report.audit.layout import HEIGHT, WIDTH, Drawing, draw

NODES = [f"n{number}" for number in range(24)]
EDGES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=70)


def overlaps(drawing: Drawing) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, (x, y)), (other, (to_x, to_y)) in combinations(drawing.places.items(), 2)
        if abs(x - to_x) < WIDTH and abs(y - to_y) < HEIGHT
    ]


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_whatever_the_graph(edges: list[tuple[str, str]]) -> None:
    drawing = draw(NODES, edges)
    assert drawing.places.keys() == set(NODES)
    assert overlaps(drawing) == []
    assert drawing.lines.keys() == {pair for pair in edges if pair[0] != pair[1]}
    for (source, target), line in drawing.lines.items():
        (x, y), (to_x, to_y) = drawing.places[source], drawing.places[target]
        assert line[0] == (x + WIDTH, y + HEIGHT // 2)
        assert line[-1] == (to_x, to_y + HEIGHT // 2)
    assert all(0 <= x <= drawing.width - WIDTH and 0 <= y <= drawing.height - HEIGHT
               for x, y in drawing.places.values())  # fmt: skip
    assert draw(NODES, edges) == drawing


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_without_cycles_data_flow_to_the_right(edges: list[tuple[str, str]]) -> None:
    forward = [(a, b) for a, b in edges if int(a[1:]) < int(b[1:])]
    places = draw(NODES, forward).places
    assert all(places[a][0] + WIDTH <= places[b][0] for a, b in forward)


def test_a_chain_is_a_straight_line_and_a_fan_is_folded() -> None:
    chain = draw(NODES, pairwise(NODES))
    assert len({y for _, y in chain.places.values()}) == 1
    names = ["hub", *(f"leaf{number}" for number in range(400))]
    fan = draw(names, [("hub", name) for name in names[1:]])
    assert overlaps(fan) == []
    assert fan.height < 60 * (HEIGHT + 18)
    assert draw([], []).places == {}
