"""Events made up from what both schemas mention, for pairs that the search gave up on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from c360_governance.diff.json_schema.dialect import Draft
from c360_governance.diff.json_schema.keywords import DATA, subschemas
from c360_governance.diff.json_schema.resources import Resources, Unresolved
from c360_governance.diff.json_schema.values import key, type_of
from c360_governance.diff.regex.language import example

MOST_TRIED = 1_500
MOST_PARTS = 200_000
"""Of all values together: about a second."""

MOST_PLACES = 60
TRIED_EACH = 16
DEEPEST = 24
SEED = 360
OFTEN, SELDOM = 0.3, 0.03
"""How often a value holds what it need not hold."""

_VALUES: tuple[Any, ...] = (
    None, True, 0, 1, -1, 0.5, 10**12, "", "a", "2024-01-31", "x" * 300, [], {}, [0, 0], {"a": 1},
)  # fmt: skip
_CHOICES = ("anyOf", "oneOf", "then", "else")

Schema = dict[str, Any]


def tried(inner: Any, outer: Any, draft: Draft, accept: Callable[[Any], bool]) -> tuple[Any] | None:
    """A value that is accepted, in a tuple; None where none was met. The same for the same schemas.

    First values that lead through the parts of the inner schema that the outer one does not have, then any.
    """
    maker = _Maker(inner, outer, draft)
    for value in maker.values():
        if accept(value):
            return (value,)
    return None


class _Maker:
    def __init__(self, inner: Any, outer: Any, draft: Draft) -> None:
        self._random = random.Random(SEED)  # noqa: S311  (repeatable on purpose)
        self._roots = inner, outer
        self._resources = [Resources(root, draft) for root in self._roots]
        self._side = 0
        self._parts_left = MOST_PARTS
        self._wanted: frozenset[int] = frozenset()
        self._share = OFTEN
        self._names: list[str] = ["other"]
        self._known: dict[str, list[Any]] = {}
        self._learn_values(_VALUES)
        self._above: list[dict[int, Schema | None]] = []
        self._parts: list[list[Schema]] = []
        for side, root in enumerate(self._roots):
            self._walk(side, root)

    def _walk(self, side: int, root: Any) -> None:
        """Every subschema that values meet, each with the one that it was reached from."""
        above: dict[int, Schema | None] = {id(root): None}
        waiting = [root] if isinstance(root, dict) else []
        for schema in waiting:
            self._learn(schema)
            for part in (self._target(side, schema), *_applied(schema)):
                if isinstance(part, dict) and id(part) not in above:
                    above[id(part)] = schema
                    waiting.append(part)
        self._above.append(above)
        self._parts.append(waiting)

    def _learn(self, schema: Schema) -> None:
        for name in DATA & schema.keys():
            self._learn_values(schema[name] if name == "enum" and isinstance(schema[name], list) else [schema[name]])
        for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
            number = schema.get(name)
            if isinstance(number, int | float):
                self._learn_values([number, number + 1, number - 1])
        for name in ("minLength", "maxLength"):
            length = schema.get(name)
            if isinstance(length, int) and 0 <= length < 1_000:
                self._learn_values(["x" * length, "x" * (length + 1), "x" * max(0, length - 1)])
        if isinstance(schema.get("pattern"), str):
            self._learn_values([word for word in [example(schema["pattern"])] if word is not None])
        self._names += _of(schema)

    def _learn_values(self, values: Any) -> None:
        for value in values:
            self._known.setdefault(type_of(value), []).append(value)

    def _chance(self, part: float = 1.0) -> bool:
        return self._random.random() < self._share * part

    def _any(self) -> Any:
        return self._random.choice(self._known[self._random.choice(list(self._known))])

    def _target(self, side: int, schema: Schema) -> Any:
        if not isinstance(schema.get("$ref"), str):
            return None
        try:
            return self._resources[side].resolve(schema["$ref"], self._resources[side].base(schema))
        except Unresolved:
            return None

    def values(self) -> Iterator[Any]:
        """Values that are likely to fit the inner schema, and sometimes on purpose do not."""
        for place in self._places()[:MOST_PLACES]:
            self._wanted = place
            if self._parts_left < 0:
                return
            for at in range(TRIED_EACH):
                self._share = OFTEN if at % 2 else SELDOM
                yield self._value(self._roots[0], 0)
        self._wanted, self._share = frozenset(), OFTEN
        for at in range(MOST_TRIED):
            if self._parts_left < 0:
                return
            self._side = int(at % 4 == 3)
            yield self._value(self._roots[self._side], 0)

    def _places(self) -> list[frozenset[int]]:
        """The ways to the inner schema's own parts, those first that hold no others."""
        there = {key(part) for part in self._parts[1]}
        own = [part for part in self._parts[0] if key(part) not in there]
        holders = {id(self._above[0][id(part)]) for part in own}
        own.sort(key=lambda part: id(part) in holders)
        return [frozenset(self._way(part)) for part in own]

    def _way(self, part: Schema | None) -> Iterator[int]:
        while part is not None:
            yield id(part)
            part = self._above[0][id(part)]

    def _value(self, schema: Any, depth: int) -> Any:
        self._parts_left -= 1
        is_on_way = id(schema) in self._wanted
        if not isinstance(schema, dict) or depth > DEEPEST or (not is_on_way and self._chance(0.2)):
            return self._any()
        for name in DATA & schema.keys():
            return self._random.choice(schema[name]) if name == "enum" and schema[name] else schema[name]
        return self._typed(self._flat(schema, set()), depth)

    def _flat(self, schema: Schema, met: set[int]) -> Schema:
        """The schema merged with what it refers to, with its conjuncts, and with one of its alternatives each."""
        parts: list[Any] = [self._target(self._side, schema), *_sequence(schema.get("allOf"))]
        for name in _CHOICES:
            branches = _sequence(schema.get(name)) or [schema[name]] if schema.get(name) else []
            on_way = [part for part in branches if id(part) in self._wanted]
            parts += [self._random.choice(on_way or branches)] if branches else []
        merged = schema
        met.add(id(schema))
        for part in parts:
            if isinstance(part, dict) and id(part) not in met:
                merged = _merged(merged, self._flat(part, met))
        return merged

    def _typed(self, schema: Schema, depth: int) -> Any:
        types = schema.get("type", "object" if _of(schema) else "array" if "items" in schema else None)
        kind = self._random.choice(types) if isinstance(types, list) and types else types
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, depth)
        if isinstance(schema.get("pattern"), str) and self._random.random() < 0.7:
            return example(schema["pattern"])
        return self._random.choice(self._known.get("number" if kind == "integer" else str(kind), [None]))

    def _object(self, schema: Schema, depth: int) -> Any:
        required = [name for name in _sequence(schema.get("required")) if isinstance(name, str)]
        named = _of(schema)
        names = [name for name, part in named.items() if id(part) in self._wanted or self._chance()]
        value = {name: self._value(named.get(name), depth + 1) for name in dict.fromkeys([*required, *names])}
        others = {"other": schema.get("additionalProperties")}
        for text, part in _mapping(schema.get("patternProperties")).items():
            others[example(text) or "other"] = part
        for name, part in others.items():
            if id(part) in self._wanted or self._chance(0.3):
                value.setdefault(name, self._value(part, depth + 1))
        if self._chance(0.3):
            value.setdefault(self._random.choice(self._names), self._any())
        return value

    def _array(self, schema: Schema, depth: int) -> Any:
        items = schema.get("items", schema.get("prefixItems"))
        low = schema.get("minItems", 0)
        count = min(low if isinstance(low, int) else 0, 20) + self._random.randrange(3)
        each = items if isinstance(items, list) and items else [items]
        count = max(count, *(at + 1 for at, part in enumerate(each) if id(part) in self._wanted), 0)
        return [self._value(each[min(at, len(each) - 1)], depth + 1) for at in range(count)]


def _applied(schema: Schema) -> Iterator[Any]:
    return (part for way, part in subschemas(schema) if way[0] not in ("definitions", "$defs"))


def _merged(one: Schema, other: Schema) -> Schema:
    required = [*_sequence(one.get("required")), *_sequence(other.get("required"))]
    merged = {**one, **other, "properties": {**_of(one), **_of(other)}}
    return {**merged, "required": required} if required else merged


def _of(schema: Schema) -> dict[str, Any]:
    return _mapping(schema.get("properties"))


def _sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
