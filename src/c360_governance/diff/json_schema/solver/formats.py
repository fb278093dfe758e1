"""What is known of formats beside the validator's verdict on single strings."""

from __future__ import annotations

import json

SAMPLES: dict[str, tuple[str, ...]] = {
    "date": ("2024-01-31",),
    "date-time": ("2024-01-31T12:00:00Z", "2024-01-31T12:00:00.123456+01:00"),
    "time": ("12:00:00Z", "12:00:00.5+01:00"),
    "duration": ("P1D", "PT36H", "P1Y2M3DT4H5M6S"),
    "email": ("a@b.co", "user.name@example.com", "{^`@b.co"),
    "idn-email": ("\u00e9@b.co", "a@b.co", "{^`@b.co"),
    "hostname": ("a", "example.com", "a-b.example.org"),
    "idn-hostname": ("\u4f8b\u3048.jp", "example.com"),
    "ipv4": ("127.0.0.1", "255.255.255.255"),
    "ipv6": ("::1", "2001:db8::8a2e:370:7334"),
    "uri": ("a:b", "https://example.com/a?b=c#d", "a:)"),
    "uri-reference": ("/a", "https://example.com", "a", "?"),
    "iri": ("https://example.com/\u00e9", "a:b", "a:)"),
    "iri-reference": ("/\u00e9", "/a", "?"),
    "uri-template": ("/a/{b}", "a"),
    "uuid": ("123e4567-e89b-42d3-a456-426614174000", "123E4567-E89B-42D3-A456-426614174000"),
    "json-pointer": ("/a/0", "", "/}"),
    "relative-json-pointer": ("0", "1/a", "0/{"),
    "regex": ("^a+$", "a"),
}

CONTENTS = ("{}", "0", "e30=", "MFRGG===", "!")
"""JSON, base64, base32, and none of them."""

_REFERENCE = ("uri-reference", "iri-reference", "uri-template")
_LABELS = ("hostname", "idn-hostname", *_REFERENCE, "regex")
IMPLIES: dict[str, tuple[str, ...]] = {
    "date": _REFERENCE,
    "date-time": ("uri-template",),
    "time": ("uri-template",),
    "duration": _LABELS,
    "email": ("idn-email",),
    "hostname": _LABELS,
    "idn-hostname": ("iri-reference", "uri-template", "regex"),
    "ipv4": _LABELS,
    "ipv6": ("uri-template", "regex"),
    "uri": ("iri", *_REFERENCE),
    "uri-reference": _REFERENCE,
    "iri": ("iri-reference", "uri-template"),
    "iri-reference": ("uri-template",),
    "uuid": _LABELS,
}
"""Formats that every string of a format is of as well, as the validator reads them."""

SHAPES: dict[str, str] = {
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "date-time": r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}([.]\d+)?([Zz]|[+-]\d{2}:\d{2})$",
    "time": r"^\d{2}:\d{2}:\d{2}([.]\d+)?([Zz]|[+-]\d{2}:\d{2})$",
    "ipv4": r"^\d{1,3}(\.\d{1,3}){3}$",
    "ipv6": r"^[0-9A-Fa-f:.]{2,45}$",
    "uuid": r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
    "duration": r"^P[0-9YMWDTHS]+$",
    "email": r"^.+@.+$",
    "hostname": r"^[0-9A-Za-z.-]{1,255}$",
    "json-pointer": r"^(/(.|\n)*)?$",
    "relative-json-pointer": r"^\d",
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:",
}
"""Patterns that every string of the format matches; not every string that matches is of the format."""


def format_of(fragment: str) -> str | None:
    """The format that a predicate names."""
    name = json.loads(fragment).get("format")
    return name if isinstance(name, str) else None
