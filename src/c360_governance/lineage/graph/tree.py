"""What was reached from a node, as a tree for people. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.lineage.graph.graph import Graph
from c360_governance.lineage.graph.reach import Place, Reached, Step


def tree(graph: Graph, reached: Reached) -> list[str]:
    """One line a step, indented below the node it was walked from; what stands above already is not unfolded again."""
    children: dict[Place, list[Step]] = {}
    for step in reached.steps:
        children.setdefault(step.near, []).append(step)
    lines = [label(graph, reached.start)]
    unfolded = {reached.start}
    stack = [(step, "", last) for step, last in _marked(children.get(reached.start, []))][::-1]
    while stack:
        step, indent, last = stack.pop()
        again = step.far in unfolded and step.far in children
        note = "  (see above)" if again else ""
        lines.append(f"{indent}{'`- ' if last else '|- '}{label(graph, step.far)}  {evidence(step)}{note}".rstrip())
        if step.far not in unfolded:
            unfolded.add(step.far)
            below = indent + ("   " if last else "|  ")
            stack += [(child, below, end) for child, end in _marked(children.get(step.far, []))][::-1]
    return lines


def _marked(steps: list[Step]) -> Iterator[tuple[Step, bool]]:
    for index, step in enumerate(steps):
        yield step, index == len(steps) - 1


def label(graph: Graph, place: Place) -> str:
    """A node and a column of it, with its kind and owner."""
    id_, column = place
    node = graph.nodes[id_]
    owner = f", {node.owner}" if node.owner else ""
    return f"{node.name}{'.' + column if column else ''} ({node.kind}{owner})"


def evidence(step: Step) -> str:
    """Where a step is known from, and what is not known of it."""
    words = [word for word, there in (("declared", step.edge.declared), ("observed", step.edge.observed)) if there]
    notes = [] if step.exact else ["column not known"]
    if step.flows and all(flow.kind == "INDIRECT" for flow in step.flows):
        notes.append("indirect")
    if step.flows and all(flow.masking for flow in step.flows):
        notes.append("masked as its producer says")
    if any(flow.basis == "sql" for flow in step.flows):
        notes.append("columns read from SQL")
    if step.edge.superseded:
        notes.append("no longer in its last run")
    return ", ".join([" and ".join(words), *notes]) if words else ", ".join(notes)
