"""What in an event a schema objects to, and which finding speaks of it."""

from __future__ import annotations

import re
from typing import Any

from c360_governance.diff.json_schema.dialect import URIS, Draft

MOST = 20


def places(schema: Any, draft: Draft, event: Any) -> list[tuple[str, ...]]:
    """The ways to the parts of the event that are rejected; a list's items are all `[]`."""
    import jsonschema_rs

    body = schema if isinstance(schema, bool) else {**schema, "$schema": URIS[draft]}
    try:
        errors = list(jsonschema_rs.validator_for(body, validate_formats=True, offline=True).iter_errors(event))
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return []
    found: list[tuple[str, ...]] = []
    for error in errors[:MOST]:
        way = tuple("[]" if isinstance(step, int) else str(step) for step in error.instance_path)
        kind = error.kind.as_dict()
        named = [kind["property"]] if "property" in kind else kind.get("unexpected", [])
        found += [(*way, str(name)) for name in named] or [way]
    return found


def closeness(subject: str, causes: list[tuple[str, ...]]) -> tuple[int, int]:
    """How well a finding's subject fits one of the places: how far the ways are the same, then how short it is."""
    steps = [step for step in re.split(r"\.|(?=\[)", subject) if step][1:]
    steps = ["[]" if step.startswith("[") else step for step in steps]
    shared = max((_shared(steps, cause) for cause in causes), default=0)
    return shared, -len(steps)


def _shared(steps: list[str], cause: tuple[str, ...]) -> int:
    count = 0
    for one, other in zip(steps, cause, strict=False):
        if one != other:
            break
        count += 1
    return count
