"""A fact about two versions of a document."""

from __future__ import annotations

from typing import Any, NamedTuple

from c360_governance.diff.values import plain
from c360_governance.model.location import Pointer


class Change(NamedTuple):
    """One thing that differs. ``kind`` is the id of the rule that judges it.

    ``pointer_old`` and ``pointer_new`` lead to the place in each document as it was written; where the thing is
    gone, ``pointer_new`` leads to what held it, and ``gone`` is true. ``old`` and ``new`` are JSON values, the
    values that were compared. ``datasets`` and ``columns`` are the names under which readers knew the thing
    before the change, logical and physical; both are empty where no data is concerned, and an empty ``columns``
    means the whole dataset. A nested column's name is its path, ``address.city``. ``note`` is what else a reader
    has to know, added to the message.
    """

    kind: str
    subject: str
    pointer_old: Pointer = ()
    pointer_new: Pointer = ()
    old: Any = None
    new: Any = None
    gone: bool = False
    datasets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    note: str = ""


def change(kind: str, subject: str, place: tuple[Pointer, Pointer], old: Any = None, new: Any = None) -> Change:
    """A fact about a document's terms, which concern no dataset of their own; the values are made plain."""
    return Change(kind, subject, place[0], place[1], plain(old), plain(new))
