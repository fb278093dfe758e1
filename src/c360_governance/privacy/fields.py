"""What a repository declares of each column: whether it holds personal data, and what it may be used for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from c360_governance.model.contract import Contract, Dataset, Property
from c360_governance.model.personal import is_personal
from c360_governance.privacy.masking import masks

LEVELS = ("public", "internal", "confidential", "restricted")
"""From the least to the most protected."""

Column = tuple[str, str]
"""(dataset's name, column's name in the warehouse)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A declared column. ``purposes`` are its own, else its contract's; empty where neither says any.

    ``level`` is the place of its classification in `LEVELS`, None for one of another vocabulary.
    """

    contract: Contract
    dataset: Dataset
    prop: Property
    personal: bool
    categories: tuple[str, ...]
    purposes: frozenset[str]
    level: int | None
    masked: bool

    @property
    def name(self) -> str:
        return f"{self.dataset.name}.{self.prop.column}"


def fields(datasets: Mapping[str, tuple[Contract, Dataset]]) -> dict[Column, Field]:
    """Every top-level column of every dataset; what is nested in it counts for it."""
    return {
        (name, prop.column): _field(contract, dataset, prop)
        for name, (contract, dataset) in datasets.items()
        for prop in dataset.properties
    }


def _field(contract: Contract, dataset: Dataset, prop: Property) -> Field:
    parts = list(prop.walk())
    own = frozenset(name for part in parts for name in _names(part.custom.get("purposes")))
    levels = [LEVELS.index(word) for part in parts if (word := (part.classification or "").lower()) in LEVELS]
    return Field(
        contract,
        dataset,
        prop,
        any(is_personal(part) for part in parts),
        tuple(dict.fromkeys(name for part in parts for name in _names(part.custom.get("dataCategories")))),
        own or frozenset(_names(contract.custom.get("purposes"))),
        max(levels, default=None),
        masks(prop.custom.get("masking")),
    )


def _names(value: object) -> Iterator[str]:
    yield from (name for name in value if isinstance(name, str)) if isinstance(value, list) else ()
