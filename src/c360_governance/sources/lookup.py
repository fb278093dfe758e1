"""Datasets by name without parsing a whole repository: contracts are searched as text, and only hits are parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from c360_governance.model.contract import Contract, Dataset, parse_contract
from c360_governance.model.errors import SourceError
from c360_governance.sources.repository import Repository

Subject = tuple[Contract, Dataset]


class DatasetLookup(Mapping[str, Subject]):
    """A repository's datasets; a contract that is broken has none. Iterating parses everything."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._known: dict[str, Subject | None] = {}
        self._tables: dict[str, Subject | None] = {}

    def __getitem__(self, name: str) -> Subject:
        if name not in self._known:
            self._known[name] = self._first(name, self._repository.contract_texts, lambda one: one.name == name)
        found = self._known[name]
        if found is None:
            raise KeyError(name)
        return found

    def by_table(self, name: str) -> Subject | None:
        """The dataset whose table, or which itself, bears a name (in lower case); None where there is none."""
        if name not in self._tables:
            self._tables[name] = self._first(
                name, self._folded, lambda one: name in (one.table.lower(), one.name.lower())
            )
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._repository.datasets)

    def __len__(self) -> int:
        return len(self._repository.datasets)

    @cached_property
    def _folded(self) -> dict[str, bytes]:
        return {path: data.lower() for path, data in self._repository.contract_texts.items()}

    def _first(self, name: str, texts: Mapping[str, bytes], bears: Callable[[Dataset], bool]) -> Subject | None:
        """The first dataset that bears a name, in the contracts whose texts hold it."""
        wanted = name.encode()
        contracts = (self._contract(path) for path, data in texts.items() if wanted in data)
        return next(((one, held) for one in contracts if one for held in one.datasets if bears(held)), None)

    def _contract(self, path: str) -> Contract | None:
        try:
            value = self._repository.document(path).value
        except SourceError:
            return None
        return parse_contract(value, path) if isinstance(value, dict) else None
