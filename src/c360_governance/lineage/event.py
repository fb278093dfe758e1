"""Looking into events that others sent: anything may be missing or of another type than the specification says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal


def facet(owner: Any, group: Literal["facets", "inputFacets"], key: str) -> Mapping[str, Any] | None:
    """A facet of a run, job or dataset; None where it, or anything on the way to it, is not there."""
    facets = owner.get(group) if isinstance(owner, dict) else None
    found = facets.get(key) if isinstance(facets, dict) else None
    return found if isinstance(found, dict) else None


def entries(value: Any) -> list[Any]:
    """The value where it is a list, else none."""
    return value if isinstance(value, list) else []


def time_of(value: Any) -> datetime | None:
    """An event's time; without a zone it is taken as UTC, so that times can be compared. None for what is no time."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
