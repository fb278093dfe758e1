"""A layered drawing of a graph: data flow from left to right, few edges cross. Pure, and the same for the same graph.

Layers by longest path after cycles were opened, an invisible node wherever an edge passes a layer, orders by the
barycentre of the neighbours, then heights drawn towards them (the method of Sugiyama, Tagawa and Toda, 1981).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

WIDTH, HEIGHT = 212, 44
GAP_X, GAP_Y = 84, 18
_BEND = 12
"""The height that an edge takes where it passes a layer."""
_SWEEPS = 12
_MOST_BENDS = 20_000
"""Layers that all edges pass together; beyond, edges run straight, behind the nodes."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """``places`` are the upper left corners of the nodes; ``lines`` the points that each edge passes, from its source's
    right side to its target's left one. In pixels, from 0 to ``width`` and ``height``.
    """

    places: dict[str, tuple[int, int]]
    lines: dict[tuple[str, str], tuple[tuple[int, int], ...]]
    width: int
    height: int


def draw(nodes: Sequence[str], edges: Iterable[tuple[str, str]]) -> Drawing:
    """Draw nodes and edges between them, both in an order that decides where nothing else does."""
    pairs = [pair for pair in dict.fromkeys(edges) if pair[0] != pair[1]]
    ends = {end for pair in pairs for end in pair}
    linked = [node for node in nodes if node in ends]
    layer = _layers(linked, _opened(linked, pairs))
    bends = sum(abs(layer[source] - layer[target]) for source, target in pairs)
    chains = {pair: _chain(pair, layer) if bends <= _MOST_BENDS else list(pair) for pair in pairs}
    rows = _rows(linked, layer, chains)
    rows = _ordered(rows, _neighbours(chains.values()))
    tall = max(30, ceil(2.2 * sqrt(len(nodes))))
    x, y = _placed(rows, _neighbours(chains.values()), tall)
    places = {node: (x[node], round(y[node])) for node in linked}
    bottom = max((place[1] + HEIGHT + GAP_Y for place in places.values()), default=0)
    alone = [node for node in nodes if node not in ends]
    across = max(1, ceil(sqrt(len(alone))), (max((one[0] for one in places.values()), default=0) // (WIDTH + 24)) + 1)
    for at, node in enumerate(alone):
        places[node] = (at % across * (WIDTH + 24), bottom + at // across * (HEIGHT + GAP_Y))
    lines = {pair: tuple(_line(chain, x, y)) for pair, chain in chains.items()}
    return Drawing(
        places, lines,
        max((one[0] for one in places.values()), default=0) + WIDTH,
        max((one[1] for one in places.values()), default=0) + HEIGHT,
    )  # fmt: skip


def _opened(nodes: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The edges with those turned round that close a cycle."""
    following: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in pairs:
        following[source].append(target)
    state: dict[str, int] = {}
    turned: set[tuple[str, str]] = set()
    for start in nodes:
        stack = [(start, iter(following[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            node, rest = stack[-1]
            far = next(rest, None)
            if far is None:
                state[node] = 2
                stack.pop()
            elif state.get(far) == 1:
                turned.add((node, far))
            elif far not in state:
                state[far] = 1
                stack.append((far, iter(following[far])))
    return [(b, a) if (a, b) in turned else (a, b) for a, b in pairs]


def _layers(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way from a source to each node, then sources drawn near to what they feed."""
    following: dict[str, list[str]] = {node: [] for node in nodes}
    waiting = dict.fromkeys(nodes, 0)
    for source, target in edges:
        following[source].append(target)
        waiting[target] += 1
    layer = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not waiting[node]]
    sources = list(ready)
    for node in ready:
        for far in following[node]:
            layer[far] = max(layer[far], layer[node] + 1)
            waiting[far] -= 1
            if not waiting[far]:
                ready.append(far)
    for node in sources:
        layer[node] = min((layer[far] for far in following[node]), default=1) - 1
    return layer


def _chain(pair: tuple[str, str], layer: dict[str, int]) -> list[str]:
    """An edge's ends with an invisible node for every layer that it passes."""
    source, target = pair
    step = 1 if layer[target] >= layer[source] else -1
    between = range(layer[source] + step, layer[target], step)
    return [source, *(f"\0{source}\0{target}\0{number}" for number in between), target]


def _rows(nodes: Sequence[str], layer: dict[str, int], chains: dict[tuple[str, str], list[str]]) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for node in nodes:
        rows[layer[node]].append(node)
    for (source, target), chain in chains.items():
        step = 1 if layer[target] >= layer[source] else -1
        for number, bend in enumerate(chain[1:-1], start=1):
            rows[layer[source] + step * number].append(bend)
    return rows


def _neighbours(chains: Iterable[list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for chain in chains:
        for near, far in pairwise(chain):
            found.setdefault(near, []).append(far)
            found.setdefault(far, []).append(near)
    return found


def _ordered(rows: list[list[str]], neighbours: dict[str, list[str]]) -> list[list[str]]:
    """Each row by the mean place of its neighbours in the row before, to and fro."""
    place = {node: at / max(1, len(row)) for row in rows for at, node in enumerate(row)}
    level = {node: number for number, row in enumerate(rows) for node in row}
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for row in rows if forward else rows[::-1]:
            mean = {}
            for node in row:
                near = [place[one] for one in neighbours.get(node, ()) if (level[one] < level[node]) == forward]
                mean[node] = sum(near) / len(near) if near else place[node]
            row.sort(key=mean.__getitem__)
            place.update({node: at / max(1, len(row)) for at, node in enumerate(row)})
    return rows


def _placed(
    rows: list[list[str]], neighbours: dict[str, list[str]], tall: int
) -> tuple[dict[str, int], dict[str, float]]:
    """Columns and heights. A layer of more nodes than are ``tall`` is folded into several columns."""
    x: dict[str, int] = {}
    y: dict[str, float] = {}
    left = 0
    folded: list[list[list[str]]] = []
    for row in rows:
        real = [node for node in row if not node.startswith("\0")]
        columns = max(1, ceil(len(real) / tall))
        column = {node: at % columns for at, node in enumerate(real)}
        for node in row:
            x[node] = left + column.get(node, 0) * (WIDTH + 24)
        folded.append([[node for node in row if column.get(node, 0) == number] for number in range(columns)])
        left += columns * (WIDTH + 24) - 24 + GAP_X
    for stacks in folded:
        for stack in stacks:
            for node, top in zip(stack, _stacked(stack, [0.0] * len(stack)), strict=True):
                y[node] = top
    for sweep in range(_SWEEPS):
        for stacks in folded if sweep % 2 == 0 else folded[::-1]:
            for stack in stacks:
                wanted = [_middle(node, neighbours, y) for node in stack]
                y.update(zip(stack, _stacked(stack, wanted), strict=True))
    lowest = min(y.values(), default=0.0)
    return x, {node: top - lowest for node, top in y.items()}


def _tall(node: str) -> int:
    return _BEND if node.startswith("\0") else HEIGHT + GAP_Y


def _middle(node: str, neighbours: dict[str, list[str]], y: dict[str, float]) -> float:
    near = [y[one] + (_tall(one) - _tall(node)) / 2 for one in neighbours.get(node, ())]
    return sum(near) / len(near) if near else y[node]


def _stacked(stack: list[str], wanted: list[float]) -> list[float]:
    """Heights as near to the wanted ones as the order and the nodes' own heights allow: blocks that push each other
    share what they want (pool adjacent violators)."""
    blocks: list[tuple[float, int]] = []  # (sum of what is wanted without the offsets, nodes)
    offset = 0.0
    offsets = []
    for node, top in zip(stack, wanted, strict=True):
        offsets.append(offset)
        blocks.append((top - offset, 1))
        offset += _tall(node)
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            (one, few), (other, more) = blocks[-2:]
            blocks[-2:] = [(one + other, few + more)]
    means = [total / count for total, count in blocks for _ in range(count)]
    return [mean + at for mean, at in zip(means, offsets, strict=True)]


def _line(chain: list[str], x: dict[str, int], y: dict[str, float]) -> Iterable[tuple[int, int]]:
    first, *bends, last = chain
    yield x[first] + WIDTH, round(y[first] + HEIGHT / 2)
    for bend in bends:
        yield x[bend], round(y[bend] + _BEND / 2)
        yield x[bend] + WIDTH, round(y[bend] + _BEND / 2)
    yield x[last], round(y[last] + HEIGHT / 2)
