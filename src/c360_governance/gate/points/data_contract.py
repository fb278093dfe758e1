"""Point 3: the data contract is valid, and says how fresh, how long kept, and what happens to bad data."""

from __future__ import annotations

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.contract import Contract

ID = 3
TITLE = "Data contract"
RULE = "gate-data-contract"

SLAS = {
    "freshness": ("freshness", "latency", "ly"),
    "retention": ("retention", "re"),
}
"""What must be promised, and the property names under which ODCS documents promise it."""
ERRORS = ("onSchemaViolation", "onLateData", "onDuplicate")


def judge(context: Context) -> Judgement:
    found = Judgement(RULE)
    for contract in context.change.contracts:
        before = len(found.findings)
        for violation in context.violations.get(contract.path, ()):
            found.lacks(contract.name or contract.path, violation.location, violation.message, violation.help)
        promises = [_promise(context, contract, name, found) for name in SLAS]
        handling = _error_handling(context, contract, found)
        if len(found.findings) == before:
            found.proves(
                f"{contract.path}: {contract.name} {contract.version} is valid ODCS {contract.api_version}; "
                f"{'; '.join(promises)}; {handling}"
            )
    return found


def _promise(context: Context, contract: Contract, name: str, found: Judgement) -> str:
    sla = next((sla for key in SLAS[name] if (sla := contract.sla_of(key)) is not None), None)
    if sla is None or sla.value is None:
        pointer = sla.pointer if sla else ("slaProperties",)
        found.lacks(
            contract.name or contract.path,
            context.locate(contract.path, pointer),
            f"the contract promises no {name}",
            f"add {{property: {name}, value: ..., unit: ...}} under `slaProperties:`",
        )
        return ""
    location = context.locate(contract.path, sla.pointer)
    return f"{name} {sla.value} {sla.unit or ''}".rstrip() + f" (line {location.line})"


def _error_handling(context: Context, contract: Contract, found: Judgement) -> str:
    handling = contract.custom.get("errorHandling")
    said = handling if isinstance(handling, dict) else {}
    missing = [name for name in ERRORS if not said.get(name)]
    if missing:
        found.lacks(
            contract.name or contract.path,
            context.locate_custom(contract.path, "errorHandling"),
            f"errorHandling does not say {', '.join(missing)}",
            "say what happens to data that breaks the schema, comes late or comes twice",
        )
    return f"bad data: {said.get('onSchemaViolation')}"
