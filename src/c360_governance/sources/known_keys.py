"""Which keys a JSON Schema knows at a place, for the suggestion beside an unknown one.

A validator's list of "unevaluated" keys cannot be taken as it is: where one key's value is wrong, its neighbours
in the same subschema count as unevaluated too. So a key is unknown when no subschema that applies names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema_rs import Validator

_IN_PLACE = ("allOf", "anyOf", "oneOf")
_BRANCHES = ("then", "else")


def known_keys(root: Mapping[str, Any], schema: Any, value: object) -> list[str]:
    """The property names that the schema and its in-place subschemas give, in the schema's order.

    A branch of an if/then/else is followed only when ``value`` takes it.
    """
    names = dict.fromkeys(name for part in _parts(root, schema, value) for name in part.get("properties", {}))
    return list(names)


def is_known(root: Mapping[str, Any], schema: Any, value: object, key: str) -> bool:
    """Whether some subschema that applies has a word on the key, by name or by pattern."""
    for part in _parts(root, schema, value):
        if key in part.get("properties", {}):
            return True
        if any(re.search(pattern, key) for pattern in part.get("patternProperties", {})):
            return True
    return False


def subschema(root: Mapping[str, Any], path: list[str | int]) -> Any:
    """The part of a schema at a path that the validator reported; {} where it leads nowhere."""
    node: Any = root
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return node


def _parts(root: Mapping[str, Any], schema: Any, value: object) -> Iterator[Mapping[str, Any]]:
    """The schema and every subschema that applies to the same value, each once."""
    waiting, seen = [schema], set[int]()
    while waiting:
        part = waiting.pop(0)
        if not isinstance(part, Mapping) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        if isinstance(part.get("$ref"), str):
            waiting.append(target(root, part["$ref"]))
        for keyword in _IN_PLACE:
            waiting += part.get(keyword, [])
        if "if" in part:
            taken = _accepts(root, part["if"], value)
            waiting += [part.get(branch) for branch in _BRANCHES if (branch == "then") == taken]
        waiting += list(part.get("dependentSchemas", {}).values())


def target(root: Mapping[str, Any], reference: str) -> Any:
    """What a reference inside the schema leads to; {} where it leads nowhere or outside."""
    if not reference.startswith("#"):
        return {}
    steps = reference[1:].split("/")[1:]
    return subschema(root, [step.replace("~1", "/").replace("~0", "~") for step in steps])


def _accepts(root: Mapping[str, Any], condition: Any, value: object) -> bool:
    import jsonschema_rs

    if not isinstance(condition, Mapping):
        return condition is not False
    key = (id(root), id(condition))
    if key not in _CONDITIONS:
        shared = {name: root[name] for name in ("$schema", "$defs", "definitions") if name in root}
        _CONDITIONS[key] = root, jsonschema_rs.validator_for({**shared, **condition}, offline=True)
    return _CONDITIONS[key][1].is_valid(value)


_CONDITIONS: dict[tuple[int, int], tuple[Mapping[str, Any], Validator]] = {}
"""The compiled conditions of schemas; the schema is kept, so that its ids stay its own."""
