"""YAML can say more than JSON: keys that are no strings, sets, infinity. Schemas are about JSON values."""

from __future__ import annotations

import math
from typing import Any

from c360_governance.model.location import Pointer
from c360_governance.model.words import quoted
from c360_governance.sources.flaws import Flaw


def is_not_json(value: Any) -> bool:
    """Whether the value holds something that YAML can say and JSON cannot; keys are not looked at."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif (isinstance(item, float) and not math.isfinite(item)) or isinstance(item, set | frozenset | tuple):
            return True
    return False


def as_json(value: Any, pointer: Pointer, found: list[Flaw]) -> Any:
    """The value as JSON could hold it; what JSON cannot hold is noted and replaced by the nearest that it can."""
    if isinstance(value, dict):
        result = {}
        for key, item in value.items():
            if not isinstance(key, str):
                found.append(
                    Flaw((*pointer, str(key)), "type", f"the key {quoted(key)} is no string", "write it in quotes",
                         key=True)
                )  # fmt: skip
            result[str(key)] = as_json(item, (*pointer, str(key)), found)
        return result
    if isinstance(value, list | tuple):
        return [as_json(item, (*pointer, index), found) for index, item in enumerate(value)]
    if isinstance(value, set | frozenset):
        found.append(Flaw(pointer, "type", "a set is no JSON value", "write a list"))
        return sorted(str(item) for item in value)
    if isinstance(value, float) and not math.isfinite(value):
        found.append(Flaw(pointer, "type", f"{value} is no number that JSON can hold", "write a finite number"))
        return 0.0
    return value
