"""Events made up from what both schemas mention, for pairs that the search gave up on."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from c360_governance.diff.json_schema.keywords import DATA, subschemas
from c360_governance.diff.json_schema.values import type_of

MOST_TRIED = 1_500
SEED = 360
_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    1,
    -1,
    0.5,
    10**12,
    "",
    "a",
    "2024-01-31",
    "x" * 300,
    [],
    {},
    [0, 0],
    {"a": 1},
)


def tried(inner: Any, outer: Any, accept: Callable[[Any], bool]) -> tuple[Any] | None:
    """A value that is accepted, in a tuple; None where none was met. The same for the same schemas."""
    maker = _Maker([inner, outer])
    for at in range(MOST_TRIED):
        value = maker.value((inner, outer)[at % 4 == 3], 0)
        if accept(value):
            return (value,)
    return None


class _Maker:
    def __init__(self, schemas: list[Any]) -> None:
        self._random = random.Random(SEED)  # noqa: S311  (repeatable on purpose)
        self._values: list[Any] = list(_VALUES)
        self._names: list[str] = ["other"]
        self._targets: dict[str, Any] = {}
        waiting = list(schemas)
        while waiting:
            schema = waiting.pop()
            if isinstance(schema, dict):
                self._learn(schema)
                for pointer, part in subschemas(schema):
                    self._targets.setdefault(str(pointer[-1]), part)
                    waiting.append(part)

    def _learn(self, schema: dict[str, Any]) -> None:
        for key in DATA & schema.keys():
            self._values += schema[key] if key == "enum" and isinstance(schema[key], list) else [schema[key]]
        for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
            number = schema.get(key)
            if isinstance(number, int | float):
                self._values += [number, number + 1, number - 1]
        for key in ("minLength", "maxLength"):
            length = schema.get(key)
            if isinstance(length, int) and 0 <= length < 1_000:
                self._values += ["x" * length, "x" * (length + 1), "x" * max(0, length - 1)]
        if isinstance(schema.get("properties"), dict):
            self._names += schema["properties"]

    def value(self, schema: Any, depth: int) -> Any:
        """A value that is likely to fit the schema, and sometimes on purpose does not."""
        if not isinstance(schema, dict) or depth > 8 or self._random.random() < 0.06:
            return self._random.choice(self._values)
        for key in DATA & schema.keys():
            return self._random.choice(schema[key]) if key == "enum" and schema[key] else schema[key]
        if isinstance(schema.get("$ref"), str):
            return self.value(self._targets.get(schema["$ref"].rpartition("/")[2]), depth + 1)
        merged = dict(schema)
        for key in ("allOf", "anyOf", "oneOf"):
            branches = [branch for branch in schema.get(key, ()) if isinstance(branch, dict)]
            if branches:
                chosen = branches if key == "allOf" else [self._random.choice(branches)]
                for branch in chosen:
                    merged = {**merged, **branch, "properties": {**_of(merged), **_of(branch)}}
        return self._typed(merged, depth)

    def _typed(self, schema: dict[str, Any], depth: int) -> Any:
        types = schema.get("type", "object" if _of(schema) else None)
        kind = self._random.choice(types) if isinstance(types, list) and types else types
        if kind == "object":
            required = schema.get("required", ())
            names = [name for name in _of(schema) if name in required or self._random.random() < 0.4]
            names += [self._random.choice(self._names)] * (self._random.random() < 0.2)
            return {name: self.value(_of(schema).get(name), depth + 1) for name in names}
        if kind == "array":
            items = schema.get("items", schema.get("prefixItems"))
            low = schema.get("minItems", 0)
            count = min(low if isinstance(low, int) else 0, 20) + self._random.randrange(3)
            return [
                self.value(items[min(at, len(items) - 1)] if isinstance(items, list) and items else items, depth + 1)
                for at in range(count)
            ]
        wanted = "number" if kind == "integer" else kind
        fitting = [each for each in self._values if type_of(each) == wanted]
        return self._random.choice(fitting or self._values)


def _of(schema: dict[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}
