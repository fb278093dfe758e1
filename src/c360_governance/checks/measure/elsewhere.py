"""References into another warehouse: the distinct keys of both sides are compared here, and go nowhere from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from c360_governance.checks import judging, verdict
from c360_governance.checks.check import Check
from c360_governance.checks.measure import catalog
from c360_governance.checks.measure.asking import Asking
from c360_governance.checks.measure.conditions import column
from c360_governance.checks.measure.own import table
from c360_governance.checks.measure.site import Site, find
from c360_governance.checks.spec import Orphans
from c360_governance.checks.verdict import Verdict
from c360_governance.model.errors import C360Error, WarehouseError, WarehouseLost
from c360_governance.warehouse.connection import Warehouse

if TYPE_CHECKING:
    from sqlglot import exp

MOST = 1_000_000
"""Distinct keys of a side that are compared: more do not fit into a process that runs beside others."""


def lies_elsewhere(check: Check) -> bool:
    """Whether a check's keys lie in another warehouse."""
    return isinstance(check.spec, Orphans) and check.spec.warehouse is not None


def verdicts(
    checks: Sequence[Check], asking: Asking, site: Site, open_other: Callable[[str], Warehouse]
) -> dict[str, Verdict]:
    """By check. A warehouse that cannot be reached costs only these their answer."""
    found = {}
    for check in checks:
        try:
            found[check.id] = judging.judge(check, _orphans(check, asking, site, open_other))
        except WarehouseLost:
            raise
        except WarehouseError as error:
            found[check.id] = verdict.error(error.cause)
    return found


def _orphans(check: Check, asking: Asking, site: Site, open_other: Callable[[str], Warehouse]) -> int:
    from sqlglot import exp

    spec = check.spec
    if not isinstance(spec, Orphans) or spec.warehouse is None:
        raise WarehouseError("the reference does not lead into another warehouse")
    names = [site.name(name) for name in spec.columns]
    gone = next((name for name in names if site.find(name) is None), None)
    if gone is not None:
        raise WarehouseError(f"the table has no column {gone!r}")
    here = table(site.table.schema, site.table.name)
    count = exp.alias_(exp.Count(this=exp.Star()), "n")
    mine = asking.rows(_keys(names, here, count).limit(MOST + 1).sql(dialect=site.dialect))
    theirs = _theirs(spec, open_other)
    if len(mine) > MOST or len(theirs) > MOST:
        raise WarehouseError(f"there are over {MOST:,} distinct keys, too many to compare across warehouses")
    known = {tuple(map(_comparable, key)) for key in theirs}
    return sum(number for *key, number in mine if tuple(map(_comparable, key)) not in known)


def _theirs(spec: Orphans, open_other: Callable[[str], Warehouse]) -> list[tuple[Any, ...]]:
    """The keys of the other side. Raises `WarehouseError`, never `WarehouseLost`: that one is about this side."""
    try:
        with open_other(str(spec.warehouse)) as other:
            known = catalog.read(other)
            columns = known.named(spec.schema, spec.table)
            if columns is None:
                raise WarehouseError(f"the warehouse {spec.warehouse} has no table {spec.schema}.{spec.table}")
            found = [find(columns, name) for name in spec.targets]
            if None in found:
                raise WarehouseError(f"{spec.table} has no column {spec.targets[found.index(None)]!r}")
            names = [one.name for one in found if one]
            query = _keys(names, table(*known.written(spec.schema, spec.table)))
            return other.query(query.limit(MOST + 1).sql(dialect=other.dialect)).rows
    except C360Error as error:
        raise WarehouseError(error.cause if isinstance(error, WarehouseError) else error.message) from None


def _keys(names: Sequence[str], source: exp.Table, *more: exp.Expr) -> exp.Select:
    """The distinct tuples in which nothing is NULL."""
    from sqlglot import exp

    columns = [column(name) for name in names]
    query = exp.select(*columns, *more).from_(source).where(*(one.copy().is_(exp.null()).not_() for one in columns))
    return query.group_by(*(one.copy() for one in columns))


def _comparable(value: Any) -> Any:
    """A value as both engines would call it: drivers return the same number as an integer or a decimal."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value
