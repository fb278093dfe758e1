"""Where in a warehouse the rows lie that a change is about: under the names of the old version, as they are today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from c360_governance.diff.element import PARTS, Element
from c360_governance.diff.naming import became
from c360_governance.diff.reading import Side, read
from c360_governance.model.location import Pointer

if TYPE_CHECKING:
    from sqlglot import exp


class Place(NamedTuple):
    """A dataset, or a property of it with everything that holds it, outermost first."""

    dataset: Element
    path: tuple[Element, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether a row of the table has one value of it: what a list or a map holds has none or many."""
        return not any(element.name in PARTS for element in self.path)

    def column(self) -> exp.Expr:
        """The property in SQL, a member of a struct by its path; every name quoted."""
        return column_of([element.known_as for element in self.path])


def column_of(names: list[str]) -> exp.Expr:
    """A column, or what lies in it, by its path."""
    from sqlglot import exp

    found: exp.Expr = exp.column(exp.to_identifier(names[0], quoted=True))
    for name in names[1:]:
        found = exp.Dot(this=exp.Paren(this=found), expression=exp.to_identifier(name, quoted=True))
    return found


@dataclass(frozen=True, slots=True)
class Versions:
    """Both versions of a contract."""

    old: Side
    new: Side
    was: Mapping[str, str]
    """The old names of what bears another one now, with that of its dataset."""

    @classmethod
    def of(cls, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Versions:
        """The two versions in two documents."""
        before, after = read(old), read(new)
        return cls(before, after, {now: was for was, now in became(before, after).items() if now})

    def column_named(self, name: str, old: Element, new: Element) -> Element | None:
        """The column that the new version of a dataset knows by that name: as it is today, where it is there."""
        before = self.was.get(f"{new.name}.{name}", name).removeprefix(f"{old.name}.")
        wanted = ((before, old), (name, new))
        return next((child for name, side in wanted for child in side.children if child.name == name), None)

    def column_today(self, path: str) -> Place | None:
        """Where the rows lie today of what the new version calls `accounts.email`; None where no column is that."""
        before = self.was.get(path, path)
        for dataset in self.old.datasets:
            prefix = f"{dataset.name}."
            held = _below(dataset, before.removeprefix(prefix)) if before.startswith(prefix) else ()
            if held:
                return Place(dataset, held)
        return None


def _below(holder: Element, path: str) -> tuple[Element, ...]:
    """What a path leads through, down from what holds it; nothing where it leads nowhere, or into a list or a map."""
    for child in holder.children:
        if child.name == path:
            return (child,)
        rest = _below(child, path.removeprefix(f"{child.name}.")) if path.startswith(f"{child.name}.") else ()
        if rest:
            return (child, *rest)
    return ()


def place_of(side: Side, pointer: Pointer) -> Place | None:
    """What stands at a pointer, or the nearest thing above it that has rows; None where that is no dataset."""
    dataset = next((one for one in side.datasets if one.pointer == pointer[:2]), None)
    if dataset is None:
        return None
    path: list[Element] = []
    among = dataset.children
    while True:
        inner = next((one for one in among if pointer[: len(one.pointer)] == one.pointer), None)
        if inner is None:
            return Place(dataset, tuple(path))
        path.append(inner)
        among = inner.children
