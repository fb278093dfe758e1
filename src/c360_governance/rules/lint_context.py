"""What a lint rule sees: one document, and what the other documents of its repository say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from c360_governance.model.contract import Contract, Dataset, Property, parse_contract
from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location, Pointer
from c360_governance.model.metric import Metric, parse_metric
from c360_governance.rules.lint_world import World
from c360_governance.rules.registry import DocumentKind
from c360_governance.sources.document import Document
from c360_governance.sources.validation import Violation, violations

SCHEMA_OF: dict[DocumentKind, str] = {
    "contract": "odcs",
    "metric": "metric-1",
    "config": "config-1",
    "checks": "soda",
    "reconciliation": "reconciliations-1",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule says of one place. Without ``subject`` the pointer names it; without ``help`` the rule's holds.

    ``key`` places the finding at the key rather than at its value; ``location`` is for what has no pointer.
    """

    pointer: Pointer
    message: str
    subject: str = ""
    key: bool = False
    help: str = ""
    location: Location | None = None


@dataclass(frozen=True)
class Context:
    """One document under a rule. ``document`` is None where it cannot be parsed: ``error`` says why.

    ``today`` is the real date, by which waivers expire.
    """

    path: str
    kind: DocumentKind
    document: Document | None
    world: World
    today: date
    error: SourceError | None = None

    @cached_property
    def value(self) -> Any:
        return self.document.value if self.document else None

    @cached_property
    def mapping(self) -> Mapping[str, Any]:
        """The document, or an empty mapping where it is something else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def judged(self) -> bool:
        """Whether more can be said of the document than that it is not what it should be.

        ODCS 2.2 and other standards' contracts have another shape: every rule would find everything missing.
        """
        version = str(self.mapping.get("apiVersion", "v3")).lstrip("v")
        return isinstance(self.value, dict) and not (
            self.kind == "contract" and (version.startswith("2.") or "dataContractSpecification" in self.mapping)
        )

    @cached_property
    def contract(self) -> Contract:
        return parse_contract(self.mapping, self.path)

    @cached_property
    def metric(self) -> Metric:
        return parse_metric(self.mapping, self.path)

    @cached_property
    def violations(self) -> list[Violation]:
        """What breaks the document's JSON Schema; computed once, told by two rules."""
        schema = SCHEMA_OF.get(self.kind)
        return violations(self.document, schema) if schema and self.document else []

    def properties(self) -> Iterator[tuple[Dataset, Property, str]]:
        """Every property of the contract, nested ones too, with its full name (``accounts.address.city``)."""
        for dataset in self.contract.datasets:
            for prop in dataset.properties:
                yield from _named(dataset, prop, dataset.name)


def _named(dataset: Dataset, prop: Property, prefix: str) -> Iterator[tuple[Dataset, Property, str]]:
    name = f"{prefix}{prop.name}" if prop.name == "[]" else f"{prefix}.{prop.name}"
    yield dataset, prop, name
    for child in prop.children:
        yield from _named(dataset, child, name)


def subject_of(context: Context, pointer: Pointer) -> str:
    """A pointer in the reader's words: names instead of positions (``accounts.email.quality.is_set``)."""
    inside_schema = context.kind == "contract" and pointer[:1] == ("schema",) and len(pointer) > 1
    text = "" if inside_schema else _document_name(context)
    value: Any = context.value
    for step in pointer:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
        if context.kind == "contract" and step in ("schema", "properties"):
            continue
        name = value.get("name") if isinstance(step, int) and isinstance(value, dict) else None
        if isinstance(name, str) and context.kind == "contract":
            text += f".{name[:80]}"
        else:
            text += f"[{step}]" if isinstance(step, int) else f".{str(step)[:80]}"
    return text.lstrip(".") or context.path


def _document_name(context: Context) -> str:
    if context.kind == "contract":
        return (context.contract.name or "")[:80]
    if context.kind == "metric":
        return context.metric.name[:80]
    return str(context.mapping.get("dataset", ""))[:80] if context.kind == "checks" else ""
