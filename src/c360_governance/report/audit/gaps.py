"""What the report cannot vouch for: undeclared flows, broken promises, runs without an end, blind spots. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from c360_governance.lineage.graph.causes import ended
from c360_governance.lineage.graph.graph import Direction, Edge
from c360_governance.lineage.graph.state import State
from c360_governance.lineage.log.log import Record
from c360_governance.model.finding import Finding as Judged
from c360_governance.model.words import counted
from c360_governance.report.audit.commits import MOST
from c360_governance.report.audit.material import Material
from c360_governance.report.audit.model import Finding, Redaction, Unfinished


def told(found: Iterable[Judged]) -> tuple[Finding, ...]:
    """Findings as the report tells them."""
    return tuple(
        Finding(
            rule=one.rule,
            severity=one.severity,
            subject=one.subject,
            message=one.message,
            path=one.location.path,
            line=one.location.line,
            waived=one.waived,
        )
        for one in found
    )


def unfinished(state: State) -> tuple[Unfinished, ...]:
    """The runs that began and never ended."""
    open_ = [run for run in state.runs if not ended(run)]
    return tuple(
        Unfinished(run=run.id, job=run.job, since=run.first)
        for run in sorted(open_, key=lambda run: (str(run.first), str(run.id)))
    )


def redactions(records: Iterable[Record]) -> tuple[Redaction, ...]:
    """What was taken out of the log, as far as its record says."""
    return tuple(
        Redaction(
            sequence=one.sequence,
            record=number if isinstance(number := one.payload.get("sequence"), int) else None,
            at=one.recorded_at,
            reason=_text(one.payload.get("reason")),
            approver=_text(one.payload.get("approver")),
        )
        for one in records
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def not_covered(state: State, material: Material, commits: int) -> Iterator[str]:
    """In sentences: what the report says nothing of, and why."""
    graph, repository = state.graph, state.repository
    if material.name is None:
        yield "there is no log: everything here is declared, and nothing was observed"
    elif material.chain_holds is False:
        yield "the log's chain does not hold: run `c360 lineage verify`; what was observed proves nothing"
    if material.withheld:
        withheld = counted(material.withheld, "record is", "records are")
        yield f"{withheld} withheld: this bundle carries only their hashes"
    unseen = [
        node.name
        for node in graph.nodes.values()
        if node.kind == "dataset" and node.contract and not any(edge.observed for edge in _edges(state, node.id))
    ]
    if unseen and material.name is not None:
        yield f"no event tells what flows into or out of {', '.join(sorted(unseen))}"
    blind = [edge for edge in graph.edges.values() if not any(flow.source and flow.target for flow in edge.columns)]
    if blind:
        yield f"of {len(blind)} of {len(graph.edges)} flows the columns are not known"
    sql = sum(any(flow.basis == "sql" for flow in edge.columns) for edge in graph.edges.values())
    if sql:
        yield f"the columns of {sql} flows were read out of SQL, because the events do not state them"
    nobody = [node.name for node in graph.nodes.values() if node.kind in ("dataset", "dashboard") and not node.owner]
    if nobody:
        few = sorted(nobody)[:20]
        more = f" and {len(nobody) - len(few)} more" if len(nobody) > len(few) else ""
        yield f"nobody is known to own {', '.join(few)}{more}"
    if state.as_of is not None:
        yield "events whose producers say no time are taken as seen at any time"
        yield "waivers and ownership are those of the commit named above"
    if commits > MOST:
        yield f"only the newest {MOST} commits to governed files are listed; git has the older ones"
    if repository.ref is None and not commits:
        yield "the repository is not under git, or nothing governed was committed: no change can be proven"


def _edges(state: State, id_: str) -> Iterator[Edge]:
    directions: tuple[Direction, ...] = ("upstream", "downstream")
    for direction in directions:
        for other in state.graph.neighbours(id_, direction):
            yield state.graph.edge(id_, other, direction)
