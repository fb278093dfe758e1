"""Datasets and properties of a contract in the vocabulary of ODCS 3.2, whichever version they were written in."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.diff.values import plain
from c360_governance.model.location import Pointer

ITEMS, KEY, VALUE = "[]", "{key}", "{value}"
"""The names of what a list and a map hold; no property can have them."""

PARTS = (ITEMS, KEY, VALUE)


class Element(NamedTuple):
    """A dataset or a property. ``raw`` is normalised, ``pointer`` leads to it in the document as written; ``engine`` is
    what physical types are written for, None where that is not known."""

    name: str
    pointer: Pointer
    raw: Mapping[Any, Any]
    id: str | None = None
    physical_name: str | None = None
    children: tuple[Element, ...] = ()
    engine: str | None = None

    @property
    def known_as(self) -> str:
        """The name in the warehouse."""
        return self.physical_name or self.name


class Pair(NamedTuple):
    """The same dataset or property in both versions.

    ``subject`` is its name in the new version, ``datasets`` and ``columns`` as in `Change`; ``root`` is the name
    of the dataset that holds a property, "" for the dataset itself; ``changed`` are a property's keys under which
    anything was written differently.
    """

    old: Element
    new: Element
    subject: str
    datasets: tuple[str, ...]
    columns: tuple[str, ...] = ()
    root: str = ""
    changed: Set[Any] = frozenset()

    def change(self, kind: str, key: str | None = None, old: Any = None, new: Any = None) -> Change:
        """A fact about this pair, at one of its keys."""
        return self._change(kind, () if key is None else (key,), old, new)

    def option_change(self, kind: str, key: str, old: Any = None, new: Any = None) -> Change:
        """A fact about this pair, at one of its logical type options."""
        return self._change(kind, ("logicalTypeOptions", key), old, new)

    def entry_change(
        self, kind: str, key: str, indexes: tuple[int | None, int | None], old: Any = None, new: Any = None
    ) -> Change:
        """A fact about an entry of one of this pair's lists; an index is None where the entry is not there."""
        tails = [(key,) if index is None else (key, index) for index in indexes]
        return self._change(kind, tails[0], old, new, tails[1])

    def _change(self, kind: str, tail: Pointer, old: Any, new: Any, new_tail: Pointer | None = None) -> Change:
        return Change(
            kind,
            self.subject,
            (*self.old.pointer, *tail),
            (*self.new.pointer, *(tail if new_tail is None else new_tail)),
            plain(old),
            plain(new),
            datasets=self.datasets,
            columns=self.columns,
        )

    def values(self, key: str) -> tuple[Any, Any]:
        """What both versions say under a key."""
        return self.old.raw.get(key), self.new.raw.get(key)

    def options(self) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
        """The logical type options of both versions."""
        old, new = self.values("logicalTypeOptions")
        return old if isinstance(old, Mapping) else {}, new if isinstance(new, Mapping) else {}


def joined(path: str, name: str) -> str:
    """A path one step longer: ``address.city``, ``tags[]``."""
    return f"{path}{name}" if name in PARTS or not path else f"{path}.{name}"
