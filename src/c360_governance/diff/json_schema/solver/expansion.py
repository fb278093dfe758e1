"""What a goal demands of a value of one type: demands, further goals, and choices between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from c360_governance.diff.json_schema.assertions import (
    AllOf,
    AnyOf,
    Assertion,
    Contains,
    Dependent,
    Enum,
    Evaluates,
    EvaluatesItems,
    If,
    ItemCount,
    Items,
    Length,
    Members,
    Multiple,
    Names,
    Node,
    Not,
    OneOf,
    Opaque,
    Pattern,
    Predicate,
    PropertyCount,
    Range,
    Required,
    Type,
    Types,
    UnevaluatedItems,
    UnevaluatedProperties,
    Unique,
)  # fmt: skip
from c360_governance.diff.json_schema.graph import TRUE, Graph, Says
from c360_governance.diff.json_schema.solver.coverage import left_over
from c360_governance.diff.json_schema.solver.demands import (
    Absent,
    Alternative,
    Denied,
    Goal,
    Item,
    NotWhole,
    SomeItem,
    SomeMember,
    SomeName,
    Whole,
)  # fmt: skip
from c360_governance.diff.json_schema.values import key, read_key, type_of


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the alternatives must be met. ``origin`` is a goal that says the same, where there is one."""

    alternatives: tuple[Alternative, ...]
    origin: Goal | None = None


def expand(graph: Graph, goal: Goal, about: Type) -> list[Item | Choice]:
    """Everything that a goal demands of values of a type. A choice without alternatives cannot be met."""
    node, fits = goal
    says = graph.says[node]
    if fits:
        return [part for assertion in says for part in _asserted(graph, says, assertion, about)]
    alternatives = [each for assertion in says for each in denied(graph, says, assertion, about)]
    if () in alternatives:
        return []
    return [Choice(tuple(dict.fromkeys(alternatives)), goal)]


def _asserted(graph: Graph, says: Says, assertion: Assertion, about: Type) -> list[Item | Choice]:
    if assertion.about not in (None, about):
        return []
    match assertion:
        case Types(names):
            return _typed(names, about)
        case AllOf(nodes):
            return [(node, True) for node in nodes]
        case AnyOf(nodes):
            return [Choice(tuple(((node, True),) for node in sorted(nodes)))]
        case OneOf(nodes):
            return [_exactly_one(nodes)]
        case Not(node):
            return [(node, False)]
        case If(test, then, otherwise):
            if then == otherwise == TRUE:
                return []
            return [Choice((((test, True), (then, True)), ((test, False), (otherwise, True))))]
        case Dependent(name, node):
            return [Choice(((Absent(name),), (Required(frozenset({name})), (node, True))))]
        case UnevaluatedProperties() | UnevaluatedItems():
            cases = left_over(graph, says, assertion)
            return [Choice(tuple((*items, rest) for items, rest in cases))]
        case Evaluates() | EvaluatesItems():
            return []
        case Contains(_, low, high) if high is not None and high < low:
            return [Choice(())]
        case _:
            return [assertion]


def _typed(names: frozenset[str], about: Type) -> list[Item | Choice]:
    if about in names:
        return []
    if about == "number" and "integer" in names:
        return [Whole()]
    if about == "number" and "strict integer" in names:
        return [Whole(strict=True)]
    return [Choice(())]


def _exactly_one(nodes: tuple[Node, ...]) -> Choice:
    alternatives = []
    for index, node in enumerate(nodes):
        others = (*nodes[:index], *nodes[index + 1 :])
        if node not in others:
            alternatives.append(((node, True), *((other, False) for other in others)))
    return Choice(tuple(alternatives))


def denied(graph: Graph, says: Says, assertion: Assertion, about: Type) -> Iterable[Alternative]:
    """The ways in which an assertion fails for values of a type; an empty alternative is one that needs nothing."""
    if assertion.about not in (None, about):
        return []
    match assertion:
        case Types(names):
            return _untyped(names, about)
        case AllOf(nodes):
            return [((node, False),) for node in sorted(nodes)]
        case AnyOf(nodes):
            return [tuple((node, False) for node in sorted(nodes))]
        case OneOf(nodes):
            none = tuple((node, False) for node in dict.fromkeys(nodes))
            pairs = {(one, two) for at, one in enumerate(nodes) for two in nodes[at + 1 :]}
            return [none, *(tuple((node, True) for node in dict.fromkeys(pair)) for pair in sorted(pairs))]
        case Not(node):
            return [((node, True),)]
        case If(test, then, otherwise):
            return [((test, True), (then, False)), ((test, False), (otherwise, False))]
        case Dependent(name, node):
            return [(Required(frozenset({name})), (node, False))]
        case UnevaluatedProperties() | UnevaluatedItems():
            cases = left_over(graph, says, assertion)
            return [
                (*items, *way)
                for items, rest in cases
                for way in ([(rest,)] if isinstance(rest, Opaque) else denied(graph, says, rest, about))
            ]
        case Evaluates() | EvaluatesItems():
            return []
        case Opaque():
            return [(assertion,)]
        case Enum(keys):
            return _unlisted(graph, keys, about)
        case _:
            return _failed(assertion)


def _unlisted(graph: Graph, keys: frozenset[str], about: Type) -> list[Alternative]:
    """The ways to be none of the values. A list differs from another in length or in an item, an object in a
    property."""
    values = {text: value for text in keys for value in [read_key(text)] if type_of(value) == about}
    if about not in ("array", "object") or not values:
        return [(Denied(Enum(frozenset(values))),)] if values else [()]
    if len(values) > 1:
        return [tuple((graph.add({Enum(frozenset({text}))}), False) for text in sorted(values))]
    (value,) = values.values()

    def unlike(part: Any) -> Goal:
        return graph.add({Enum(frozenset({key(part)}))}), False

    if isinstance(value, list):
        shorter: list[Alternative] = [(ItemCount(0, len(value) - 1),)] if value else []
        differing = [(SomeItem(unlike(part), at, at + 1),) for at, part in enumerate(value)]
        return [(ItemCount(len(value) + 1, None),), *shorter, *differing]
    other = SomeMember((TRUE, True), unless_names=frozenset(value))
    missing: list[Alternative] = [(Absent(name),) for name in value]
    return [(other,), *missing, *((SomeMember(unlike(part), name=name),) for name, part in value.items())]


def _untyped(names: frozenset[str], about: Type) -> list[Alternative]:
    if about in names:
        return []
    if about == "number" and "integer" in names:
        return [(NotWhole(),)]
    if about == "number" and "strict integer" in names:
        return [(NotWhole(),), (NotWhole(strict=True), Whole())]
    return [()]


def _failed(assertion: Assertion) -> list[Alternative]:
    """The ways in which an assertion about the type at hand fails."""
    match assertion:
        case Range(low, low_open, high, high_open):
            ways: list[Alternative] = []
            if low is not None:
                ways.append((Range(high=low, high_open=not low_open),))
            if high is not None:
                ways.append((Range(low=high, low_open=not high_open),))
            return ways
        case Length(low, high) | ItemCount(low, high) | PropertyCount(low, high):
            of = type(assertion)
            short: list[Alternative] = [(of(0, low - 1),)] if low > 0 else []
            return short if high is None else [*short, (of(high + 1, None),)]
        case Pattern() | Predicate() | Multiple() | Unique():
            return [(Denied(assertion),)]
        case Items(prefix, rest):
            at = [(SomeItem((node, False), index, index + 1),) for index, node in enumerate(prefix) if node != TRUE]
            return [*at, (SomeItem((rest, False), len(prefix), None),)] if rest != TRUE else [*at]
        case Contains(node, low, high):
            few: list[Alternative] = [(Contains(node, 0, low - 1),)] if low > 0 else []
            return few if high is None else [*few, (Contains(node, high + 1, None),)]
        case Required(names):
            return [(Absent(name),) for name in sorted(names)]
        case Members():
            return _some_member(assertion)
        case Names(node):
            return [(SomeName((node, False)),)]
    return [(Opaque("not understood"),)]


def _some_member(members: Members) -> list[Alternative]:
    ways: list[Alternative] = [
        (SomeMember((node, False), name=name),) for name, node in sorted(members.properties) if node != TRUE
    ]
    ways += [(SomeMember((node, False), pattern=text),) for text, node in sorted(members.patterns) if node != TRUE]
    if members.rest != TRUE:
        names = frozenset(name for name, _ in members.properties)
        patterns = frozenset(text for text, _ in members.patterns)
        ways.append((SomeMember((members.rest, False), unless_names=names, unless_patterns=patterns),))
    return ways
