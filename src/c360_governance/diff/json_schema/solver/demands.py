"""What a value of one type has to meet: goals, which can be taken apart, and demands, which cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from c360_governance.diff.json_schema.assertions import (
    Assertion,
    Contains,
    Enum,
    ItemCount,
    Items,
    Length,
    Members,
    Multiple,
    Names,
    Opaque,
    Pattern,
    Predicate,
    PropertyCount,
    Range,
    Required,
)  # fmt: skip

Goal = tuple[int, bool]
"""A node, and whether the value fits it."""

Goals = frozenset[Goal]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``value`` of "unknown" is one that might do."""

    kind: Literal["value", "none", "unknown"]
    value: Any = None
    has_value: bool = False


def found(value: Any) -> Outcome:
    """A value that meets everything."""
    return Outcome("value", value, has_value=True)


def perhaps(value: Any) -> Outcome:
    """A value that might meet everything."""
    return Outcome("unknown", value, has_value=True)


IMPOSSIBLE = Outcome("none")
UNKNOWN = Outcome("unknown")


@dataclass(frozen=True, slots=True)
class Denied:
    """An assertion that must not hold; only of those that hold no subschema."""

    assertion: Assertion


@dataclass(frozen=True, slots=True)
class Whole:
    """A number without a fraction; ``strict``: and written without one."""

    strict: bool = False


@dataclass(frozen=True, slots=True)
class NotWhole:
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """No property of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class SomeMember:
    """Some property fits the goal: that of the name, or one that the pattern finds, or one that is neither among
    ``unless_names`` nor found by ``unless_patterns``."""

    goal: Goal
    name: str | None = None
    pattern: str | None = None
    unless_names: frozenset[str] = frozenset()
    unless_patterns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SomeName:
    """Some property's name fits the goal."""

    goal: Goal


@dataclass(frozen=True, slots=True)
class SomeItem:
    """Some item from ``start`` on, before ``end``, fits the goal."""

    goal: Goal
    start: int
    end: int | None


Demand = Assertion | Denied | Whole | NotWhole | Absent | SomeMember | SomeName | SomeItem
Item = Goal | Demand
Alternative = tuple[Item, ...]


@dataclass(slots=True)
class Demands:
    """The demands on one value, sorted by kind. ``certain`` is False where one is not understood."""

    enums: list[Enum] = field(default_factory=list)
    denied: list[Assertion] = field(default_factory=list)
    whole: bool | None = None
    strict: bool | None = None
    ranges: list[Range] = field(default_factory=list)
    multiples: list[Multiple] = field(default_factory=list)
    lengths: list[Length] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    predicates: list[Predicate] = field(default_factory=list)
    counts: list[ItemCount | PropertyCount] = field(default_factory=list)
    items: list[Items] = field(default_factory=list)
    unique: bool = False
    contains: list[Contains] = field(default_factory=list)
    some_items: list[SomeItem] = field(default_factory=list)
    required: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    members: list[Members] = field(default_factory=list)
    names: list[Names] = field(default_factory=list)
    some_members: list[SomeMember] = field(default_factory=list)
    some_names: list[SomeName] = field(default_factory=list)
    contradictory: bool = False
    certain: bool = True

    def add(self, demand: Demand) -> None:
        """Sort a demand in."""
        match demand:
            case Denied(assertion):
                self.denied.append(assertion)
            case Whole(strict):
                self._be_whole(whole=True, strict=True if strict else None)
            case NotWhole(strict):
                self._be_whole(whole=None if strict else False, strict=False if strict else None)
            case Absent(name):
                self.absent.add(name)
            case Required(names):
                self.required |= names
            case Opaque():
                self.certain = False
            case _:
                kept = self._list_of(demand)
                if kept is None:
                    self.unique = True
                elif demand not in kept:
                    kept.append(demand)

    def _list_of(self, demand: Demand) -> list[Any] | None:
        lists: dict[type, list[Any]] = {
            Enum: self.enums, Range: self.ranges, Multiple: self.multiples, Length: self.lengths,
            Pattern: self.patterns, Predicate: self.predicates, ItemCount: self.counts, PropertyCount: self.counts,
            Items: self.items, Contains: self.contains, SomeItem: self.some_items, Members: self.members,
            Names: self.names, SomeMember: self.some_members, SomeName: self.some_names,
        }  # fmt: skip
        return lists.get(type(demand))

    def _be_whole(self, *, whole: bool | None, strict: bool | None) -> None:
        if None not in (whole, self.whole) and whole != self.whole:
            self.contradictory = True
        if None not in (strict, self.strict) and strict != self.strict:
            self.contradictory = True
        self.whole = self.whole if whole is None else whole
        self.strict = self.strict if strict is None else strict

    def copy(self) -> Demands:
        """The same demands, to add others to."""
        other = Demands()
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(other, name, value.copy() if isinstance(value, list | set) else value)
        return other

    def bounds(self) -> tuple[int, int | None]:
        """The least and the most items, properties or characters."""
        low, high = 0, None
        for each in (*self.counts, *self.lengths):
            low = max(low, each.low)
            if each.high is not None:
                high = each.high if high is None else min(high, each.high)
        return low, high
