"""Which columns SQL reads, told from its tokens: no parser is loaded to say who is hit by a change.

A word in a string, a comment or a function's place is no column; a qualified one is of its dataset. What cannot be told
(an unqualified column among several sources) counts as read of each: too much rather than too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from c360_governance.diff.sql.tokens import RESERVED, Token, tokens
from c360_governance.model.lenient import mapping, sequence
from c360_governance.model.metric import Metric

_FORMULAS = frozenset({"ratio", "derived", "conversion"})
_OURS = frozenset({"simple", "ratio", "derived", "cumulative", "conversion", "percentile", "sql"})
_SNIPPETS = ("expr", "filter", "agg_time_dimension")


class Read(NamedTuple):
    """``source`` None is any source; ``column`` None every column, "" none, else its name or path; in lower case.

    ``sliced``: it is read for slices only, so that what is computed from the metric's value does not depend on it.
    """

    source: str | None
    column: str | None
    sliced: bool = False


def metric_reads(metric: Metric) -> list[Read] | None:
    """What a spec of this package reads, by the names that it uses; None for a spec of another kind."""
    document = metric.document
    if document.get("type") not in (None, *_OURS) or "type_params" in document:
        return None
    source = _text(document.get("source"))
    query = document.get("query")
    if isinstance(query, str):
        return list(query_reads(query, [name for name in sequence(document.get("sources")) if isinstance(name, str)]))
    found = list(_measure(document, source, formula=document.get("type") in _FORMULAS))
    for key in ("numerator", "denominator", "base", "conversion"):
        part = mapping(document.get(key))
        if part and "metric" not in part:
            found += _measure(part, _text(part.get("source")) or source, joins=document.get("joins"))
            found += _snippet(document.get("entity"), _text(part.get("source")) or source, ())
    for item in sequence(document.get("inputs")):
        part = mapping(item)
        found += _measure(part, _text(part.get("source")))
    return found


def expression_reads(sql: str, source: str | None, sources: Iterable[str] = ()) -> Iterator[Read]:
    """The columns of an expression; unqualified ones are of ``source``, ``sources`` are what else may qualify one."""
    others = {name.lower() for name in sources}
    known = others | ({source.lower()} if source else set())
    for steps in _names(tokens(sql) or ()):
        if len(steps) > 1 and steps[0] in known:
            yield Read(steps[0], ".".join(steps[1:]))
            continue
        yield Read(source.lower() if source else None, ".".join(steps))
        if len(steps) > 1 and others:
            yield Read(None, ".".join(steps[1:]))  # an alias that nobody declared, rather than a nested column


def query_reads(sql: str, sources: Iterable[str] = ()) -> Iterator[Read]:
    """The tables and columns of a whole query, its aliases resolved; `SELECT *` reads every column."""
    found = tokens(sql) or ()
    tables = _tables(found)
    for table in tables.values():
        yield Read(table, "")
    yield from (Read(name.lower(), "") for name in sources)
    for at, token in enumerate(found):
        before = found[at - 1].text if at else ""
        if token.text == "*" and token.kind == "operator" and before in ("select", "distinct", ",", "."):
            yield Read(None, None)
    for steps in _names(found):
        owner = tables.get(steps[0])
        if len(steps) > 1 and owner is not None:
            yield Read(owner, ".".join(steps[1:]))
        else:
            yield Read(None, ".".join(steps))


def _measure(raw: Mapping[Any, Any], source: str | None, *, formula: bool = False, joins: Any = None) -> Iterator[Read]:
    joined = [mapping(join) for join in sequence(raw.get("joins") or joins)]
    others = [name for join in joined if (name := _text(join.get("source")))]
    found = [Read(source.lower(), "")] if source else []
    for key in _SNIPPETS:
        if key != "expr" or not formula:
            found += _snippet(raw.get(key), source, others)
    if not formula or source:
        found += _snippet(raw.get("entity"), source, others)
    found += _snippet(mapping(raw.get("non_additive_dimension")).get("name"), source, others)
    for join in reversed(joined):
        name = (_text(join.get("source")) or "").lower()
        idle = join.get("type") == "left" and not any(read.source in (name, None) for read in found if not read.sliced)
        own = [Read(name, ""), *_snippet(join.get("on"), source, others)]
        found += [read._replace(sliced=idle) for read in own]
    for item in sequence(raw.get("dimensions")):
        dimension = mapping(item)
        column = _text(item) or _text(dimension.get("expr")) or _text(dimension.get("name"))
        owner = column.partition(".")[0] if column and "." in column else source
        own = [*_snippet(column, source, [*others, *([owner] if owner else [])]),
               *_snippet(dimension.get("members"), owner, others)]  # fmt: skip
        found += [read._replace(sliced=dimension.get("required") is not True) for read in own]
    yield from found


def _snippet(sql: Any, source: str | None, others: Iterable[str]) -> Iterator[Read]:
    if isinstance(sql, str):
        yield from expression_reads(sql, source, others)


def _names(found: tuple[Token, ...]) -> Iterator[list[str]]:
    """The dotted names that may be columns: no keywords, functions, types or parameters."""
    at = 0
    while at < len(found):
        token = found[at]
        steps = [token.text.lower()]
        end = at
        if token.kind in ("name", "quoted"):
            while end + 2 < len(found) and found[end + 1].text == "." and found[end + 2].kind in ("name", "quoted"):
                end += 2
                steps.append(found[end].text.lower())
            follower = found[end + 1] if end + 1 < len(found) else None
            called = follower is not None and (follower.text == "(" or follower.kind == "string")
            typed = at > 0 and found[at - 1].text in ("::", "as")
            word = token.kind == "name" and len(steps) == 1 and token.text in RESERVED - {"date", "timestamp", "left"}
            if not called and not typed and not word:
                yield steps
        at = end + 1


def _tables(found: tuple[Token, ...]) -> dict[str, str]:
    """What FROM and JOIN name, by alias and by name; the last part of a qualified name."""
    tables: dict[str, str] = {}
    at = 0
    while at < len(found):
        if found[at].kind == "name" and found[at].text in ("from", "join") and at + 1 < len(found):
            at += 1
            while at + 2 < len(found) and found[at + 1].text == "." and found[at + 2].kind in ("name", "quoted"):
                at += 2
            token = found[at]
            if token.kind in ("name", "quoted") and token.text not in RESERVED:
                name = token.text.lower()
                tables[name] = name
                following = [one for one in found[at + 1 : at + 3] if one.kind in ("name", "quoted")]
                alias = next((one.text.lower() for one in following if one.text != "as"), None)
                if alias and alias not in RESERVED and found[at + 1].kind in ("name", "quoted"):
                    tables[alias] = name
        at += 1
    return tables


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
