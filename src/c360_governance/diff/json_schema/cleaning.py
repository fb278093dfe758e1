"""A schema as the validator takes it: JSON values only, without annotations, what only looks wrong put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c360_governance.diff.json_schema.dialect import URIS, Draft
from c360_governance.diff.json_schema.keywords import ANNOTATIONS, DATA, LISTED, NAMED, PROSE, SINGLE
from c360_governance.diff.json_schema.values import key, plain

Mend = Callable[[dict[str, Any]], dict[str, Any]]


def cleaned(schema: Any, draft: Draft) -> tuple[Any, list[str]]:
    """The schema under its draft's metaschema, and what in it is no JSON.

    Annotations go; repeated names and values are written once; a list of ``items`` under 2020-12, which does not
    know it, is read as the tuple that was meant.
    """
    flaws: list[str] = []
    json = plain(schema, flaws)
    clean = _mapped(json, ANNOTATIONS | {"$schema"}, lambda each: _mended(each, draft))
    return ({**clean, "$schema": URIS[draft]} if isinstance(clean, dict) else clean), flaws


def differ_in_prose_alone(old: Any, new: Any) -> bool:
    """Whether two schemas say the same to everybody but people. Pure; never raises."""
    try:
        before, after = (_mapped(plain(each, []), PROSE, lambda one: one) for each in (old, new))
        return key(before) == key(after)
    except RecursionError:
        return False


def _mapped(schema: Any, dropped: frozenset[str], mended: Mend) -> Any:
    """The schema and all below it, without some keywords."""
    if not isinstance(schema, dict):
        return schema

    def below(part: Any) -> Any:
        return _mapped(part, dropped, mended)

    clean: dict[str, Any] = {}
    for name, value in schema.items():
        if name in dropped:
            continue
        if name in DATA:
            clean[name] = _once(value) if name == "enum" else value
        elif name in NAMED and isinstance(value, dict):
            clean[name] = {
                each: _names(item) if name == "dependencies" and isinstance(item, list) else below(item)
                for each, item in value.items()
            }
        elif name in LISTED or name == "items":
            clean[name] = [below(item) for item in value] if isinstance(value, list) else below(value)
        elif name in SINGLE:
            clean[name] = below(value)
        elif name in ("required", "type"):
            clean[name] = _names(value)
        else:
            clean[name] = value
    return mended(clean)


def _mended(schema: dict[str, Any], draft: Draft) -> dict[str, Any]:
    if draft == 4 and schema.get("required") == []:
        del schema["required"]
    if draft == 2020 and isinstance(schema.get("items"), list) and "prefixItems" not in schema:
        schema["prefixItems"] = schema.pop("items")
        if "additionalItems" in schema:
            schema["items"] = schema.pop("additionalItems")
        if not schema["prefixItems"]:
            del schema["prefixItems"]
    return schema


def _names(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list(dict.fromkeys(value))
    return value


def _once(value: Any) -> Any:
    return list({key(item): item for item in value}.values()) if isinstance(value, list) else value
