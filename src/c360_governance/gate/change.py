"""What a change is about: the governed files that differ from the base, and what depends on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from c360_governance.lineage.graph.seen import observer
from c360_governance.metrics.trial import weigher
from c360_governance.model.contract import Contract, Dataset
from c360_governance.model.metric import Metric
from c360_governance.rules.readers import Readers
from c360_governance.rules.review import DocumentDiff, diff_repositories
from c360_governance.sources.git import GitTree
from c360_governance.sources.git_changes import changed_paths
from c360_governance.sources.repository import Repository
from c360_governance.sources.runbooks import runbook_of

Subject = tuple[Contract, Dataset]


@dataclass(frozen=True, slots=True)
class ChangedMetric:
    """A metric spec before and after; None where it did not exist."""

    path: str
    name: str
    old: Metric | None
    new: Metric | None


@dataclass(frozen=True, slots=True)
class ChangedSchema:
    """An event contract that is a plain JSON Schema, as it is now; None where it was removed."""

    path: str
    name: str
    new: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Change:
    """``paths`` are the governed files that differ. ``datasets`` are those of changed contracts as they are now;
    ``checked`` and ``booked`` are these and those whose checks or runbook changed. ``dependants`` are the metrics
    that read a changed dataset or metric, removed ones included, and did not change themselves, by name.
    """

    paths: tuple[str, ...]
    documents: tuple[DocumentDiff, ...]
    contracts: tuple[Contract, ...]
    metrics: tuple[ChangedMetric, ...]
    schemas: tuple[ChangedSchema, ...]
    datasets: tuple[Subject, ...]
    checked: tuple[Subject, ...]
    booked: tuple[Subject, ...]
    dependants: Mapping[str, Metric]
    derived: tuple[Subject, ...]
    policy_changed: bool


def read_change(base: Repository, now: Repository, today: date) -> Change:
    """Compare the work tree with the base. A file whose meaning is the same (a comment, the order of keys) is none.

    Raises `SourceError` for a document that is broken on either side.
    """
    readers = Readers(now, observer(now))
    diff = diff_repositories(base, now, today=today, readers=readers, weigh=weigher(now))
    tree = base.tree
    differing = changed_paths(now.root, tree) if isinstance(tree, GitTree) else set()
    by_path = {document.path: document for document in diff.documents}
    contracts = tuple(contract for path, contract in now.contracts.items() if path in by_path)
    metrics = tuple(_metric(document, base, now) for document in diff.documents if document.kind == "metric")
    schemas = tuple(_schema(document, now) for document in diff.documents if document.kind == "event-schema")
    checks = sorted(path for path in differing if path.startswith("checks/") and path.endswith((".yaml", ".yml")))
    books = sorted(path for path in differing if path.startswith("runbooks/") and path.endswith(".md"))
    datasets = tuple((contract, dataset) for contract in contracts for dataset in contract.datasets)
    names = {dataset.name for _, dataset in datasets}
    policy_changed = "c360.yaml" in differing and base.config.document.get("policy") != now.config.document.get(
        "policy"
    )
    moved = _touched_datasets(diff.documents, base, now)
    return Change(
        paths=tuple(
            sorted({*by_path, *_old_paths(diff.documents), *checks, *books, *(["c360.yaml"] * policy_changed)})
        ),
        documents=diff.documents,
        contracts=contracts,
        metrics=metrics,
        schemas=schemas,
        datasets=datasets,
        checked=datasets + _others(now, names, _checked_tables(checks, base, now)),
        booked=datasets + _others_of_runbooks(now, names, {PurePosixPath(path).stem for path in books}),
        dependants=_dependants(now, moved, {metric.name for metric in metrics}),
        derived=_derived(now, moved, names),
        policy_changed=policy_changed,
    )


def _old_paths(documents: Collection[DocumentDiff]) -> set[str]:
    return {document.old_path for document in documents if document.old_path}


def _metric(document: DocumentDiff, base: Repository, now: Repository) -> ChangedMetric:
    before = {metric.path: metric for metric in base.metrics.values()}
    after = {metric.path: metric for metric in now.metrics.values()}
    new = after.get(document.path)
    return ChangedMetric(document.path, document.name, before.get(document.old_path or ""), new)


def _schema(document: DocumentDiff, now: Repository) -> ChangedSchema:
    value = now.document(document.path).value if document.path in now.schema_paths else None
    return ChangedSchema(document.path, document.name, value if isinstance(value, dict) else None)


def _touched_datasets(documents: Collection[DocumentDiff], base: Repository, now: Repository) -> set[str]:
    """The names, before and after, of the datasets of changed contracts."""
    paths = {path for document in documents for path in (document.path, document.old_path) if path}
    contracts = [side.contracts[path] for side in (base, now) for path in paths if path in side.contracts]
    return {dataset.name for contract in contracts for dataset in contract.datasets}


def _checked_tables(paths: Collection[str], base: Repository, now: Repository) -> set[str]:
    """The tables that changed files of checks/ are about, on either side."""
    tables = set()
    for side in (base, now):
        for path in paths:
            value = side.document(path).value if path in side.check_paths else None
            named = value.get("dataset") if isinstance(value, dict) else None
            if isinstance(named, str):
                tables.add(named.rpartition("/")[2])
        compared = [side.document(path).value for path in paths if path in side.reconciliation_paths]
        named_there = [value.get("dataset") for value in compared if isinstance(value, dict)]
        tables |= {side.datasets[name][1].table.rpartition(".")[2] for name in named_there if name in side.datasets}
    return tables


def _others(now: Repository, names: Collection[str], tables: Collection[str]) -> tuple[Subject, ...]:
    return tuple(
        subject
        for name, subject in now.datasets.items()
        if name not in names and subject[1].table.rpartition(".")[2] in tables
    )


def _others_of_runbooks(now: Repository, names: Collection[str], changed: Collection[str]) -> tuple[Subject, ...]:
    return tuple(
        subject
        for name, subject in now.datasets.items()
        if name not in names and runbook_of(subject[0], name, now.runbooks) in changed
    )


def _dependants(now: Repository, datasets: Collection[str], changed: Collection[str]) -> dict[str, Metric]:
    from c360_governance.diff.impact import impact, metric_readers

    hits = [hit for name in sorted(datasets) for hit in impact(now.metrics, now.datasets, name, None)]
    hits += [hit for name in sorted(changed) for hit in metric_readers(now.metrics, name)]
    found = {hit.name for hit in hits if hit.kind == "metric"} - set(changed)
    return {name: now.metrics[name] for name in sorted(found)}


def _derived(now: Repository, datasets: Collection[str], changed: Collection[str]) -> tuple[Subject, ...]:
    """The unchanged datasets whose transformation names a changed one as a source."""
    return tuple(
        (contract, dataset)
        for name, (contract, dataset) in now.datasets.items()
        if name not in changed and any(set(sources_of(prop.raw)) & set(datasets) for prop in dataset.properties)
    )


def sources_of(raw: Mapping[str, Any]) -> list[str]:
    """The datasets that a property's transformation names as its sources."""
    listed = raw.get("transformSourceObjects")
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
