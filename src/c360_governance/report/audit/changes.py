"""The evidence of changes (SOX): each commit with its author, approvers, the gate's decisions and the runs on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from c360_governance.lineage.graph.runs import Run
from c360_governance.lineage.log.log import Record
from c360_governance.report.audit.commits import MOST, Commit, covered
from c360_governance.report.audit.model import Change, ControlRun, Decision

SIGN_OFF = 14

__all__ = ["MOST", "changes", "decisions"]


def decisions(root: Path, gates: Iterable[Record], history: Iterable[Commit]) -> list[Decision]:
    """The gate's decisions out of its records, in their order. A record that is not as it should be tells nothing."""
    known = {commit.id for commit in history}
    return [one for record in gates if (one := _decision(root, record, known)) is not None]


def changes(
    history: Iterable[Commit], decided: Iterable[Decision], runs: Iterable[Run], versions: Mapping[str, str]
) -> list[Change]:
    """The commits, newest first; ``versions`` are the commits that runs were at."""
    by_commit: dict[str, list[int]] = {}
    for decision in decided:
        for commit in decision.covers:
            by_commit.setdefault(commit, []).append(decision.sequence)
    ran: dict[str, list[ControlRun]] = {}
    for run in runs:
        if run.id in versions:
            control = ControlRun(run=run.id or "", job=run.job or "", state=run.state, ended_at=run.last)
            ran.setdefault(versions[run.id or ""], []).append(control)
    return [
        Change(
            commit=commit.id,
            author=commit.author,
            at=commit.at,
            subject=commit.subject,
            approvers=commit.approvers,
            files=commit.files,
            decisions=tuple(by_commit.get(commit.id, ())),
            runs=tuple(sorted(ran.get(commit.id, ()), key=lambda one: (str(one.ended_at), one.run))),
        )
        for commit in history
    ]


def _decision(root: Path, record: Record, known: set[str]) -> Decision | None:
    body: Mapping[str, Any] = record.payload
    try:
        items = body["items"]
        judged = covered(root, body["against"]["commit"], body["commit"])
        return Decision(
            sequence=record.sequence,
            at=datetime.fromisoformat(body["at"]),
            decision=body["decision"],
            commit=body["commit"],
            against=body["against"]["commit"],
            failed=tuple(f"{item['id']} {item['title']}" for item in items if item["status"] == "fail"),
            waived=tuple(f"{item['id']} {item['title']}" for item in items if item["status"] == "waived"),
            sign_off=tuple(text for item in items if item["id"] == SIGN_OFF for text in item["evidence"]),
            paths=tuple(body["paths"]),
            covers=tuple(commit for commit in judged if commit in known),
        )
    except (KeyError, TypeError, ValueError):
        return None
