"""The gate's decision, put into the log."""

from __future__ import annotations

from datetime import datetime

from c360_governance.gate.context import Context
from c360_governance.gate.decision import KIND, Against, GateRecord, RecordedItem, RecordedPolicy
from c360_governance.gate.judge import Verdict


def gate_record(verdict: Verdict, context: Context, ref: str, at: datetime) -> GateRecord:
    """The decision with its evidence. ``ref`` is what the base was called, ``at`` the real time."""
    policy, history = context.policy, context.history
    return GateRecord(
        schema_version=1,
        at=at,
        against=Against(ref=ref, commit=context.commit),
        commit=history.head,
        uncommitted=history.uncommitted,
        digest=history.digest,
        paths=tuple(context.change.paths),
        policy=RecordedPolicy(
            approvals=policy.approvals,
            gate_required=tuple(sorted(policy.gate_required)),
            variance_pct=policy.variance_pct,
        ),
        decision=verdict.decision,
        items=tuple(
            RecordedItem(
                id=item.id,
                title=item.title,
                status=item.status,
                evidence=item.evidence,
                findings=tuple(finding.fingerprint for finding in item.findings),
            )
            for item in verdict.items
        ),
    )


def record(verdict: Verdict, context: Context, ref: str, at: datetime) -> str:
    """Append the decision to the log; the log's new head. Raises `LogError` where it cannot be kept."""
    from c360_governance.lineage.log.log import Log

    decision = gate_record(verdict, context, ref, at).model_dump(mode="json")
    with Log.open(context.repository.config.log, context.repository.root) as log:
        return log.append(KIND, decision).hash
