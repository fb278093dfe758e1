"""Conditions compared by what they let through: every case is tried, in three-valued logic.

A case says of each column whether it is null and where it lies among the values that it is compared with, and of each
part that is not understood whether it is true. Two conditions that agree in every case are the same; some cases may be
impossible, so that two which do not agree are not thereby proven to be different.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any

from c360_governance.diff.sql.normal import is_boolean
from c360_governance.diff.sql.parser import Node

_CASES = 2_500
"""More cases than this are not tried."""

Truth = bool | None
Place = tuple[int, int]
"""Where a column lies: (n, 0) between the values n-1 and n, (n, 1) at the value n."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")


def same_condition(left: Node, right: Node, *, passing: bool) -> bool:
    """Whether two normal forms agree; ``passing`` tells only what is true from what is not, as WHERE does."""
    places = _Places()
    for side in (left, right):
        places.collect(side)
    domains = places.domains()
    size = 1
    for domain in domains.values():
        size *= len(domain)
    if size > _CASES:
        return False
    for values in product(*domains.values()):
        case = dict(zip(domains, values, strict=True))
        one, other = places.truth(left, case), places.truth(right, case)
        if (one is True) != (other is True) if passing else one is not other:
            return False
    return True


class _Places:
    """Which columns are compared with which constants, and which parts are not understood."""

    def __init__(self) -> None:
        self.constants: dict[Node, set[Node]] = {}
        self.opaque: dict[Node, None] = {}
        self.nullable: dict[Node, None] = {}
        self.flags: dict[Node, None] = {}
        self.order: dict[Node, dict[Node, int]] = {}
        self.loose: set[Node] = set()

    def collect(self, node: Node) -> None:
        head = node[0]
        if head in ("and", "or", "not", "is"):
            for child in node[1:]:
                self.collect(child)
        elif head == "isnull" and _is_truth(node[1]):
            self.collect(node[1])
        elif head == "isnull":
            (self.nullable if node[1][0] == "col" else self.opaque)[node[1] if node[1][0] == "col" else node] = None
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
        column, constant, sign, _ = _sides(node)
        if column is None or constant is None:
            self._unknown(node)
            return
        self.constants.setdefault(column, set()).add(constant)
        if sign != "=" and not (constant[0] == "num" or _DAY.fullmatch(constant[1])):
            self.loose.add(column)

    def _unknown(self, node: Node) -> None:
        self.opaque[node] = None
        if _strict(node):
            self.nullable.update(dict.fromkeys(_columns(node)))

    def domains(self) -> dict[Any, list[Any]]:
        """The values of each variable, by column or part."""
        found: dict[Any, list[Any]] = {}
        for column, constants in self.constants.items():
            kinds = {constant[0] for constant in constants}
            lengths = {len(constant[1]) for constant in constants}
            ordered = kinds == {"num"} or (kinds == {"str"} and (column not in self.loose or len(lengths) == 1))
            if not ordered or column in self.loose or column in self.flags:
                self.loose.add(column)
                self.nullable[column] = None
                continue
            self.order[column] = _ranked(constants)
            places = [(at, kind) for at in range(len(constants)) for kind in (0, 1)] + [(len(constants), 0)]
            found[column] = [None, *places]
        for flag in self.flags:
            found[flag] = [None, True, False]
        for column in self.nullable:
            found.setdefault(column, [None, (0, 0)])
        for part in self.opaque:
            strict = _strict(part) and bool(_columns(part))
            found["part", part] = [True, False] if strict or part[0] == "isnull" else [True, False, None]
        for column in self.loose & self.constants.keys():
            for constant in self.constants[column]:
                for sign in ("=", "<", ">"):
                    found["compared", column, constant, sign] = [True, False]
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
        if head == "isnull" and node[1][0] == "col":
            return case[node[1]] is None
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
            column, constant, sign, turned = _sides(node)
            if column is not None and constant is not None:
                return self._compared(column, constant, sign, turned, case)
        return self._part(node, case)

    def _compared(self, column: Node, constant: Node, sign: str, turned: bool, case: Mapping[Any, Any]) -> Truth:
        if case[column] is None:
            return True if sign == "differs" else None
        if column in self.order:
            place: Place = case[column]
            at = self.order[column][constant]
            less, equal = place < (at, 1), place == (at, 1)
        else:
            equal = case["compared", column, constant, "="]
            less = not equal and case["compared", column, constant, "<"]
        if sign == "differs":
            return not equal
        if sign == "=":
            return bool(equal)
        if turned:
            return not less if sign == "<=" else not less and not equal
        return bool(less or equal) if sign == "<=" else bool(less)

    def _part(self, node: Node, case: Mapping[Any, Any]) -> Truth:
        if _strict(node) and any(case[column] is None for column in _columns(node)):
            return None
        value: Truth = case["part", node]
        return value


def _sides(node: Node) -> tuple[Node | None, Node | None, str, bool]:
    """(column, constant, sign, whether the constant stands first); None where it is no such comparison."""
    sign, left, right = ("differs", node[1], node[2]) if node[0] == "differs" else node[1:]
    for column, constant, turned in ((left, right, False), (right, left, True)):
        if column[0] == "col" and constant[0] in ("num", "str"):
            return column, constant, sign, turned
    return None, None, sign, False


def _ranked(constants: set[Node]) -> dict[Node, int]:
    def key(constant: Node) -> Any:
        try:
            return Decimal(constant[1]) if constant[0] == "num" else constant[1]
        except InvalidOperation:
            return Decimal(0)

    return {constant: at for at, constant in enumerate(sorted(constants, key=key))}


def _strict(node: Node) -> bool:
    """Whether a part is null exactly where one of its columns is: comparisons of plain arithmetic, LIKE."""
    if node[0] in ("cmp", "like", "ilike"):
        return all(_strict(child) for child in node[1:] if isinstance(child, tuple))
    if node[0] in ("+", "-", "*", "neg"):
        return all(_strict(child) for child in node[1:])
    return node[0] in ("col", "num", "str")


def _columns(node: Node) -> list[Node]:
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
        return all(_is_truth(value) or value[0] == "null" for value in (*(then for _, then in node[1]), node[2]))
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
