"""The report as Markdown: to read, to print, to put into a review. Everything from a document is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from c360_governance.report.audit.model import AuditReport, Figure, Hop, Processing
from c360_governance.report.markdown_format import cell, table

MOST_EVENTS = 500
"""Events that are listed; the digest covers all of them, and JSON and CSV list them all."""


def render(report: AuditReport) -> str:
    """The whole report."""
    parts = [
        ["# Lineage report", *_about(report)],
        ["## Personal data: records of processing", *_processing(report.processing)],
        ["## Figures: from source to report", *_figures(report.figures)],
        ["## Changes: who, what, approved by whom", *_changes(report)],
        ["## Manual overrides", *_overrides(report)],
        ["## What this report cannot vouch for", *_gaps(report)],
        ["## Evidence", *_events(report)],
    ]
    return "\n\n".join(text for part in parts for text in part) + "\n"


def _about(report: AuditReport) -> Iterator[str]:
    about = report.about
    rows: list[tuple[str, Any]] = [
        ("made at", about.made_at),
        ("as of", about.as_of or "the whole log"),
        ("made by", about.made_by),
        ("commit", f"{about.commit or 'none'}{' with uncommitted changes' if about.uncommitted else ''}"),
        ("log", about.log or "none"),
        ("log head", about.head),
        ("chain", {True: "holds", False: "DOES NOT HOLD", None: "there is no log"}[about.chain_holds]),
        ("records", about.records),
        ("events used", about.events_used),
        ("digest of their payload hashes", about.events_digest),
    ]
    yield _rows(("", ""), rows)


def _processing(records: Sequence[Processing]) -> Iterator[str]:
    if not records:
        yield "No declared dataset holds personal data."
    for one in records:
        yield f"### {cell(one.dataset)}"
        rows: list[tuple[str, Any]] = [
            ("controller", one.controller),
            ("owner", one.owner),
            ("what it is", one.description),
            ("purposes", one.purposes),
            ("categories of people", one.people),
            ("categories of data", one.categories),
            ("columns", [f"{column.name} ({column.classification or 'not classified'})" for column in one.columns]),
            ("made from", one.sources or "nothing that is known"),
            ("recipients", [f"{to.name}{f' ({to.owner})' if to.owner else ''}" for to in one.recipients]
                           or "none that is known"),
            ("residency", one.residency),
            ("third-country transfers", [f"{to.recipient}: {to.residency}, {to.safeguard or 'NO SAFEGUARD'}"
                                         for to in one.transfers] or "none"),
            ("retention", one.retention),
            ("security measures", one.security),
            ("contract", one.contract),
            ("missing", one.missing or "nothing"),
        ]  # fmt: skip
        yield _rows(("", ""), rows)


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    for one in figures:
        yield f"### {cell(one.name)} ({one.kind})"
        compared = one.reconciled
        rows: list[tuple[str, Any]] = [
            ("owner", one.owner),
            ("declared in", f"{one.declared_in} {one.version or ''}".strip() if one.declared_in else "nowhere"),
            ("formula", one.formula),
            ("sources", one.sources),
            ("reconciled", f"{compared.agrees} agree, {compared.differs} differ, {compared.missing} missing; "
                           f"{_shown(compared.last_run)}, run {', '.join(compared.runs)}" if compared else "never"),
            ("overrides", one.overrides or "none"),
            ("not known", one.unknown or "nothing"),
        ]  # fmt: skip
        yield _rows(("", ""), rows)
        if one.hops:
            yield _rows(
                ("from", "to", "transformation", "owner", "quality", "evidence", "overrides"), map(_hop, one.hops)
            )


def _hop(hop: Hop) -> tuple[Any, ...]:
    quality = hop.quality.state.replace("_", " ")
    if hop.quality.runs:
        quality += f" (run {', '.join(hop.quality.runs)})"
    evidence = [*hop.declared_in, *hop.jobs, *([f"last {_shown(hop.last_observed)}"] if hop.last_observed else [])]
    kind = f"{hop.kind}: " if hop.kind != "unknown" else ""
    sql = " (columns read from SQL)" if "sql" in hop.basis else ""
    return (
        f"{hop.source.name}.{hop.source.column or '?'}", f"{hop.target.name}.{hop.target.column or '?'}",
        f"{kind}{hop.transformation or 'not known'}{sql}", hop.owner, quality, evidence, hop.overrides,
    )  # fmt: skip


def _changes(report: AuditReport) -> Iterator[str]:
    rows = [
        (one.at, one.commit[:12], one.author, one.subject, one.approvers, one.files,
         [f"{decision.decision} (record {decision.sequence})" for decision in report.decisions
          if decision.sequence in one.decisions],
         [f"{run.job} {run.state or 'not ended'} (run {run.run})" for run in one.runs])
        for one in report.changes
    ]  # fmt: skip
    yield (
        _rows(("when", "commit", "who", "what", "approved by", "files", "gate", "runs"), rows)
        if rows
        else ("No commit touched what is governed.")
    )
    if report.decisions:
        yield "### Decisions of the gate"
        yield _rows(
            ("when", "record", "decision", "commit", "against", "failed", "waived", "sign-off"),
            [(one.at, one.sequence, one.decision, one.commit[:12], one.against[:12], one.failed, one.waived,
              one.sign_off) for one in report.decisions],
        )  # fmt: skip


def _overrides(report: AuditReport) -> Iterator[str]:
    yield _rows(
        ("rule", "subject", "reason", "approved by", "until"),
        [(one.rule, one.subject or one.fingerprint, one.reason, one.approver,
          f"{one.expires}{' (EXPIRED)' if one.expired else ''}") for one in report.overrides],
    ) if report.overrides else "None."  # fmt: skip


def _gaps(report: AuditReport) -> Iterator[str]:
    gaps = report.gaps
    yield "\n".join(f"- {cell(text)}" for text in gaps.not_covered) or "Everything that is known is covered."
    found = [*gaps.privacy, *gaps.undeclared_and_dead]
    if found:
        yield "### Findings"
        yield _rows(
            ("severity", "rule", "subject", "what", "where", "waived"),
            [(one.severity, one.rule, one.subject, one.message, f"{one.path}:{one.line}", one.waived) for one in found],
        )
    if gaps.unfinished:
        yield "### Runs that never ended"
        yield _rows(("run", "job", "since"), [(one.run, one.job, one.since) for one in gaps.unfinished])
    if gaps.redactions:
        yield "### Redacted records"
        yield _rows(("record", "when", "reason", "approved by"),
                    [(one.record, one.at, one.reason, one.approver) for one in gaps.redactions])  # fmt: skip


def _events(report: AuditReport) -> Iterator[str]:
    listed = report.events[-MOST_EVENTS:]
    if len(listed) < len(report.events):
        yield f"The newest {MOST_EVENTS:,} of {len(report.events):,} records; JSON and CSV list them all."
    rows = [
        (one.sequence, one.recorded_at, one.kind, one.job, one.type, one.run, one.payload_hash, one.hash)
        for one in listed
    ]
    yield (
        _rows(("record", "kept at", "kind", "job", "event", "run", "payload hash", "hash"), rows)
        if rows
        else ("There is no record.")
    )


def _rows(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return table(columns, ([_shown(value) for value in row] for row in rows))


def _shown(value: Any) -> str:
    if value is None:
        return "not known"
    if value in ((), []):
        return "none"
    if isinstance(value, list | tuple):
        return "; ".join(map(_shown, value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
