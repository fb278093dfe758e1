"""Which columns of which tables an SQL statement's output is computed from. Nothing is executed.

Columns of the select list flow directly; those of filters, joins, groups and orders flow into the output as a whole,
indirectly. An aggregate that gives back one of its values (MIN, MAX, ANY_VALUE, a list) hides none of them, so it is no
AGGREGATION here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage, to_node
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope, traverse_scope
from sqlglot.schema import ensure_schema

from c360_governance.lineage.facts.flow import ROWS

LONGEST = 50_000
"""Characters of SQL that are read; what is longer was generated, and its columns are better asked of its generator."""

_GIVES_BACK = (exp.Max, exp.Min, exp.AnyValue, exp.ArgMax, exp.ArgMin, exp.First, exp.Last, exp.ArrayAgg,
               exp.GroupConcat, exp.Mode, exp.Quantile, exp.Median, exp.PercentileDisc, exp.FirstValue,
               exp.LastValue, exp.NthValue, exp.Lag, exp.Lead)  # fmt: skip
_RANK = {"IDENTITY": 0, "TRANSFORMATION": 1, "AGGREGATION": 2}


class ReadColumn(NamedTuple):
    """``target`` None is the output as a whole; ``table`` are the parts of its name, as the statement writes them."""

    target: str | None
    table: tuple[str, ...]
    column: str
    direct: bool
    subtype: str | None


def queries(sql: str, dialect: str | None) -> Iterator[tuple[tuple[str, ...] | None, exp.Query, Sequence[str]]]:
    """The queries of a script with the table that each is written to and the columns named for that.

    Raises what sqlglot raises for SQL that it does not understand.
    """
    if len(sql) > LONGEST:
        return
    for statement in parse(sql, dialect=dialect):
        if isinstance(statement, exp.Query):
            yield None, statement, ()
        elif isinstance(statement, exp.Insert | exp.Create) and isinstance(statement.expression, exp.Query):
            into, body = statement.this, statement.expression
            named = [one.name for one in into.expressions] if isinstance(into, exp.Schema) else []
            table = into.this if isinstance(into, exp.Schema) else into
            if statement.args.get("with_") is not None and body.args.get("with_") is None:
                body.set("with_", statement.args["with_"])
            yield (_parts(table) if isinstance(table, exp.Table) else None), body, named


def columns_read(
    query: exp.Query, named: Sequence[str], schemas: Mapping[tuple[str, ...], Mapping[str, str]], dialect: str | None
) -> Iterator[ReadColumn]:
    """What each column of a query's output reads. ``schemas`` are the columns' types by table, where they are known.

    Raises what sqlglot raises for a query that it cannot resolve.
    """
    query = query.copy()
    tables = _renamed(query)
    known: dict[str, object] = {alias: dict(schemas[parts]) for alias, parts in tables.items() if schemas.get(parts)}
    qualified = qualify(
        query, dialect=dialect, schema=known, validate_qualify_columns=False, identify=False,
        quote_identifiers=False,
    )  # fmt: skip
    _qualify_by_only_source(qualified)
    outputs = qualified.named_selects
    renamed = dict(zip(outputs, named, strict=True)) if len(named) == len(outputs) else {}
    if "*" not in outputs and len(set(outputs)) == len(outputs):
        scope = build_scope(qualified)
        for output in outputs:
            root = lineage(
                output, qualified, schema=known, scope=scope, dialect=dialect, copy=False, trim_selects=False
            )
            found: dict[tuple[str, str], str] = {}
            for table, column, subtype in _leaves(root):
                key = (table, column)
                if table in tables and (key not in found or _RANK[subtype] < _RANK[found[key]]):
                    found[key] = subtype
            for table in dict.fromkeys(_counted(root)) if not found else ():
                if table in tables:
                    yield ReadColumn(renamed.get(output, output), tables[table], ROWS, True, "AGGREGATION")
            for (table, column), subtype in found.items():
                yield ReadColumn(renamed.get(output, output), tables[table], column, True, subtype)
    for table, column, subtype in dict.fromkeys(_indirect(qualified, dialect)):
        if table in tables:
            yield ReadColumn(None, tables[table], column, False, subtype)


def _renamed(query: exp.Query) -> dict[str, tuple[str, ...]]:
    """Give every table of the query a name of one part, so that schemas of any depth can stand side by side."""
    tables: dict[str, tuple[str, ...]] = {}
    aliases: dict[tuple[str, ...], str] = {}
    for scope in traverse_scope(query):
        for source in scope.sources.values():
            if not isinstance(source, exp.Table) or source.name in tables:
                continue
            parts = _parts(source)
            if not parts:
                continue
            alias = aliases.setdefault(parts, f"c360_table_{len(aliases)}")
            tables[alias] = parts
            if not source.alias:
                source.set("alias", exp.TableAlias(this=exp.to_identifier(parts[-1], quoted=True)))
            source.set("this", exp.to_identifier(alias))
            source.set("db", None)
            source.set("catalog", None)
    for column in query.find_all(exp.Column):
        column.set("db", None)
        column.set("catalog", None)
    return tables


def _parts(table: exp.Table) -> tuple[str, ...]:
    return tuple(part.name for part in table.parts if part.name)


def _leaves(root: Node) -> Iterator[tuple[str, str, str]]:
    """(table, column, subtype of the way there) of the columns that an output is computed from."""
    stack = [(root, "IDENTITY")]
    seen: set[tuple[int, str]] = set()
    while stack:
        node, subtype = stack.pop()
        if (id(node), subtype) in seen:
            continue
        seen.add((id(node), subtype))
        if not node.downstream and isinstance(node.expression, exp.Table):
            yield node.expression.name, node.name.rpartition(".")[2].strip('"`'), subtype
        for child in node.downstream:
            own = _subtype(node.expression, child.name.rpartition(".")[2].strip('"`'))
            stack.append((child, own if _RANK[own] > _RANK[subtype] else subtype))


def _counted(root: Node) -> Iterator[str]:
    """The tables whose rows an output counts."""
    for node in root.walk():
        if node.expression.find(exp.Count):
            yield from (table.name for table in node.source.find_all(exp.Table))


def _subtype(expression: Any, column: str) -> str:
    """What an expression does with a column of that name; the least hiding of its uses."""
    inner = expression.unalias() if isinstance(expression, exp.Expr) else expression
    if isinstance(inner, exp.Column | exp.Star) or not isinstance(inner, exp.Expr):
        return "IDENTITY"
    if isinstance(inner, exp.Subquery | exp.Query):
        return "IDENTITY"
    uses = [one for one in inner.find_all(exp.Column) if one.name.lower() == column.lower()]
    hidden = [use for use in uses if _aggregated(use, inner)]
    return "AGGREGATION" if uses and len(hidden) == len(uses) else "TRANSFORMATION"


def _aggregated(use: exp.Expr, top: exp.Expr) -> bool:
    step: exp.Expr | None = use
    while step is not None and step is not top.parent:
        if isinstance(step, exp.AggFunc) and not isinstance(step, _GIVES_BACK):
            return True
        step = step.parent
    return False


def _qualify_by_only_source(query: exp.Query) -> None:
    """A column without a table belongs to the only source that its scope selects from, whatever CTEs are in sight."""
    for scope in traverse_scope(query):
        if len(scope.selected_sources) == 1:
            (name,) = scope.selected_sources
            for column in scope.unqualified_columns:
                column.set("table", exp.to_identifier(name, quoted=True))


def _indirect(query: exp.Query, dialect: str | None) -> Iterator[tuple[str, str, str]]:
    """(table, column, what it is used for) of filters, joins, groups and orders, through subqueries down to tables."""
    parts = (("where", "FILTER"), ("having", "FILTER"), ("qualify", "FILTER"), ("group", "GROUP_BY"), ("order", "SORT"))
    for scope in traverse_scope(query):
        clauses = [(scope.expression.args.get(name), subtype) for name, subtype in parts]
        clauses += [(join.args.get("on"), "JOIN") for join in scope.expression.args.get("joins") or ()]
        for clause, subtype in clauses:
            for column in clause.find_all(exp.Column) if clause is not None else ():
                for used in _meant(scope, column):
                    source = scope.sources.get(used.table)
                    if isinstance(source, exp.Table):
                        yield source.name, used.name, subtype
                    elif isinstance(source, Scope):
                        yield from ((table, name, subtype) for table, name in _origins(source, used.name, dialect))


def _meant(scope: Scope, column: exp.Column) -> Iterator[exp.Column]:
    """The column, or those of the output that has its name (`ORDER BY alias`)."""
    query = scope.expression
    named = [one for one in query.selects if one.alias_or_name == column.name] if isinstance(query, exp.Query) else []
    if column.table or not named:
        yield column
    else:
        yield from named[0].find_all(exp.Column)


def _origins(scope: Scope, column: str, dialect: str | None) -> Iterator[tuple[str, str]]:
    """The columns of tables that a subquery's column is computed from; none where it has no such column."""
    try:
        root = to_node(column, scope, dialect, schema=ensure_schema({}, dialect=dialect), trim_selects=False)
    except (SqlglotError, ValueError):
        return
    yield from ((table, name) for table, name, _ in _leaves(root))
