"""JSON Schemas as documents: which draft they are of, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from c360_governance.sources.flaws import Flaw, flaws
from c360_governance.sources.json_values import as_json

DRAFT_07 = "http://json-schema.org/draft-07/schema"
DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema"
DRAFTS = (
    "http://json-schema.org/draft-04/schema",
    "http://json-schema.org/draft-06/schema",
    DRAFT_07,
    "https://json-schema.org/draft/2019-09/schema",
    DRAFT_2020_12,
)


def metaschema_of(schema: object) -> str | None:
    """The URI of the schema's metaschema; None for one that is not known.

    Without ``$schema`` it is draft-07 where a keyword says so that later drafts dropped, else 2020-12.
    """
    if isinstance(schema, Mapping) and "$schema" in schema:
        uri = schema["$schema"]
        return uri.removesuffix("#") if isinstance(uri, str) and uri.removesuffix("#") in DRAFTS else None
    return DRAFT_07 if _is_draft_07(schema) else DRAFT_2020_12


def metaschema_flaws(schema: Any) -> list[Flaw]:
    """Everything wrong with a JSON Schema: against its metaschema, its patterns and its references."""
    import jsonschema_rs

    if not isinstance(schema, dict | bool):
        return [Flaw((), "type", "a JSON Schema is a mapping, or true or false")]
    uri = metaschema_of(schema)
    if uri is None:
        drafts = ", ".join(DRAFTS)
        return [Flaw(("$schema",), "enum", "$schema names no draft that is known", f"write one of {drafts}")]
    odd: list[Flaw] = []
    try:
        schema = as_json(schema, (), odd)
        checker = jsonschema_rs.validator_for({"$schema": uri, "$ref": uri}, validate_formats=True, offline=True)
        found = odd + flaws(list(checker.iter_errors(schema)), {}, schema)
        if not found:
            body = schema if isinstance(schema, bool) else {**schema, "$schema": uri}
            jsonschema_rs.validator_for(body, validate_formats=True, offline=True)
    except jsonschema_rs.ValidationError as error:
        pointer = _reaches(schema, tuple(error.instance_path))
        return [Flaw(pointer, "schema", *_uncompilable(error.message))]
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        return [Flaw((), "schema", *_uncompilable(str(error)))]
    return found


def _uncompilable(reason: str) -> tuple[str, str]:
    """A message and a help for what the metaschema does not say: references above all."""
    unresolved = re.search(r"(?:Resource|Pointer|Anchor) '([^']{0,80})", reason)
    if unresolved:
        return (
            f"a reference leads nowhere: {unresolved[1]}",
            "put what it means into $defs; nothing is fetched",
        )
    return f"the schema cannot be compiled: {reason.splitlines()[0][:160] if reason else 'no reason given'}", ""


def _is_draft_07(schema: object) -> bool:
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            if isinstance(part.get("items"), list) or "additionalItems" in part or "dependencies" in part:
                return True
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return False


def _reaches(value: Any, pointer: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The pointer, if it leads somewhere in the value; else the root's."""
    for step in pointer:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ()
    return pointer
