"""Who reads what changed, as declared: the metrics, the datasets made from it, and what reads these in turn.

Columns are followed through what a property says it is made from (`diff.reads`). A spec that is not of this package's
kind reads a column when the column's name is a word of its SQL: too much rather than too little.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from c360_governance.diff.reads import Read, metric_reads, query_reads
from c360_governance.model.finding import Impact
from c360_governance.model.lenient import sequence

if TYPE_CHECKING:
    from c360_governance.model.contract import Contract, Dataset, Property
    from c360_governance.model.metric import Metric

    Datasets = Mapping[str, tuple[Contract, Dataset]]

_PROSE = frozenset({
    "name", "version", "status", "layer", "owner", "team", "description", "limitations", "label", "tags", "drivers",
    "deprecation", "source", "sources", "type", "unit", "timezone",
})  # fmt: skip


def impact(metrics: Mapping[str, Metric], datasets: Datasets, dataset: str, column: str | None) -> tuple[Impact, ...]:
    """The metrics and datasets that read a dataset, or one column of it (logical or physical name). Sorted."""
    names, columns = {dataset}, {column} if column else set()
    if dataset in datasets:
        found = datasets[dataset][1]
        names.add(found.table)
        known = found.find(column) if column else None
        columns |= {known.name, known.column} if known else set()
    return readers(metrics, datasets, names, columns)


def readers(
    metrics: Mapping[str, Metric], datasets: Datasets, names: Collection[str], columns: Collection[str] = ()
) -> tuple[Impact, ...]:
    """As `impact`, for something that is known under several names; no columns means the whole dataset."""
    found: set[Impact] = set()
    direct: dict[str, bool] = {}
    seen: set[tuple[frozenset[str], frozenset[str]]] = set()
    pending = [(frozenset(name.lower() for name in names), frozenset(column.lower() for column in columns))]
    own = pending[0][0]
    while pending:
        wanted = pending.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        for name, metric in metrics.items():
            hit = _reads(metric, *wanted)
            if hit is not None:
                direct[name] = direct.get(name, False) or hit
        for name, (contract, dataset) in datasets.items():
            if {name.lower(), dataset.table.lower()} & (own | wanted[0]):
                continue
            made = {known for prop in _made_from(dataset, *wanted) for known in (prop.name, prop.column)}
            if made:
                pending.append((frozenset({name.lower(), dataset.table.lower()}), frozenset(map(str.lower, made))))
            if made or _linked(dataset, *wanted):
                found.add(Impact("dataset", name, contract.owner))
    moved = [name for name, value in direct.items() if value]
    sliced = {name: metric for name, metric in metrics.items() if metric.document.get("dimensions")}
    beyond = _downstream(metrics, moved) | _downstream(sliced, direct)
    found |= {Impact("metric", name, metrics[name].owner) for name in direct.keys() | beyond}
    return tuple(sorted(found, key=lambda entry: (entry.kind, entry.name)))


def metric_readers(metrics: Mapping[str, Metric], name: str) -> tuple[Impact, ...]:
    """The metrics that are computed from a metric, however indirectly."""
    return tuple(Impact("metric", found, metrics[found].owner) for found in sorted(_downstream(metrics, {name})))


def _downstream(metrics: Mapping[str, Metric], of: Collection[str]) -> set[str]:
    """The metrics that take one of ``of`` as an input, directly or through others."""
    found: set[str] = set()
    pending = list(of)
    while pending:
        name = pending.pop()
        for reader, metric in metrics.items():
            if name in metric.inputs and reader not in found and reader not in of:
                found.add(reader)
                pending.append(reader)
    return found


def _reads(metric: Metric, names: Collection[str], columns: Collection[str]) -> bool | None:
    """Whether a metric's value depends on the columns (True) or its slices only (False); None where it reads none."""
    exact = metric_reads(metric)
    if exact is None:
        return True if _mentions_one(metric, names, columns) else None
    sources = {read.source for read in exact if read.source} | {source.lower() for source in metric.sources}
    if not sources & set(names):
        return None
    hits = [read for read in exact if (read.source is None or read.source in names)
            and (read.source in names if not columns else _covers(read, columns))]  # fmt: skip
    return any(not read.sliced for read in hits) if hits else None if columns else True


def _covers(read: Read, columns: Collection[str]) -> bool:
    """Whether a read takes in one of the columns: itself, what holds it, or what it holds."""
    if read.column is None:
        return True
    if not read.column:
        return False
    return any(
        read.column == column or read.column.startswith(f"{column}.") or column.startswith((f"{read.column}.",
                                                                                          f"{read.column}["))
        for column in columns
    )  # fmt: skip


def _mentions_one(metric: Metric, names: Collection[str], columns: Collection[str]) -> bool:
    used = {word for text in _texts(metric.document) for word in _words(text)}
    sources = {source.lower() for source in metric.sources}
    if not set(names) & sources and not any(_mentions(used, name) for name in names):
        return False
    return not columns or any(_mentions(used, column) for column in columns)


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text of a spec that is no prose: SQL, column names, dimensions."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping) and depth < 32:
        for key, item in value.items():
            if key not in _PROSE:
                yield from _texts(item, depth + 1)
    elif isinstance(value, list) and depth < 32:
        for item in value:
            yield from _texts(item, depth + 1)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"\w+", text)}


def _mentions(used: set[str], name: str) -> bool:
    """Whether every word of a name is used: a nested column `address.city` has two."""
    wanted = _words(name)
    return bool(wanted) and wanted <= used


def _made_from(dataset: Dataset, names: Collection[str], columns: Collection[str]) -> Iterator[Property]:
    """The properties that are computed from the columns."""
    for top in dataset.properties:
        if any(_derived(prop, names, columns) for prop in top.walk()):
            yield top


def _linked(dataset: Dataset, names: Collection[str], columns: Collection[str]) -> bool:
    """Whether a key of the dataset refers to the columns."""
    links = [*dataset.relationships, *(link for top in dataset.properties for prop in top.walk()
                                       for link in prop.relationships)]  # fmt: skip
    return any(_points_to(link, names, columns) for link in links)


def _derived(prop: Property, names: Collection[str], columns: Collection[str]) -> bool:
    """Whether a property's sources name the dataset, and its logic (or a source itself) one of the columns."""
    logic = prop.raw.get("transformLogic")
    objects = [name.lower() for name in sequence(prop.raw.get("transformSourceObjects")) if isinstance(name, str)]
    named = [name for name in objects if _names_one(name, names)]
    if not isinstance(logic, str) or not logic.strip():
        return any(not columns or _bare(name, names) or _within_one(name, columns) for name in named)
    reads = list(query_reads(logic))
    tables = {read.source for read in reads if read.source and not read.column}
    if not named and not tables & set(names):
        return False
    if not columns or any(_within_one(name, columns) for name in named):
        return True
    others = {name.rpartition(".")[2] for name in objects if name not in named} | (tables - set(names))
    return any(_of_one(read, names, others) and _covers(read, columns) for read in _unfolded(reads, names))


def _unfolded(reads: Collection[Read], names: Collection[str]) -> Iterator[Read]:
    """`accounts.plan` is a column of accounts where accounts is a name that is asked for, else a path."""
    for read in reads:
        head, _, rest = (read.column or "").partition(".")
        yield Read(head, rest) if read.source is None and rest and head in names else read


def _of_one(read: Read, names: Collection[str], others: Collection[str]) -> bool:
    if read.source is not None:
        return read.source in names
    return (read.column or "").partition(".")[0] not in others or "." not in (read.column or "")


def _names_one(reference: str, names: Collection[str]) -> bool:
    """Whether `warehouse.accounts` or `accounts.email` names one of the datasets."""
    padded = f".{reference.casefold()}."
    return any(f".{name.casefold()}." in padded for name in names)


def _bare(reference: str, names: Collection[str]) -> bool:
    """Whether a reference ends with the dataset: it names no column."""
    return any(reference == name or reference.endswith(f".{name}") for name in names)


def _within_one(reference: str, columns: Collection[str]) -> bool:
    return any(reference.endswith(f".{column}") for column in columns)


def _points_to(link: Mapping[str, Any], names: Collection[str], columns: Collection[str]) -> bool:
    """Whether a relationship's target lies in the dataset, and in one of the columns where some are named."""
    target = link.get("to")
    for reference in sequence(target) or [target]:
        if not isinstance(reference, str):
            continue
        steps = [step for step in re.split(r"[./#]", reference.casefold()) if step]
        if any(_within(name, steps) for name in names) and (
            not columns or any(_within(column, steps) for column in columns)
        ):
            return True
    return False


def _within(name: str, steps: list[str]) -> bool:
    wanted = name.casefold().split(".")
    return any(steps[at : at + len(wanted)] == wanted for at in range(len(steps)))
