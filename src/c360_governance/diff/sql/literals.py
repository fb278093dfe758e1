"""What can be said of constants without knowing the type of the column that they are compared with."""

from __future__ import annotations

import re
import struct
from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from c360_governance.diff.sql.parser import Node

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORD = re.compile(r"[a-z_]\w*(-[a-z_]\w*)*|[a-z][a-z_ -]*[a-z]|", re.IGNORECASE)
_WHOLE = re.compile(r"0|[1-9]\d{0,6}")
_MEANING = frozenset({
    "t", "f", "true", "false", "y", "n", "yes", "no", "on", "off", "null", "nan", "inf", "infinity", "epoch", "now",
    "today", "tomorrow", "yesterday", "allballs",
})  # fmt: skip
"""Texts that are values of another type as well."""


def ranked(constants: Collection[Node]) -> dict[Node, int] | None:
    """The constants by their order, which is the same whether the column holds numbers, days or text; else None."""
    if all(one[0] == "num" for one in constants):
        return _numbers(constants)
    if all(one[0] == "str" and _DAY.fullmatch(one[1]) for one in constants):
        return {one: at for at, one in enumerate(sorted(constants, key=lambda one: str(one[1])))}
    return None


def distinct(constants: Collection[Node]) -> bool:
    """Whether no value of any type equals two of these: '1' and '01' are one number, 'a' and 'A' may be one text."""
    if ranked(constants) is not None or len(constants) == 1:
        return True
    if not all(one[0] == "str" and _is_plain(one[1]) for one in constants):
        return False
    return len({one[1].casefold() for one in constants}) == len(constants)


def _numbers(constants: Collection[Node]) -> dict[Node, int] | None:
    """None as well where two are so near that a column of small floats holds them as one."""
    try:
        values = {one: Decimal(one[1]) for one in constants}
        narrow = {struct.pack("f", value) for value in values.values()}
    except (InvalidOperation, OverflowError, ValueError, struct.error):
        return None
    if len(narrow) < len(values):
        return None
    return {one: at for at, one in enumerate(sorted(values, key=values.__getitem__))}


def _is_plain(text: str) -> bool:
    if _WHOLE.fullmatch(text):
        return True
    return bool(_WORD.fullmatch(text)) and text.casefold() not in _MEANING
