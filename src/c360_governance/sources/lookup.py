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

    def __getitem__(self, name: str) -> Subject:
        if name not in self._known:
            wanted = name.encode()
            paths = [path for path, data in self._texts.items() if wanted in data]
            self._known[name] = next((found for path in paths if (found := self._in(path, name))), None)
        found = self._known[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._repository.datasets)

    def __len__(self) -> int:
        return len(self._repository.datasets)

    @cached_property
    def _texts(self) -> dict[str, bytes]:
        return self._repository.tree.read_many(self._repository.contract_paths)

    def _in(self, path: str, name: str) -> Subject | None:
        try:
            value = self._repository.document(path).value
        except SourceError:
            return None
        contract = parse_contract(value, path) if isinstance(value, dict) else None
        return next(((contract, one) for one in contract.datasets if one.name == name), None) if contract else None
