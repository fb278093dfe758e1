"""Where a customProperty of ours stands in a contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.model.location import Pointer


def custom_pointer(raw: Mapping[str, Any], name: str) -> Pointer:
    """The way to the value of a customProperty of vendor c360; to the list where there is none of that name."""
    entries = raw.get("customProperties")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and entry.get("property") == name and entry.get("vendor") == "c360":
            return ("customProperties", index, "value")
    return ("customProperties",)
