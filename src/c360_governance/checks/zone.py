"""The time zone of a column that has none of its own."""

from __future__ import annotations

from collections.abc import Mapping

from c360_governance.model.contract import Contract, Property

UTC = "Etc/UTC"


def zone_of(prop: Property | None, contract: Contract) -> str:
    """The zone that the contract gives the column's values, UTC where it is silent.

    The property's ``logicalTypeOptions`` (``defaultTimezone``, or a ``timezone`` that names one), then the
    contract's ``freshness: {zone}``.
    """
    options = prop.options if prop else {}
    custom = contract.custom.get("freshness")
    named = (
        options.get("defaultTimezone"),
        options.get("timezone"),
        custom.get("zone") if isinstance(custom, Mapping) else None,
    )
    return next((zone for zone in named if isinstance(zone, str) and zone), UTC)


def is_zone(name: str) -> bool:
    """Whether the zone database knows it."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed, or a folder of the database
        return False
    return True


def has_zone(prop: Property | None) -> bool:
    """Whether the column's values carry their zone themselves, as its physical type says."""
    physical = ((prop.physical_type if prop else None) or "").upper()
    return "TIMESTAMPTZ" in physical or "WITH TIME ZONE" in physical or "TIMESTAMP_TZ" in physical
