"""Conditions compared by what they let through: every case is tried, in three-valued logic.

A case says of each column whether it is null and where it lies among the values that it is compared with, of two
columns how they lie to each other, and of each part that is not understood whether it is true. Two conditions that
agree in every case are the same; some cases may be impossible, so that two which do not agree are not thereby proven
to be different.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from c360_governance.diff.sql.literals import distinct, ranked
from c360_governance.diff.sql.normal import is_boolean
from c360_governance.diff.sql.parser import Node

_CASES = 5_000
_STEPS = 400_000
"""More cases than these, or more nodes to judge in all of them, are not tried."""

Truth = bool | None
Place = tuple[int, int]
"""Where a column lies: (n, 0) between the values n-1 and n, (n, 1) at the value n."""


def same_condition(left: Node, right: Node, *, passing: bool) -> bool:
    """Whether two normal forms agree; ``passing`` tells only what is true from what is not, as WHERE does."""
    places = _Places()
    for side in (left, right):
        places.collect(side)
    domains = places.domains()
    size = 1
    for domain in domains.values():
        size *= len(domain)
    if size > _CASES or size * places.nodes > _STEPS:
        return False
    for values in product(*domains.values()):
        case = dict(zip(domains, values, strict=True))
        one, other = places.truth(left, case), places.truth(right, case)
        if (one is True) != (other is True) if passing else one is not other:
            return False
    return True


class _Places:
    """Which columns are compared with which constants and with each other, and which parts are not understood."""

    def __init__(self) -> None:
        self.nodes = 0
        self.constants: dict[Node, set[Node]] = {}
        self.ordering: set[Node] = set()
        self.opaque: dict[Node, None] = {}
        self.nullable: dict[Node, None] = {}
        self.flags: dict[Node, None] = {}
        self.pairs: dict[tuple[Node, Node], None] = {}
        self.order: dict[Node, dict[Node, int]] = {}
        self.loose: set[Node] = set()

    def collect(self, node: Node) -> None:
        self.nodes += 1
        head = node[0]
        if head in ("and", "or", "not", "is"):
            for child in node[1:]:
                self.collect(child)
        elif head == "isnull" and _is_truth(node[1]):
            self.collect(node[1])
        elif head == "isnull" and is_strict(node[1]) and columns_in(node[1]):
            self.nullable.update(dict.fromkeys(columns_in(node[1])))
        elif head == "fn" and node[1] == "coalesce" and _defaulted(node):
            self.collect(node[2])
        elif head == "case" and _is_truth(node):
            for child in (*(part for branch in node[1] for part in branch), node[2]):
                self.collect(child)
        elif head == "col":
            self.flags[node] = None
        elif head in ("cmp", "differs"):
            self._comparison(node)
        elif head not in ("true", "false", "null"):
            self._unknown(node)

    def _comparison(self, node: Node) -> None:
        column, other, sign, _ = _sides(node)
        if column is None or other is None:
            self._unknown(node)
        elif other[0] == "col":
            self.nullable.update({column: None, other: None})
            self.pairs[column, other] = None
        else:
            self.constants.setdefault(column, set()).add(other)
            if sign not in ("=", "differs"):
                self.ordering.add(column)

    def _unknown(self, node: Node) -> None:
        self.opaque[node] = None
        if is_strict(node):
            self.nullable.update(dict.fromkeys(columns_in(node)))

    def domains(self) -> dict[Any, list[Any]]:
        """The values of each variable, by column or part."""
        found: dict[Any, list[Any]] = {}
        for column, constants in self.constants.items():
            order = ranked(constants)
            if order is None and column not in self.ordering and distinct(constants):
                order = {constant: at for at, constant in enumerate(constants)}
            if order is None or column in self.flags:
                self.loose.add(column)
                self.nullable[column] = None
                continue
            self.order[column] = order
            between = [(at, 0) for at in range(len(order))] if column in self.ordering else []
            found[column] = [None, *between, *((at, 1) for at in range(len(order))), (len(order), 0)]
        for flag in self.flags:
            found[flag] = [None, True, False]
        for column in self.nullable:
            found.setdefault(column, [None, (0, 0)])
        for part in self.opaque:
            strict = is_strict(part) and bool(columns_in(part))
            found["part", part] = [True, False] if strict or part[0] in _TWO_VALUED else [True, False, None]
        for pair in self.pairs:
            found["pair", pair] = ["<", "=", ">"]
        for column in self.loose & self.constants.keys():
            for constant in self.constants[column]:
                found["pair", (column, constant)] = ["<", "=", ">"]
        return found

    def truth(self, node: Node, case: Mapping[Any, Any]) -> Truth:
        head = node[0]
        if head in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[head]
        if head == "and":
            return _all(self.truth(child, case) for child in node[1:])
        if head == "or":
            found = _all(_not(self.truth(child, case)) for child in node[1:])
            return _not(found)
        if head == "not":
            return _not(self.truth(node[1], case))
        if head == "is":
            return self.truth(node[1], case) is self.truth(node[2], case)
        if head == "isnull" and _is_truth(node[1]):
            return self.truth(node[1], case) is None
        if head == "isnull" and is_strict(node[1]) and columns_in(node[1]):
            return any(case[column] is None for column in columns_in(node[1]))
        if head == "fn" and node[1] == "coalesce" and _defaulted(node):
            inner = self.truth(node[2], case)
            return node[3][0] == "true" if inner is None else inner
        if head == "case" and _is_truth(node):
            chosen = next((then for when, then in node[1] if self.truth(when, case) is True), node[2])
            return self.truth(chosen, case)
        if head == "col":
            value = case[node]
            return value if isinstance(value, bool) or value is None else True
        if head in ("cmp", "differs"):
            column, other, sign, turned = _sides(node)
            if column is not None and other is not None:
                return self._compared(column, other, sign, turned, case)
        return self._part(node, case)

    def _compared(self, column: Node, other: Node, sign: str, turned: bool, case: Mapping[Any, Any]) -> Truth:
        missing = [case[column] is None, other[0] == "col" and case[other] is None]
        if any(missing):
            return missing == [True, False] or missing == [False, True] if sign == "differs" else None
        if column in self.order and other[0] != "col":
            place: Place = case[column]
            at = self.order[column][other]
            less, equal = place < (at, 1), place == (at, 1)
        else:
            lies = case["pair", (column, other)]
            less, equal = lies == "<", lies == "="
        if sign == "differs":
            return not equal
        if sign == "=":
            return bool(equal)
        if turned:
            return not less if sign == "<=" else not less and not equal
        return bool(less or equal) if sign == "<=" else bool(less)

    def _part(self, node: Node, case: Mapping[Any, Any]) -> Truth:
        if is_strict(node) and any(case[column] is None for column in columns_in(node)):
            return None
        value: Truth = case["part", node]
        return value


_TWO_VALUED = frozenset({"isnull", "exists"})


def _sides(node: Node) -> tuple[Node | None, Node | None, str, bool]:
    """(column, constant or other column, sign, whether they are turned round); None where it is no such comparison."""
    sign, left, right = ("differs", node[1], node[2]) if node[0] == "differs" else node[1:]
    if left[0] == right[0] == "col" and left != right:
        return (left, right, sign, False) if left < right else (right, left, sign, True)
    for column, constant, turned in ((left, right, False), (right, left, True)):
        if column[0] == "col" and constant[0] in ("num", "str"):
            return column, constant, sign, turned
    return None, None, sign, False


def is_strict(node: Node) -> bool:
    """Whether a part is null exactly where one of its columns is: comparisons of plain arithmetic, LIKE."""
    if node[0] in ("cmp", "like", "ilike"):
        return all(is_strict(child) for child in node[1:] if isinstance(child, tuple))
    if node[0] in ("+", "-", "*", "neg"):
        return all(is_strict(child) for child in node[1:])
    return node[0] in ("col", "num", "str")


def columns_in(node: Node) -> list[Node]:
    return list(dict.fromkeys(_walk_columns(node)))


def _walk_columns(node: Node) -> Iterator[Node]:
    if node[0] == "col":
        yield node
    else:
        for child in node[1:]:
            if isinstance(child, tuple):
                yield from _walk_columns(child)


def _defaulted(node: Node) -> bool:
    return len(node) == 4 and node[3][0] in ("true", "false") and (_is_truth(node[2]) or node[2][0] == "col")


def _is_truth(node: Node) -> bool:
    if node[0] == "case":
        values = [*(then for _, then in node[1]), node[2]]
        return all(_is_truth(one) or one[0] in ("null", "col") for one in values) and any(map(_is_truth, values))
    return is_boolean(node) or (node[:2] == ("fn", "coalesce") and _defaulted(node))


def _all(values: Iterator[Truth]) -> Truth:
    found: Truth = True
    for value in values:
        if value is False:
            return False
        found = None if value is None else found
    return found


def _not(value: Truth) -> Truth:
    return None if value is None else not value
