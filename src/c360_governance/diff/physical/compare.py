"""Whether one physical type holds what another does."""

from __future__ import annotations

from typing import Literal

from c360_governance.diff.physical.parsing import PhysicalType, parse
from c360_governance.diff.physical.table import INTEGER_BITS

Verdict = Literal["same", "widened", "narrowed", "scale", "changed", "said", "unsaid"]

_FLOATS = {"f32": 0, "f64": 1}
_TEXTS = ("char", "varchar", "nchar", "nvarchar")


def compare(old: str, new: str, engines: tuple[str | None, str | None] = (None, None)) -> Verdict:
    """What became of a type, by the values that it holds; ``engines`` are those that read the one and the other.

    "scale": another number of digits after the point; "said" and "unsaid": what a list, a map or a struct is made of;
    "changed": another family, or a type that nobody knows.
    """
    before, after = parse(old, engines[0]), parse(new, engines[1])
    if before is None or after is None:
        return "same" if "".join(old.lower().split()) == "".join(new.lower().split()) else "changed"
    return _compare(before, after)


def _compare(old: PhysicalType, new: PhysicalType) -> Verdict:
    if old == new:
        return "same"
    if old.family in INTEGER_BITS and new.family in INTEGER_BITS:
        return _integers(old.family, new.family)
    if old.family in _FLOATS and new.family in _FLOATS:
        return "widened" if _FLOATS[new.family] > _FLOATS[old.family] else "narrowed"
    if old.family in _TEXTS and new.family in _TEXTS:
        return _texts(old, new)
    if old.family != new.family:
        return "changed"
    if old.parts or new.parts:
        return _parts(old, new)
    if old.family == "decimal":
        return "scale" if old.scale != new.scale else _by_size(old.size, new.size)
    return _by_size(old.size, new.size)


def _by_size(old: int | None, new: int | None) -> Verdict:
    """No size means no limit."""
    if old == new:
        return "same"
    if old is None or (new is not None and new < old):
        return "narrowed"
    return "widened"


def _texts(old: PhysicalType, new: PhysicalType) -> Verdict:
    """The national types hold all characters, the others those of a code page."""
    size = _by_size(old.size, new.size)
    if old.family[0] == new.family[0] or "n" not in (old.family[0], new.family[0]):
        return size if size != "same" else _padding(new)
    letters: Verdict = "widened" if new.family[0] == "n" else "narrowed"
    return letters if size in ("same", letters) else "changed"


def _padding(new: PhysicalType) -> Verdict:
    """CHAR(n) holds the texts of n characters, VARCHAR(n) those of up to n."""
    return "widened" if new.family.endswith("varchar") else "narrowed"


def _integers(old: str, new: str) -> Verdict:
    before, after = _range(old), _range(new)
    if before == after:
        return "same"
    if after[0] <= before[0] and before[1] <= after[1]:
        return "widened"
    return "narrowed" if before[0] <= after[0] and after[1] <= before[1] else "changed"


def _range(family: str) -> tuple[int, int]:
    signed, bits = INTEGER_BITS[family]
    return (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)


def _parts(old: PhysicalType, new: PhysicalType) -> Verdict:
    """A struct with another member holds what the old one did and more; one that lost a member does not."""
    if not old.parts or not new.parts:
        return "said" if new.parts else "unsaid"
    before, after = _members(old), _members(new)
    more = len(after) > len(before)
    if not before.keys() <= after.keys() or (more and old.family != "STRUCT"):
        return "changed"
    verdicts = {_compare(inner, after[name]) for name, inner in before.items()}
    if more:
        verdicts.add("widened")
    if old.size != new.size:
        verdicts.add("changed" if old.size and new.size else _by_size(old.size, new.size))
    verdicts.discard("same")
    if not verdicts:
        return "same"
    return verdicts.pop() if len(verdicts) == 1 else "changed"


def _members(type_: PhysicalType) -> dict[str, PhysicalType]:
    """The parts by name, those of lists and maps by their place; the order of a struct's members does not matter."""
    return {name or str(place): inner for place, (name, inner) in enumerate(type_.parts)}
