"""Who reads what changed: the metrics, and the datasets made from it, as declared.

A metric reads a column when the dataset is one of its sources and the column's name is a word of its SQL. That finds
too much rather than too little; the exact answer costs a SQL parser.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from c360_governance.diff.values import sequence
from c360_governance.model.finding import Impact

if TYPE_CHECKING:
    from c360_governance.model.contract import Contract, Dataset, Property
    from c360_governance.model.metric import Metric

_PROSE = frozenset({
    "name", "version", "status", "layer", "owner", "team", "description", "limitations", "label", "tags", "drivers",
    "deprecation", "source", "sources", "type", "unit", "timezone",
})  # fmt: skip


def impact(
    metrics: Mapping[str, Metric], datasets: Mapping[str, tuple[Contract, Dataset]], dataset: str, column: str | None
) -> tuple[Impact, ...]:
    """The metrics and datasets that read a dataset, or one column of it (logical or physical name). Sorted."""
    names, columns = {dataset}, {column} if column else set()
    if dataset in datasets:
        found = datasets[dataset][1]
        names.add(found.table)
        known = found.find(column) if column else None
        columns |= {known.name, known.column} if known else set()
    return readers(metrics, datasets, names, columns)


def readers(
    metrics: Mapping[str, Metric],
    datasets: Mapping[str, tuple[Contract, Dataset]],
    names: Collection[str],
    columns: Collection[str] = (),
) -> tuple[Impact, ...]:
    """As `impact`, for something that is known under several names; no columns means the whole dataset."""
    direct = {name for name, metric in metrics.items() if _reads(metric, names, columns)}
    found = [Impact("metric", name, metrics[name].owner) for name in direct | _downstream(metrics, direct)]
    for name, (contract, dataset) in datasets.items():
        if name not in names and dataset.table not in names and _made_from(dataset, names, columns):
            found.append(Impact("dataset", name, contract.owner))
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


def _reads(metric: Metric, names: Collection[str], columns: Collection[str]) -> bool:
    used = {word for text in _texts(metric.document) for word in _words(text)}
    if not set(names) & set(metric.sources) and not any(_mentions(used, name) for name in names):
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


def _made_from(dataset: Dataset, names: Collection[str], columns: Collection[str]) -> bool:
    if any(_points_to(link, names, columns) for link in dataset.relationships):
        return True
    return any(_derived(prop, names, columns) for top in dataset.properties for prop in top.walk())


def _derived(prop: Property, names: Collection[str], columns: Collection[str]) -> bool:
    if any(_points_to(link, names, columns) for link in prop.relationships):
        return True
    logic = prop.raw.get("transformLogic")
    used = _words(logic) if isinstance(logic, str) else set()
    for source in sequence(prop.raw.get("transformSourceObjects")):
        if not isinstance(source, str) or not _names_one(source, names):
            continue
        if not columns or not used or any(_mentions(used | _words(source), column) for column in columns):
            return True
    return False


def _names_one(reference: str, names: Collection[str]) -> bool:
    """Whether `warehouse.accounts` or `accounts.email` names one of the datasets."""
    padded = f".{reference.casefold()}."
    return any(f".{name.casefold()}." in padded for name in names)


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
