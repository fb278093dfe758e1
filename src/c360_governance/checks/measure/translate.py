"""From a planned check to what the engine is asked; None for what only Soda can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from c360_governance.checks.check import Check
from c360_governance.checks.clock import epoch, seconds_since
from c360_governance.checks.measure import conditions, distribution, own
from c360_governance.checks.measure.measure import Drift, Measure, Number, Reading, Shared, difference, plain, share
from c360_governance.checks.measure.site import Site, last_period
from c360_governance.checks.spec import Distribution, Due, Newest, Orphans, Period, Tuples
from c360_governance.checks.written import condition, joined_rows, row_condition, stands_alone, statement

if TYPE_CHECKING:
    from sqlglot import exp

_AGGREGATES = {"avg": "Avg", "sum": "Sum", "min": "Min", "max": "Max",
               "avgLength": "Avg", "minLength": "Min", "maxLength": "Max"}  # fmt: skip


def measure(check: Check, site: Site) -> Measure | None:
    """Raises `Unreadable` for SQL that sqlglot does not understand, `WarehouseError` for SQL that may not run."""
    match check.spec:
        case Newest():
            return _newest(check.spec, site)
        case Due():
            return _due(check.spec, site)
        case Period():
            return _period(check.spec, site)
        case Tuples():
            return own.tuples(check.spec, site)
        case Orphans():
            return own.orphans(check.spec, site)
        case Distribution():
            return distribution.measure(check.spec, site)
    translator = _TRANSLATORS.get(check.type)
    return translator(check, site) if translator else None


def _schema(check: Check, site: Site) -> Measure | None:
    return Drift()


def _row_count(check: Check, site: Site) -> Measure | None:
    where = _where(check, site)
    return Shared((_rows(where),), plain)


def _missing(check: Check, site: Site) -> Measure | None:
    from sqlglot import exp

    name, where = site.name(str(check.soda_column)), _where(check, site)
    if not where and not conditions.OPTIONS & check.body.keys():
        counts = (exp.Count(this=exp.Star()), exp.Count(this=conditions.column(name)))
        reading: Reading = _missing_share if _percent(check) else difference
        empty = conditions.missing(name, {}, site.dialect)
        return Shared(counts, reading, windowed=_windowed(site, reading), columns=(name,), offends=empty)
    return _offending(check, site, conditions.missing(name, check.body, site.dialect), (name,))


def _missing_share(values: Sequence[Any]) -> Number | None:
    found = difference(values)
    return None if found is None else share([found, values[0]])


def _invalid(check: Check, site: Site) -> Measure | None:
    from sqlglot import exp

    name = site.name(str(check.soda_column))
    target = check.body.get("valid_reference_data")
    if isinstance(target, Mapping):
        plain_reference = not (conditions.OPTIONS | {"filter"}) & check.body.keys() and not _percent(check)
        _, _, path = str(target["dataset"]).partition("/")
        schema, _, table = path.rpartition("/")
        if not plain_reference or not table or "/" in schema:
            return None
        return own.orphans(Orphans((name,), schema or site.table.schema, table, (str(target["column"]),)), site)
    if not conditions.OPTIONS & check.body.keys():
        return None
    missing = conditions.missing(name, check.body, site.dialect)
    offends = exp.and_(exp.not_(missing), conditions.invalid(name, check.body, site.dialect))
    return _offending(check, site, offends, (name,))


def _duplicate(check: Check, site: Site) -> Measure | None:
    name = site.name(str(check.soda_column))
    return own.repeated(name, site, _where(check, site), percent=_percent(check))


def _failed_rows(check: Check, site: Site) -> Measure | None:
    if "expression" in check.body:
        return _offending(check, site, _condition(check.body["expression"], site))
    if "query" not in check.body or set(check.body) - {"query", "threshold"} or _percent(check):
        return None
    text = _text(check.body["query"], site)
    rows = row_condition(statement(text, site.dialect), site.table.schema, site.table.name, counting=False)
    return _offending(check, site, rows) if rows is not None else own.counted(text, site)


def _metric(check: Check, site: Site) -> Measure | None:
    if "expression" in check.body:
        found = _condition(check.body["expression"], site)
        return Shared((found,), plain) if stands_alone(found) else own.aggregate(found, site)
    text = _text(check.body["query"], site)
    rows = row_condition(statement(text, site.dialect), site.table.schema, site.table.name, counting=True)
    if rows is not None:
        return _offending(check, site, rows)
    joined = joined_rows(statement(text, site.dialect), site) if site.window is not None else None
    return own.statement_of(joined, site) if joined is not None else own.scalar(text, site)


def _aggregate(check: Check, site: Site) -> Measure | None:
    from sqlglot import exp

    function = str(check.body["function"])
    if conditions.OPTIONS & check.body.keys() or function not in _AGGREGATES:
        return None
    name, where = site.name(str(check.soda_column)), _where(check, site)
    value: exp.Expr = conditions.column(name)
    if where is not None:
        value = exp.Case(ifs=[exp.If(this=where, true=value)])
    if function.endswith("Length"):
        value = exp.Length(this=value)
    aggregate: exp.Expr = getattr(exp, _AGGREGATES[function])(this=value)
    return Shared((aggregate,), plain, columns=(name,))


_TRANSLATORS: dict[str, Callable[[Check, Site], Measure | None]] = {
    "schema": _schema, "row_count": _row_count, "missing": _missing, "invalid": _invalid, "duplicate": _duplicate,
    "failed_rows": _failed_rows, "metric": _metric, "aggregate": _aggregate,
}  # fmt: skip


def _newest(spec: Newest, site: Site) -> Measure:
    from sqlglot import exp

    name = site.name(spec.column)
    zone = None if site.has_zone(name) else spec.zone
    value: exp.Expr = conditions.column(name)
    if spec.where is not None:
        value = exp.Case(ifs=[exp.If(this=_condition(spec.where, site), true=value)])

    def age(values: Sequence[Any]) -> Number | None:
        counted = plain(values)
        return None if counted is None else plain([seconds_since(counted, site.as_of, zone) / spec.seconds])

    windowed = _holds_newest(site, name) and spec.where is None
    return Shared((epoch(exp.Max(this=value), site.dialect),), age, windowed=windowed, columns=(name,))


def _due(spec: Due, site: Site) -> Measure:
    from sqlglot import exp

    name = site.name(spec.column)
    zone = None if site.has_zone(name) else spec.zone
    before, _ = spec.schedule.last_two(site.as_of)
    allowed = (site.as_of - before).total_seconds()

    def late(values: Sequence[Any]) -> Number | None:
        counted = plain(values)
        if counted is None:
            return None
        age = seconds_since(counted, site.as_of, zone)
        return plain([min(age, 0.0) / 3600 or max(age - allowed, 0.0) / 3600])

    newest = epoch(exp.Max(this=conditions.column(name)), site.dialect)
    return Shared((newest,), late, windowed=_holds_newest(site, name), columns=(name,))


def _holds_newest(site: Site, name: str) -> bool:
    """A window begins with the newest row that was seen, so that it holds the newest of all."""
    return site.window is not None and site.window.end is None and site.name(site.window.column) == name


def _period(spec: Period, site: Site) -> Measure:
    name = site.name(spec.column)
    begin, end = (site.moment(name, moment, spec.zone) for moment in last_period(site.as_of, spec.per, spec.zone))
    column = conditions.column(name)
    inside = (column >= begin).and_(column.copy() < end)
    if site.window is not None:  # engines skip what lies outside, so that this is no statement on the whole
        return own.rows_where(inside, site, (name,))
    return Shared((_rows(inside),), plain, columns=(name,))


def _offending(check: Check, site: Site, offends: exp.Expr, columns: tuple[str, ...] = ()) -> Measure:
    """The rows that offend, or their share of all that the check looks at."""
    from sqlglot import exp

    where = _where(check, site)
    offends = exp.and_(where, offends) if where is not None else offends
    counted = _rows(offends)
    if not stands_alone(counted):
        return own.aggregate(counted, site, _rows(where) if _percent(check) else None)
    if _percent(check):
        return Shared((counted, _rows(where)), share, _windowed(site, share), columns, offends)
    return Shared((counted,), plain, _windowed(site, plain), columns, offends)


def _windowed(site: Site, reading: Reading) -> bool:
    """Whether the window's rows alone can be judged: counts can be added to those of earlier runs, shares cannot."""
    return site.window is not None and (site.window.counted is None or reading in (plain, difference))


def _rows(where: exp.Expr | None) -> exp.Expr:
    from sqlglot import exp

    if where is None or (isinstance(where, exp.Boolean) and where.this):
        return exp.Count(this=exp.Star())
    return exp.Count(this=exp.Case(ifs=[exp.If(this=where, true=exp.Literal.number(1))]))


def _where(check: Check, site: Site) -> exp.Expr | None:
    written = check.body.get("filter")
    return None if written is None else _condition(written, site)


def _condition(text: str, site: Site) -> exp.Expr:
    return condition(_text(text, site), site.dialect)


def _text(text: str, site: Site) -> str:
    """Soda's clocks filled in: the data's, and the real one."""
    from c360_governance.checks.variables import clocks

    return clocks(text, site.as_of.isoformat(timespec="seconds"), datetime.now(UTC).isoformat(timespec="seconds"))


def _percent(check: Check) -> bool:
    asked = check.body.get("threshold")
    return isinstance(asked, Mapping) and asked.get("metric") == "percent"
