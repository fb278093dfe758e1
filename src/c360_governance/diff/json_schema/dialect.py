"""The drafts of JSON Schema: which one a schema is of, and what each asserts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from c360_governance.diff.json_schema.keywords import subschemas

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


CONTENTS = {
    "contentEncoding": ("base16", "base32", "base64", "base64url"),
    "contentMediaType": ("application/json",),
}
"""The contents that the validator asserts under draft-06 and 07; every other is an annotation."""

_OLD = frozenset({"additionalItems", "definitions", "dependencies"})
_NEW = frozenset({
    "$anchor", "$defs", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef", "dependentRequired",
    "dependentSchemas", "maxContains", "minContains", "prefixItems", "unevaluatedItems", "unevaluatedProperties",
})  # fmt: skip


def draft_of(schema: Any, other: Any = None) -> Draft | None:
    """The draft of a schema; None for one that `$schema` names and that is none of the five.

    Without `$schema`, or with a metaschema of somebody's own, the keywords tell; where they do not, the draft is that
    of the ``other`` version, so that what both say means the same; at last it is 2020-12.
    """
    uri = _uri(schema)
    if re.search(r"json-schema\.org/draft-0?[0-35]\b", uri):
        return None
    return _named(uri) or _hinted(schema) or _named(_uri(other)) or _hinted(other) or 2020


def _uri(schema: Any) -> str:
    uri = schema.get("$schema") if isinstance(schema, Mapping) else None
    return uri if isinstance(uri, str) else ""


def _named(uri: str) -> Draft | None:
    return next((draft for pattern, draft in _NAMED if re.search(pattern, uri)), None)


def _hinted(schema: Any) -> Draft | None:
    """The draft that the keywords are of: `exclusiveMinimum: true` draft-04's, a list of `items` 2019-09's at the
    latest."""
    words: set[str] = set()
    has_tuple = False
    waiting, met = [schema], set()
    while waiting:
        part = waiting.pop()
        if not isinstance(part, dict) or id(part) in met:
            continue
        met.add(id(part))
        if any(isinstance(part.get(name), bool) for name in ("exclusiveMinimum", "exclusiveMaximum")):
            return 4
        words.update(part.keys() & (_OLD | _NEW))
        has_tuple = has_tuple or isinstance(part.get("items"), list)
        waiting += [below for _, below in subschemas(part)]
    if words & _NEW:
        return 2019 if has_tuple and "prefixItems" not in words else None
    return 7 if has_tuple or words else None
