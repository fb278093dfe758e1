"""Who answers for a metric, its name, and where in its life it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from c360_governance.diff.change import Change, change
from c360_governance.diff.metric.reading import Part
from c360_governance.diff.subjects.status import status_kind
from c360_governance.diff.values import text
from c360_governance.model.lenient import mapping, sequence

_ENDED = {"retired", "archived", "removed", "disabled"}
_STATUSES = {"archived": "retired", "removed": "retired", "disabled": "retired", "production": "active",
             "live": "active", "published": "active", "certified": "active", "experimental": "draft"}  # fmt: skip


def facts(name: str, old: Part, new: Part) -> Iterator[Change]:
    """Changes of name, owner, status, certification and the announced end."""

    def fact(kind: str, key: str, was: Any, now: Any) -> Change:
        return change(kind, name, (old.place(key), new.place(key)), was, now)

    was, now = _text(old, "name"), _text(new, "name")
    if was and was != now:
        yield fact("metric-renamed", "name", was, now)
    if _owner(old) and not _owner(new):
        key = next(key for key in ("owner", "owners", "team") if key in old.fields)
        yield fact("metric-owner-removed", key, _owner(old), None)
    yield from _status(old, new, fact)
    if _certified(old) and not _certified(new):
        yield fact("metric-certification-dropped", "certified", True, False)
    ends = [_day(mapping(side.value("deprecation")).get("remove_after")) for side in (old, new)]
    if ends[0] and ends[1] and ends[0] != ends[1]:
        kind = "metric-end-earlier" if ends[1] < ends[0] else "metric-end-later"
        yield fact(kind, "deprecation", ends[0].isoformat(), ends[1].isoformat())


def removal_kind(document: Any, today: date) -> str:
    """What the removal of a metric is: a break, unless it was announced and the announced day is over."""
    end = _day(mapping(mapping(document).get("deprecation")).get("remove_after"))
    status = (text(mapping(document), "status") or "").lower()
    if status in _ENDED or (end is not None and end < today):
        return "metric-removed-deprecated"
    return "metric-removed"


def _status(old: Part, new: Part, fact: Any) -> Iterator[Change]:
    was, now = _text(old, "status"), _text(new, "status")
    kind = status_kind(_known(was), _known(now))
    if kind in ("deprecated", "retired", "reverted"):
        yield fact(f"metric-{kind}", "status", was, now)
    elif _ends(new) and not _ends(old) and kind is None and _known(was) == _known(now):
        key = "deprecation" if "deprecation" in new.fields else "deprecated"
        yield fact("metric-deprecated", key, "in use", "deprecated")
    if old.value("enabled") is not False and new.value("enabled") is False:
        yield fact("metric-retired", "enabled", "enabled", "disabled")


def _ends(part: Part) -> bool:
    return bool(part.value("deprecation")) or part.value("deprecated") in (True, "true")


def _known(status: str | None) -> str | None:
    return _STATUSES.get(status.lower(), status) if status else None


def _certified(part: Part) -> bool:
    status = (_text(part, "status") or "").lower()
    return part.value("certified") is True or bool(part.value("certification")) or status == "certified"


def _text(part: Part, key: str) -> str | None:
    return text({key: part.value(key)}, key)


def _owner(part: Part) -> str | None:
    owner, team = part.value("owner"), part.value("team")
    for value in (owner, team):
        found = text(value, "name") if isinstance(value, Mapping) else text({"x": value}, "x")
        if found:
            return found
    listed = sequence(part.value("owners"))
    return text({"x": listed[0]}, "x") or "owners" if listed else None


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
