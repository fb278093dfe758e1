"""Facets are written without OpenLineage's client, and are what the client would have written."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime, timedelta
from uuid import UUID

import openlineage.client.facet_v2 as client
import pytest
from openlineage.client.event_v2 import RunEvent

from c360_governance.lineage.events.standard import EVENT_SCHEMA, SCHEMAS, facet
from c360_governance.lineage.record import _new_id


def of_client(name: str) -> str:
    """The address that the client gives a facet."""
    import openlineage.client.generated as generated

    for module in pkgutil.iter_modules(generated.__path__):
        found = getattr(importlib.import_module(f"{generated.__name__}.{module.name}"), name, None)
        if found is not None:
            return str(found._get_schema())
    raise AssertionError(f"{client.__name__} has no {name}")


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_address_is_the_clients(name: str) -> None:
    assert facet(name)["_schemaURL"] == of_client(name)


def test_the_events_address_is_the_clients() -> None:
    assert RunEvent._get_schema() == EVENT_SCHEMA


def test_run_ids_are_of_version_7_and_sort_by_time() -> None:
    begun = datetime(2026, 1, 31, tzinfo=UTC)
    ids = [_new_id(begun + timedelta(milliseconds=at)) for at in range(100)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 100
    assert {(UUID(one).version, UUID(one).variant) for one in ids} == {(7, "specified in RFC 4122")}
