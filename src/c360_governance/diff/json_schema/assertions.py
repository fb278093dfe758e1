"""What a schema says, in one vocabulary for all drafts: a node is a set of assertions, a subschema a node's number.

An assertion about one type says nothing of values of another. ``over`` gives the assertion with its subschemas
replaced, which is all that walking and comparing need to know of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Type = Literal["object", "array", "string", "number", "boolean", "null"]
TYPES: tuple[Type, ...] = ("object", "string", "number", "array", "null", "boolean")
"""In the order in which a witness is looked for: what people recognise first."""

Node = int
Over = Callable[[Node], Node]


@dataclass(frozen=True, slots=True)
class Assertion:
    """``about`` is the type that is asserted upon, None for all of them."""

    @property
    def about(self) -> Type | None:
        return None

    def over(self, each: Over) -> Assertion:
        """The same, of other subschemas."""
        return self


@dataclass(frozen=True, slots=True)
class Types(Assertion):
    """One of the types. "integer" is a number without a fraction, "strict integer" (draft-04) one that is also
    written without."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Enum(Assertion):
    """One of the values, each written as `values.key` writes it."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Range(Assertion):
    """Bounds of a number; None where there is none."""

    low: Fraction | None = None
    low_open: bool = False
    high: Fraction | None = None
    high_open: bool = False

    @property
    def about(self) -> Type:
        return "number"


@dataclass(frozen=True, slots=True)
class Multiple(Assertion):
    of: Fraction

    @property
    def about(self) -> Type:
        return "number"


@dataclass(frozen=True, slots=True)
class Length(Assertion):
    """In code points; ``high`` None for no limit."""

    low: int = 0
    high: int | None = None

    @property
    def about(self) -> Type:
        return "string"


@dataclass(frozen=True, slots=True)
class Pattern(Assertion):
    text: str

    @property
    def about(self) -> Type:
        return "string"


@dataclass(frozen=True, slots=True)
class Predicate(Assertion):
    """Something about strings that only the validator can tell: a format, an encoding. ``fragment`` is JSON."""

    fragment: str

    @property
    def about(self) -> Type:
        return "string"


@dataclass(frozen=True, slots=True)
class ItemCount(Assertion):
    low: int = 0
    high: int | None = None

    @property
    def about(self) -> Type:
        return "array"


@dataclass(frozen=True, slots=True)
class Unique(Assertion):
    @property
    def about(self) -> Type:
        return "array"


@dataclass(frozen=True, slots=True)
class Items(Assertion):
    """The first items one by one, then all others."""

    prefix: tuple[Node, ...]
    rest: Node

    @property
    def about(self) -> Type:
        return "array"

    def over(self, each: Over) -> Assertion:
        return Items(tuple(map(each, self.prefix)), each(self.rest))


@dataclass(frozen=True, slots=True)
class Contains(Assertion):
    """Between ``low`` and ``high`` items fit."""

    node: Node
    low: int = 1
    high: int | None = None

    @property
    def about(self) -> Type:
        return "array"

    def over(self, each: Over) -> Assertion:
        return Contains(each(self.node), self.low, self.high)


@dataclass(frozen=True, slots=True)
class PropertyCount(Assertion):
    low: int = 0
    high: int | None = None

    @property
    def about(self) -> Type:
        return "object"


@dataclass(frozen=True, slots=True)
class Required(Assertion):
    names: frozenset[str]

    @property
    def about(self) -> Type:
        return "object"


@dataclass(frozen=True, slots=True)
class Members(Assertion):
    """By name, by pattern of the name, and all that neither speaks of."""

    properties: frozenset[tuple[str, Node]]
    patterns: frozenset[tuple[str, Node]]
    rest: Node

    @property
    def about(self) -> Type:
        return "object"

    def over(self, each: Over) -> Assertion:
        return Members(
            frozenset((name, each(node)) for name, node in self.properties),
            frozenset((text, each(node)) for text, node in self.patterns),
            each(self.rest),
        )


@dataclass(frozen=True, slots=True)
class Names(Assertion):
    """What every name fits."""

    node: Node

    @property
    def about(self) -> Type:
        return "object"

    def over(self, each: Over) -> Assertion:
        return Names(each(self.node))


@dataclass(frozen=True, slots=True)
class Dependent(Assertion):
    """Where the property is there, the whole object fits."""

    name: str
    node: Node

    @property
    def about(self) -> Type:
        return "object"

    def over(self, each: Over) -> Assertion:
        return Dependent(self.name, each(self.node))


@dataclass(frozen=True, slots=True)
class UnevaluatedProperties(Assertion):
    node: Node

    @property
    def about(self) -> Type:
        return "object"

    def over(self, each: Over) -> Assertion:
        return UnevaluatedProperties(each(self.node))


@dataclass(frozen=True, slots=True)
class UnevaluatedItems(Assertion):
    node: Node

    @property
    def about(self) -> Type:
        return "array"

    def over(self, each: Over) -> Assertion:
        return UnevaluatedItems(each(self.node))


@dataclass(frozen=True, slots=True)
class Evaluates(Assertion):
    """Says nothing of values, but which members a subschema has looked at, for `unevaluatedProperties` above it."""

    names: frozenset[str]
    patterns: frozenset[str]
    everything: bool

    @property
    def about(self) -> Type:
        return "object"


@dataclass(frozen=True, slots=True)
class EvaluatesItems(Assertion):
    """The same of items: the first ones, all of them, and those that fit what `contains` asks for."""

    count: int
    everything: bool
    contains: frozenset[Node]

    @property
    def about(self) -> Type:
        return "array"

    def over(self, each: Over) -> Assertion:
        return EvaluatesItems(self.count, self.everything, frozenset(map(each, self.contains)))


@dataclass(frozen=True, slots=True)
class AllOf(Assertion):
    nodes: frozenset[Node]

    def over(self, each: Over) -> Assertion:
        return AllOf(frozenset(map(each, self.nodes)))


@dataclass(frozen=True, slots=True)
class AnyOf(Assertion):
    """``evaluates``: what its branches look at may matter to `unevaluated*`, even where one of them always holds."""

    nodes: frozenset[Node]
    evaluates: bool = False

    def over(self, each: Over) -> Assertion:
        return AnyOf(frozenset(map(each, self.nodes)), self.evaluates)


@dataclass(frozen=True, slots=True)
class OneOf(Assertion):
    """Exactly one; the same subschema twice counts twice."""

    nodes: tuple[Node, ...]

    def over(self, each: Over) -> Assertion:
        return OneOf(tuple(sorted(map(each, self.nodes))))


@dataclass(frozen=True, slots=True)
class Not(Assertion):
    node: Node

    def over(self, each: Over) -> Assertion:
        return Not(each(self.node))


@dataclass(frozen=True, slots=True)
class If(Assertion):
    test: Node
    then: Node
    otherwise: Node

    def over(self, each: Over) -> Assertion:
        return If(each(self.test), each(self.then), each(self.otherwise))


@dataclass(frozen=True, slots=True)
class Opaque(Assertion):
    """Something whose meaning is not known here: nothing that hangs on it is ever proved."""

    reason: str
