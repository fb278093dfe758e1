"""How much a validator may have to do for one value: it follows every reference anew, and cannot be interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c360_governance.diff.json_schema.dialect import Draft
from c360_governance.diff.json_schema.keywords import subschemas
from c360_governance.diff.json_schema.resources import Resources, Unresolved

HEAVIEST = 100_000
"""Subschemas to which one and the same value is held: some milliseconds. Public schemas have some thousands at most."""

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_SAME_VALUE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"})


def weight(root: Any, draft: Draft) -> int:
    """The largest number of subschemas to which one value is held, references written out; a circle counts once.

    Forty definitions, each of which refers to the next one twice, are a million of millions.
    """
    resources = Resources(root, draft)
    known: dict[int, int] = {}
    waiting = [root]
    while waiting:
        start = waiting.pop()
        if not isinstance(start, dict) or id(start) in known:
            continue
        opened = [start]
        while opened:
            schema = opened[-1]
            parts = list(_of_the_same_value(schema, resources))
            if id(schema) not in known:
                known[id(schema)] = 0
                opened += [part for part in parts if id(part) not in known]
                waiting += [part for _, part in subschemas(schema)]
            else:
                known[id(schema)] = known[id(schema)] or 1 + sum(known[id(part)] for part in parts)
                opened.pop()
    return max(known.values(), default=1)


def _of_the_same_value(schema: dict[str, Any], resources: Resources) -> Iterator[dict[str, Any]]:
    for path, part in subschemas(schema):
        if isinstance(part, dict) and path[0] in _SAME_VALUE:
            yield part
    for key in _REFERENCES:
        reference = schema.get(key)
        if isinstance(reference, str):
            try:
                target = resources.resolve(reference, resources.base(schema))
            except Unresolved:
                continue
            if isinstance(target, dict):
                yield target
