"""Measures that need a statement of their own: keys, references, and the statements that people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c360_governance.checks.check import Column
from c360_governance.checks.conditions import column
from c360_governance.checks.measure import Measure, Own, Reading, difference, plain, share, share_of_difference
from c360_governance.checks.site import Site, find
from c360_governance.checks.spec import Orphans, Tuples
from c360_governance.checks.written import condition
from c360_governance.warehouse.read_only import read_only

if TYPE_CHECKING:
    from sqlglot import exp


def table(schema: str, name: str) -> exp.Table:
    """A table by its physical name, quoted."""
    from sqlglot import exp

    return exp.table_(exp.to_identifier(name, quoted=True), db=exp.to_identifier(schema, quoted=True))


def repeated(name: str, site: Site, where: exp.Expr | None, *, percent: bool) -> Measure:
    """Values minus distinct values of a column: NULLs are left out, as SQL's UNIQUE does."""
    from sqlglot import exp

    reading = share_of_difference if percent else difference
    value = column(name)
    if site.dialect == "duckdb":  # where it is the fastest by half
        kept: exp.Expr = value if where is None else exp.Case(ifs=[exp.If(this=where, true=value)])
        counts = [exp.Count(this=kept.copy()), exp.Count(this=exp.Distinct(expressions=[kept]))]
        query = exp.select(*counts).from_(table(site.table.schema, site.table.name))
        return Own(query.sql(dialect=site.dialect), reading, columns=(name,))
    there = value.is_(exp.null()).not_()
    return _counted([name], site, there if where is None else exp.and_(where, there), reading)


def tuples(spec: Tuples, site: Site) -> Measure:
    """Rows minus distinct tuples: two NULLs are equal."""
    where = None if spec.where is None else condition(spec.where, site.dialect)
    return _counted([site.name(one) for one in spec.columns], site, where,
                    share_of_difference if spec.percent else difference)  # fmt: skip


def _counted(names: list[str], site: Site, where: exp.Expr | None, reading: Reading) -> Measure:
    """All rows, and the distinct ones: DISTINCT compares column by column on every engine."""
    from sqlglot import exp

    rows = exp.select(*map(column, names)).from_(table(site.table.schema, site.table.name))
    rows = rows.where(where) if where is not None else rows
    every = exp.select(exp.Count(this=exp.Star())).from_(rows.subquery("every"))
    distinct = exp.select(exp.Count(this=exp.Star())).from_(rows.copy().distinct().subquery("each"))
    query = exp.select(exp.alias_(every.subquery(), "n"), exp.alias_(distinct.subquery(), "d"))
    return Own(query.sql(dialect=site.dialect), reading, columns=tuple(names))


def orphans(spec: Orphans, site: Site) -> Measure:
    """Rows that point to nothing. A key with a NULL in it points nowhere and is no orphan."""
    from sqlglot import exp

    names = [site.name(one) for one in spec.columns]
    there = site.others(spec.schema, spec.table) or ()
    pairs = []
    for name, wanted in zip(names, spec.targets, strict=True):
        target = find(there, wanted) or Column(wanted)
        mine, theirs = column(name, "a"), column(target.name, "b")
        left = _like(mine, site.type(name), target.type)
        pairs.append(exp.EQ(this=left, expression=_like(theirs, target.type or "", site.type(name))))
    found = exp.select("1").from_(table(spec.schema, spec.table).as_("b")).where(*pairs)
    query = (
        exp.select(exp.Count(this=exp.Star()))
        .from_(table(site.table.schema, site.table.name).as_("a"))
        .where(*(column(name, "a").is_(exp.null()).not_() for name in names), exp.not_(exp.Exists(this=found)))
    )
    return Own(query.sql(dialect=site.dialect), plain, columns=tuple(names), tables=((spec.schema, spec.table),))


def _like(value: exp.Expr, type_: str, other: str | None) -> exp.Expr:
    """Text as the type that it is compared with: some engines do it themselves, the others refuse."""
    from sqlglot import exp

    if type_ != "VARCHAR" or not other or other == "VARCHAR":
        return value
    return exp.cast(value, exp.DataType.build(other, dialect="duckdb"))


def aggregate(value: exp.Expr, site: Site, total: exp.Expr | None = None) -> Measure:
    """An aggregate that looks beyond its own rows, in percent of ``total`` where there is one."""
    from sqlglot import exp

    values = [value] if total is None else [value, total]
    query = exp.select(*values).from_(table(site.table.schema, site.table.name))
    return Own(query.sql(dialect=site.dialect), plain if total is None else share)


def scalar(text: str, site: Site) -> Measure:
    """The one value that a written statement returns; several are the engine's error."""
    return Own(f"SELECT (\n{read_only(text, site.dialect)}\n) AS value", plain)


def counted(text: str, site: Site) -> Measure:
    """How many rows a written statement returns."""
    inner = read_only(text, site.dialect)
    return Own(f"SELECT COUNT(*) FROM (\n{inner}\n) AS failed_rows", plain)  # noqa: S608 - judged just now
