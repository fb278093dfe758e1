"""The named things in a metric: dimensions, entities, measures, joins. Their order is nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from c360_governance.diff import sql
from c360_governance.diff.change import Change, change
from c360_governance.diff.metric.reading import Part
from c360_governance.diff.values import plain, same, text, token

if TYPE_CHECKING:
    from c360_governance.diff.sql import Role

_PROSE = frozenset({"description", "label", "meta", "tags", "title", "config", "synonyms"})
_SQL: dict[str, Role] = {"expr": "expression", "members": "condition", "on": "condition", "filter": "condition",
                         "sql": "expression", "sql_on": "condition"}  # fmt: skip
_DEFAULTS: dict[str, Any] = {"required": False, "is_partition": False, "create_metric": False}
_READING = ("expr", "filter", "agg_time_dimension", "entity", "numerator", "denominator", "inputs", "query", "having",
           "non_additive_dimension", "base", "conversion")  # fmt: skip

Entry = Mapping[Any, Any]


def facts(subject: str, old: Part, new: Part) -> Iterator[Change]:
    """Changes of the lists of a metric or semantic model."""
    yield from _dimensions(subject, old, new)
    for key, word in (("entities", "entity"), ("measures", "measure")):
        before, after = _entries(old, key), _entries(new, key)
        place = old.place(key), new.place(key)
        yield from (
            change(f"metric-{word}-removed", subject, place, _shown(before[name]), None)
            for name in before
            if name not in after
        )
        yield from (
            change(f"metric-{word}-added", subject, place, None, _shown(after[name]))
            for name in after
            if name not in before
        )
        for name in before.keys() & after.keys():
            if not _alike(before[name], after[name], old.source):
                yield change(f"metric-{word}-changed", subject, place, before[name], after[name])
    yield from _joins(subject, old, new)


def renamed_words(written: str, names: Mapping[str, str]) -> str:
    """The SQL with names put for names."""
    if not names:
        return written
    from c360_governance.diff.sql.tokens import tokens

    for one in reversed(tokens(written) or ()):
        if one.kind in ("name", "quoted") and one.text in names:
            written = f"{written[: one.start]}{names[one.text]}{written[one.end :]}"
    return written


def _dimensions(subject: str, old: Part, new: Part) -> Iterator[Change]:
    before, after = _entries(old, "dimensions"), _entries(new, "dimensions")
    place = old.place("dimensions"), new.place("dimensions")
    came = [name for name in after if name not in before]
    for name, entry in before.items():
        if name in after:
            if not _alike(entry, after[name], old.source):
                yield change("metric-dimension-changed", subject, place, _shown(entry), _shown(after[name]))
            continue
        twin = next((one for one in came if _alike({**entry, "name": one}, after[one], old.source)), None)
        if twin is not None:
            came.remove(twin)
            yield change("metric-dimension-renamed", subject, place, name, twin)
        else:
            yield change("metric-dimension-removed", subject, place, _shown(entry), None)
    for name in came:
        kind = "metric-dimension-required" if after[name].get("required") is True else "metric-dimension-added"
        yield change(kind, subject, place, None, _shown(after[name]))


def _entries(part: Part, key: str) -> dict[str, Entry]:
    """The entries by name. A dimension's name is its expression unless it has another."""
    found: dict[str, Entry] = {}
    for item in listed(part.value(key)):
        entry: dict[Any, Any] = dict(item) if isinstance(item, Mapping) else {"name": item}
        name = text(entry, "name") or token(plain(item))
        if key in ("dimensions", "entities", "measures"):
            entry.setdefault("expr", name)
        found[_unused(name.lower(), found)] = entry
    return found


def listed(value: Any) -> list[Any]:
    """What a field lists: by position, by name, or one thing alone."""
    if isinstance(value, Mapping):
        return [{"name": name, **(entry if isinstance(entry, Mapping) else {"expr": entry})}
                for name, entry in value.items()]  # fmt: skip
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def _unused(name: str, taken: Mapping[str, Any]) -> str:
    while name in taken:
        name += "#"
    return name


def _alike(old: Entry, new: Entry, source: str | None) -> bool:
    """Whether two entries say the same, SQL by its meaning."""
    for key in {*old, *new} - _PROSE:
        was, now = old.get(key), new.get(key)
        default = _DEFAULTS.get(key) if isinstance(key, str) else None
        was, now = default if was is None else was, default if now is None else now
        if same(was, now):
            continue
        if key == "name" and str(was).lower() == str(now).lower():
            continue
        role = _SQL.get(key) if isinstance(key, str) else None
        if role and isinstance(was, str) and isinstance(now, str) and sql.equivalent(was, now, role, source):
            continue
        return False
    return True


def _shown(entry: Entry) -> Any:
    """An entry as its name where it says no more than that."""
    said = {key for key in entry if key not in _PROSE}
    return entry["name"] if said == {"name", "expr"} and entry["expr"] == entry["name"] else entry


def _joins(subject: str, old: Part, new: Part) -> Iterator[Change]:
    """A left join that only slices read neither adds nor drops a row of the metric, so it may come and go with them."""
    before, after = _joined(old), _joined(new)
    changed = {
        name
        for name in before.keys() | after.keys()
        if name not in before or name not in after or not _alike(before[name], after[name], old.source)
    }
    kept = [name for name in changed if not (
        _idle(name, before, old, slices=name in after) and _idle(name, after, new, slices=name in before)
    )]  # fmt: skip
    if kept:
        values = [[side[name] for name in sorted(kept) if name in side] for side in (before, after)]
        yield change("metric-join-changed", subject, (old.place("joins"), new.place("joins")), *values)


def _joined(part: Part) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for item in listed(part.value("joins")):
        entry: Entry = item if isinstance(item, Mapping) else {"source": item}
        name = text(entry, "alias") or text(entry, "source") or text(entry, "name") or token(plain(entry))
        found[_unused(name, found)] = entry
    return found


def _idle(name: str, joins: Mapping[str, Entry], part: Part, *, slices: bool) -> bool:
    """Whether a side has no such join, or a left join that neither the value nor another join (nor a slice) reads."""
    if name not in joins:
        return True
    if part.foreign or text(joins[name], "type") != "left":
        return False
    others = [entry for other, entry in joins.items() if other != name]
    readers = [part.value(key) for key in (*_READING, *(["dimensions"] if slices else []))]
    used = f" {plain(readers)!r} {plain([entry.get('on') for entry in others])!r} "
    return not any(f"{mark}{name}." in used for mark in (" ", "(", "'", '"', "=", "-", "+", "*", "/", ","))
