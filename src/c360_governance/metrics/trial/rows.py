"""Made-up rows: the same for the same columns, with nulls, repetitions, limits and several weeks in them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import islice, product
from typing import Any

from c360_governance.metrics.trial.columns import Column, values_of

_SEED = 20260105


def rows_of(columns: Mapping[str, Column], count: int, salt: int = 0) -> list[tuple[Any, ...]]:
    """At most ``count`` rows: every combination of the most telling values where they are few, then mixed ones."""
    choices = [values_of(column) for column in columns.values()]
    telling = [values[: max(2, len(values) // 2)] for values in choices]
    chance = random.Random(_SEED + salt)  # noqa: S311 - the rows are to be the same each time
    size = 1
    for values in telling:
        size *= len(values)
    found: list[tuple[Any, ...]] = list(islice(product(*telling), count // 2)) if size <= count // 2 else []
    while len(found) < count:
        if found and chance.random() < 0.1:
            found.append(chance.choice(found))
            continue
        narrow = chance.random() < 0.6
        found.append(tuple(chance.choice(few if narrow else all_) for few, all_ in zip(telling, choices, strict=True)))
    chance.shuffle(found)
    return found
