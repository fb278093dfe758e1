"""The records of processing (GDPR, Article 30): one for each declared dataset that holds personal data. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from c360_governance.lineage.graph.graph import Graph, by_name
from c360_governance.lineage.graph.reach import reach
from c360_governance.lineage.graph.state import State
from c360_governance.model.contract import Contract
from c360_governance.privacy.fields import Column, Field
from c360_governance.privacy.flows import arrivals
from c360_governance.report.audit.model import PersonalColumn, Processing, Recipient, Transfer


def processing(state: State, declared: Mapping[Column, Field]) -> Iterator[Processing]:
    """The records, by dataset."""
    for name in sorted(state.datasets):
        personal = [field for (dataset, _), field in declared.items() if dataset == name and field.personal]
        if personal:
            yield _record(state, declared, name, personal)


def _record(state: State, declared: Mapping[Column, Field], name: str, personal: list[Field]) -> Processing:
    contract, dataset = state.datasets[name]
    custom = contract.custom
    residency = _text(custom.get("residency"))
    recipients = [
        *(Recipient(name=one, kind="declared", owner=None, residency=None, purposes=())
          for one in _texts(custom.get("recipients"))),
        *_receiving(state, declared, name, personal),
    ]  # fmt: skip
    transfers = tuple(_transfers(custom.get("transfers"), residency, recipients))
    above = reach(state.graph, f"dataset:{name}", "upstream", 1)
    retention = tuple(_levels(contract, "retention"))
    record = Processing(
        dataset=name,
        contract=contract.path,
        owner=contract.owner,
        controller=_text(custom.get("controller")),
        description=dataset.description or contract.purpose,
        purposes=tuple(sorted({purpose for field in personal for purpose in field.purposes})),
        people=tuple(_texts(custom.get("dataSubjects"))),
        categories=tuple(sorted({one for field in personal for one in field.categories})),
        columns=tuple(_column(field) for field in personal),
        sources=tuple(sorted(state.graph.nodes[id_].name for id_ in above.depths)),
        recipients=tuple(recipients),
        residency=residency,
        transfers=transfers,
        retention=retention,
        security=tuple(_security(contract, personal)),
        missing=(),
    )
    return record.model_copy(update={"missing": tuple(_missing(record))})


def _column(field: Field) -> PersonalColumn:
    return PersonalColumn(
        name=field.prop.column,
        classification=field.prop.classification,
        categories=field.categories,
        purposes=tuple(sorted(field.purposes)),
        masking=_text(field.prop.custom.get("masking")),
    )


def _receiving(state: State, declared: Mapping[Column, Field], name: str, personal: list[Field]) -> Iterator[Recipient]:
    """The nodes that values of the personal columns reach before a contract masks or aggregates them."""
    graph: Graph = state.graph
    reached = {one.place[0] for field in personal for one in arrivals(graph, declared, field)}
    for id_ in sorted(reached - {f"dataset:{name}"}, key=by_name):
        node = graph.nodes[id_]
        contract = state.datasets[node.name][0] if node.kind == "dataset" and node.contract else None
        yield Recipient(
            name=node.name,
            kind=node.kind,
            owner=node.owner,
            residency=_text(contract.custom.get("residency")) if contract else None,
            purposes=tuple(_texts(contract.custom.get("purposes"))) if contract else (),
        )


def _transfers(declared: Any, residency: str | None, recipients: Iterable[Recipient]) -> Iterator[Transfer]:
    """What the contract declares, and what leaves its residency without a word."""
    listed = [one for one in declared if isinstance(one, Mapping)] if isinstance(declared, list) else []
    safeguards = {str(one.get("to")): str(one.get("safeguard")) for one in listed}
    for to, safeguard in safeguards.items():
        yield Transfer(recipient="(declared)", residency=to, safeguard=safeguard)
    for one in recipients:
        if one.residency and residency and one.residency != residency:
            yield Transfer(recipient=one.name, residency=one.residency, safeguard=safeguards.get(one.residency))


def _levels(contract: Contract, name: str) -> Iterator[str]:
    for level in contract.sla:
        if level.property.lower() == name:
            of = f", counted from {level.element}" if level.element else ""
            yield f"{level.value} {level.unit or ''}".strip() + of


def _security(contract: Contract, personal: list[Field]) -> Iterator[str]:
    yield from _texts(contract.custom.get("securityMeasures"))
    levels = sorted({field.prop.classification for field in personal if field.prop.classification})
    if levels:
        yield f"classified {', '.join(levels)}"
    roles = contract.document.get("roles")
    for role in roles if isinstance(roles, list) else ():
        if isinstance(role, Mapping) and role.get("role"):
            approvers = [str(role[key]) for key in ("firstLevelApprovers", "secondLevelApprovers") if role.get(key)]
            by = f", approved by {' and '.join(approvers)}" if approvers else ""
            yield f"role {role['role']}: {role.get('access', 'access')}{by}"
    for field in personal:
        masking = _text(field.prop.custom.get("masking"))
        if masking and not masking.lower().startswith("none"):
            yield f"masking of {field.prop.column}: {masking}"


def _missing(record: Processing) -> Iterator[str]:
    asked = {
        "controller": record.controller, "purposes": record.purposes, "categories of people": record.people,
        "categories of data": record.categories, "residency": record.residency, "retention": record.retention,
        "security measures": record.security,
    }  # fmt: skip
    yield from (name for name, said in asked.items() if not said)
    yield from (f"safeguard for the transfer to {one.recipient} ({one.residency})" for one in record.transfers
                if one.safeguard is None)  # fmt: skip
    yield from (
        f"residency of {one.name}" for one in record.recipients if one.residency is None and one.kind != "declared"
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
