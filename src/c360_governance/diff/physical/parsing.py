"""A physical type's text as a value that can be compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from c360_governance.diff.physical.dialects import MEANINGS
from c360_governance.diff.physical.table import FAMILIES, INTEGER_BITS

_SIMPLE = r"([a-z_][a-z_0-9]*(?: [a-z_]+)*) ?(?:\( ?([^()]*?) ?\))? ?([a-z ]*)"
_LONGEST = 2000
"""No type's text is longer; what is longer is compared as text."""

_MOST_DIGITS = "38"
"""What Oracle writes as `*`."""

_SECOND_DIGITS = 6
"""Digits of a second where a type names none: what most engines keep."""


_READERS = (None, "trino", "clickhouse")
_KINDS = {"LIST": "ARRAY", "OBJECT": "STRUCT", "NESTED": "STRUCT", "RECORD": "STRUCT", "ROW": "STRUCT"}
_BARE = frozenset({"ARRAY", "MAP", "STRUCT", *_KINDS})
"""Nested types may be written without what they are made of."""

_SIZES_IGNORED = ("postgres", "redshift")
"""Engines that take a list of any length for an `int[3]`."""


class PhysicalType(NamedTuple):
    """``family`` as in the table; ``size`` is a length, precision or number of fractional second digits, the number of
    items of a list, None for unlimited or not given; ``scale`` the digits after the point; ``parts`` what a nested type
    is made of, where it says so."""

    family: str
    size: int | None = None
    scale: int | None = None
    parts: tuple[tuple[str, PhysicalType], ...] = ()


class Family(NamedTuple):
    """What is known of a type: its family's ``name``, its ``size``, and the ``kind`` of values, which several families
    share: numbers, texts, dates."""

    name: str
    size: int | None
    kind: str


def family(text: str, engine: str | None = None) -> Family | None:
    """The family of a type as an engine takes it, None where nobody knows it or it is made of others."""
    found = parse(text, engine)
    if found is None or found.parts:
        return None
    numbers = found.family in INTEGER_BITS or found.family in ("decimal", "f32", "f64")
    dates = found.family in ("date", "timestamp", "timestamptz")
    return Family(found.family, found.size, "number" if numbers else "date" if dates else found.family)


@lru_cache(maxsize=1024)
def parse(text: str, engine: str | None = None) -> PhysicalType | None:
    """The type in a text, as ``engine`` takes it; None where neither the tables nor sqlglot know it."""
    folded = " ".join(text.lower().split())
    if len(folded) > _LONGEST:
        return None
    return _simple(folded, MEANINGS.get(engine or "", {})) or _nested(folded, engine)


def _simple(folded: str, meanings: Mapping[str, str] = MappingProxyType({})) -> PhysicalType | None:
    found = re.fullmatch(_SIMPLE, folded)
    if found is None:
        return None
    name, arguments, tail = found.group(1), found.group(2), found.group(3) or ""
    unsigned = "unsigned" in f"{name} {tail}".split()
    words = [word for word in f"{name} {tail}".split() if word not in ("unsigned", "zerofill", "not", "null")]
    word = "".join(words)
    family, _, usual = meanings.get(word, FAMILIES.get(word, "")).partition("(")
    numbers = _numbers(arguments or usual.removesuffix(")"))
    if not family or numbers is None:
        return None
    if family in INTEGER_BITS:
        return PhysicalType(family.replace("i", "u") if unsigned else family)
    return _sized(family, *numbers)


def _numbers(arguments: str | None) -> tuple[int | None, int | None] | None:
    """The one or two numbers in the brackets; ``max`` and nothing are no limit; None for anything else."""
    if not arguments or arguments == "max":
        return None, None
    parts = [part.strip().removesuffix(" char").removesuffix(" byte") for part in arguments.split(",")]
    parts = [_MOST_DIGITS if part == "*" else part for part in parts]
    if len(parts) > 2 or not all(re.fullmatch(r"\d{1,9}", part) for part in parts):
        return None
    return int(parts[0]), int(parts[1]) if len(parts) == 2 else None


def _sized(family: str, size: int | None, scale: int | None) -> PhysicalType:
    if family in ("f32", "f64") and scale is not None:
        family = "decimal"
    if family == "decimal" and size is not None and scale is None:
        scale = 0
    if family in ("char", "nchar") and size is None:
        size = 1
    if family in ("f32", "f64"):
        return PhysicalType("f64" if size is not None and size > 24 else family)
    if family.startswith("time") and size is None:
        size = _SECOND_DIGITS
    return PhysicalType(family, size, scale)


def _nested(folded: str, engine: str | None) -> PhysicalType | None:
    """Lists, structs and maps, by sqlglot. It takes words after a type for nothing, so there may be none."""
    folded = folded.removesuffix(" not null")
    if folded.upper() in _BARE:
        return PhysicalType(_KINDS.get(folded.upper(), folded.upper()))
    if not folded.endswith((">", "]", ")")):
        return None
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    # Trino's row(...) and ClickHouse's wrappers are written by people who do not say where they run, too.
    for dialect in (engine, *_READERS) if engine else _READERS:
        try:
            built = exp.DataType.build(folded, dialect=dialect)
        except (SqlglotError, ValueError, RecursionError):
            continue
        return _of_sqlglot(built, engine) if isinstance(built, exp.DataType) else None
    return None


def _of_sqlglot(node: object, engine: str | None) -> PhysicalType | None:
    from sqlglot import exp

    if not isinstance(node, exp.DataType):
        return None
    kind = str(node.this).rpartition(".")[2]
    if kind == "LOWCARDINALITY":
        return _of_sqlglot(node.expressions[0], engine) if node.expressions else None
    if not node.args.get("nested"):
        plain = node.sql().lower()
        return _simple(plain) or PhysicalType(plain)
    parts: list[tuple[str, PhysicalType]] = []
    for part in node.expressions:
        name = part.name.lower() if isinstance(part, exp.ColumnDef) else ""
        inner = _of_sqlglot(part.kind if isinstance(part, exp.ColumnDef) else part, engine)
        if inner is None:
            return None
        parts.append((name, inner))
    length = None if engine in _SIZES_IGNORED else next((one.name for one in node.args.get("values") or ()), None)
    size = int(length) if length and length.isdigit() else None
    return PhysicalType(_KINDS.get(kind, kind), size, parts=tuple(parts))
