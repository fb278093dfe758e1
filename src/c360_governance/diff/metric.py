"""What changed between two versions of a metric spec.

A metric's number is its promise, so any field that can alter it counts as one and the same fact; prose does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from c360_governance.diff.change import Change, change
from c360_governance.diff.subjects.status import status_kind
from c360_governance.diff.values import plain, same, sequence, text, token

_PROSE = frozenset({
    "apiVersion", "kind", "$schema", "id", "version", "description", "limitations", "label", "tags", "examples",
    "status", "team", "owner", "layer", "drivers", "deprecated", "deprecation", "authoritativeDefinitions",
    "customProperties", "synonyms", "display", "domain", "format", "name", "invariants",
})  # fmt: skip
_TARGETS = frozenset({"target", "threshold", "thresholds", "goal", "direction", "direction_of_good"})
_SQL = frozenset({"expr", "filter", "sql", "query", "on", "where", "having"})
_QUOTED = r"('(?:[^']|'')*')"


def metric_facts(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> list[Change]:
    """The changes from one version of a metric to the next. Pure; never raises.

    White space in SQL is no change. `dimensions` are a set: a new one is no redefinition.
    """
    name = text(new, "name") or text(old, "name") or "metric"
    found: list[Change] = []
    if text(old, "name") != text(new, "name") and text(old, "name"):
        found.append(change("metric-renamed", name, (("name",), ("name",)), text(old, "name"), text(new, "name")))
    keys = sorted({key for key in (*old, *new) if isinstance(key, str)} - _PROSE - _TARGETS - {"dimensions"})
    changed = [key for key in keys if not same(_folded(key, old.get(key)), _folded(key, new.get(key)))]
    if changed:
        values = [{key: plain(side[key]) for key in changed if key in side} for side in (old, new)]
        found.append(change("metric-definition-changed", name, ((changed[0],), (changed[0],)), *values))
    found += _dimensions(name, old, new)
    for key in sorted(_TARGETS):
        if not same(old.get(key), new.get(key)):
            found.append(change("metric-target-changed", name, ((key,), (key,)), old.get(key), new.get(key)))
    if not same(old.get("invariants"), new.get("invariants")):
        place = ("invariants",), ("invariants",)
        found.append(change("metric-invariants-changed", name, place, old.get("invariants"), new.get("invariants")))
    if _owner(old) and not _owner(new):
        found.append(change("metric-owner-removed", name, (("team",), ("team",)), _owner(old), None))
    kind = status_kind(text(old, "status"), text(new, "status"))
    if kind in ("deprecated", "retired", "reverted"):
        place = ("status",), ("status",)
        found.append(change(f"metric-{kind}", name, place, text(old, "status"), text(new, "status")))
    return found


def _dimensions(name: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> list[Change]:
    before, after = ({_dimension(entry): entry for entry in sequence(side.get("dimensions"))} for side in (old, new))
    place = ("dimensions",), ("dimensions",)
    found: list[Change] = []
    for key, entry in before.items():
        if key not in after:
            found.append(change("metric-dimension-removed", name, place, entry, None))
        elif not same(_folded("", entry), _folded("", after[key])):
            found.append(change("metric-dimension-changed", name, place, entry, after[key]))
    found += [change("metric-dimension-added", name, place, None, after[key]) for key in after if key not in before]
    return found


def _dimension(entry: Any) -> str:
    return (text(entry, "name") if isinstance(entry, Mapping) else None) or token(entry)


def _folded(key: str, value: Any, depth: int = 0) -> Any:
    """The value without prose and, in SQL, without the white space that means nothing."""
    if depth > 32:
        return value
    if isinstance(value, Mapping):
        return {k: _folded(str(k), item, depth + 1) for k, item in value.items() if k not in ("description", "label")}
    if isinstance(value, list | tuple):
        return [_folded(key, item, depth + 1) for item in value]
    return _sql(value) if key in _SQL and isinstance(value, str) else value


def _sql(text: str) -> str:
    """White space folded, but not in a literal, and not where a line's end ends a comment."""
    if "--" in text:
        return text.strip()
    parts = re.split(_QUOTED, text.strip())
    return "".join(part if part.startswith("'") else re.sub(r"\s+", " ", part) for part in parts)


def _owner(document: Mapping[Any, Any]) -> str | None:
    team = document.get("team")
    return text(document, "owner") or (text(team, "name") if isinstance(team, Mapping) else text(document, "team"))
