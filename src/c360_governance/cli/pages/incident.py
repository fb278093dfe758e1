"""How incidents look: a list with the worst first, and one incident as a sheet for whoever is on call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from shlex import quote
from typing import TYPE_CHECKING, Any

from c360_governance.cli.pages.tables import sheet
from c360_governance.model.plain import plain
from c360_governance.model.words import printable
from c360_governance.oncall.incident import Affected, Incident
from c360_governance.report.markdown_format import cell, table
from c360_governance.report.result import Result

if TYPE_CHECKING:
    from c360_governance.lineage.log.history import CheckResult


def listing(incidents: Iterable[Incident], *, resolved_too: bool) -> Result:
    """Open before resolved, then by the dataset's tier, then the longest open."""
    shown = [incident for incident in incidents if incident.open or resolved_too]
    shown.sort(key=lambda incident: (not incident.open, incident.tier or 9, incident.opened_at, incident.id))
    text = "\n".join(f"{_headline(incident)}\n  {printable(_summary(incident))}" for incident in shown)
    columns = ("incident", "state", "check", "measured", "since", "owner", "runbook")
    rows = [
        (one.id, _state(one), one.check, _measured(one), _time(one.opened_at), one.owner or "nobody",
         one.runbook or "none")
        for one in shown
    ]  # fmt: skip
    nothing = "no incidents" if resolved_too else "no open incidents"
    return Result(
        "incident list",
        extra={"incidents": [to_json(incident) for incident in shown]},
        text=text or nothing,
        markdown=table(columns, rows) if rows else nothing,
    )


def page(incident: Incident, last: CheckResult | None, prompt: str) -> Result:
    """Everything about one incident. ``prompt`` is how to call c360 here (``c360 -C DIR``)."""
    entries = list(_entries(incident, last, prompt))
    lines = [f"**{label}**: {'; '.join(cell(line) for line in lines)}" for label, lines in entries if lines]
    return Result(
        "incident show",
        extra={"incident": to_json(incident)},
        text=f"{_headline(incident)}\n\n{sheet(entries)}",
        markdown="\n".join([f"**{incident.id}** {_state(incident)}", "", *(f"- {line}" for line in lines)]),
    )


def to_json(incident: Incident) -> dict[str, Any]:
    """Every field, times as ISO text, and the state."""
    fields: dict[str, Any] = plain(asdict(incident))
    for name in ("as_of", "opened_at", "last_passed_at", "resolved_at"):
        moment: datetime | None = getattr(incident, name)
        fields[name] = moment.isoformat() if moment else None
    return {"id": incident.id, "state": "open" if incident.open else "resolved", **fields, "tell": tell(incident)}


def tell(incident: Incident) -> list[str]:
    """Whom to tell: the owner first, then who answers for what reads the broken data."""
    owners = [incident.owner, *(hit.owner for hit in (*incident.metrics, *incident.downstream))]
    return list(dict.fromkeys(owner for owner in owners if owner))


def _entries(incident: Incident, last: CheckResult | None, prompt: str) -> Iterable[tuple[str, Sequence[str]]]:
    where = f"{incident.dataset}.{incident.column}" if incident.column else incident.dataset
    yield "What broke", [f"{incident.check} ({incident.kind} of {where})", incident.location]
    yield "Measured", [_measured(incident), *([incident.message] if incident.cause == "cannot_judge" else [])]
    yield "Since", [f"{_time(incident.opened_at)}, with data as of {_time(incident.as_of)}", _passed(incident)]
    if last is not None and incident.open:
        yield "Last judged", [f"{_time(last.time)}: {last.outcome}, measured {last.measured}"]
    if incident.resolved_at is not None:
        yield "Resolved", [f"{_time(incident.resolved_at)}: {_RESOLUTIONS[incident.resolution or 'passed']}"]
    if incident.recurrence_of:
        yield "Came back", [f"the same check broke before: {incident.recurrence_of}"]
    yield "Metrics", [_named(hit) for hit in incident.metrics] or [f"no metric reads {where}"]
    yield "Periods", [incident.periods.statement]
    yield "Downstream", [_named(hit) for hit in incident.downstream] or [f"no dataset is made from {where}"]
    yield "Upstream", [*_upstream(incident), f"{prompt} lineage causes {quote(incident.check)}"]
    yield "Tell", [", ".join(tell(incident)) or "nobody: the contract names no owner"]
    if incident.runbook:
        yield "Runbook", [f"{prompt} runbook show {incident.runbook}", f"{prompt} runbook run {incident.id}"]
    else:
        yield "Runbook", ["none: the dataset has no runbook"]


_RESOLUTIONS = {"passed": "the check passed", "withdrawn": "the check is declared no more"}


def _headline(incident: Incident) -> str:
    tier = f" tier {incident.tier}" if incident.tier else ""
    return printable(f"{incident.id} {_state(incident)} {incident.severity}{tier} {incident.check}")


def _summary(incident: Incident) -> str:
    end = f", resolved {_time(incident.resolved_at)}" if incident.resolved_at else ""
    return (
        f"{_measured(incident)}; since {_time(incident.opened_at)}{end}; "
        f"owner {incident.owner or 'nobody'}; runbook {incident.runbook or 'none'}"
    )


def _state(incident: Incident) -> str:
    return "open" if incident.open else "resolved"


def _measured(incident: Incident) -> str:
    if incident.cause == "cannot_judge":
        return f"could not be judged (must be {incident.threshold})"
    return f"{incident.measured} (must be {incident.threshold})"


def _passed(incident: Incident) -> str:
    if incident.last_passed_at is None:
        return "no earlier pass is on record"
    return f"last passed {_time(incident.last_passed_at)}"


def _upstream(incident: Incident) -> list[str]:
    if not incident.upstream:
        since = "since the last pass" if incident.last_passed_at else "that git knows of"
        return [f"no change to the contract, the checks or the metrics' source {since}"]
    return [f"{change.commit[:12]} {change.at} {change.subject}" for change in incident.upstream]


def _named(hit: Affected) -> str:
    return f"{hit.name} ({hit.owner})" if hit.owner else hit.name


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
