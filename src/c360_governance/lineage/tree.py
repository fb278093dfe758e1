"""What was reached from a node, as a tree for people. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.lineage.graph import Graph, Reached, Step


def tree(graph: Graph, reached: Reached) -> list[str]:
    """One line a step, indented below the node it was walked from; what stands above already is not unfolded again."""
    children: dict[tuple[str, str | None], list[Step]] = {}
    for step in reached.steps:
        children.setdefault(step.near, []).append(step)
    lines = [_label(graph, reached.start)]
    unfolded = {reached.start}
    stack = [(step, "", last) for step, last in _marked(children.get(reached.start, []))][::-1]
    while stack:
        step, indent, last = stack.pop()
        again = step.far in unfolded and step.far in children
        note = "  (see above)" if again else ""
        lines.append(f"{indent}{'`- ' if last else '|- '}{_label(graph, step.far)}  {_evidence(step)}{note}")
        if step.far not in unfolded:
            unfolded.add(step.far)
            below = indent + ("   " if last else "|  ")
            stack += [(child, below, end) for child, end in _marked(children.get(step.far, []))][::-1]
    return lines


def _marked(steps: list[Step]) -> Iterator[tuple[Step, bool]]:
    for index, step in enumerate(steps):
        yield step, index == len(steps) - 1


def _label(graph: Graph, place: tuple[str, str | None]) -> str:
    name, column = place
    node = graph.nodes[name]
    owner = f", {node.owner}" if node.owner else ""
    return f"{name}{'.' + column if column else ''} ({node.kind}{owner})"


def _evidence(step: Step) -> str:
    words = [word for word, there in (("declared", step.edge.declared), ("observed", step.edge.observed)) if there]
    return " and ".join(words) + ("" if step.exact else ", column not known")
