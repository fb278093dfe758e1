"""Parts of events for the tests of the graph."""

from __future__ import annotations

from typing import Any

LOCAL = "duckdb://local"


def dataset(name: str, namespace: str = LOCAL, **facets: Any) -> dict[str, Any]:
    return {"namespace": namespace, "name": name, "facets": facets}


def run(number: int) -> dict[str, Any]:
    return {"runId": f"01a20085-5b53-78ef-b206-{number:012d}"}


def schema(*columns: str) -> dict[str, Any]:
    """A schema facet of columns written as ``name type``."""
    return {"fields": [dict(zip(("name", "type"), column.split(), strict=True)) for column in columns]}
