"""What changed between two versions of an event's JSON Schema: the facts, without judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.json_schema.cleaning import differ_in_prose_alone
from c360_governance.diff.values import text


def event_schema_facts(old: Any, new: Any, name: str = "event") -> list[Change]:
    """The structural facts about two schemas; their subjects begin with the schema's title. Pure; never raises."""
    if differ_in_prose_alone(old, new):
        return []
    from c360_governance.diff.json_schema.walk import structural_facts

    title = (text(new, "title") if isinstance(new, Mapping) else None) or name
    return structural_facts(old, new, title)
