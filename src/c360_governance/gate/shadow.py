"""The shadow run: old and new definitions on the same data, slice by slice, and how far apart they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from c360_governance.gate.change import Change
from c360_governance.gate.definitions import Definition
from c360_governance.model.contract import Dataset, Property
from c360_governance.model.errors import C360Error, WarehouseError
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.metrics.evaluate import Evaluation
    from c360_governance.warehouse.connection import Warehouse

State = Literal["same", "compared", "new", "error"]


@dataclass(frozen=True, slots=True)
class Shadow:
    """``same`` definitions compile to one statement; ``compared`` ones differ by at most ``variance_pct`` percent
    (infinite where a value appears or disappears) in ``differing`` of ``slices`` slices, most in ``worst``.
    """

    kind: Literal["metric", "field"]
    name: str
    path: str
    state: State
    slices: int = 0
    differing: int = 0
    variance_pct: float = 0.0
    worst: str = ""
    error: str = ""


def metric_shadows(
    definitions: Iterable[Definition], base: Repository, now: Repository, warehouse: Warehouse, as_of: datetime
) -> tuple[Shadow, ...]:
    """One for every metric that changed or reads what changed."""
    return tuple(_metric(definition, base, now, warehouse, as_of) for definition in definitions)


def _metric(definition: Definition, base: Repository, now: Repository, warehouse: Warehouse, as_of: datetime) -> Shadow:
    from c360_governance.metrics.evaluate import evaluate

    name, path = definition.metric.name, definition.metric.path
    if definition.error is not None:
        return Shadow("metric", name, path, "error", error=definition.error)
    if definition.old_sql is None:
        return Shadow("metric", name, path, "new")
    if definition.old_sql == definition.sql:
        return Shadow("metric", name, path, "same")
    try:
        old = evaluate(name, base.metrics, warehouse, as_of, datasets=base.datasets)
        new = evaluate(name, now.metrics, warehouse, as_of, datasets=now.datasets)
    except C360Error as error:
        return Shadow("metric", name, path, "error", error=error.message)
    return _compared(name, path, _values(old), _values(new))


def _compared(name: str, path: str, old: Mapping[str, float | None], new: Mapping[str, float | None]) -> Shadow:
    variances = {
        key: variance_pct(old.get(key), new.get(key)) for key in (*old, *(key for key in new if key not in old))
    }
    differing = {key: variance for key, variance in variances.items() if variance}
    worst = max(differing, key=differing.__getitem__, default="")
    return Shadow(
        "metric", name, path, "compared",
        slices=len(variances), differing=len(differing), variance_pct=differing.get(worst, 0.0), worst=worst,
    )  # fmt: skip


def variance_pct(old: float | None, new: float | None) -> float:
    """How far the new value lies from the old one, in percent of the old; infinite from nothing or from zero."""
    if old is None or new is None:
        return 0.0 if old is new else math.inf
    if old == new:
        return 0.0
    return math.inf if old == 0 else abs(new - old) / abs(old) * 100


def _values(evaluation: Evaluation) -> dict[str, float | None]:
    slices = [*evaluation.slices, *([evaluation.total] if evaluation.total else [])]
    return {str(one): None if one.value is None else float(one.value) for one in slices}


def field_shadows(change: Change, base: Repository, warehouse: Warehouse) -> tuple[Shadow, ...]:
    """One for every field whose transformation changed, or that is new and says how it is derived."""
    found = []
    for contract, dataset in change.datasets:
        before = base.datasets.get(dataset.name)
        for field in dataset.properties:
            logic = field.raw.get("transformLogic")
            old = before[1].find(field.name) if before else None
            was = old.raw.get("transformLogic") if old else None
            if isinstance(logic, str) and logic != was:
                found.append(_field(contract.path, dataset, field, was, logic, warehouse))
    return tuple(found)


def _field(path: str, dataset: Dataset, field: Property, was: Any, logic: str, warehouse: Warehouse) -> Shadow:
    """The rows for which the new logic gives another value than the old one, or than the stored one without it."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    from c360_governance.warehouse.read_only import read_only
    from c360_governance.warehouse.table import quoted_table

    name = f"{dataset.name}.{field.name}"
    try:
        new = sqlglot.parse_one(logic, dialect=warehouse.dialect)
        old = (
            sqlglot.parse_one(was, dialect=warehouse.dialect)
            if isinstance(was, str)
            else exp.column(field.column, table=dataset.name, quoted=True)
        )
        differs = exp.NullSafeNEQ(this=exp.paren(old), expression=exp.paren(new))
        query = exp.select("COUNT(*)", exp.func("COUNT_IF", differs)).from_(
            exp.alias_(quoted_table(dataset.table), dataset.name, table=True)
        )
        rows, differing = warehouse.query(read_only(query.sql(dialect=warehouse.dialect), warehouse.dialect)).rows[0]
    except SqlglotError:
        return Shadow("field", name, path, "error", error="the transformation is no valid SQL expression")
    except WarehouseError as error:
        return Shadow("field", name, path, "error", error=error.message)
    share = 100.0 * differing / rows if rows else 0.0
    return Shadow("field", name, path, "compared", slices=rows, differing=differing, variance_pct=share)
