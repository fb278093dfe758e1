"""Where and when a check is asked: the table as the warehouse has it, in its engine's words, at the data's clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from c360_governance.checks.check import Column, Table
from c360_governance.checks.measure.window import Window

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Site:
    """``columns`` are the table's own, with the types that the catalog gives in `types.canonical`'s names."""

    table: Table
    columns: Sequence[Column]
    dialect: str
    as_of: datetime
    others: Callable[[str, str], Sequence[Column] | None] = lambda schema, name: None
    """The columns of another table, by schema and name; None where there is no such table."""
    written: Callable[[str, str], tuple[str, str]] = lambda schema, name: (schema, name)
    """Schema and name of another table as the engine writes them."""
    window: Window | None = None
    """The rows that are looked at; None is all of them."""

    def find(self, name: str) -> Column | None:
        """A column of the table, see `find`."""
        return find(self.columns, name)

    def name(self, name: str) -> str:
        """The column's name as the engine has it; as it is written where there is none."""
        found = self.find(name)
        return found.name if found else name

    def is_time(self, name: str) -> bool:
        """Whether a column holds dates or times."""
        return self.type(name).startswith(("DATE", "TIMESTAMP"))

    def has_zone(self, name: str) -> bool:
        """Whether a column's values carry their zone."""
        return self.type(name) == "TIMESTAMP WITH TIME ZONE"

    def moment(self, name: str, at: datetime, zone: str) -> exp.Expr:
        """A time (aware) as a literal to compare a column with, whose zoneless values were written in ``zone``."""
        from sqlglot import exp

        if self.has_zone(name):
            text = at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
            return exp.cast(exp.Literal.string(f"{text}+00:00"), exp.DType.TIMESTAMPTZ)
        local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if self.type(name) == "DATE" and local.time() == datetime.min.time():
            return exp.cast(exp.Literal.string(local.date().isoformat()), exp.DType.DATE)
        return exp.cast(exp.Literal.string(local.isoformat(sep=" ")), exp.DType.TIMESTAMPNTZ)

    def within(self, table: str | None = None) -> exp.Expr | None:
        """The condition that a row lies in the window; ``table`` is the alias of the dataset's."""
        from sqlglot import exp

        if self.window is None:
            return None
        name = self.name(self.window.column)
        column = exp.column(name, table=table, quoted=True)
        found: exp.Expr = column >= self.moment(name, self.window.begin, self.window.zone)
        if self.window.end is not None:
            found = exp.and_(found, column.copy() < self.moment(name, self.window.end, self.window.zone))
        return found

    def type(self, name: str) -> str:
        """The column's type, "" where there is none."""
        found = self.find(name)
        return (found.type or "") if found else ""


def find(columns: Sequence[Column], name: str) -> Column | None:
    """A column by its name, else the only one that differs in case alone: engines fold names."""
    exact = next((column for column in columns if column.name == name), None)
    folded = [column for column in columns if column.name.casefold() == name.casefold()]
    return exact or (folded[0] if len(folded) == 1 else None)


def last_period(as_of: datetime, per: str, zone: str) -> tuple[datetime, datetime]:
    """Begin and end (aware) of the last ``per`` of a zone that was over at the clock."""
    place = ZoneInfo(zone)
    if per == "hour":
        end = as_of.astimezone(place).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
        return end - timedelta(hours=1), end
    today = as_of.astimezone(place).date()
    if per == "week":
        last = today - timedelta(days=today.weekday())
        return _midnight(last - timedelta(days=7), place), _midnight(last, place)
    if per == "month":
        last = today.replace(day=1)
        return _midnight((last - timedelta(days=1)).replace(day=1), place), _midnight(last, place)
    return _midnight(today - timedelta(days=1), place), _midnight(today, place)


def _midnight(day: date, place: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), place)
