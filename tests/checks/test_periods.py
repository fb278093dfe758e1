"""Which column says when a row arrived, by what the contract says of the dataset and of no other."""

from __future__ import annotations

from typing import Any

import pytest

from c360_governance.checks.periods import time_column
from c360_governance.model.contract import parse_contract

COLUMNS = [{"name": "id"}, {"name": "loaded_at"}, {"name": "updated_at"}]


def sla(element: str, property_: str = "freshness") -> dict[str, Any]:
    return {"property": property_, "value": 1, "unit": "d", "element": element}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, {"a": None, "b": None}),
        ({"slaProperties": [sla("a.updated_at"), sla("b.loaded_at")]}, {"a": "updated_at", "b": "loaded_at"}),
        ({"slaProperties": [sla("a.updated_at, b.loaded_at")]}, {"a": "updated_at", "b": "loaded_at"}),
        ({"slaProperties": [sla("loaded_at")]}, {"a": "loaded_at", "b": "loaded_at"}),
        ({"slaProperties": [sla("b.loaded_at")]}, {"a": None, "b": "loaded_at"}),
        ({"slaProperties": [sla("a.updated_at", "retention")]}, {"a": None, "b": None}),
    ],
)
def test_a_service_level_names_the_column_of_its_own_dataset(
    parts: dict[str, Any], expected: dict[str, str | None]
) -> None:
    schema = [{"name": name, "properties": COLUMNS} for name in ("a", "b")]
    contract = parse_contract({"schema": schema, **parts})
    found = {dataset.name: time_column(contract, dataset) for dataset in contract.datasets}
    assert {name: prop.name if prop else None for name, prop in found.items()} == expected
