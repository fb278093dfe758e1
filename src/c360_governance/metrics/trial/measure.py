"""Two versions of a measure, a formula or a condition, row by row and over groups of generated rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

from c360_governance.diff.sql.equivalence import tree
from c360_governance.diff.sql.tokens import tokens
from c360_governance.diff.sql.volatile import is_volatile
from c360_governance.metrics.trial.columns import MOMENTS, Column, Datasets, columns_of, heads_in, retyped
from c360_governance.metrics.trial.rows import rows_of
from c360_governance.model.errors import WarehouseError
from c360_governance.warehouse.memory import Memory, literal

Outcome = Literal["differs", "same", "unknown"]

_ROWS = 600
_GROUPS = (1, 2, 7, 40, _ROWS)
"""How many rows go into one value: one shows the row itself, more show what only an aggregate can tell apart."""

_AGGREGATES = {
    "sum": "SUM({})", "count": "COUNT({})", "count_distinct": "COUNT(DISTINCT {})", "average": "AVG({})",
    "min": "MIN({})", "max": "MAX({})", "median": "quantile_cont({}, 0.5)",
    "sum_boolean": "SUM(CASE WHEN {} THEN 1 END)", "sum_distinct": "SUM(DISTINCT {})",
}  # fmt: skip
_IN_SQL = frozenset({"sum", "count", "avg", "min", "max", "median", "stddev_samp", "var_samp", "bool_and", "bool_or",
                     "quantile_cont", "quantile_disc", "percentile_cont", "percentile_disc", "withingroup", "mode",
                     "any_value", "filter", "stddev_pop", "var_pop", "corr", "first", "last", "list", "string_agg",
                     "approx_count_distinct", "arg_max", "arg_min", "count_if", "product"})  # fmt: skip
UNSTABLE = frozenset({"random", "rand", "uuid", "now", "current_timestamp", "currenttimestamp", "current_date",
                       "currentdate", "gen_random_uuid", "nextval", "today", "tablesample"})  # fmt: skip
_QUERIES = frozenset({"subquery", "among", "exists", "query"})
PARAMETERS = {name: f"{'TIMESTAMP' if ' ' in at else 'DATE'} '{at}'" for name, at in MOMENTS.items()}


@dataclass(frozen=True, slots=True)
class Measured:
    """One version: ``agg`` None for a formula or a bare condition; ``expr`` None for the rows themselves."""

    agg: str | None
    expr: str | None
    filter: str | None
    percentile: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the trial showed; ``example`` is a made-up row, or how many, with the two values."""

    outcome: Outcome
    example: str = ""


UNKNOWN = Seen("unknown")


def try_both(old: Measured, new: Measured, datasets: Datasets) -> Seen:
    """Both versions on the same generated rows. Never raises; "unknown" where they cannot be run."""
    snippets = [(text, role) for side in (old, new) for text, role in ((side.expr, False), (side.filter, True)) if text]
    trees = []
    for text, is_condition in snippets:
        found = tree(text, old.source)
        if found is None or heads_in(found) & (UNSTABLE | _QUERIES) or is_volatile(found):
            return UNKNOWN
        trees.append((found, is_condition))
    try:
        columns = columns_of(trees, datasets, old.source)
        sides = [(side, _sql(side, columns)) for side in (old, new)]
        if any(sql is None for _, sql in sides):
            return UNKNOWN
        with Memory() as memory:
            for _ in retyped(columns.values()):
                try:
                    return _compared(memory, columns, [(side, sql or "") for side, sql in sides])
                except WarehouseError:
                    continue
    except (WarehouseError, RecursionError):
        pass
    return UNKNOWN


def alike(one: Any, other: Any) -> bool:
    """Whether two values are the same, rounding of floating numbers aside."""
    if isinstance(one, date) and isinstance(other, date):
        return _moment(one) == _moment(other)
    if isinstance(one, bool) or isinstance(other, bool) or not _both_numbers(one, other):
        return bool(one == other) if one is not None and other is not None else one is other
    left, right = float(one), float(other)
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    return left == right or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)


def _moment(day: date) -> datetime:
    """A day is its first moment: that one side yields days and the other timestamps is no other value."""
    return day.replace(tzinfo=None) if isinstance(day, datetime) else datetime.combine(day, time())


def _compared(memory: Memory, columns: Mapping[str, Column], sides: list[tuple[Measured, str]]) -> Seen:
    names = list(columns)
    rows = rows_of(columns, _ROWS) if columns else [()]
    kinds = {"row#": "BIGINT", **{name: column.kind or "VARCHAR" for name, column in columns.items()}}
    memory.fill(["rows"], kinds, [(number, *row) for number, row in enumerate(rows)])
    aggregated = any("GROUP BY" in sql for _, sql in sides)
    for size in _GROUPS if aggregated else (1,):
        before, after = (dict(memory.run(sql.replace("<size>", str(size)))) for _, sql in sides)
        for key in sorted(before.keys() | after.keys()):
            was, now = before.get(key), after.get(key)
            if not alike(was, now):
                return Seen("differs", _example(names, rows, key, size, was, now))
    return Seen("same")


def _example(names: list[str], rows: list[tuple[Any, ...]], key: int, size: int, was: Any, now: Any) -> str:
    values = f"{_shown(was)} became {_shown(now)}"
    if size > 1:
        return f"on {min(size, len(rows))} generated rows {values}"
    row = ", ".join(f"{name} = {literal(value)}" for name, value in zip(names, rows[key], strict=True))
    return f"where {row}: {values}" if row else values


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    return literal(value).lower() if isinstance(value, bool) else literal(value)


def _sql(side: Measured, columns: Mapping[str, Column]) -> str | None:
    """A SELECT of (group, value); ``<size>`` stands for the rows of a group. None for what cannot be run."""
    expr = _rewritten(side.expr, columns, side.source) if side.expr else None
    condition = _rewritten(side.filter, columns, side.source) if side.filter else "TRUE"
    if condition is None or (side.expr and expr is None):
        return None
    parsed = tree(side.expr, side.source) if side.expr else None
    if side.agg is None and (parsed is None or not heads_in(parsed) & _IN_SQL):
        value = f"({condition}\n) IS TRUE" if expr is None else f"CASE WHEN ({condition}\n) THEN ({expr}\n) END"
        return f'SELECT "row#", {value} FROM "rows"'  # noqa: S608 - the metric's SQL, on made-up rows
    if side.agg is None:
        value = f"({expr}\n)"
    elif side.percentile is not None:
        value = f"quantile_cont(CAST(({expr}\n) AS DOUBLE), {float(side.percentile)})"
    elif expr is None:
        value = "COUNT(*)"
    elif side.agg in _AGGREGATES:
        value = _AGGREGATES[side.agg].format(f"({expr}\n)")
    else:
        return None
    groups = 'CAST("row#" // <size> AS BIGINT)'
    return f'SELECT {groups}, {value} FROM "rows" WHERE ({condition}\n) GROUP BY 1'  # noqa: S608 - as above


def _rewritten(sql: str, columns: Mapping[str, Column], source: str | None) -> str | None:
    """The SQL over one table whose columns bear the names of the tree."""
    found = tokens(sql)
    if found is None:
        return None
    parts: list[str] = []
    at = 0
    index = 0
    while index < len(found):
        token = found[index]
        end, text = index, None
        if token.kind == "parameter":
            text = PARAMETERS.get(token.text)
            if text is None:
                return None
        elif token.kind in ("name", "quoted"):
            while (end + 2 < len(found) and found[end + 1].text == "." and found[end + 1].kind == "operator"
                   and found[end + 2].kind in ("name", "quoted")):  # fmt: skip
                end += 2
            follower = found[end + 1] if end + 1 < len(found) else None
            name = ".".join(
                f'"{part.text}"' if part.kind == "quoted" else part.text for part in found[index : end + 1 : 2]
            )
            name = name.removeprefix(f"{source.lower()}.") if source else name
            called = follower is not None and (follower.text == "(" or follower.kind == "string")
            if name in columns and not called:
                text = '"' + name.replace('"', '""') + '"'
        if text is not None:
            parts += [sql[at : token.start], text]
            at = found[end].end
        index = end + 1
    return "".join([*parts, sql[at:]])


def _both_numbers(one: Any, other: Any) -> bool:
    return isinstance(one, int | float | Decimal) and isinstance(other, int | float | Decimal)
