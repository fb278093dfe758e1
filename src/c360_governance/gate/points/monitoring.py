"""Point 11: somebody is told when data are late, wrong or too few, because a check finds out."""

from __future__ import annotations

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.words import counted

ID = 11
TITLE = "Monitoring"
RULE = "gate-monitoring"

ALERTS = ("freshness", "quality", "volume")
_OWN_KIND = frozenset({"freshness", "volume"})


def judge(context: Context) -> Judgement:
    """An alert without a check never rings: each needs an owner and, for a table, a planned check of its kind."""
    found = Judgement(RULE)
    for contract, dataset in context.change.datasets:
        location = context.locate_custom(contract.path, "alerts")
        declared = contract.custom.get("alerts")
        table = any(check.dataset == dataset.name for check in context.planned)
        alerts = [alert for alert in declared if isinstance(alert, dict)] if isinstance(declared, list) else []
        if context.plan_error is not None:
            found.lacks(dataset.name, location, f"no alert can ring: {context.plan_error.message}")
            continue
        for kind in ALERTS:
            alert = next((alert for alert in alerts if alert.get("on") == kind and alert.get("owner")), None)
            checks = [
                check.id
                for check in context.planned
                if check.dataset == dataset.name and kind == (check.kind if check.kind in _OWN_KIND else "quality")
            ]
            if alert is None:
                found.lacks(dataset.name, location, f"no {kind} alert with an owner is declared",
                            f"add {{on: {kind}, owner: ..., channel: ...}} to alerts")  # fmt: skip
            elif not checks and table:
                found.lacks(dataset.name, location, f"the {kind} alert can never ring: no such check is planned",
                            "see `c360 check --plan`")  # fmt: skip
            else:
                number = counted(len(checks), "check")
                watched = f"{number}, e.g. {checks[0]}" if checks else "no table: its stream is watched where it runs"
                channel = alert.get("channel", "no channel")
                found.proves(f"{location}: {kind} of {dataset.name} alerts {alert['owner']} ({channel}); {watched}")
    return found
