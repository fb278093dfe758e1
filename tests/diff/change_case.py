"""How a case of one change is made: (change, old, new, verdict, bump).

The verdict has a letter a side, the consumer's first: B breaks (error), W warns, I informs or says nothing.
"""

from __future__ import annotations

from typing import Any

from diff_documents import column, contract

Document = dict[str, Any]
Case = tuple[str, Document, Document, str, str]


def of_column(change: str, old: Document, new: Document, verdict: str, bump: str) -> Case:
    """A case about what a column says, everything else being the same."""
    return change, contract(column("id"), column(**old)), contract(column("id"), column(**new)), verdict, bump


def of_options(change: str, type_: str, old: Document, new: Document, verdict: str, bump: str) -> Case:
    before, after = ({"logicalType": type_, "logicalTypeOptions": options} for options in (old, new))
    return of_column(change, before, after, verdict, bump)


def of_quality(change: str, old: Document | None, new: Document | None, verdict: str, bump: str) -> Case:
    base = {"type": "library", "metric": "nullValues"}
    before, after = ({"quality": [{**base, **rule}] if rule is not None else []} for rule in (old, new))
    return of_column(change, before, after, verdict, bump)


def of_terms(change: str, old: Document, new: Document, verdict: str, bump: str) -> Case:
    return change, contract(column(), **old), contract(column(), **new), verdict, bump


def of_sla(change: str, old: Document | None, new: Document | None, verdict: str, bump: str) -> Case:
    before, after = ({"slaProperties": [level] if level else []} for level in (old, new))
    return of_terms(change, before, after, verdict, bump)


def of_schema(change: str, old: Document, new: Document, verdict: str, bump: str) -> Case:
    documents = [contract(column("id"), column("b")) for _ in range(2)]
    for document, keys in zip(documents, (old, new), strict=True):
        document["schema"][0].update(keys)
    return change, documents[0], documents[1], verdict, bump


ID = column("id")
TWO = [{"name": "accounts", "properties": [ID]}, {"name": "orders", "properties": [column("n"), column("m")]}]
KEYED = {"primaryKey": True}
REF = {"to": "orders.n"}
SERVER = {"server": "prod", "environment": "prod", "type": "postgres", "host": "h", "port": 5432, "database": "d",
          "schema": "s"}  # fmt: skip
TEST = {**SERVER, "environment": "dev"}


def named(name: str, **keys: Any) -> Document:
    """A column with an id, whatever it is called."""
    return column(name, id="the-column", **keys)


def lists(inner: Document | None) -> Document:
    return {"logicalType": "array", **({"items": inner} if inner else {})}


def maps(key: Document | None, value: Document | None) -> Document:
    parts = {name: part for name, part in (("key", key), ("value", value)) if part}
    return {"logicalType": "map", **({"map": parts} if parts else {})}


def objects(*inner: Document) -> Document:
    return {"logicalType": "object", "properties": list(inner)}


def values(*entries: Any) -> Document:
    return {"enum": [entry if isinstance(entry, dict) else {"value": entry} for entry in entries]}


def ended(element: str, value: Any) -> Document:
    """The end of something's support."""
    return {"property": "endOfSupport", "value": value, "element": element}
