"""Logical type options that are neither a range nor a text's: multiples, unique items, members of an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from c360_governance.diff.change import Change
from c360_governance.diff.element import Pair
from c360_governance.diff.subjects.type import common_type
from c360_governance.diff.values import number, plain, token
from c360_governance.model.lenient import sequence

if TYPE_CHECKING:
    from fractions import Fraction


def facts(pair: Pair) -> Iterator[Change]:
    """Changes of multipleOf, uniqueItems and an object's required members."""
    old, new = pair.options()
    yield from _multiple(pair, old, new)
    before, after = old.get("uniqueItems") is True, new.get("uniqueItems") is True
    if before != after:
        kind = "unique-items-added" if after else "unique-items-dropped"
        yield pair.option_change(kind, "uniqueItems", before, after)
    yield from _members(pair, old, new)


def _multiple(pair: Pair, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Change]:
    before, after = (_step(options.get("multipleOf"), common_type(pair)) for options in (old, new))
    if before == after:
        return
    if before is None or (after is not None and (after / before).denominator == 1):
        kind = "tightened"
    elif after is None or (before / after).denominator == 1:
        kind = "loosened"
    else:
        kind = "changed"
    yield pair.option_change(f"multiple-of-{kind}", "multipleOf", old.get("multipleOf"), new.get("multipleOf"))


def _step(value: Any, kind: str | None) -> Fraction | None:
    """The distance between two values that pass, exactly; None where every value does."""
    found = number(value)
    if found is None or found <= 0:
        return None
    from fractions import Fraction

    step = Fraction(str(value).strip())
    if kind == "integer":
        # Of the multiples of 0.5, the integers are those of 1, which all integers are.
        return Fraction(step.numerator) if step.numerator > 1 else None
    return step


def _members(pair: Pair, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Change]:
    before = {token(name): plain(name) for name in sequence(old.get("required"))}
    after = {token(name): plain(name) for name in sequence(new.get("required"))}
    lost = [name for key, name in before.items() if key not in after]
    gained = [name for key, name in after.items() if key not in before]
    if lost:
        yield pair.option_change("object-required-dropped", "required", lost, None)
    if gained:
        yield pair.option_change("object-required-added", "required", None, gained)
