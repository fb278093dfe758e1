"""Asking a warehouse about a change. A question that it cannot answer is said, and hides no finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.model.errors import WarehouseError
from c360_governance.model.finding import DataCount, Finding
from c360_governance.rules.data import thresholds
from c360_governance.rules.data.conditions import CONDITIONS, condition
from c360_governance.rules.data.counting import Question, counted, orphans, repeated
from c360_governance.rules.data.place import Place, Versions, column_of, place_of
from c360_governance.rules.data.speaking import spoken
from c360_governance.warehouse.connection import Warehouse

_KEYS = ("primary-key-added", "primary-key-changed")
_NEW_COLUMNS = ("property-added-required",)
_OF_MEMBERS = ("required-added", "property-added-required")
"""Demands on a member of a struct that hold only where there is a struct."""

_REFERENCES = ("relationship-added", "relationship-changed")

_NOT_COUNTED = frozenset({
    "min-properties-tightened", "max-properties-tightened", "items-added", "map-part-added", "format-added",
    "format-changed",
})  # fmt: skip
"""Demands that no one statement checks everywhere."""


class _Asked(NamedTuple):
    """A question, with the rule that judges its answer where that is not "none"; or why there is none."""

    question: Question | None
    reason: str = ""
    rule: thresholds.Rule | None = None


class DataSays:
    """Adds to the findings about a contract what the data says of them. Every question is one statement."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._read: tuple[Any, Any, Versions] | None = None

    def of(self, change: Change, old: Mapping[str, Any], new: Mapping[str, Any], finding: Finding) -> Finding:
        """The finding with the counts; as it was where the change demands nothing of the rows."""
        asked = _asked(change, self._versions(old, new))
        if asked is None:
            return finding
        if asked.question is None:
            return replace(finding, message=f"{finding.message}; the data was not asked: {asked.reason}")
        statement, values, phrase = asked.question
        try:
            (row,) = self._warehouse.query(spoken(statement, self._warehouse.dialect), values).rows
        except WarehouseError as error:
            return replace(finding, message=f"{finding.message}; the data cannot tell: {error.cause}")
        rows, offending = int(row[0]), int(row[1] or 0)
        kept = None if asked.rule is None else thresholds.keeps(asked.rule, rows, offending)
        count = DataCount(rows=rows, offending=offending, accepted=kept)
        return replace(finding, message=f"{finding.message}; {told(count, phrase)}", data=count)

    def _versions(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Versions:
        if self._read is None or self._read[0] is not old or self._read[1] is not new:
            self._read = old, new, Versions.of(old, new)
        return self._read[2]


def told(count: DataCount, phrase: str) -> str:
    """`today 0 of 35 rows have no value`."""
    rows = f"{count.rows} row{'s' * (count.rows != 1)}"
    said = f"today {count.offending} of {rows} {phrase}" if phrase else f"today there are {rows}"
    if count.accepted is None:
        return said
    return f"{said}, which the rule {'accepts' if count.accepted else 'does not accept'}"


def _asked(change: Change, versions: Versions) -> _Asked | None:
    of_rule = change.kind in thresholds.KINDS
    counts = (*_KEYS, *_REFERENCES, "unique-added", *CONDITIONS)
    demands = of_rule or change.kind in counts or change.kind in _NOT_COUNTED
    place = _place(change, versions) if demands else None
    if place is None:
        return None
    if not place.is_counted:
        return _Asked(None, "what a list or a map holds is not counted by rows")
    if change.kind in _NOT_COUNTED:
        return _Asked(None, "no one statement counts this")
    if of_rule:
        return _of_rule(change, place, versions)
    if change.kind in _KEYS:
        return _of_key(change, place, versions)
    if change.kind in _REFERENCES:
        return _of_reference(change, place, versions)
    if not place.path:
        return None
    if change.kind == "unique-added":
        return _Asked(repeated(place.dataset.known_as, [place.column()], key=False))
    found = condition(place.column(), change)
    if found is None:
        return _Asked(None, "it cannot be said in SQL")
    broken = found.broken
    if len(place.path) > 1 and change.kind in _OF_MEMBERS:
        broken = _where_held(place, broken)
    return _Asked(counted(place.dataset.known_as, broken, found.values, found.phrase))


def _place(change: Change, versions: Versions) -> Place | None:
    """Where the rows lie today. A new property lies in the dataset that is there, under its new name."""
    if change.kind not in _NEW_COLUMNS:
        return place_of(versions.old, change.pointer_old)
    held, new = place_of(versions.old, change.pointer_old), place_of(versions.new, change.pointer_new)
    return Place(held.dataset, (*held.path, new.path[-1])) if held and new and new.path else None


def _of_rule(change: Change, place: Place, versions: Versions) -> _Asked | None:
    new = place_of(versions.new, change.pointer_new)
    if new is None:
        return None
    rule = thresholds.rule_at(new.path[-1] if new.path else new.dataset, change.pointer_new[-1])
    question = thresholds.question(rule, place, versions, new.dataset)
    if question is None:
        return _Asked(None, "it is no metric of the standard that can be counted, and SQL of a contract is not run")
    return _Asked(question, rule=rule)


def _of_key(change: Change, place: Place, versions: Versions) -> _Asked | None:
    new = place_of(versions.new, change.pointer_new)
    names = change.new if isinstance(change.new, list) else []
    found = [versions.column_named(str(name), place.dataset, new.dataset) for name in names] if new else []
    columns = [column_of([one.known_as]) for one in found if one]
    if not columns or len(columns) < len(names):
        return None
    return _Asked(repeated(place.dataset.known_as, columns, key=True))


def _of_reference(change: Change, place: Place, versions: Versions) -> _Asked:
    """The rows without a partner, where both ends are columns of this contract today."""
    new = place_of(versions.new, change.pointer_new)
    holder = new.dataset.name if new else ""
    source = [versions.column_today(f"{holder}.{name}") for name in change.new["from"]]
    target = [versions.column_today(name) for name in change.new["to"]]
    own, there = ([one for one in ends if one] for ends in (source, target))
    tables = {one.dataset.known_as for one in there}
    if not len(own) == len(source) == len(there) == len(target) or len(tables) != 1:
        return _Asked(None, "one of its ends is no column of this contract today")
    columns, keys = ([one.column() for one in ends] for ends in (own, there))
    return _Asked(orphans(place.dataset.known_as, columns, tables.pop(), keys))


def _where_held(place: Place, broken: Any) -> Any:
    from sqlglot import exp

    holder = column_of([element.known_as for element in place.path[:-1]])
    return exp.and_(exp.not_(exp.Is(this=holder, expression=exp.Null())), broken)
