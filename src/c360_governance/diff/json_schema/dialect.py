"""The drafts of JSON Schema: which one a schema is of, and what each asserts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

Draft = Literal[4, 6, 7, 2019, 2020]

URIS: dict[Draft, str] = {
    4: "http://json-schema.org/draft-04/schema#",
    6: "http://json-schema.org/draft-06/schema#",
    7: "http://json-schema.org/draft-07/schema#",
    2019: "https://json-schema.org/draft/2019-09/schema",
    2020: "https://json-schema.org/draft/2020-12/schema",
}
_NAMED: tuple[tuple[str, Draft], ...] = (
    (r"draft-0?4\b", 4),
    (r"draft-0?6\b", 6),
    (r"draft-0?7\b", 7),
    (r"2019-09", 2019),
    (r"2020-12", 2020),
    (r"snowplowanalytics\.self-desc", 4),
)
"""Snowplow's self-describing schemas name a metaschema of their own, which is draft-04 and a `self`."""

_DRAFT_4 = frozenset({"date", "date-time", "time", "email", "idn-email", "hostname", "ipv4", "ipv6", "uri", "regex"})
_DRAFT_7 = _DRAFT_4 | {
    "idn-hostname", "uri-reference", "iri", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer",
}  # fmt: skip
FORMATS: dict[Draft, frozenset[str]] = {
    4: _DRAFT_4,
    6: _DRAFT_4 | {"uri-reference", "uri-template", "json-pointer"},
    7: _DRAFT_7,
    2019: _DRAFT_7 | {"uuid", "duration"},
    2020: _DRAFT_7 | {"uuid", "duration"},
}
"""The formats that the validator asserts under a draft; every other is an annotation."""


def draft_of(schema: Any) -> Draft | None:
    """The draft of a schema; None for one that `$schema` names and that is none of the five.

    Without `$schema`, or with a metaschema of somebody's own, it is draft-07 where `items` is a list or
    `additionalItems` or `dependencies` occur, else 2020-12.
    """
    uri = schema.get("$schema") if isinstance(schema, Mapping) else None
    if isinstance(uri, str):
        for pattern, draft in _NAMED:
            if re.search(pattern, uri):
                return draft
        if re.search(r"json-schema\.org/draft-0?[0-35]\b", uri):
            return None
    return 7 if _is_draft_7(schema) else 2020


def _is_draft_7(schema: Any) -> bool:
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
