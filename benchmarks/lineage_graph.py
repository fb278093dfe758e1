"""A downstream question over 100,000 datasets and 300,000 edges, beside the stdlib, networkx, rustworkx and SQLite.

    python benchmarks/lineage_graph.py [--datasets N] [--edges N] [--runs N]

The question is what `c360 lineage show NODE --downstream` asks once the graph is loaded: every node that can be
reached, by name, with its distance. Each way answers it over the same edges in the same process, in turn; the least CPU
time of the runs counts, and every answer is compared. networkx and rustworkx are measured where they are installed
(`pip install networkx rustworkx`). The bound is the project's promise: a fifth of networkx's time, under 1 GB.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime

from c360_governance.lineage.graph.graph import Edge, Graph, Node
from c360_governance.lineage.graph.reach import reach

Pairs = list[tuple[str, str]]
Answer = Callable[[], Collection[object]]


def pairs_of(datasets: int, edges: int) -> Pairs:
    """Seven platforms of layered tables: each is made from a few near ones, as warehouses are."""
    chance = random.Random(1)
    size = datasets // 7
    found: dict[tuple[int, int], None] = {}
    while len(found) < edges:
        block, near = chance.randrange(7) * size, chance.randrange(size)
        far = min(size - 1, near + 1 + int(chance.expovariate(1 / 200)))
        if near != far:
            found[block + near, block + far] = None
    return [(f"postgres://warehouse:5432/dwh.t{a}", f"postgres://warehouse:5432/dwh.t{b}") for a, b in found]


def ours(pairs: Pairs, start: str) -> Iterator[tuple[str, Answer]]:
    graph, seen = Graph(), datetime(2026, 1, 31, tzinfo=UTC)
    names = dict.fromkeys(name for pair in pairs for name in pair)
    via = frozenset({"dbt/model"})
    begun = time.process_time()
    graph.add(
        (Node(name, "dataset") for name in names),
        (Edge(f"dataset:{a}", f"dataset:{b}", observed=via, first=seen, last=seen) for a, b in pairs),
    )
    graph.adjacency("downstream")
    print(f"{'loading ours':34}{time.process_time() - begun:8.2f} s")
    yield "c360, ids by distance", lambda: reach(graph, f"dataset:{start}", "downstream").layers
    yield "c360, as a dict of distances", lambda: reach(graph, f"dataset:{start}", "downstream").depths


def stdlib(pairs: Pairs, start: str) -> Iterator[tuple[str, Answer]]:
    following: dict[str, list[str]] = {}
    for near, far in pairs:
        following.setdefault(near, []).append(far)

    def walk() -> set[str]:
        depths, queue = {start: 0}, deque([start])
        while queue:
            near = queue.popleft()
            for far in following.get(near, ()):
                if far not in depths:
                    depths[far] = depths[near] + 1
                    queue.append(far)
        return depths.keys() - {start}

    yield "stdlib (dict of lists, deque)", walk


def networkx(pairs: Pairs, start: str) -> Iterator[tuple[str, Answer]]:
    import networkx as nx

    graph = nx.DiGraph(pairs)
    yield "networkx.descendants", lambda: set(nx.descendants(graph, start))
    yield "networkx, with distances", lambda: nx.single_source_shortest_path_length(graph, start).keys() - {start}


def rustworkx(pairs: Pairs, start: str) -> Iterator[tuple[str, Answer]]:
    import rustworkx as rx

    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    number = {name: at for at, name in enumerate(names)}
    graph = rx.PyDiGraph()
    graph.add_nodes_from(names)
    graph.extend_from_edge_list([(number[a], number[b]) for a, b in pairs])
    yield "rustworkx.descendants, by name", lambda: {names[at] for at in rx.descendants(graph, number[start])}


def sqlite(pairs: Pairs, start: str) -> Iterator[tuple[str, Answer]]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE edges (near TEXT, far TEXT, PRIMARY KEY (near, far)) WITHOUT ROWID")
    connection.executemany("INSERT INTO edges VALUES (?, ?)", pairs)
    query = (
        "WITH RECURSIVE below(name) AS (VALUES (?) UNION SELECT far FROM edges JOIN below ON near = name)"
        " SELECT name FROM below"
    )
    yield "SQLite, recursive CTE", lambda: {row[0] for row in connection.execute(query, (start,))} - {start}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datasets", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    pairs = pairs_of(options.datasets, options.edges)
    start = pairs_start(pairs)
    ways = list(ours(pairs, start))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory with the graph loaded':34}{memory:8.0f} MB{'  over the bound' if memory > 1000 else ''}")
    for make in (stdlib, networkx, rustworkx, sqlite):
        try:
            ways += make(pairs, start)
        except ImportError as missing:
            print(f"{missing.name} is not installed: left out")
    expected = len(ways[1][1]())
    print(f"a question of {expected:,} nodes, the least of {options.runs} runs")
    least: dict[str, float] = {}
    for _ in range(options.runs):
        for name, answer in ways:
            begun = time.process_time()
            found = answer()
            least[name] = min(least.get(name, 9e9), time.process_time() - begun)
            nodes = sum(map(len, found)) if isinstance(found, tuple) else len(found)  # type: ignore[arg-type]
            assert nodes == expected, name
    reference = least.get("networkx.descendants")
    for name, seconds in least.items():
        shown = f"{seconds / reference:8.2f} of networkx.descendants" if reference else ""
        over = "  over the bound" if reference and name.startswith("c360") and seconds > reference / 5 else ""
        print(f"{name:34}{seconds * 1000:8.2f} ms{shown}{over}")


def pairs_start(pairs: Pairs) -> str:
    """One of the first tables of a platform, from which nearly all of it is made."""
    return min((name for pair in pairs for name in pair), key=lambda name: int(name.rpartition(".t")[2]))


if __name__ == "__main__":
    main()
