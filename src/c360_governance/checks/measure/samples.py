"""Which rows a failed check means, by their keys: asked again when somebody wants to see them, and kept nowhere.

A key's value is shown where the contract classifies its column as public or internal; any other is stars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c360_governance.checks.check import Check, Table
from c360_governance.checks.measure import catalog
from c360_governance.checks.measure.conditions import column
from c360_governance.checks.measure.measure import Shared
from c360_governance.checks.measure.own import table
from c360_governance.checks.measure.site import Site
from c360_governance.checks.measure.translate import measure
from c360_governance.checks.written import Unreadable
from c360_governance.model.contract import Dataset, Property
from c360_governance.model.errors import WarehouseError
from c360_governance.model.outcome import Outcome
from c360_governance.sources.repository import Repository
from c360_governance.warehouse.connection import Warehouse

if TYPE_CHECKING:
    from sqlglot import exp

SHOWN = frozenset({"public", "internal"})
"""Classifications whose values may be seen by whoever runs the checks."""

STARS = "***"


@dataclass(frozen=True, slots=True)
class Sample:
    """``keys`` are the key's columns by name, one mapping a row; ``note`` says why there are none."""

    check: str
    keys: tuple[dict[str, str | None], ...] = ()
    note: str = ""


def samples(
    repository: Repository, checks: Iterable[Check], outcomes: Iterable[Outcome], warehouse: Warehouse, most: int,
    timeout: float,
) -> list[Sample]:  # fmt: skip
    """At most so many rows of every check that failed or warned. A statement that breaks is a note."""
    broken = {one.check: one for one in outcomes if one.outcome in ("failed", "warned")}
    known = catalog.read(warehouse)
    found = []
    for check in checks:
        columns = known.named(check.table.schema, check.table.name)
        if check.id not in broken or columns is None:
            continue
        there = Table(check.table.source, *known.written(check.table.schema, check.table.name))
        site = Site(there, columns, warehouse.dialect, broken[check.id].as_of, known.named, known.written)
        _, dataset = repository.dataset(check.dataset)
        found.append(_sample(check, dataset, site, warehouse, most, timeout))
    return found


def _sample(check: Check, dataset: Dataset, site: Site, warehouse: Warehouse, most: int, timeout: float) -> Sample:
    key = [prop for prop in dataset.primary_key if site.find(prop.column)]
    if not key:
        return Sample(check.id, note="the contract names no key by which rows could be shown")
    try:
        query = _rows(check, site, key)
        if query is None:
            return Sample(check.id, note="the check does not say which rows it means")
        rows = warehouse.query(query.limit(most).sql(dialect=site.dialect), timeout=timeout).rows
    except (WarehouseError, Unreadable) as error:
        cause = error.cause if isinstance(error, WarehouseError) else str(error)
        return Sample(check.id, note=f"the rows could not be asked for: {cause}")
    return Sample(check.id, tuple(_masked(key, row) for row in rows))


def _rows(check: Check, site: Site, key: Sequence[Property]) -> exp.Select | None:
    """The keys of the rows that offend, or of those that share a value that only one may have."""
    from sqlglot import exp

    columns = [column(site.name(prop.column)) for prop in key]
    rows = exp.select(*columns).from_(table(site.table.schema, site.table.name))
    if check.type == "duplicate" and check.soda_column and "filter" not in check.body:
        value = column(site.name(check.soda_column))
        repeated = exp.select(value).from_(table(site.table.schema, site.table.name)).group_by(value.copy())
        return rows.where(value.copy().isin(query=repeated.having("COUNT(*) > 1"))).order_by(*columns)
    found = measure(check, site)
    if not isinstance(found, Shared) or found.offends is None:
        return None
    return rows.where(found.offends.copy()).order_by(*(one.copy() for one in columns))


def _masked(key: Sequence[Property], row: Sequence[Any]) -> dict[str, str | None]:
    shown = [(prop.classification or "").lower() in SHOWN for prop in key]
    return {
        prop.name: None if value is None else str(value) if seen else STARS
        for prop, value, seen in zip(key, row, shown, strict=True)
    }
