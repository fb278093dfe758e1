"""Personal data along column edges: purposes, categories, classification, masking, aggregation, undeclared places."""

from __future__ import annotations

from typing import Any

import pytest

from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.graph import declared
from c360_governance.lineage.graph.graph import Edge, Graph, Node
from c360_governance.model.contract import parse_contract
from c360_governance.privacy.fields import fields
from c360_governance.privacy.violations import violations

OK: set[Any] = set()


def column(name: str, logic: str | None = None, source: str | None = None, **custom: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "classification": custom.pop("classification", "confidential")}
    found["customProperties"] = [{"property": key, "vendor": "c360", "value": value} for key, value in custom.items()]
    return (
        found | ({"transformLogic": logic} if logic else {}) | ({"transformSourceObjects": [source]} if source else {})
    )


CRM = [
    column("email", classification="restricted", dataCategories=["contact"], purposes=["billing", "support"]),
    column("phone", dataCategories=["contact"]),
    column("tier", classification="public"),
]
CONTACT = {"dataCategories": ["contact"], "purposes": ["billing"]}


def judged(*columns: dict[str, Any], purposes: list[str] | None = None, edges: tuple[Edge, ...] = ()) -> set[Any]:
    """(rule, origin, target's place, purposes) of what a dataset `mart` of those columns, made from `crm`, violates."""
    custom = [{"property": "purposes", "vendor": "c360", "value": purposes or ["billing"]}]
    contract = parse_contract(
        {"customProperties": custom, "schema": [{"name": "crm", "properties": CRM},
                                                {"name": "mart", "properties": list(columns)}]},
        "contracts/c.odcs.yaml",
    )  # fmt: skip
    datasets = {dataset.name: (contract, dataset) for dataset in contract.datasets}
    graph = Graph()
    graph.add(declared.nodes(datasets, {}), declared.edges(datasets, {}, columns=True))
    graph.add([Node("bi/board", "dashboard")], edges)
    return {
        (one.rule.removeprefix("privacy-"), one.arrival.origin.prop.name, one.arrival.place[1], one.detail)
        for one in violations(graph, fields(datasets))
    }


def seen(target: str, *flows: Flow) -> tuple[Edge, ...]:
    return (Edge("dataset:crm", target, observed=frozenset({"etl/load"}), columns=frozenset(flows)),)


R = {"classification": "restricted"}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([column("mail", "lower(email)", "crm", **CONTACT, **R)], OK),
        ([column("mail", "email", "crm", **{**CONTACT, "purposes": ["billing", "ads"]}, **R)],
         {("purpose-exceeded", "email", "mail", ("ads",))}),
        ([column("mail", "sha256(email)", "crm", **{**CONTACT, "purposes": ["ads"], "masking": "SHA-256"}, **R)],
         {("purpose-exceeded", "email", "mail", ("ads",))}),
        ([column("mail", "email", "crm", **CONTACT)], {("classification-lowered", "email", "mail", ())}),
        ([column("mail", "email", "crm", **R)], {("category-undeclared", "email", "mail", ())}),
        ([column("mail", "left(email, 1)", "crm", classification="public", masking="truncated to a letter")], OK),
        ([column("people", "(SELECT COUNT(DISTINCT c.email) FROM crm c)", "crm", classification="public")], OK),
        ([column("mail", "(SELECT MAX(c.email) FROM crm c)", "crm", **R)],
         {("category-undeclared", "email", "mail", ())}),
        ([column("tier", "(SELECT c.tier FROM crm c WHERE c.email = mart.mail)", "crm", classification="public")], OK),
        ([column("tier", "tier", "crm", classification="public")], OK),
        ([column("mail", None, "crm.email", **CONTACT, **R)], OK),
        ([column("number", "phone", "crm", dataCategories=["contact"], purposes=["ads"])],
         {("purpose-exceeded", "phone", "number", ("ads",))}),
    ],
)  # fmt: skip
def test_declared_flows(columns: list[dict[str, Any]], expected: set[Any]) -> None:
    assert judged(*columns) == expected


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        (seen("dataset:s3://x/people", Flow("email", "e", "DIRECT", "IDENTITY")),
         {("flow-undeclared", "email", "e", ())}),
        (seen("dataset:s3://x/people", Flow("tier", "t")), OK),
        (seen("dataset:s3://x/people", Flow("email", "e", "INDIRECT", "FILTER")), OK),
        (seen("dataset:s3://x/people", Flow("email", "e", "DIRECT", "TRANSFORMATION", True)),
         {("flow-undeclared", "email", "e", ())}),
        (seen("dataset:s3://x/people", Flow("email", "e", "DIRECT", "AGGREGATION")),
         {("flow-undeclared", "email", "e", ())}),
        (seen("dataset:s3://x/people"),
         {("flow-undeclared", "email", None, ()), ("flow-undeclared", "phone", None, ())}),
        (seen("dashboard:bi/board"), {("flow-undeclared", "email", None, ()), ("flow-undeclared", "phone", None, ())}),
        (seen("dataset:mart"), {("columns-unknown", "email", None, ()), ("columns-unknown", "phone", None, ())}),
        (seen("dataset:mart", Flow("email", "x")), {("columns-unknown", "email", "x", ())}),
        (seen("dataset:mart", Flow("email", "m", "DIRECT")), {("category-undeclared", "email", "m", ()),
                                                              ("classification-lowered", "email", "m", ())}),
    ],
)  # fmt: skip
def test_observed_flows(edges: tuple[Edge, ...], expected: set[Any]) -> None:
    """What an event alone says of masking or aggregation ends nothing."""
    assert judged(column("m", classification="public"), edges=edges) == expected


def test_a_declared_aggregation_covers_what_an_event_shows_of_the_same_columns() -> None:
    people = column("people", "(SELECT COUNT(DISTINCT c.email) FROM crm c)", "crm", classification="public")
    assert judged(people, edges=seen("dataset:mart", Flow("email", "people", "DIRECT", "IDENTITY"))) == OK


def test_each_violation_names_its_nearest_origin_and_cycles_end() -> None:
    back = (
        Edge("dataset:mart", "dataset:crm", frozenset({"c"}), columns=frozenset({Flow("mail", "email")})),
        Edge("dataset:mart", "dataset:out", observed=frozenset({"j"}), columns=frozenset({Flow("mail", "e")})),
    )
    found = judged(column("mail", "email", "crm", **CONTACT, **R), edges=back)
    assert {one for one in found if one[0] == "flow-undeclared"} == {("flow-undeclared", "mail", "e", ())}
