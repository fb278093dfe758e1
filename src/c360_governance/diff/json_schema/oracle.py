"""The validator: what decides in the end whether a value fits a schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from c360_governance.diff.json_schema.dialect import URIS, Draft

Check = Callable[[Any], bool]


class Refused(Exception):
    """The validator does not take the schema; the text says why."""


def validator(schema: Any, draft: Draft) -> Check:
    """A function that tells whether a value fits. Formats are asserted, nothing is fetched. Raises `Refused`."""
    import jsonschema_rs

    body = schema if isinstance(schema, bool) else {**schema, "$schema": URIS[draft]}
    # The formats of the metaschema itself are stricter with patterns than the validator needs, so they are asserted
    # only where the schema has formats.
    formats = '"format"' in json.dumps(body) or (draft in (6, 7) and '"content' in json.dumps(body))
    try:
        return jsonschema_rs.validator_for(body, validate_formats=formats, offline=True).is_valid
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        message = str(getattr(error, "message", "") or error).strip() or "no reason given"
        raise Refused(message.splitlines()[0][:160]) from None


@lru_cache(maxsize=1_000)
def _of_strings(fragment: str) -> Check | None:
    schema = json.loads(fragment)
    try:
        return validator(schema, 7 if "contentEncoding" in schema or "contentMediaType" in schema else 2020)
    except Refused:
        return None


def fits(fragment: str, text: str) -> bool | None:
    """Whether a string fits a schema that is written as JSON; None where the validator cannot tell."""
    check = _of_strings(fragment)
    try:
        return None if check is None else check(text)
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def matches(pattern: str, text: str) -> bool | None:
    """Whether a pattern is found in a string; None where the validator cannot tell."""
    return fits(json.dumps({"pattern": pattern}), text)
