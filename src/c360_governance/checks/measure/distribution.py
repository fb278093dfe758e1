"""How a column's values are distributed, as one number that an engine computes: shares, missing values, quantiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c360_governance.checks.measure import conditions
from c360_governance.checks.measure.measure import Shared, plain
from c360_governance.checks.measure.site import Site, last_period
from c360_governance.checks.spec import Distribution, Scalar

if TYPE_CHECKING:
    from sqlglot import exp


def measure(asked: Distribution, site: Site) -> Shared:
    """What an engine is asked, together with the dataset's other checks."""
    name = site.name(asked.column)
    within: exp.Expr | None = None
    columns: tuple[str, ...] = (name,)
    if asked.period is not None:
        times = site.name(asked.period.column)
        bounds = last_period(site.as_of, asked.period.per, asked.period.zone)
        begin, end = (site.moment(times, moment, asked.period.zone) for moment in bounds)
        within, columns = (conditions.column(times) >= begin).and_(conditions.column(times) < end), (name, times)
    return Shared((aggregate(asked, conditions.column(name), within, site.dialect),), plain, columns=columns)


def aggregate(asked: Distribution, column: exp.Expr, within: exp.Expr | None, dialect: str) -> exp.Expr:
    """The number as an aggregate over the table's rows, or over those of a condition; NULL where there are none."""
    from sqlglot import exp

    match asked.measure:
        case "share":
            return _share(column.isin(*map(_literal, asked.values)), column, within)
        case "missing":
            return _mean(column.is_(exp.null()), None, within)
        case "mean":
            return exp.Avg(this=_kept(column, within))
        case "quantile":
            return _quantile(_kept(column, within), asked.quantile, dialect)
    shares = asked.shares or {}
    distances = [
        _distance(_share(column.copy().eq(_literal(value)), column, within), share) for value, share in shares.items()
    ]
    others = column.copy().isin(*map(_literal, shares)).not_()
    distances.append(_distance(_share(others, column, within), max(0.0, 1 - sum(shares.values()))))
    return exp.Greatest(this=distances[0], expressions=distances[1:], ignore_nulls=True)  # all are NULL, or none is


def _quantile(value: exp.Expr, share: float, dialect: str) -> exp.Expr:
    """Between two values linearly, where the engine can: Trino and BigQuery have approximations only."""
    from sqlglot import exp

    value = exp.cast(value, exp.DType.DOUBLE)  # between decimals DuckDB would cut off
    if dialect in ("spark", "databricks"):
        return exp.Anonymous(this="PERCENTILE", expressions=[value, exp.Literal.number(share)])
    if dialect == "bigquery":
        parts = exp.Anonymous(this="APPROX_QUANTILES", expressions=[value, exp.Literal.number(1000)])
        return exp.Bracket(this=parts, expressions=[exp.Literal.number(round(share * 1000))])
    order = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=False)])
    return exp.WithinGroup(this=exp.PercentileCont(this=exp.Literal.number(share)), expression=order)


def _share(hit: exp.Expr, column: exp.Expr, within: exp.Expr | None) -> exp.Expr:
    """Of the rows with a value, those that hit."""
    from sqlglot import exp

    return _mean(hit, column.copy().is_(exp.null()).not_(), within)


def _mean(hit: exp.Expr, counted: exp.Expr | None, within: exp.Expr | None) -> exp.Expr:
    """The share of hits; a row that is not counted is NULL to the mean, which passes it over."""
    from sqlglot import exp

    among = [condition.copy() for condition in (within, counted) if condition is not None]
    # Doubles, because Spark's mean of decimals has five digits.
    one, nothing = (exp.cast(exp.Literal.number(number), exp.DType.DOUBLE) for number in (1, 0))
    found = exp.Case(ifs=[exp.If(this=exp.and_(*among, hit.copy()), true=one)])
    found = found.when(exp.and_(*among), nothing) if among else found.else_(nothing)
    return exp.Avg(this=found)


def _kept(column: exp.Expr, within: exp.Expr | None) -> exp.Expr:
    from sqlglot import exp

    if within is None:
        return column.copy()
    return exp.Case(ifs=[exp.If(this=within.copy(), true=column.copy())])


def _distance(share: exp.Expr, wanted: float) -> exp.Expr:
    from sqlglot import exp

    return exp.Abs(this=share - exp.Literal.number(wanted))


def _literal(value: Scalar) -> exp.Expr:
    from sqlglot import exp

    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    return exp.Literal.number(value) if isinstance(value, int | float) else exp.Literal.string(value)
