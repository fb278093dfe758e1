"""Point 7: schema, unit and range checks exist for what changed, and the last run of every check passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.contract import Contract, Dataset
from c360_governance.model.words import counted

if TYPE_CHECKING:
    from c360_governance.checks.check import Check

ID = 7
TITLE = "Tests"
RULE = "gate-tests"

WANTED = {
    "schema": frozenset({"schema"}),
    "unit": frozenset({"missing", "duplicate", "reference"}),
    "range": frozenset({"invalid", "invariant", "distribution"}),
}
"""The kinds of test that the point asks for, and the kinds of check that are such tests."""


def judge(context: Context) -> Judgement:
    """A recorded pass counts if it is of the check as it is now: the same threshold, and younger than its change."""
    found = Judgement(RULE)
    if context.plan_error is not None:
        error = context.plan_error
        for contract, dataset in context.change.checked:
            location = error.location or context.locate(contract.path, dataset.pointer)
            found.lacks(dataset.name, location, f"no check can be planned: {error.message}", error.help)
        return found
    for contract, dataset in context.change.checked:
        planned = [check for check in context.planned if check.dataset == dataset.name]
        if not planned:
            found.not_applicable(f"{dataset.name} is no table of a warehouse ({dataset.physical_type or 'no type'})")
            continue
        _kinds(context, contract, dataset, planned, found)
        if all(check.id not in context.results for check in planned):
            found.lacks(
                dataset.name, context.locate(contract.path, dataset.pointer),
                f"no run of its {counted(len(planned), 'check')} is recorded"
                + (f" ({context.log_error})" if context.log_error else ""), "run `c360 check`",
            )  # fmt: skip
            continue
        _results(context, planned, found)
    return found


def _kinds(context: Context, contract: Contract, dataset: Dataset, planned: list[Check], found: Judgement) -> None:
    counts = {name: sum(check.kind in kinds for check in planned) for name, kinds in WANTED.items()}
    location = context.locate(contract.path, dataset.pointer)
    for name, count in counts.items():
        if not count:
            found.lacks(dataset.name, location, f"there is no {name} check", "see `c360 check --plan`")
    found.proves(
        f"{location}: {dataset.name} has {len(planned)} checks: "
        f"{', '.join(f'{count} {name}' for name, count in counts.items())}"
    )


def _results(context: Context, planned: list[Check], found: Judgement) -> None:
    passed: dict[str, list[str]] = {}
    for check in planned:
        result = context.results.get(check.id)
        changed = context.changed_checks.get(check.id)
        if result is None:
            found.lacks(check.id, check.location, "no run of the check is recorded", "run `c360 check`")
        elif changed is not None and result.time < changed:
            found.lacks(
                check.id, check.location,
                f"the last run ({result.time:%Y-%m-%d %H:%M} UTC, {result.run_id}) is older than the check's change "
                f"({changed:%Y-%m-%d %H:%M} UTC)",
                "run `c360 check`",
            )  # fmt: skip
        elif result.threshold != str(check.threshold):
            found.lacks(
                check.id, check.location,
                f"the last run ({result.run_id}) judged by {result.threshold}, now it must be {check.threshold}",
                "run `c360 check`",
            )  # fmt: skip
        elif result.outcome in ("failed", "error"):
            found.lacks(
                check.id, check.location,
                f"the last run {'failed' if result.outcome == 'failed' else 'could not judge'}: measured "
                f"{result.measured}, must be {result.threshold} (run {result.run_id})",
                "mend the data or the check, then run `c360 check`",
            )  # fmt: skip
        else:
            word = "passed" if result.outcome == "passed" else "warned"
            passed.setdefault(f"{word} in run {result.run_id} of {result.time:%Y-%m-%d %H:%M} UTC", []).append(check.id)
    for run, checks in passed.items():
        found.proves(f"{len(checks)} of {len(planned)} checks of {planned[0].dataset} {run}, e.g. {checks[0]}")
