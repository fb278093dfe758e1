"""The report as one HTML page that needs nothing else: no network, no file beside it.

Everything from a document or an event is escaped (Jinja2's autoescape; the data of the script are JSON without a single
`<`), and a policy in the page forbids every request and every script and style but the page's own, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

from c360_governance.report.audit.as_markdown import MOST_EVENTS
from c360_governance.report.audit.drawn import drawn
from c360_governance.report.audit.layout import HEIGHT, WIDTH, Drawing, draw
from c360_governance.report.audit.model import AuditReport, EdgeView, NodeView

WORDS = {
    "passed": "checks passed",
    "warned": "a check warned",
    "failed": "a check failed",
    "error": "a check could not be judged",
    "not_checked": "not checked",
}
_MARKS = {"passed": "\u2713", "warned": "!", "failed": "\u2717", "error": "\u2717", "not_checked": ""}
_SHORT, _UNDER = 25, 29
"""Characters that fit into a node."""


def render(report: AuditReport) -> str:
    """The page."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("c360_governance.report.audit") / "page"
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    nodes, edges = drawn(report)
    drawing = draw([node.id for node in nodes], [(edge.source, edge.target) for edge in edges])
    template = environment.from_string((folder / "page.html.j2").read_text(encoding="utf-8"))
    return template.render(
        report=report,
        events=report.events[-MOST_EVENTS:],
        cards=_cards(report),
        nodes=[_node(node, drawing) for node in nodes],
        lines=[{"d": _curve(drawing.lines[edge.source, edge.target]), "classes": _classes(edge)} for edge in edges],
        drawing=drawing,
        size={"width": WIDTH, "height": HEIGHT},
        words=WORDS,
        unknown=Markup('<span class="none">not known</span>'),
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 - files of this package, which hold nothing from a document
        script=Markup(script),  # noqa: S704
        data=Markup(_json(nodes, edges, drawing)),  # noqa: S704 - escaped by _json
    )


def _policy(style: str, script: str) -> str:
    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _json(nodes: list[NodeView], edges: list[EdgeView], drawing: Drawing) -> str:
    """The graph for the script. Without `<`, no text in it can end the element that it stands in."""
    number = {node.id: at for at, node in enumerate(nodes)}
    body = {
        "width": WIDTH,
        "height": HEIGHT,
        "words": WORDS,
        "nodes": [
            {
                "name": node.name, "label": _label(node), "kind": node.kind, "owner": node.owner,
                "contract": node.contract, "description": node.description, "personal": node.personal,
                "state": node.quality.state, "not_passed": list(node.quality.not_passed),
                "find": f"{node.name} {node.owner or ''} {node.kind}".lower(),
                "columns": [column.model_dump(mode="json") for column in node.columns],
                "x": drawing.places[node.id][0], "y": drawing.places[node.id][1],
            }
            for node in nodes
        ],
        "edges": [
            {
                "source": number[edge.source], "target": number[edge.target], "declared": list(edge.declared),
                "observed": list(edge.observed), "superseded": edge.superseded,
                "last": edge.last_observed.isoformat() if edge.last_observed else None,
                "columns": [[flow.source, flow.target] for flow in edge.columns],
            }
            for edge in edges
        ],
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _node(node: NodeView, drawing: Drawing) -> dict[str, Any]:
    x, y = drawing.places[node.id]
    where, _, name = node.name.rpartition("/") if node.contract is None else ("", "", node.name)
    parts = [node.kind, node.owner or "no owner"]
    said = ", ".join([node.name, *parts, WORDS[node.quality.state], *(["personal data"] if node.personal else [])])
    return {
        "label": _label(node), "kind": node.kind, "state": node.quality.state, "x": x, "y": y, "said": said,
        "short": _cut(name, _SHORT), "under": _cut(node.owner or where or node.kind, _UNDER),
        "mark": _MARKS[node.quality.state] + ("\u2022" if node.personal else ""),
    }  # fmt: skip


def _label(node: NodeView) -> str:
    """What a node is chosen by: its name, and its kind where that is no dataset."""
    return node.name if node.kind == "dataset" else f"{node.name} ({node.kind})"


def _cut(text: str, most: int) -> str:
    """The end of a name tells more than its beginning, which many share."""
    return text if len(text) <= most else f"{text[: most // 3]}\u2026{text[-(most - most // 3 - 1) :]}"


def _classes(edge: EdgeView) -> str:
    if edge.superseded:
        return " superseded"
    return " observed" if edge.observed else " declared"


def _curve(points: tuple[tuple[int, int], ...]) -> str:
    """Smooth from point to point, level where it leaves and arrives."""
    (x, y), *rest = points
    parts = [f"M{x} {y}"]
    for to_x, to_y in rest:
        if to_y == y:
            parts.append(f"H{to_x}")
        else:
            middle = (x + to_x) // 2
            parts.append(f"C{middle} {y} {middle} {to_y} {to_x} {to_y}")
        x, y = to_x, to_y
    return "".join(parts)


def _cards(report: AuditReport) -> list[dict[str, Any]]:
    failing = sum(node.quality.state in ("failed", "error") for node in report.nodes)
    checked = sum(node.quality.state != "not_checked" for node in report.nodes)
    privacy = [one for one in report.gaps.privacy if one.waived is None]
    gaps = [one for one in report.gaps.undeclared_and_dead if one.waived is None]
    unsigned = sum(not one.approvers and not one.decisions for one in report.changes)
    chain = {True: ("holds", "good"), False: ("broken", "poor"), None: ("no log", "fair")}[report.about.chain_holds]

    def tone(bad: Any, worst: str) -> str:
        return worst if bad else "good"

    def card(value: Any, label: str, target: str, tone: str = "") -> dict[str, Any]:
        return {"value": value, "label": label, "target": target, "tone": tone}

    return [
        card(len(report.nodes), f"nodes, {len(report.edges)} flows", "graph"),
        card(f"{failing} of {checked}", "checked datasets fail", "graph", tone(failing, "poor"))
        if checked else card("none", "of the datasets was checked", "graph", "fair"),
        card(len(report.processing), "records of processing", "processing",
             tone(any(one.missing for one in report.processing), "fair")),
        card(len(privacy), "privacy findings", "gaps", tone(privacy, "poor")),
        card(len(report.figures), "figures", "figures"),
        card(len(report.changes), f"changes, {unsigned} without approval or gate", "changes", tone(unsigned, "fair")),
        card(len(gaps), "undeclared or dead flows", "gaps", tone(gaps, "fair")),
        card(len(report.gaps.unfinished), "runs that never ended", "gaps", tone(report.gaps.unfinished, "fair")),
        card(chain[0], "chain of the log", "evidence", chain[1]),
    ]  # fmt: skip
