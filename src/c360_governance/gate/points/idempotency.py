"""Point 9: loading twice must not count twice: a deduplication key that holds, and a backfill that is safe."""

from __future__ import annotations

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.contract import Contract, Dataset

ID = 9
TITLE = "Idempotency"
RULE = "gate-idempotency"


def judge(context: Context) -> Judgement:
    """The key is proven on the warehouse where it can be reached, else by the last recorded duplicate check."""
    found = Judgement(RULE)
    for contract, dataset in context.change.datasets:
        key = contract.custom.get("deduplicationKey")
        columns = [str(name) for name in key] if isinstance(key, list) else []
        location = context.locate_custom(contract.path, "deduplicationKey")
        unknown = [name for name in columns if dataset.find(name) is None]
        if not columns:
            found.lacks(
                dataset.name, location, "no deduplication key is declared", "add deduplicationKey: [column, ...]"
            )
        elif unknown:
            found.lacks(dataset.name, location, f"the deduplication key names no field of the dataset: {unknown[0]}",
                        "name fields that the dataset lists")  # fmt: skip
        else:
            _uniqueness(context, contract, dataset, columns, found)
        backfill = contract.custom.get("backfill")
        place = context.locate_custom(contract.path, "backfill")
        if isinstance(backfill, str) and backfill.strip():
            found.proves(f"{place}: how a backfill of {dataset.name} stays safe is said")
        else:
            found.lacks(
                dataset.name, place, "how a backfill stays safe is not said", "add the customProperty `backfill`"
            )
    return found


def _uniqueness(context: Context, contract: Contract, dataset: Dataset, columns: list[str], found: Judgement) -> None:
    location = context.locate_custom(contract.path, "deduplicationKey")
    key = f"({', '.join(columns)})"
    fact = context.warehouse.keys.get(dataset.name)
    if fact is not None and fact.error is None:
        if fact.offending:
            found.lacks(dataset.name, location, f"{fact.offending} of {fact.rows} rows repeat the key {key}",
                        "mend the data or the key")  # fmt: skip
        else:
            found.proves(f"{location}: {key} is unique in {dataset.name}: 0 of {fact.rows} rows repeat it")
        return
    if not any(check.dataset == dataset.name for check in context.planned):
        found.proves(f"{location}: {key} is the key; {dataset.name} is no table, so its loader has to hold it")
        return
    recorded = [
        result
        for check in context.planned
        if check.dataset == dataset.name and check.kind == "duplicate" and (result := context.results.get(check.id))
    ]
    reason = fact.error if fact is not None else context.warehouse.error or "the warehouse was not asked"
    if recorded and all(result.outcome == "passed" for result in recorded):
        proofs = ", ".join(f"{result.check} in run {result.run_id}" for result in recorded)
        found.proves(f"{location}: no duplicates of {key} by the last recorded checks: {proofs}")
    else:
        found.lacks(dataset.name, location, f"nothing proves that {key} is unique: {reason}", "run `c360 check`")
