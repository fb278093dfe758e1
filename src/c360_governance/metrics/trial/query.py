"""Two whole SELECTs on generated tables."""

from __future__ import annotations

from c360_governance.metrics.trial.columns import Column, Datasets, columns_of, heads_in
from c360_governance.metrics.trial.measure import PARAMETERS, UNKNOWN, UNSTABLE, Seen, alike
from c360_governance.metrics.trial.rows import rows_of
from c360_governance.model.errors import WarehouseError
from c360_governance.warehouse.memory import Memory
from c360_governance.warehouse.rows import Rows

_SIZES = ((1, 0), (3, 1), (3, 2), (12, 3), (12, 4), (40, 5), (40, 6))
"""(rows a table, salt): small tables make what differs stand out, large ones make everything meet."""


def try_queries(old: str, new: str, datasets: Datasets) -> Seen:
    """Both queries on the same tables, as multisets of rows. Never raises."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        trees = [sqlglot.parse_one(_bound(sql), dialect="duckdb") for sql in (old, new)]
        if not all(isinstance(tree, exp.Query) for tree in trees):
            return UNKNOWN
        tables = _tables(trees, datasets)
        if tables is None:
            return UNKNOWN
        with Memory() as memory:
            return _compared(memory, [_bound(old), _bound(new)], tables)
    except (SqlglotError, WarehouseError, RecursionError, AttributeError, ValueError, KeyError):
        return UNKNOWN


def _bound(sql: str) -> str:
    from c360_governance.diff.sql.tokens import tokens

    for token in reversed(tokens(sql) or ()):
        if token.kind == "parameter":
            sql = f"{sql[: token.start]}{PARAMETERS[token.text]}{sql[token.end :]}"
    return sql


def _tables(trees: list, datasets: Datasets) -> dict[str, dict[str, Column]] | None:  # type: ignore[type-arg]
    """The columns of each table; None where it cannot be told whose a column is, or the query is not repeatable."""
    from sqlglot import exp
    from sqlglot.optimizer.scope import traverse_scope

    from c360_governance.diff.sql.foreign import Walk
    from c360_governance.diff.sql.normal import normal

    found: dict[str, dict[str, Column]] = {}
    for tree in trees:
        for scope in traverse_scope(tree):
            base = {alias: source.name.lower() for alias, source in scope.sources.items()
                    if isinstance(source, exp.Table)}  # fmt: skip
            for name in base.values():
                found.setdefault(name, {})
            for column in scope.columns:
                if not column.table and len(scope.sources) != 1:
                    owners = [name for name in base.values() if _has(datasets, name, column.name)]
                    if len(owners) != 1 or len(base) != len(scope.sources):
                        return None
                owner = column.table or next(iter(scope.sources))
                if owner in base:
                    found[base[owner]].setdefault(column.name.lower(), Column())
            aliases = {alias.lower(): name for alias, name in base.items()}
            conditions = [part.this for key in ("where", "having") if (part := scope.expression.args.get(key))]
            conditions += [join.args["on"] for join in scope.expression.args.get("joins") or () if join.args.get("on")]
            walked = [(normal(Walk(aliases).node(one, 1)), True) for one in conditions]
            walked += [(normal(Walk(aliases).node(one.unalias(), 1)), False)
                       for one in scope.expression.expressions]  # fmt: skip
            if any(heads_in(one) & (UNSTABLE - {"subquery", "select"}) for one, _ in walked):
                return None
            only = next(iter(base.values())) if len(base) == 1 else None
            _learn(found, columns_of(walked, datasets, only), only)
    return found


def _learn(found: dict[str, dict[str, Column]], known: dict[str, Column], only: str | None) -> None:
    """What a query's expressions tell of its columns."""
    for name, column in known.items():
        table, _, plain = name.rpartition(".")
        owner = found.get(table or only or "", {})
        if plain in owner:
            kept = owner[plain]
            kept.kind = kept.kind or column.kind
            kept.constants.update(column.constants)
            kept.members, kept.nullable = column.members, column.nullable


def _has(datasets: Datasets, table: str, column: str) -> bool:
    return table in datasets and datasets[table][1].find(column) is not None


def _compared(memory: Memory, sides: list[str], tables: dict[str, dict[str, Column]]) -> Seen:
    for size, salt in _SIZES:
        for number, (name, columns) in enumerate(sorted(tables.items())):
            kinds = {column: known.kind or "VARCHAR" for column, known in columns.items()} or {"none#": "BIGINT"}
            rows = rows_of(columns, size, salt * 10 + number) if columns else [(at,) for at in range(size)]
            memory.fill(name, kinds, rows)
        before, after = (_rows(memory.ask(sql)) for sql in sides)
        if len(before) != len(after) or not all(
            len(one) == len(other) and all(map(alike, one, other)) for one, other in zip(before, after, strict=True)
        ):
            made = f"on generated tables of {size} row{'' if size == 1 else 's'}"
            return Seen("differs", f"{made}: {_told(before)} became {_told(after)}")
    return Seen("same")


def _rows(found: Rows) -> list[tuple[object, ...]]:
    """The rows in one order, and so their columns: by name, as readers know them."""
    order = sorted(range(len(found.columns)), key=lambda at: found.columns[at].lower())
    return sorted((tuple(row[at] for at in order) for row in found.rows), key=repr)


def _told(rows: list[tuple[object, ...]]) -> str:
    first = ", ".join(str(value) for value in rows[0]) if rows else ""
    return f"({first})" if len(rows) == 1 else f"{len(rows)} rows, first ({first})" if rows else "no row"
