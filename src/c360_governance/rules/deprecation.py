"""Whether a deprecation had run its period when the thing was removed.

What was deprecated may go once its readers had the time that the policy promises them: until the end of support that
the contract names, else for so many days since the mark first appeared in git. Where neither is known, as with two
files or in the Python API, the mark alone counts; the command with --against and the gate know the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.diff.element import Element, joined
from c360_governance.diff.reading import Side, read
from c360_governance.diff.subjects import sla
from c360_governance.diff.subjects.deprecation import is_marked, is_phased_out
from c360_governance.model.errors import SourceError
from c360_governance.model.lenient import mapping
from c360_governance.sources.document import parse_document

SUFFIX = "-deprecated"
CONTRACT = f"contract-removed{SUFFIX}"

Versions = Callable[[], Iterable[tuple[date, bytes]]]
"""The versions of a document up to the one that is compared, newest first."""


class Period(NamedTuple):
    """``days`` is how long a deprecation has to last; ``versions`` is asked only where something deprecated went."""

    today: date
    days: int
    versions: Versions | None = None


def settled(changes: list[Change], old: Mapping[Any, Any], period: Period) -> list[Change]:
    """The changes, with every removal whose period has not run turned into a plain one, and the dates noted."""
    if not any(_is_removal(change) for change in changes):
        return changes
    ends = list(sla.ends(read(old)))
    return [_settle(change, ends, period) if _is_removal(change) else change for change in changes]


def _is_removal(change: Change) -> bool:
    return change.kind.endswith(f"-removed{SUFFIX}")


def _settle(change: Change, ends: list[tuple[str | None, date]], period: Period) -> Change:
    end = _end(change, ends)
    if end is not None:
        if end <= period.today:
            return change._replace(note=f"its support ended on {end}")
        return _too_early(change, f"it is deprecated, but supported until {end}")
    since = _since(change, period.versions) if period.versions else None
    if since is None:
        return change
    until = since + timedelta(days=period.days)
    if until <= period.today:
        return change._replace(note=f"deprecated since {since}")
    return _too_early(change, f"deprecated since {since}, and its {period.days} days run until {until}")


def _too_early(change: Change, note: str) -> Change:
    return change._replace(kind=change.kind.removesuffix(SUFFIX), note=note)


def _end(change: Change, ends: list[tuple[str | None, date]]) -> date | None:
    """The first end that the contract names for the thing itself, else for what holds it."""
    scopes: list[set[str | None]] = [{None}]
    if change.kind != CONTRACT:
        columns = {f"{dataset}.{column}" for dataset in change.datasets for column in change.columns}
        scopes = [{*columns}, {*change.datasets}, {None}] if columns else [{*change.datasets}, {None}]
    for scope in scopes:
        found = [day for element, day in ends if element in scope]
        if found:
            return min(found)
    return None


def _since(change: Change, versions: Versions) -> date | None:
    """The day on which the mark appeared that the thing bore to the last."""
    since: date | None = None
    for day, data in versions():
        if b"deprecated" not in data and b"retired" not in data:
            break
        try:
            side = read(mapping(parse_document(data, "").value))
        except SourceError:
            break
        if not _was_marked(side, change):
            break
        since = day
    return since


def _was_marked(side: Side, change: Change) -> bool:
    if change.kind == CONTRACT:
        return is_phased_out(side)
    datasets = [one for one in side.datasets if {one.name, one.known_as} & {*change.datasets}]
    if not change.columns:
        return any(map(is_marked, datasets))
    return any(column in change.columns for one in datasets for column in _marked(one, ("", ""), held=is_marked(one)))


def _marked(element: Element, path: tuple[str, str], *, held: bool) -> Iterator[str]:
    """The logical and physical paths of the columns that are deprecated, or ``held`` by what is."""
    for child in element.children:
        here = joined(path[0], child.name), joined(path[1], child.known_as)
        marked = held or is_marked(child)
        if marked:
            yield from here
        yield from _marked(child, here, held=marked)
