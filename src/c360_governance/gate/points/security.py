"""Point 12: every field is classified, sensitive ones are masked, access has roles, the data have a residence.

And personal data flow, by what contracts declare, only where their purposes and protection allow.
"""

from __future__ import annotations

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.contract import Contract, Dataset, Property

ID = 12
TITLE = "Security and personal data"
RULE = "gate-security"

MASKED = frozenset({"restricted"})
"""Classifications whose fields must say how they are masked."""


def judge(context: Context) -> Judgement:
    """Personal data are what has data categories: they need a purpose as well, the field's or the contract's."""
    found = Judgement(RULE)
    for contract in context.change.contracts:
        _access(context, contract, found)
        for dataset in contract.datasets:
            _fields(context, contract, dataset, found)
    for finding in context.private_flows:
        found.adopt(finding)
    return found


def _access(context: Context, contract: Contract, found: Judgement) -> None:
    name = contract.name or contract.path
    raw = contract.document.get("roles")
    roles = [role for role in raw if isinstance(role, dict)] if isinstance(raw, list) else []
    readers = [str(role["role"]) for role in roles if role.get("role") and role.get("access")]
    if not readers:
        found.lacks(name, context.locate(contract.path, ("roles",)), "no access role is declared",
                    "add `roles:` with role and access")  # fmt: skip
    residency = contract.custom.get("residency")
    if not residency:
        found.lacks(
            name,
            context.locate(contract.path, ("customProperties",)),
            "where the data may be kept is not said",
            "add the customProperty `residency`, e.g. EU",
        )
    if readers and residency:
        found.proves(
            f"{context.locate(contract.path, ('roles',))}: {name}: roles {', '.join(readers)}; residency {residency}"
        )


def _fields(context: Context, contract: Contract, dataset: Dataset, found: Judgement) -> None:
    fields = [field for prop in dataset.properties for field in prop.walk() if field.name != "[]"]
    before = len(found.findings)
    for field in fields:
        for message, help_ in _wanting(contract, field):
            found.lacks(f"{dataset.name}.{field.name}", context.locate(contract.path, field.pointer), message, help_)
    if fields and len(found.findings) == before:
        levels = {level: sum(field.classification == level for field in fields) for level in _levels(fields)}
        masked = [field.name for field in fields if field.custom.get("masking")]
        found.proves(
            f"{context.locate(contract.path, dataset.pointer)}: {dataset.name}: "
            f"{', '.join(f'{count} {level}' for level, count in levels.items())}; "
            f"masked: {', '.join(masked) or 'none needed'}"
        )


def _levels(fields: list[Property]) -> list[str]:
    return sorted({field.classification for field in fields if field.classification})


def _wanting(contract: Contract, field: Property) -> list[tuple[str, str]]:
    wanting = []
    level = (field.classification or "").lower()
    personal = bool(field.custom.get("dataCategories"))
    if not level:
        wanting.append(("the field is not classified", "add `classification:`"))
    if level in MASKED and not field.custom.get("masking"):
        wanting.append((f"the field is {level} and nothing says how it is masked", "add the customProperty `masking`"))
    if personal and level == "public":
        wanting.append(("the field holds personal data and is classified public", "classify it confidential or higher"))
    if personal and not (field.custom.get("purposes") or contract.custom.get("purposes")):
        wanting.append(("the field holds personal data for no declared purpose", "add the customProperty `purposes`"))
    return wanting
