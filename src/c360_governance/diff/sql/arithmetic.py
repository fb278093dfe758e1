"""Sums and products in one order, numbers in one way of writing.

Whole numbers are taken together; others are not, as their rounding is part of the value. That a sum of floating
numbers ends in other digits when its order changes is not held against it.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from c360_governance.diff.sql.parser import Node


def plus(left: Node, right: Node) -> Node:
    return _commuted("+", left, right)


def minus(left: Node, right: Node) -> Node:
    if _is_whole(left) and _is_whole(right):
        return ("num", str(int(left[1]) - int(right[1])))
    return ("-", left, right)


def times(left: Node, right: Node) -> Node:
    return _commuted("*", left, right)


def _commuted(head: str, left: Node, right: Node) -> Node:
    """Terms in one order, whole numbers taken together; with intervals among them the order stays."""
    parts = [part for one in (left, right) for part in (one[1:] if one[0] == head else [one])]
    if any(part[0] in ("interval", "foreign", "cast", "str", "param") for part in parts):
        return (head, left, right)
    whole = [int(part[1]) for part in parts if _is_whole(part)]
    if len(whole) > 1:
        total = sum(whole) if head == "+" else _multiplied(whole)
        parts = [*(part for part in parts if not _is_whole(part)), ("num", str(total))]
    return (head, *sorted(parts, key=repr)) if len(parts) > 1 else parts[0]


def _is_whole(node: Node) -> bool:
    return node[0] == "num" and len(node[1]) < 10 and node[1].isdigit()


def _multiplied(numbers: list[int]) -> int:
    product = 1
    for number in numbers:
        product *= number
    return product


def number(text: str) -> str:
    """A number in one way of writing; that it has decimals stays, because it is part of its type."""
    try:
        plain = f"{Decimal(text):f}" if len(text) < 30 else text
    except InvalidOperation:
        return text
    if "." not in plain:
        return f"{plain}.0" if "." in text or "e" in text else plain
    whole, _, decimals = plain.partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def negative(node: Node) -> Node:
    return ("num", node[1][1:] if node[1].startswith("-") else f"-{node[1]}") if node[0] == "num" else ("neg", node)
