"""Datasets by name without parsing a whole repository: contracts are searched as text, and only hits are parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
            wanted = name.encode()
            paths = [path for path, data in self._texts.items() if wanted in data]
            self._known[name] = next((found for path in paths if (found := self._in(path, name))), None)
        found = self._known[name]
        if found is None:
            raise KeyError(name)
        return found

    def by_table(self, name: str) -> Subject | None:
        """The dataset whose table, or which itself, bears a name (in lower case); None where there is none."""
        if name not in self._tables:
            wanted = name.encode()
            paths = [path for path, data in self._folded.items() if wanted in data]
            self._tables[name] = next((found for path in paths if (found := self._in(path, name, table=True))), None)
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._repository.datasets)

    def __len__(self) -> int:
        return len(self._repository.datasets)

    @property
    def _texts(self) -> dict[str, bytes]:
        return self._repository.contract_texts

    @cached_property
    def _folded(self) -> dict[str, bytes]:
        return {path: data.lower() for path, data in self._texts.items()}

    def _in(self, path: str, name: str, *, table: bool = False) -> Subject | None:
        try:
            value = self._repository.document(path).value
        except SourceError:
            return None
        contract = parse_contract(value, path) if isinstance(value, dict) else None
        if contract is None:
            return None
        bears = (lambda one: name in (one.table.lower(), one.name.lower())) if table else (lambda one: name == one.name)
        return next(((contract, one) for one in contract.datasets if bears(one)), None)
