"""Point 4: how often data arrive and how many rows to expect, with a check that holds them to it."""

from __future__ import annotations

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement

ID = 4
TITLE = "Event frequency"
RULE = "gate-cadence"


def judge(context: Context) -> Judgement:
    found = Judgement(RULE)
    for contract, dataset in context.change.datasets:
        cadence = contract.custom.get("cadence")
        said = cadence if isinstance(cadence, dict) else {}
        expected = said.get("expectedRows")
        rows = expected if isinstance(expected, dict) else {}
        location = context.locate_custom(contract.path, "cadence")
        missing = [name for name in ("per", "minimum") if rows.get(name) is None]
        if not said.get("ingestion"):
            found.lacks(dataset.name, location, "the ingestion cadence is not said", "add cadence.ingestion")
        if missing:
            found.lacks(dataset.name, location, f"the expected rate is not said: expectedRows lacks {missing[0]}",
                        "add cadence.expectedRows: {per: ..., minimum: ...}")  # fmt: skip
        if said.get("ingestion") and not missing:
            maximum = f" to {rows['maximum']}" if rows.get("maximum") is not None else " or more"
            found.proves(
                f"{location}: {dataset.name} arrives {said['ingestion']}; "
                f"{rows['minimum']}{maximum} rows per {rows['per']}"
            )
    return found
