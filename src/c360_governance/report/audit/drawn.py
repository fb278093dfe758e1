"""Which part of a large graph is drawn: what is declared, and what is nearest to it. Pure."""

from __future__ import annotations

from collections import deque

from c360_governance.report.audit.model import AuditReport, EdgeView, NodeView

MOST = 1_500
"""Nodes that a reader can still find a way through, and a browser move smoothly."""


def drawn(report: AuditReport) -> tuple[list[NodeView], list[EdgeView]]:
    """All nodes and edges of a graph of ordinary size, in their order. Of a larger one the declared nodes, then those
    that are the fewest edges away from one; where nothing is declared, from the first.
    """
    if len(report.nodes) <= MOST:
        return list(report.nodes), list(report.edges)
    beside: dict[str, list[str]] = {}
    for edge in report.edges:
        beside.setdefault(edge.source, []).append(edge.target)
        beside.setdefault(edge.target, []).append(edge.source)
    chosen = dict.fromkeys([node.id for node in report.nodes if node.contract][:MOST])
    queue = deque(chosen)
    rest = iter(report.nodes)
    while len(chosen) < MOST:
        if not queue:
            start = next(node.id for node in rest if node.id not in chosen)
            chosen[start] = None
            queue.append(start)
            continue
        for near in beside.get(queue.popleft(), ()):
            if near not in chosen and len(chosen) < MOST:
                chosen[near] = None
                queue.append(near)
    nodes = [node for node in report.nodes if node.id in chosen]
    return nodes, [edge for edge in report.edges if edge.source in chosen and edge.target in chosen]
