"""Every change from one version of a metric to the next.

A metric's number is its promise: a field that can alter it counts, prose does not. SQL counts where it is not proven
to say the same (`diff.sql`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from c360_governance.diff import sql
from c360_governance.diff.change import Change, change
from c360_governance.diff.metric import life, lists
from c360_governance.diff.metric.fields import ALIASES, GRAINS, KINDS, LIFE, PROSE
from c360_governance.diff.metric.inputs import pair_inputs
from c360_governance.diff.metric.reading import Part, comparable, condition, grain, read
from c360_governance.diff.values import same, text, with_printable_numbers
from c360_governance.model.lenient import mapping, mappings

if TYPE_CHECKING:
    from c360_governance.diff.sql import Role

_SQL: dict[str, Role] = {"expr": "expression", "query": "query", "having": "condition"}
_MEASURES = ("numerator", "denominator", "base", "conversion", "base_measure", "conversion_measure", "base_metric",
             "conversion_metric")  # fmt: skip
_APART = frozenset({*_SQL, *_MEASURES, *LIFE, *PROSE, "filter", "inputs", "dimensions", "measures", "entities",
                    "joins", "time_granularity", "semantic_models"})  # fmt: skip
_TESTS = {"tests", "data_tests"}
_DEEPEST = 3
"""Measures nested deeper than this are compared as they are written."""


class Fact(NamedTuple):
    """A change with the metric or measure that it is in, on both sides."""

    change: Change
    old: Part
    new: Part


def metric_facts(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> list[Change]:
    """The changes from one version of a metric to the next. Pure; never raises."""
    return [fact.change for fact in walk(old, new)]


def walk(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> list[Fact]:
    """As `metric_facts`, with the parts of the two documents that the changes are in."""
    if same(old, new):
        return []
    old, new = (_unwrapped(with_printable_numbers(side)) for side in (old, new))
    name = text(new, "name") or text(old, "name") or "metric"
    before, after = read(old), read(new)
    found = [Fact(one, before, after) for one in life.facts(name, before, after)]
    found += _several(old, new) if _holds_several(old) or _holds_several(new) else _part(name, before, after, 0)
    places = {(fact.change.kind, fact.change.pointer_old, fact.change.pointer_new, repr(fact.change.old),
               repr(fact.change.new)): fact for fact in reversed(found)}  # fmt: skip
    return list(reversed(places.values()))  # a measure shows what it inherits again


def _part(subject: str, old: Part, new: Part, depth: int) -> Iterator[Fact]:
    """A metric or one of its measures."""

    def fact(kind: str, key: str, was: Any, now: Any) -> Fact:
        return Fact(change(kind, subject, (old.place(key), new.place(key)), was, now), old, new)

    for key in sorted({*old.fields, *new.fields} - _APART):
        was, now = comparable(old, key), comparable(new, key)
        if not same(was, now):
            yield fact(_kind(key, was, now), key, old.value(key), new.value(key))
    yield from _grain(old, new, fact)
    if depth > _DEEPEST:
        for key in sorted({*old.fields, *new.fields} & _APART - PROSE - LIFE - {"time_granularity"}):
            if not same(old.value(key), new.value(key)):
                yield fact("metric-field-changed", key, old.value(key), new.value(key))
        return
    pairs, input_facts, names = pair_inputs(old, new)
    for kind, key, was, now in input_facts:
        yield fact(kind, key, was, now)
    for left, right in pairs:
        yield from _part(subject, left, right, depth + 1)
    yield from _sql(old, new, names, fact)
    yield from _filter(old, new, fact)
    for key in _MEASURES:
        yield from _measure(subject, key, old, new, depth, fact)
    if "measure" in old.fields and "measure" in new.fields:
        left, right = (read(side.value("measure"), side.place("measure"), foreign=True) for side in (old, new))
        yield from _part(subject, _unnamed(left), _unnamed(right), depth + 1)
    for listed in lists.facts(subject, old, new):
        yield Fact(listed, old, new)


def _kind(key: str, was: Any, now: Any) -> str:
    if key == "agg" and isinstance(was, str) and isinstance(now, str):
        undistinct = [word.replace("_distinct", "") for word in (was, now)]
        if undistinct[0] == undistinct[1]:
            return "metric-distinctness-changed"
    plain_key = key.rpartition(".")[2]
    return KINDS.get(ALIASES.get(plain_key, plain_key), "metric-field-changed")


def _grain(old: Part, new: Part, fact: Any) -> Iterator[Fact]:
    key = "time_granularity"
    was, now = (grain(side.value(key)) if key in side.fields else None for side in (old, new))
    if same(was, now):
        return
    whole = None if old.foreign or new.foreign else len(GRAINS)
    first, second = (GRAINS.index(name) if name in GRAINS else whole if name is None else None for name in (was, now))
    if first is None or second is None:
        kind = "metric-grain-changed"
    else:
        kind = "metric-grain-coarsened" if second > first else "metric-grain-refined"
    yield fact(kind, key, old.value(key), new.value(key))


def _sql(old: Part, new: Part, names: Mapping[str, str], fact: Any) -> Iterator[Fact]:
    """Expressions; ``names`` gives the old names of inputs that are only called otherwise."""
    for key, role in _SQL.items():
        was, now = _expression(old, key), _expression(new, key)
        if was == now:
            continue
        if isinstance(was, str) and isinstance(now, str):
            renamed = lists.renamed_words(now, names)
            sources = old.source if old.source == new.source else None
            if sql.equivalent(was, renamed, role, sources):
                continue
        yield fact("metric-filter-changed" if role == "condition" else "metric-expr-changed", key,
                   old.value(key), new.value(key))  # fmt: skip


def _expression(part: Part, key: str) -> Any:
    """The SQL of a field, the one that is meant where it is not written."""
    value = part.value(key)
    if key == "expr":
        counted = comparable(part, "agg") == "count"
        if counted and (value is None or str(value).strip() in ("*", "1")):
            return None
        if value is None and comparable(part, "type") == "ratio":
            return "numerator / denominator"
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _filter(old: Part, new: Part, fact: Any) -> Iterator[Fact]:
    was, now = condition(old.value("filter")), condition(new.value("filter"))
    if was == now or sql.equivalent(was or "true", now or "true", "condition", _source(old, new)):
        return
    kind = "metric-filter-changed" if was and now else "metric-filter-added" if now else "metric-filter-removed"
    yield fact(kind, "filter", old.value("filter"), new.value("filter"))


def _source(old: Part, new: Part) -> str | None:
    return old.source if old.source == new.source else None


def _measure(subject: str, key: str, old: Part, new: Part, depth: int, fact: Any) -> Iterator[Fact]:
    """A numerator, a base: a metric by name, or a measure of its own."""
    was, now = old.value(key), new.value(key)
    if was is None and now is None:
        return
    if not all(isinstance(one, str | Mapping) or one is None for one in (was, now)):
        if not same(was, now):
            yield fact("metric-inputs-changed", key, was, now)
        return
    left, right = (read(side.value(key), side.place(key), foreign=side.foreign, inherited=side) for side in (old, new))
    if was is None or now is None or ("metric" in left.fields) != ("metric" in right.fields):
        yield fact("metric-inputs-changed", key, was, now)
        return
    yield from _part(subject, left, right, depth + 1)


def _unnamed(part: Part) -> Part:
    return Part(
        part.pointer, {key: field for key, field in part.fields.items() if key not in ("metric", "alias")}, True
    )


def _unwrapped(document: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """What is in a document that says only what it is, as MetricFlow writes them."""
    if document.keys() == {"metric"}:
        return mapping(document["metric"]) or document
    return {"semantic_models": [document["semantic_model"]]} if document.keys() == {"semantic_model"} else document


def _holds_several(document: Mapping[Any, Any]) -> bool:
    """Whether a document is a file of metrics and semantic models, as dbt has them."""
    if "semantic_models" in document:
        return True
    return "type" not in document and any("name" in item for _, item in mappings(document.get("metrics")))


def _several(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Fact]:
    for key, removed, added in (
        ("metrics", "metric-removed", "metric-added"),
        ("semantic_models", "metric-source-changed", "metric-source-changed"),
    ):
        before, after = (_named(side, key) for side in (old, new))
        for name in before.keys() | after.keys():
            places = tuple((key, side[name][0]) if name in side else (key,) for side in (before, after))
            documents = [mapping(side[name][1]) if name in side else {} for side in (before, after)]
            if name not in before or name not in after:
                kind = added if name not in before else removed
                shown = [name if name in side else None for side in (before, after)]
                yield Fact(change(kind, name, (places[0], places[1]), *shown), read({}), read({}))
                continue
            left, right = (read(one, place) for one, place in zip(documents, places, strict=True))
            for one in life.facts(name, left, right):
                yield Fact(one, left, right)
            yield from _part(name, left, right, 0)
    rest = sorted({*old, *new} - {"metrics", "semantic_models", "version"}, key=str)
    for key in rest:
        if str(key) not in PROSE and not same(_told(old.get(key)), _told(new.get(key))):
            yield Fact(change("metric-field-changed", str(key), ((key,), (key,)), old.get(key), new.get(key)),
                       read({}), read({}))  # fmt: skip


def _told(value: Any, depth: int = 0) -> Any:
    """A value without what only people read, and without tests."""
    if depth > _DEEPEST * 2:
        return value
    if isinstance(value, Mapping):
        return {key: _told(one, depth + 1) for key, one in value.items() if str(key).lower() not in PROSE | _TESTS}
    return [_told(one, depth + 1) for one in value] if isinstance(value, list | tuple) else value


def _named(document: Mapping[Any, Any], key: str) -> dict[str, tuple[int, Mapping[Any, Any]]]:
    found: dict[str, tuple[int, Mapping[Any, Any]]] = {}
    for index, item in mappings(document.get(key)):
        name = text(item, "name") or f"{key}[{index}]"
        while name in found:
            name += "#"
        found[name] = (index, item)
    return found
