"""Personal data where they may not be, each with the way they came. Pure; one function a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from c360_governance.lineage.graph.graph import Graph
from c360_governance.lineage.graph.reach import Place
from c360_governance.model.finding import Severity
from c360_governance.privacy.fields import LEVELS, Column, Field
from c360_governance.privacy.flows import Arrival, arrivals


@dataclass(frozen=True, slots=True)
class Violation:
    """``target`` is the declared column that the values reached, None where no contract declares it."""

    rule: str
    severity: Severity
    arrival: Arrival
    target: Field | None
    message: str
    help: str
    detail: tuple[str, ...] = ()


def violations(graph: Graph, declared: Mapping[Column, Field]) -> list[Violation]:
    """Every violation, by its origin and where the values arrived.

    Where the values passed a column that forbids the same, only that nearer one is named.
    """
    found: dict[tuple[str, Place, tuple[str, ...], Place], Violation] = {}
    for origin in declared.values():
        for arrival in arrivals(graph, declared, origin) if origin.personal else ():
            for one in _judged(graph, declared, arrival):
                found[one.rule, arrival.place, one.detail, arrival.steps[0].near] = one
    return [
        one
        for (rule, place, detail, _), one in found.items()
        if not any((rule, place, detail, step.far) in found for step in one.arrival.steps[:-1])
    ]


def _judged(graph: Graph, declared: Mapping[Column, Field], arrival: Arrival) -> Iterator[Violation]:
    id_, column = arrival.place
    node = graph.nodes[id_]
    if node.contract is None:
        where = f"{node.kind} {node.name}" + (f", column {column}" if column else "")
        yield Violation(
            "privacy-flow-undeclared", "error", arrival, None,
            f"personal data of {arrival.origin.name} flow into the {where}, which no contract declares",
            f"write a contract for {node.name} with its purposes, or stop the flow",
        )  # fmt: skip
        return
    target = declared.get((node.name, column)) if node.kind == "dataset" and column is not None else None
    if target is None:
        if node.kind == "dataset":
            yield Violation(
                "privacy-columns-unknown", "warning", arrival, None,
                f"personal data of {arrival.origin.name} may flow into {node.name}"
                + (f", whose contract has no column {column}" if column else ": which columns, nobody says"),
                f"say in {node.name}'s contract what each column is made from, or ingest events with column lineage",
            )  # fmt: skip
        return
    for rule in _RULES:
        yield from rule(arrival, target)


def _purposes(arrival: Arrival, target: Field) -> Iterator[Violation]:
    allowed = arrival.origin.purposes
    beyond = tuple(sorted(target.purposes - allowed)) if allowed else ()
    for purpose in beyond:
        yield Violation(
            "privacy-purpose-exceeded", "error", arrival, target,
            f"{target.name} may be used for {purpose}, but {arrival.origin.name}, which it holds, may not "
            f"(only for {', '.join(sorted(allowed))})",
            f"take {purpose} from the purposes of {target.name}, mask or aggregate the value on its way, "
            f"or have the owner of {arrival.origin.dataset.name} allow it",
            (purpose,),
        )  # fmt: skip


def _categories(arrival: Arrival, target: Field) -> Iterator[Violation]:
    if not target.personal:
        yield Violation(
            "privacy-category-undeclared", "error", arrival, target,
            f"{target.name} holds personal data of {arrival.origin.name}, and its contract does not say so",
            "declare its dataCategories and purposes, or mask or aggregate the value on its way",
        )  # fmt: skip


def _classification(arrival: Arrival, target: Field) -> Iterator[Violation]:
    before, after = arrival.origin.level, target.level
    if before is not None and after is not None and after < before:
        yield Violation(
            "privacy-classification-lowered", "warning", arrival, target,
            f"{target.name} is classified {LEVELS[after]}, but holds values of {arrival.origin.name}, "
            f"which is {LEVELS[before]}",
            f"classify it {LEVELS[before]}, or mask or aggregate the value on its way",
        )  # fmt: skip


_RULES: tuple[Callable[[Arrival, Field], Iterator[Violation]], ...] = (_purposes, _categories, _classification)
