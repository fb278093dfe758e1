"""What the other documents of a repository say, for the rules that follow a name to another file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, TypeVar

from c360_governance.model.contract import Contract, Dataset, parse_contract
from c360_governance.model.errors import SourceError
from c360_governance.model.metric import Metric, parse_metric
from c360_governance.sources.repository import Repository

T = TypeVar("T")


class World:
    """The other documents of a repository. Broken ones are skipped here: each has its own finding.

    ``complete`` is False outside a repository, where a name that is not found may well exist elsewhere. With
    ``whole``, everything is indexed once; else only the files that mention a name are parsed.
    """

    def __init__(self, repository: Repository | None, *, whole: bool = False) -> None:
        self._repository = repository
        self._whole = whole
        self._bytes: dict[str, bytes] = {}
        self.complete = repository is not None

    def datasets(self, name: str) -> list[tuple[Contract, Dataset]]:
        """Every dataset of that name (or with that physical name), with its contract."""
        if self._whole:
            return self._datasets_by_name.get(name, [])
        return [pair for pair in self._pairs(self._contracts(name)) if name in _names(pair[1])]

    def contracts(self, id_: str) -> list[Contract]:
        """Every contract with that id."""
        if self._whole:
            return self._contracts_by_id.get(id_, [])
        return [contract for contract in self._contracts(id_) if contract.id == id_]

    def contract_at(self, path: str) -> Contract | None:
        """The contract in a file of the repository; None where it has none that can be read."""
        if self._repository is None or path not in self._repository.contract_paths:
            return None
        return next(self._parsed([path], "", parse_contract), None)

    def metrics(self, name: str) -> list[Metric]:
        """Every metric of that name."""
        if self._whole:
            return self._metrics_by_name.get(name, [])
        return [metric for metric in self._metrics(name) if metric.name == name]

    @property
    def dataset_names(self) -> list[str]:
        """For suggestions."""
        return sorted({dataset.name for _, dataset in self._pairs(self._contracts(""))})

    @property
    def metric_names(self) -> list[str]:
        """For suggestions."""
        return sorted({metric.name for metric in self._metrics("")})

    @cached_property
    def runbooks(self) -> list[str]:
        """The names of the runbooks."""
        return [PurePosixPath(path).stem for path in self._repository.runbook_paths] if self._repository else []

    @cached_property
    def _datasets_by_name(self) -> dict[str, list[tuple[Contract, Dataset]]]:
        return _index(self._pairs(self._contracts("")), lambda pair: _names(pair[1]))

    @cached_property
    def _contracts_by_id(self) -> dict[str, list[Contract]]:
        return _index(self._contracts(""), lambda contract: {contract.id} if contract.id else set())

    @cached_property
    def _metrics_by_name(self) -> dict[str, list[Metric]]:
        return _index(self._metrics(""), lambda metric: {metric.name})

    def _pairs(self, contracts: Iterator[Contract]) -> Iterator[tuple[Contract, Dataset]]:
        return ((contract, dataset) for contract in contracts for dataset in contract.datasets)

    def _contracts(self, word: str) -> Iterator[Contract]:
        paths = self._repository.contract_paths if self._repository else []
        return self._parsed(paths, word, parse_contract)

    def _metrics(self, word: str) -> Iterator[Metric]:
        paths = self._repository.metric_paths if self._repository else []
        return self._parsed(paths, word, parse_metric)

    def _parsed(self, paths: list[str], word: str, parse: Callable[[Mapping[str, Any], str], T]) -> Iterator[T]:
        """What the files say in which the word stands, or could stand in an escaped form."""
        repository = self._repository
        if repository is None:
            return
        unread = [path for path in paths if path not in self._bytes]
        self._bytes |= {path: data for path, data in repository.tree.read_many(unread).items() if word}
        needle = word.encode()
        for path in paths:
            data = self._bytes.get(path, b"")
            if word and needle not in data and b"\\" not in data and path.rpartition("/")[2].find(word) < 0:
                continue
            try:
                value = repository.document(path).value
            except SourceError:
                continue
            if isinstance(value, dict):
                yield parse(value, path)


def _names(dataset: Dataset) -> set[str]:
    return {dataset.name, dataset.table}


def _index(items: Iterator[T], keys: Callable[[T], set[str]]) -> dict[str, list[T]]:
    index: dict[str, list[T]] = {}
    for item in items:
        for key in keys(item):
            index.setdefault(key, []).append(item)
    return index
