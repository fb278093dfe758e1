"""The report, put together from its parts. The same log head, commit and moment give the same report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from c360_governance import __version__
from c360_governance.lineage.graph.gaps import findings as gap_findings
from c360_governance.lineage.graph.gaps import gaps
from c360_governance.lineage.graph.state import State
from c360_governance.model.config import Waiver
from c360_governance.model.finding import Finding
from c360_governance.privacy.fields import fields
from c360_governance.privacy.findings import findings as privacy_findings
from c360_governance.privacy.violations import violations
from c360_governance.report.audit import changes as change_evidence
from c360_governance.report.audit import gaps as gap_evidence
from c360_governance.report.audit import view
from c360_governance.report.audit.commits import Commit
from c360_governance.report.audit.figures import figures
from c360_governance.report.audit.material import Material
from c360_governance.report.audit.model import About, AuditReport, Decision, Gaps, Override
from c360_governance.report.audit.processing import processing
from c360_governance.report.audit.quality import by_dataset

DEAD_AFTER_DAYS = 30
Waived = Callable[[Iterable[Finding]], Sequence[Finding]]


def make(
    state: State, material: Material, history: Sequence[Commit], decided: Sequence[Decision], *, commit: str | None,
    uncommitted: bool, made_at: datetime | None, waived: Waived,
) -> AuditReport:  # fmt: skip
    """``material`` is what was known at the state's moment, ``history`` the commits until then, newest first.

    ``waived`` applies the policy's waivers.
    """
    declared = fields(state.datasets)
    quality = by_dataset(material.checks)
    waivers = state.repository.config.waivers
    parted = gap_findings(state, gaps(state, made_at, DEAD_AFTER_DAYS)) if made_at else ()
    personal = privacy_findings(state.repository, state.graph, violations(state.graph, declared))
    shown = history[: change_evidence.MOST]
    return AuditReport(
        about=About(
            made_at=made_at,
            as_of=state.as_of,
            made_by=f"c360-governance {__version__}",
            commit=commit,
            uncommitted=uncommitted,
            log=material.name,
            head=material.head,
            chain_holds=material.chain_holds,
            records=len(material.events),
            events_used=len(material.facts),
            events_digest=material.digest,
        ),
        processing=tuple(processing(state, declared)),
        figures=tuple(figures(state, quality, material.figures, waivers)),
        changes=tuple(change_evidence.changes(shown, decided, state.runs, material.versions)),
        decisions=tuple(decided),
        overrides=tuple(_overrides(waivers, made_at)),
        gaps=Gaps(
            undeclared_and_dead=gap_evidence.told(waived(parted)),
            privacy=gap_evidence.told(waived(personal)),
            unfinished=gap_evidence.unfinished(state),
            redactions=gap_evidence.redactions(material.redactions),
            not_covered=tuple(gap_evidence.not_covered(state, material, len(history))),
        ),
        nodes=tuple(view.nodes(state, declared, quality)),
        edges=tuple(view.edges(state)),
        events=tuple(material.events),
    )


def _overrides(waivers: Iterable[Waiver], made_at: datetime | None) -> Iterable[Override]:
    today = made_at.date() if made_at else date.min
    for one in waivers:
        yield Override(
            rule=one.rule,
            subject=one.subject,
            fingerprint=one.fingerprint,
            reason=one.reason,
            approver=one.approver,
            expires=one.expires.isoformat(),
            expired=one.expires < today,
        )
