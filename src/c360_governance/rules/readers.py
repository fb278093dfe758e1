"""Who reads what changed, without parsing the repository: files are searched as text, and only hits are parsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cached_property
from typing import TYPE_CHECKING

from c360_governance.diff.change import Change
from c360_governance.model.finding import Impact
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.model.contract import Contract, Dataset
    from c360_governance.model.metric import Metric

_REFERENCES = (b"transform", b"relationships")
"""How the keys begin by which a contract names another's dataset."""

Seen = Callable[[Collection[str], Collection[str]], tuple[Impact, ...]]
"""Who was seen reading a dataset (by all of its names) or some of its columns."""


class Readers:
    """The readers declared in a repository, and those that were ``seen``. Nothing is read before the first question."""

    def __init__(self, repository: Repository, seen: Seen | None = None) -> None:
        self._repository = repository
        self._seen = seen
        self._metrics: dict[str, Metric] = {}
        self._contracts: dict[str, Contract] = {}
        self._near: dict[tuple[str, ...], tuple[dict[str, Metric], dict[str, tuple[Contract, Dataset]]]] = {}

    def of(self, change: Change) -> tuple[Impact, ...]:
        """The metrics and datasets that read what a fact is about; empty where it is about no data."""
        if not change.datasets:
            return ()
        metrics, datasets = self._naming(change.datasets)
        seen = self._seen(change.datasets, change.columns) if self._seen else ()
        if not metrics and not datasets:
            return seen
        from c360_governance.diff.impact import readers

        return _merged(readers(metrics, datasets, change.datasets, change.columns), seen)

    def of_metric(self, name: str) -> tuple[Impact, ...]:
        """The metrics that are computed from a metric."""
        from c360_governance.diff.impact import metric_readers

        declared = metric_readers(self._metrics_naming([name]), name)
        return _merged(declared, self._seen([name], []) if self._seen else ())

    def _naming(self, names: tuple[str, ...]) -> tuple[dict[str, Metric], dict[str, tuple[Contract, Dataset]]]:
        """What may read a dataset that is known under ``names``; found once for all of its columns."""
        if names not in self._near:
            datasets = self._datasets_naming(names)
            made = {known for _, dataset in datasets.values() for known in (dataset.name, dataset.table)}
            self._near[names] = self._metrics_naming({*names, *made}), datasets
        return self._near[names]

    @cached_property
    def _metric_texts(self) -> dict[str, bytes]:
        repository = self._repository
        return repository.tree.read_many(repository.metric_paths)

    @cached_property
    def _contract_texts(self) -> dict[str, bytes]:
        """The contracts that refer to anything at all."""
        texts = self._repository.contract_texts
        one, other = _REFERENCES  # a generator for each file would cost more than the search
        return {path: data for path, data in texts.items() if one in data or other in data}

    def _metrics_naming(self, names: Collection[str]) -> dict[str, Metric]:
        """The metrics whose files name one of ``names``, and those that name these metrics in turn."""
        found: dict[str, Metric] = {}
        pending = list(names)
        while pending:
            wanted = pending.pop()
            for path, data in self._metric_texts.items():
                if _names(data, wanted):
                    metric = self._metric(path)
                    if metric is not None and metric.name not in found:
                        found[metric.name] = metric
                        pending.append(metric.name)
        return found

    def _datasets_naming(self, names: Collection[str]) -> dict[str, tuple[Contract, Dataset]]:
        """The datasets whose contracts name one of ``names``, and those that name these in turn."""
        found: dict[str, tuple[Contract, Dataset]] = {}
        asked = set(names)
        pending = list(asked)
        while pending:
            wanted = pending.pop()
            for path, data in self._contract_texts.items():
                contract = self._contract(path) if _names(data, wanted) else None
                if contract is None:
                    continue
                for dataset in contract.datasets:
                    found[dataset.name] = contract, dataset
                    pending += {dataset.name, dataset.table} - asked
                    asked |= {dataset.name, dataset.table}
        return found

    def _metric(self, path: str) -> Metric | None:
        if path not in self._metrics:
            value = self._repository.document(path).value
            if not isinstance(value, dict):
                return None
            from c360_governance.model.metric import parse_metric

            self._metrics[path] = parse_metric(value, path)
        return self._metrics[path]

    def _contract(self, path: str) -> Contract | None:
        if path not in self._contracts:
            value = self._repository.document(path).value
            if not isinstance(value, dict):
                return None
            from c360_governance.model.contract import parse_contract

            self._contracts[path] = parse_contract(value, path)
        return self._contracts[path]


def _names(text: bytes, name: str) -> bool:
    """Whether a text holds a name as a word of its own."""
    wanted = name.encode()
    return wanted in text and re.search(rb"(?<!\w)" + re.escape(wanted) + rb"(?!\w)", text) is not None


def _merged(declared: tuple[Impact, ...], seen: tuple[Impact, ...]) -> tuple[Impact, ...]:
    """Each reader once, as it was declared where it was."""
    by_name = {(hit.kind, hit.name): hit for hit in (*seen, *declared)}
    return tuple(sorted(by_name.values(), key=lambda hit: (hit.kind, hit.name)))
