"""Two whole SELECTs on generated tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from c360_governance.diff.sql.parser import Node, NotParsed
from c360_governance.diff.sql.volatile import is_volatile
from c360_governance.metrics.trial.columns import Column, Datasets, by_name, columns_of, heads_in, retyped
from c360_governance.metrics.trial.measure import PARAMETERS, UNKNOWN, UNSTABLE, Seen, alike
from c360_governance.metrics.trial.rows import rows_of
from c360_governance.model.errors import WarehouseError
from c360_governance.warehouse.memory import Memory
from c360_governance.warehouse.rows import Rows

_SIZES = ((0, 0), (1, 0), (3, 1), (3, 2), (12, 3), (12, 4), (40, 5), (40, 6))
"""(rows a table, salt): small tables make what differs stand out, large ones make everything meet."""
_ENOUGH = 5
"""So many of these are enough where there is no time for more."""


def try_queries(old: str, new: str, datasets: Datasets) -> Seen:
    """Both queries on the same tables, as multisets of rows. Never raises."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        trees = [sqlglot.parse_one(_bound(sql), dialect="duckdb") for sql in (old, new)]
        if not all(isinstance(tree, exp.Query) and not tree.find(exp.TableSample) for tree in trees):
            return UNKNOWN
        tables = _tables(trees, datasets)
    except (SqlglotError, RecursionError, AttributeError, ValueError, LookupError, TypeError, NotParsed):
        return UNKNOWN
    return UNKNOWN if tables is None else _tried([_bound(old), _bound(new)], tables)


def _tried(sides: list[str], tables: dict[str, dict[str, Column]]) -> Seen:
    try:
        with Memory() as memory:
            for _ in retyped([column for columns in tables.values() for column in columns.values()]):
                try:
                    return _compared(memory, sides, tables)
                except WarehouseError:
                    continue
    except (WarehouseError, RecursionError, ValueError):
        pass
    return UNKNOWN


def _bound(sql: str) -> str:
    from c360_governance.diff.sql.tokens import tokens

    for token in reversed(tokens(sql) or ()):
        if token.kind == "parameter":
            sql = f"{sql[: token.start]}{PARAMETERS[token.text]}{sql[token.end :]}"
    return sql


def _tables(trees: list[Any], datasets: Datasets) -> dict[str, dict[str, Column]] | None:
    """The columns of each table; None where the query is not repeatable.

    A column that does not say whose it is belongs to the dataset that declares it, else to one of the tables: any will
    do for rows that are made up, as long as it is the same one in both queries.
    """
    from sqlglot.optimizer.scope import traverse_scope

    from c360_governance.diff.sql.foreign import Walk
    from c360_governance.diff.sql.scope import Scope

    found: dict[str, dict[str, Column]] = {}
    scopes = [scope for tree in trees for scope in traverse_scope(tree)]
    for scope in scopes:
        for table in _base(scope).values():
            found.setdefault(table, {})
    for qualified in (True, False):
        for scope in scopes:
            for column in scope.columns:
                if bool(column.table) == qualified:
                    owner = _owner(scope, column.table, column.name.lower(), found, datasets)
                    if owner is not None:
                        found[owner].setdefault(column.name.lower(), Column())
    for scope in scopes:
        base = _base(scope)
        spelt = {one: name for alias, name in base.items() for one in (alias.lower(), f'"{alias}"')}
        walk = Walk(Scope(spelt), lambda *_: ("query",))
        conditions = [part.this for key in ("where", "having") if (part := scope.expression.args.get(key))]
        conditions += [join.args["on"] for join in scope.expression.args.get("joins") or () if join.args.get("on")]
        walked = [(one, True) for one in _read(walk, conditions)]
        walked += [(one, False) for one in _read(walk, [part.unalias() for part in scope.expression.expressions])]
        if any(is_volatile(one) or heads_in(one) & UNSTABLE for one, _ in walked):
            return None
        only = next(iter(base.values())) if len(base) == 1 else None
        _learn(found, columns_of(walked, datasets, only), only)
    for columns in found.values():
        for name, one in columns.items():
            if one.kind is None:
                one.kind, one.guessed = by_name(name), True
    return found


def _base(scope: Any) -> dict[str, str]:
    """The tables of a scope by their aliases."""
    from sqlglot import exp

    return {alias: ".".join(part.name.lower() for part in source.parts)
            for alias, (_, source) in scope.selected_sources.items() if isinstance(source, exp.Table)}  # fmt: skip


def _owner(scope: Any, alias: str, column: str, found: Mapping[str, Any], datasets: Datasets) -> str | None:
    """The table that a column is read from; None where it is a subquery's own."""
    from sqlglot import exp

    at = scope
    while at is not None and alias and alias not in at.selected_sources:
        at = at.parent
    if at is None:
        return None
    base = _base(at)
    if alias and alias in base:
        return base[alias]
    inner = [source for name, (_, source) in at.selected_sources.items() if name not in base and alias in ("", name)]
    if any(column in (part.alias_or_name.lower() for part in one.expression.selects) for one in inner):
        return None
    if not alias and base:
        if column in (part.alias.lower() for part in at.expression.selects):
            return None  # a name of the result, as some engines let it stand anywhere
        declaring = [name for name in base.values() if _has(datasets, name, column)]
        known = [name for name in base.values() if column in found[name]]
        around = [name for name in _base(at.parent).values() if column in found[name]] if at.parent else []
        return min(declaring or known or around or base.values())
    for one in inner:
        if any(isinstance(part, exp.Star) for part in one.expression.selects):
            return _owner(one, "", column, found, datasets)
    return None


def _read(walk: Any, parts: list[Any]) -> list[Node]:
    """What can be read of some expressions; the rest teaches nothing."""
    from c360_governance.diff.sql.normal import normal

    found = []
    for part in parts:
        try:
            node = walk.node(part, 1)
            found += [node, normal(node)]  # what is not needed may still tell a type
        except NotParsed:
            continue
    return found


def _learn(found: dict[str, dict[str, Column]], known: dict[str, Column], only: str | None) -> None:
    """What a query's expressions tell of its columns."""
    for name, column in known.items():
        table, _, plain = name.rpartition(".")
        owner = found.get(table or only or "", {})
        if plain in owner:
            kept = owner[plain]
            if kept.kind is None or (kept.guessed and not column.guessed):
                kept.kind, kept.guessed = column.kind, column.guessed
            kept.constants.update(column.constants)
            kept.members, kept.nullable = column.members, column.nullable


def _has(datasets: Datasets, table: str, column: str) -> bool:
    return table in datasets and datasets[table][1].find(column) is not None


def _compared(memory: Memory, sides: list[str], tables: dict[str, dict[str, Column]]) -> Seen:
    for at, (size, salt) in enumerate(_SIZES):
        try:
            for number, (name, columns) in enumerate(sorted(tables.items())):
                kinds = {column: known.kind or "VARCHAR" for column, known in columns.items()} or {"none#": "BIGINT"}
                rows = rows_of(columns, size, salt * 10 + number) if columns else [(one,) for one in range(size)]
                memory.fill(name.split("."), kinds, rows)
            before, after = _rows([memory.ask(sql) for sql in sides])
        except WarehouseError:
            if memory.spent and at >= _ENOUGH:
                break
            raise
        if len(before) != len(after) or not all(
            len(one) == len(other) and all(map(alike, one, other)) for one, other in zip(before, after, strict=True)
        ):
            made = f"on generated tables of {size} row{'' if size == 1 else 's'}"
            return Seen("differs", f"{made}: {_told(before)} became {_told(after)}")
    return Seen("same")


def _rows(found: list[Rows]) -> list[list[tuple[object, ...]]]:
    """The rows in one order; their columns by name, as readers know them, where both bear the same names."""
    names = [[column.lower() for column in one.columns] for one in found]
    by_name = sorted(names[0]) == sorted(names[1])
    orders = [sorted(range(len(one)), key=one.__getitem__) if by_name else range(len(one)) for one in names]
    return [sorted((tuple(row[at] for at in order) for row in one.rows), key=_order)
            for one, order in zip(found, orders, strict=True)]  # fmt: skip


def _order(row: tuple[object, ...]) -> list[tuple[int, float, str]]:
    """A key that puts rows which are alike in one place."""
    return [(0, 0.0, "") if value is None else (1, round(float(value), 6), "")
            if isinstance(value, int | float | Decimal) else (2, 0.0, str(value)) for value in row]  # fmt: skip


def _told(rows: list[tuple[object, ...]]) -> str:
    first = ", ".join(str(value) for value in rows[0]) if rows else ""
    return f"({first})" if len(rows) == 1 else f"{len(rows)} rows, first ({first})" if rows else "no row"
