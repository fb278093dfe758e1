"""The gate's decision as a record of the log: enough for an auditor to see who decided what on which evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from c360_governance.gate.context import Context
from c360_governance.gate.judge import Verdict

KIND = "gate"
SCHEMA_VERSION = 1


def payload(verdict: Verdict, context: Context, ref: str, at: datetime) -> dict[str, Any]:
    """The record. ``digest`` is over the changed files, so that the same change can be recognised."""
    policy = context.policy
    return {
        "schema_version": SCHEMA_VERSION,
        "at": at.isoformat(),
        "against": {"ref": ref, "commit": context.commit},
        "commit": context.history.head,
        "uncommitted": list(context.history.uncommitted),
        "digest": context.history.digest,
        "paths": list(context.change.paths),
        "policy": {
            "approvals": policy.approvals,
            "gate_required": sorted(policy.gate_required),
            "variance_pct": policy.variance_pct,
        },
        "decision": verdict.decision,
        "items": [
            {
                "id": item.id,
                "title": item.title,
                "status": item.status,
                "evidence": list(item.evidence),
                "findings": [finding.fingerprint for finding in item.findings],
            }
            for item in verdict.items
        ],
    }


def record(verdict: Verdict, context: Context, ref: str, at: datetime) -> str:
    """Append the decision to the log; the log's new head. Raises `LogError` where it cannot be kept."""
    from c360_governance.lineage.log import Log

    with Log.open(context.repository.config.log, context.repository.root) as log:
        return log.append(KIND, payload(verdict, context, ref, at)).hash
