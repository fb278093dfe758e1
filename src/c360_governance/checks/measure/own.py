"""Measures that need a statement of their own: keys, references, and the statements that people wrote."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from c360_governance.checks.check import Column
from c360_governance.checks.measure.bits import bounds, counted_by_bits, is_integer
from c360_governance.checks.measure.conditions import column
from c360_governance.checks.measure.measure import Measure, Own, Reading, difference, plain, share, share_of_difference
from c360_governance.checks.measure.site import Site, find
from c360_governance.checks.spec import Orphans, Tuples
from c360_governance.checks.written import condition
from c360_governance.warehouse.read_only import read_only

if TYPE_CHECKING:
    from sqlglot import exp


def table(schema: str, name: str) -> exp.Table:
    """A table by its physical name, quoted."""
    from sqlglot import exp

    return exp.table_(exp.to_identifier(name, quoted=True), db=exp.to_identifier(schema, quoted=True) if schema else "")


def repeated(name: str, site: Site, where: exp.Expr | None, *, percent: bool) -> Measure:
    """Values minus distinct values of a column: NULLs are left out, as SQL's UNIQUE does."""
    from sqlglot import exp

    reading = share_of_difference if percent else difference
    value = column(name)
    if site.dialect == "duckdb" and not _windowed(site, reading):  # where it is the fastest by half
        kept: exp.Expr = value if where is None else exp.Case(ifs=[exp.If(this=where, true=value)])
        counts = [exp.Count(this=kept.copy()), exp.Count(this=exp.Distinct(expressions=[kept.copy()]))]
        query = exp.select(*counts).from_(table(site.table.schema, site.table.name))
        if is_integer(site, name):
            return Own(bounds(kept, site), reading, columns=(name,), then=partial(counted_by_bits, kept, query, site))
        return Own(query.sql(dialect=site.dialect), reading, columns=(name,))
    there = value.is_(exp.null()).not_()
    return _counted([name], site, there if where is None else exp.and_(where, there), reading, nulls=False)


def tuples(spec: Tuples, site: Site) -> Measure:
    """Rows minus distinct tuples: two NULLs are equal."""
    where = None if spec.where is None else condition(spec.where, site.dialect)
    reading = share_of_difference if spec.percent else difference
    return _counted([site.name(one) for one in spec.columns], site, where, reading, nulls=True)


def _windowed(site: Site, reading: Reading) -> bool:
    """See `translate`: what earlier runs counted can be added to, their shares cannot."""
    return site.window is not None and (site.window.counted is None or reading is difference)


def _counted(names: list[str], site: Site, where: exp.Expr | None, reading: Reading, *, nulls: bool) -> Measure:
    """All rows, and the distinct ones: DISTINCT compares column by column on every engine.

    Of a window: its rows, and those of its tuples that no row before it has, so that what is too many adds up.
    """
    from sqlglot import exp

    windowed = _windowed(site, reading)
    source = table(site.table.schema, site.table.name)
    rows = exp.select(*map(column, names)).from_(source)
    rows = rows.where(where) if where is not None else rows
    inside = site.within() if windowed else None
    chosen = rows.where(inside) if inside is not None else rows
    every = exp.select(exp.Count(this=exp.Star())).from_(chosen.copy().subquery("every"))
    distinct = exp.select(exp.Count(this=exp.Star())).from_(chosen.copy().distinct().subquery("each"))
    if inside is not None:
        before = rows.where(_before(site))
        if nulls:  # EXCEPT takes two NULLs for equal, as DISTINCT does
            fresh: exp.Query = exp.except_(chosen.copy(), before)
        else:
            pair = exp.EQ(this=column(names[0], "each"), expression=column(names[0], "b"))
            known = exp.select("1").from_(before.subquery("b")).where(pair)
            fresh = (
                exp.select("*").from_(chosen.copy().distinct().subquery("each")).where(exp.not_(exp.Exists(this=known)))
            )
        distinct = exp.select(exp.Count(this=exp.Star())).from_(fresh.subquery("fresh"))
    query = exp.select(exp.alias_(every.subquery(), "n"), exp.alias_(distinct.subquery(), "d"))
    return Own(query.sql(dialect=site.dialect), reading, columns=tuple(names), windowed=windowed)


def _before(site: Site) -> exp.Expr:
    """The rows that are not the window's, among them those without a time."""
    from sqlglot import exp

    inside = site.within() or exp.true()
    name = site.name(site.window.column) if site.window else ""
    return exp.or_(exp.not_(exp.paren(inside)), column(name).is_(exp.null()))


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
    found = exp.select("1").from_(table(*site.written(spec.schema, spec.table)).as_("b")).where(*pairs)
    query = (
        exp.select(exp.Count(this=exp.Star()))
        .from_(table(site.table.schema, site.table.name).as_("a"))
        .where(*(column(name, "a").is_(exp.null()).not_() for name in names), exp.not_(exp.Exists(this=found)))
    )
    inside = site.within("a")
    return Own((query if inside is None else query.where(inside)).sql(dialect=site.dialect), plain, tuple(names),
               ((spec.schema, spec.table),), windowed=inside is not None)  # fmt: skip


def rows_where(inside: exp.Expr, site: Site, columns: tuple[str, ...]) -> Measure:
    """The rows of a condition that engines can use to skip the others."""
    from sqlglot import exp

    query = exp.select(exp.Count(this=exp.Star())).from_(table(site.table.schema, site.table.name)).where(inside)
    return Own(query.sql(dialect=site.dialect), plain, columns=columns, windowed=True)


def statement_of(query: exp.Query, site: Site) -> Measure:
    """A statement that somebody wrote, held to the window."""
    return Own(query.sql(dialect=site.dialect), plain, windowed=True)


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
