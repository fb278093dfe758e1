"""Which contract this is: its id, its coordinates, its version."""

from __future__ import annotations

from collections.abc import Iterator

from c360_governance.diff.change import Change, change
from c360_governance.diff.reading import Side
from c360_governance.diff.values import text
from c360_governance.diff.version import is_decreased

_COORDINATES = {
    "name": "contract-name-changed",
    "domain": "contract-domain-changed",
    "tenant": "contract-tenant-changed",
    "dataProduct": "contract-data-product-changed",
}


def facts(old: Side, new: Side) -> Iterator[Change]:
    """A changed id or coordinate, a decreased version."""
    before, after = text(old.terms, "id"), text(new.terms, "id")
    if before and before != after:
        yield change("contract-id-changed", new.name, (("id",), ("id",)), before, after)
    for key, kind in _COORDINATES.items():
        before, after = text(old.terms, key), text(new.terms, key)
        if before and before != after and not (old.is_legacy != new.is_legacy and _is_said_otherwise(key, old, new)):
            yield change(kind, new.name, ((key,), (key,)), before, after)
    before, after = text(old.terms, "version"), text(new.terms, "version")
    if is_decreased(before, after):
        yield change("version-decreased", new.name, (("version",), ("version",)), before, after)


def _is_said_otherwise(key: str, old: Side, new: Side) -> bool:
    """2.2 has one name, where 3.0 has a name and that of the data product; which of them it became is the author's
    choice."""
    if key == "name":
        return new.is_legacy
    return key == "dataProduct" and text(old.terms, key) in (text(new.terms, "name"), text(new.terms, key))
