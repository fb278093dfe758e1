"""Event schemas for tests, and how a change of one is judged."""

from __future__ import annotations

import json
from typing import Any

from diff_documents import judged

Schema = dict[str, Any]
Case = tuple[str, Schema, Schema, str, str, str, str, str, str]
"""(change, old, new; then of the change and of its mirror: verdict, bump, ids).

A verdict has a letter a side, the consumer's first: B breaks (error), W warns, I informs or says nothing. Ids are
without `event-`, sorted.
"""

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
LIST: Schema = {"type": "array"}
REF: Schema = {"$ref": "#/$defs/t"}


def of(**properties: Any) -> Schema:
    """An open object with these properties."""
    return {"type": "object", "properties": properties}


def value(schema: Any) -> Schema:
    """An object with one property."""
    return of(a=schema)


def closed(schema: Schema) -> Schema:
    return {**schema, "additionalProperties": False}


def required(schema: Schema, *names: str) -> Schema:
    return {**schema, "required": [*names]}


def draft_4(schema: Schema) -> Schema:
    return {"$schema": "http://json-schema.org/draft-04/schema#", **schema}


def draft_7(schema: Schema) -> Schema:
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def graded(old: Schema, new: Schema) -> tuple[str, str, str]:
    """The verdict, the bump and the ids, which are the same for both sides."""
    letters = ""
    for side in ("consumer", "producer"):
        found = _judged(old, new, side).findings
        letters += min(({"error": "B", "warning": "W", "info": "I"}[each.severity] for each in found),
                       key="BWI".index, default="I")  # fmt: skip
    both = _judged(old, new, "both")
    ids = sorted({finding.rule.removeprefix("event-") for finding in both.findings})
    return letters, both.required_bump, " ".join(ids)


def _judged(old: Schema, new: Schema, perspective: Any) -> Any:
    drafted = [{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "e", **each} for each in (old, new)]
    return judged(*map(json.dumps, drafted), "event-schema", perspective=perspective)
