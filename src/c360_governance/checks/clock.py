"""Times as engines count them, and as people mean them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from sqlglot import exp


def epoch(moment: exp.Expr, dialect: str) -> exp.Expr:
    """Seconds since 1970 of a time, with fractions; of one without a zone, as if it were UTC."""
    from sqlglot import exp

    if dialect in ("spark", "databricks"):
        return exp.Anonymous(this="unix_micros", expressions=[exp.cast(moment, exp.DType.TIMESTAMPTZ)]) / 1e6
    if dialect == "bigquery":
        instant = exp.Anonymous(this="TIMESTAMP", expressions=[moment])
        return exp.Anonymous(this="UNIX_MICROS", expressions=[instant]) / 1e6
    if dialect == "snowflake":
        return exp.Anonymous(this="DATE_PART", expressions=[exp.var("EPOCH_MICROSECOND"), moment]) / 1e6
    if dialect == "trino":
        zoned = exp.cast(moment, exp.DataType.build("TIMESTAMP WITH TIME ZONE", dialect="trino"))
        return exp.Anonymous(this="to_unixtime", expressions=[zoned])
    if dialect == "duckdb":
        return exp.Anonymous(this="epoch", expressions=[moment])
    return exp.Extract(this=exp.var("EPOCH"), expression=moment)


def seconds_since(counted: float, as_of: datetime, zone: str | None) -> float:
    """How long before the clock a time lies that an engine counted; ``zone`` is where it was written, if zoneless.

    An hour that a zone has twice is the first of them.
    """
    if zone in (None, "UTC", "Etc/UTC"):
        return as_of.timestamp() - counted
    whole = int(counted // 1)
    try:
        local = datetime.fromtimestamp(whole, UTC).replace(tzinfo=ZoneInfo(str(zone)))
    except (ValueError, OverflowError, OSError):  # a year that Python has no date for: hours do not matter there
        return as_of.timestamp() - counted
    return as_of.timestamp() - local.timestamp() - (counted - whole)
