"""What columns two pieces of SQL read, and of which type and with which values they are worth trying."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from c360_governance.diff.sql.parser import Node
from c360_governance.model.contract import Contract, Dataset, Property

Datasets = Mapping[str, tuple[Contract, Dataset]]

_NUMERIC = frozenset({"sum", "avg", "round", "abs", "ceil", "floor", "pow", "sqrt", "ln", "log", "exp", "median",
                      "stddev_samp", "var_samp", "quantile_cont", "percentile_cont", "mod", "sign"})  # fmt: skip
_TEXTUAL = frozenset({"lower", "upper", "trim", "ltrim", "rtrim", "length", "substring", "concat", "replace", "left",
                      "right", "split_part", "regexp_matches", "starts_with", "contains", "strpos"})  # fmt: skip
_TEMPORAL = frozenset({"date_trunc", "date_part", "date_diff", "datediff", "date_add", "strftime", "age"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "neg"})
_PASSING = frozenset({"coalesce", "nullif", "greatest", "least", "case", "min", "max", "distinct", "count"})
MOMENTS = {"as_of": "2026-01-31 23:59:59", "period_start": "2026-01-01", "first_week": "2026-01-05",
           "last_week": "2026-01-26"}  # fmt: skip
"""What stands for a spec's parameters: January 2026 as of its end."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KINDS = {"integer": "BIGINT", "number": "DOUBLE", "string": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP",
          "boolean": "BOOLEAN", "time": "TIME"}  # fmt: skip


@dataclass
class Column:
    """``kind`` is DuckDB's type, None where nobody knows; ``constants`` are what the SQL holds beside the column;
    ``guessed``: the kind is one that columns of such a name often have, and another is as good."""

    kind: str | None = None
    guessed: bool = False
    constants: dict[Any, None] = field(default_factory=dict)
    members: tuple[Any, ...] = ()
    nullable: bool = True

    def suppose(self, kind: str) -> None:
        """The first that is known of a type stands; a text that is used as a date is one, a number that is divided
        as whole numbers are is whole."""
        narrower = (self.kind, kind) in (("VARCHAR", "DATE"), ("VARCHAR", "TIMESTAMP"), ("DOUBLE", "BIGINT"))
        if self.kind is None or narrower:
            self.kind = kind


def columns_of(trees: Iterable[tuple[Node, bool]], datasets: Datasets, source: str | None) -> dict[str, Column]:
    """The columns of normal forms, by their names there; the flag says of a tree that it is a condition.

    A declared column has its contract's type and values; others are judged by how they are used, then by their names.
    """
    found: dict[str, Column] = {}
    listed = list(trees)
    for tree, is_condition in listed:
        _visit(tree, "BOOLEAN" if is_condition else None, found)
    for tree, _ in listed:
        _equate(tree, found)
    for name, column in found.items():
        declared = _declared(name, datasets, source)
        if declared is not None:
            _declare(column, declared)
        elif column.kind is None:
            column.kind, column.guessed = by_name(name), True
    return found


def retyped(columns: Iterable[Column]) -> Iterator[None]:
    """Sets guessed kinds to one after the other, beginning with what they are: one of them may suit the SQL."""
    guessed = [column for column in columns if column.guessed]
    first = [column.kind for column in guessed]
    for kind in (None, "TIMESTAMP", "VARCHAR", "BOOLEAN") if guessed else (None,):
        for column, own in zip(guessed, first, strict=True):
            column.kind = kind or own
        yield


def values_of(column: Column) -> list[Any]:
    """Values worth trying: the constants and their neighbours first, then what is common; null where it may be."""
    kind = column.kind or "VARCHAR"
    found: list[Any] = [] if not column.nullable else [None]
    found += [value for constant in column.constants for value in _near(constant, kind)]
    found += [value for member in column.members for value in _near(member, kind)[:1]]
    if kind == "BOOLEAN":
        found += [True, False]
    elif kind == "BIGINT":
        found += [0, 1, -1, 2, 3, 7, 10, 100]
    elif kind == "DOUBLE":
        found += [0.0, 1.0, -1.0, 2.0, 3.5, 7.0, 10.25, 100.0]
    elif kind == "VARCHAR" and not column.members:
        found += ["", "a", "B", "other", "12"]
    elif kind in ("DATE", "TIMESTAMP"):
        days = [date(2025, 12, 28) + timedelta(days=step) for step in (0, 1, 4, 8, 15, 34, 36, 200)]
        found += [_moment(day, kind, number) for number, day in enumerate(days)]
    return list(dict.fromkeys(found)) if kind != "BOOLEAN" else [None, True, False][not column.nullable :]


def _visit(node: Node, wanted: str | None, found: dict[str, Column]) -> None:
    """Walk a tree; ``wanted`` is the type that the place asks for."""
    head = node[0]
    if head == "col":
        column = found.setdefault(node[1], Column())
        if wanted:
            column.suppose(wanted)
    elif head == "case":
        for condition, value in node[1]:
            _visit(condition, "BOOLEAN", found)
            _visit(value, wanted, found)
        _visit(node[2], wanted, found)
    elif head in ("and", "or", "not", "is"):
        for child in node[1:]:
            _visit(child, "BOOLEAN", found)
    elif head in ("cmp", "differs"):
        sides = node[2:] if head == "cmp" else node[1:]
        for one, other in (sides, sides[::-1]):
            _visit(one, _kind_of(other), found)
            _note(one, other, found)
    elif head in ("like", "ilike"):
        for child in node[1:]:
            _visit(child, "VARCHAR", found)
        _note(node[1], node[2], found)
    else:
        asked = "BIGINT" if head in ("//", "%") else _kind_of(node) if head in _ARITHMETIC else _asked(node, wanted)
        if head == "fn" and node[1] in ("coalesce", "nullif", "greatest", "least"):
            asked = asked or next((kind for kind in map(_kind_of, node[2:]) if kind), None)
        for child in _nodes(node):
            _visit(child, asked, found)
            if head in _ARITHMETIC or (head == "fn" and node[1] in ("greatest", "least", "coalesce", "nullif")):
                for other in _nodes(node):
                    _note(child, other, found)


def _asked(node: Node, wanted: str | None) -> str | None:
    if node[0] == "fn":
        if node[1] in _NUMERIC:
            return "DOUBLE"
        if node[1] in _TEXTUAL:
            return "VARCHAR"
        if node[1] in _TEMPORAL:
            return "TIMESTAMP"
    passing = node[0] in _PASSING or (node[0] == "fn" and node[1] in _PASSING - {"count"})
    return wanted if passing else None


def _kind_of(node: Node) -> str | None:
    if node[0] == "num":
        return "DOUBLE"
    if node[0] == "str":
        return "DATE" if _DAY.fullmatch(node[1]) else "TIMESTAMP" if _DAY.match(node[1]) else "VARCHAR"
    if node[0] in ("cast", "try_cast"):
        kinds = {"date": "DATE", "text": "VARCHAR", "boolean": "BOOLEAN"}
        return kinds.get(node[2], "TIMESTAMP" if node[2].startswith("timestamp") else "DOUBLE")
    if node[0] in _ARITHMETIC:
        return "TIMESTAMP" if any(child[:2] == ("foreign", "interval") for child in _nodes(node)) else "DOUBLE"
    if node[0] in ("true", "false"):
        return "BOOLEAN"
    if node[0] == "param":
        return "TIMESTAMP" if node[1] == "as_of" else "DATE"
    return _asked(node, None) if node[0] == "fn" and node[1] != "date_part" and node[1] != "length" else None


def _note(node: Node, constant: Node, found: dict[str, Column]) -> None:
    """The constant beside an expression, for every column in the expression."""
    if constant[0] in ("cast", "try_cast"):
        constant = constant[1]
    if constant[0] == "param":
        constant = ("str", MOMENTS.get(constant[1], ""))
    if constant[0] not in ("num", "str"):
        return
    for name in names_in(node):
        found.setdefault(name, Column()).constants[constant] = None


def _equate(node: Node, found: dict[str, Column]) -> None:
    """Columns that are compared with each other are of one type."""
    if node[0] == "cmp" and node[2][0] == "col" and node[3][0] == "col":
        one, other = found[node[2][1]], found[node[3][1]]
        one.kind = one.kind or other.kind
        other.kind = other.kind or one.kind
    for child in _nodes(node):
        _equate(child, found)


def names_in(node: Node) -> list[str]:
    """The columns of a tree."""
    if node[0] == "col":
        return [node[1]]
    return list(dict.fromkeys(name for child in _nodes(node) for name in names_in(child)))


def heads_in(node: Node) -> set[str]:
    """The functions of a tree, and the heads of its nodes."""
    own = {node[1]} if node[0] in ("fn", "foreign") else {node[0]}
    return own.union(*(heads_in(child) for child in _nodes(node)))


def _nodes(node: Node) -> list[Node]:
    if node[0] == "case":
        return [part for branch in node[1] for part in branch] + [node[2]]
    return [child for child in node[1:] if isinstance(child, tuple) and child and isinstance(child[0], str)]


def _declared(name: str, datasets: Datasets, source: str | None) -> Property | None:
    table, _, column = name.rpartition(".")
    known = datasets.get(table or source or "")
    if known is None:
        return None
    return next((prop for prop in known[1].properties if column in (prop.name.lower(), prop.column.lower())), None)


def _declare(column: Column, declared: Property) -> None:
    column.kind = _KINDS.get((declared.logical_type or "").lower()) or column.kind or by_name(declared.name)
    members = (item.get("value") if isinstance(item, Mapping) else item for item in declared.enum)
    column.members = tuple(member for member in members if isinstance(member, str | int | float))
    column.nullable = not declared.required
    for key in ("minimum", "maximum"):
        bound = declared.options.get(key)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            column.constants["num", str(bound)] = None


def by_name(name: str) -> str:
    """The kind that columns of such a name often have."""
    word = name.rpartition(".")[2].lower()
    if word.startswith(("is_", "has_", "was_")) or word.endswith(("_flag", "active", "deleted", "enabled")):
        return "BOOLEAN"
    if word.endswith(("_at", "_ts", "_time", "timestamp")):
        return "TIMESTAMP"
    if word.endswith(("date", "day", "week", "month", "_on", "week_start")):
        return "DATE"
    if word.endswith(("_id", "count", "_number", "quantity", "qty", "tokens", "seats")) or word == "id":
        return "BIGINT"
    textual = ("name", "status", "type", "plan", "tier", "country", "region", "email", "category", "code", "segment")
    return "VARCHAR" if word.endswith(textual) else "DOUBLE"


def _near(constant: Any, kind: str) -> list[Any]:
    """A constant and its neighbours, as values of a type; none where it is no value of it."""
    text = str(constant[1]) if isinstance(constant, tuple) else str(constant)
    try:
        if kind == "BIGINT":
            number = int(float(text))
            return [number, number - 1, number + 1]
        if kind == "DOUBLE":
            value = float(text)
            scaled = [value * 2, value / 2, value * 10, value / 10, value * 100, value / 100]
            return [value, value - 1, value + 1, value + 0.5, *scaled] if abs(value) < 1e15 else [value]
        if kind in ("DATE", "TIMESTAMP"):
            if isinstance(constant, tuple) and constant[0] == "num":
                return [_moment(day, kind, 0) for day in _days_for(int(float(text)))]
            day = date.fromisoformat(text[:10])
            found: list[Any] = [_moment(day + timedelta(days=step), kind, 0) for step in (0, -1, 1)]
            if kind == "DATE":
                return found
            exact = datetime.fromisoformat(text).replace(tzinfo=None)
            return [exact, exact - timedelta(seconds=1), *found, datetime.combine(day, time(23, 59, 59))]
    except (ValueError, OverflowError):
        return []
    if kind == "VARCHAR" and isinstance(constant, tuple) and constant[0] == "num":
        length = int(float(text)) if len(text) < 5 else 0
        return [text, *("x" * size for size in (length, length - 1, length + 1) if 0 < size < 300)]
    if kind == "VARCHAR":
        plain = text.replace("%", "").replace("_", "x")
        return list(dict.fromkeys([text, plain, f"x{plain}", f"{plain}x", text.upper(), text.lower(), f" {text}"]))
    return []


def _days_for(number: int) -> list[date]:
    """Days that a number beside a date may be about: a year, a month, a day of the month or week, so many days."""
    if 1900 < number < 2100:
        return [date(year, 6, 15) for year in (number, number - 1, number + 1)]
    found = [date(2026, number, number)] if 1 <= number <= 12 else []
    steps = (number, number - 1, number + 1, 0) if abs(number) < 4000 else ()
    return [*found, *(date(2026, 1, 5) + timedelta(days=step) for step in steps)]


def _moment(day: date, kind: str, number: int) -> date | datetime:
    return day if kind == "DATE" else datetime.combine(day, time(number * 5 % 24, 30 if number % 2 else 0))
