"""Asking a warehouse about a change. A question that it cannot answer is said, and hides no finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from c360_governance.diff.change import Change
from c360_governance.model.contract import Contract, Dataset, parse_contract
from c360_governance.model.errors import WarehouseError
from c360_governance.model.finding import DataCount, Finding
from c360_governance.warehouse.connection import Warehouse
from c360_governance.warehouse.table import quoted_table

if TYPE_CHECKING:
    from sqlglot import exp

_KEYS = ("primary-key-added", "primary-key-changed")
_NEW_COLUMNS = ("property-added-required",)


class DataSays:
    """Adds to the findings about a contract what the data says of them. Every question is one statement."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def of(self, change: Change, old: Mapping[str, Any], new: Mapping[str, Any], finding: Finding) -> Finding:
        """The finding with the counts; as it was where the change demands nothing of the rows."""
        asked = _question(change, parse_contract(old), parse_contract(new))
        if asked is None:
            return finding
        statement, values, phrase = asked
        try:
            (row,) = self._warehouse.query(statement.sql(dialect=self._warehouse.dialect), values).rows
        except WarehouseError as error:
            return replace(finding, message=f"{finding.message}; the data cannot tell: {error.cause}")
        count = DataCount(rows=int(row[0]), offending=int(row[1] or 0))
        return replace(finding, message=f"{finding.message}; {told(count, phrase)}", data=count)


def told(count: DataCount, phrase: str) -> str:
    """`today 0 of 35 rows have no value`."""
    return f"today {count.offending} of {count.rows} row{'s' * (count.rows != 1)} {phrase}"


def _question(change: Change, old: Contract, new: Contract) -> tuple[exp.Select, tuple[Any, ...], str] | None:
    """The statement that counts all rows and those that break the new demand, its parameters, what such rows do."""
    from sqlglot import exp

    added = change.kind in _NEW_COLUMNS
    pointer = change.pointer_new if added else change.pointer_old
    dataset = next((one for one in (new if added else old).datasets if one.pointer == pointer[:2]), None)
    if dataset is None:
        return None
    table = quoted_table(dataset.table)
    names = _columns(change, dataset, pointer, new)
    if not names:
        return None
    columns = [exp.column(exp.to_identifier(name, quoted=True)) for name in names]
    if change.kind in (*_KEYS, "unique-added"):
        return _repeated(table, columns, key=change.kind in _KEYS)
    from c360_governance.rules.data.conditions import condition

    found = condition(columns[0], change)
    if found is None:
        return None
    broken = exp.Count(this=exp.Case().when(found.broken, exp.Literal.number(1)))
    return exp.select(exp.Count(this=exp.Star()), broken).from_(table), found.values, found.phrase


def _columns(change: Change, dataset: Dataset, pointer: tuple[Any, ...], new: Contract) -> list[str]:
    """The columns in question by their names in the warehouse; none for a nested one, whose rows SQL does not count
    alike everywhere."""
    if change.kind in _KEYS:
        wanted = change.new if isinstance(change.new, list) else []
        found = [prop for prop in (dataset.find(str(name)) for name in wanted) if prop]
        return [prop.column for prop in found] if len(found) == len(wanted) else []
    nested = len(pointer) > 4 and pointer[4] in ("properties", "items", "map")
    return [] if nested else [prop.column for prop in dataset.properties if prop.pointer == pointer[:4]]


def _repeated(table: exp.Table, columns: list[exp.Column], *, key: bool) -> tuple[exp.Select, tuple[Any, ...], str]:
    """Rows that share their value with another one; of a key, those with a part that is missing too."""
    from sqlglot import exp

    missing = exp.or_(*(column.is_(exp.Null()) for column in columns))
    size = exp.alias_(exp.Count(this=exp.Star()), "size", quoted=True)
    blank = exp.alias_(
        exp.case().when(missing, exp.Literal.number(1)).else_(exp.Literal.number(0)), "blank", quoted=True
    )
    groups = exp.select(size, blank).from_(table).group_by(*columns).subquery("groups")
    many, lacking = (exp.column(exp.to_identifier(name, quoted=True)) for name in ("size", "blank"))
    shared = exp.and_(many > 1, lacking.eq(0))
    broken = exp.or_(shared, lacking.eq(1)) if key else shared
    total = exp.Sum(this=many)
    offending = exp.Sum(this=exp.case().when(broken, many).else_(exp.Literal.number(0)))
    counts = [exp.func("COALESCE", count, exp.Literal.number(0)) for count in (total, offending)]
    phrase = "lack a part of the key or share it" if key else "share their value with another"
    return exp.select(*counts).from_(groups), (), phrase
