"""For scripts: the stable JSON of ``schemas/findings-1.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from c360_governance.model.finding import Finding, Impact, summary
from c360_governance.model.outcome import Outcome
from c360_governance.model.plain import plain
from c360_governance.report.result import Result

SCHEMA_VERSION = 1


def render(result: Result) -> str:
    """One object; NaN and infinity never occur in it."""
    return json.dumps(payload(result), indent=2, ensure_ascii=False, allow_nan=False)


def payload(result: Result) -> dict[str, Any]:
    """The object before it is written."""
    body: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "command": result.command,
        "summary": summary(result.findings),
        **result.extra,
        "findings": [finding_json(finding, impact=result.command == "diff") for finding in result.findings],
    }
    if result.outcomes is not None:
        body["outcomes"] = [outcome_json(outcome) for outcome in result.outcomes]
    return body


def finding_json(finding: Finding, *, impact: bool = False) -> dict[str, Any]:
    """A finding as CLI.md promises it; ``impact`` is there for the commands that judge changes."""
    body: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "subject": finding.subject,
        "perspective": finding.perspective,
        "bump": finding.bump,
        "old": plain(finding.old),
        "new": plain(finding.new),
        "help": finding.help,
        "fingerprint": finding.fingerprint,
        "waived": finding.waived,
    }
    if impact or finding.impact:
        body["impact"] = _hits(finding.impact)
    if finding.waived_by is not None:
        body["waiver"] = {"approver": finding.waived_by[0], "expires": finding.waived_by[1]}
    if finding.data is not None:
        data = finding.data
        body["data"] = {"rows": data.rows, "offending": data.offending, "satisfied": data.satisfied}
    return body


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as CLI.md promises it; ``impact`` is there where it did not pass."""
    body: dict[str, Any] = {
        "check": outcome.check,
        "dataset": outcome.dataset,
        "column": outcome.column,
        "kind": outcome.kind,
        "outcome": outcome.outcome,
        "measured": outcome.measured,
        "threshold": outcome.threshold,
        "severity": outcome.severity,
        "owner": outcome.owner,
        "runbook": outcome.runbook,
        "as_of": outcome.as_of.isoformat(),
        "message": outcome.message,
        "path": outcome.location.path,
        "line": outcome.location.line,
    }
    if outcome.outcome != "passed":
        body["impact"] = _hits(outcome.impact)
    return body


def _hits(impact: Iterable[Impact]) -> list[dict[str, str | None]]:
    return [{"kind": hit.kind, "name": hit.name, "owner": hit.owner} for hit in impact]
