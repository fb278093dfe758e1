from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from c360_governance.model.contract import Property
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="example-invalid",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="An example disagrees with the type, the enum or the bounds of its property.",
    why="Either the example or the declaration is wrong, and readers will follow the wrong one.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: tier
        logicalType: string
        enum: [{value: Growth}, {value: Enterprise}]
        examples: [growth]
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: tier
        logicalType: string
        enum: [{value: Growth}, {value: Enterprise}]
        examples: [Growth]
""",
    help="mend the example, or the declaration that it disagrees with",
)

_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "object": "object",
          "array": "array", "map": "object", "vector": "array"}  # fmt: skip
_PARSERS = {"date": date.fromisoformat, "timestamp": datetime.fromisoformat, "time": time.fromisoformat}
_BOUNDS = {
    "string": ("minLength", "maxLength", "pattern"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("minItems", "maxItems", "uniqueItems"),
}


def check(context: Context) -> Iterator[Problem]:
    for _, prop, name in context.properties():
        for index, example in enumerate(prop.examples):
            message = _disagrees(prop, example)
            if message:
                yield Problem((*prop.pointer, "examples", index), message, name)


def _disagrees(prop: Property, example: object) -> str:
    """Why the example is none, or ""; a null says only that the value may be missing."""
    if example is None and not prop.required:
        return ""
    if prop.enum and not any(example == value and type(example) is type(value) for value in prop.enum):
        return f"{quoted(example)} is none of the property's values"
    parse = _PARSERS.get(prop.logical_type or "")
    if parse:
        return (
            "" if _parses(parse, example, "format" in prop.options) else f"{quoted(example)} is no {prop.logical_type}"
        )
    return _breaks_schema(_json_schema(prop), example)


def _parses(parse: Any, example: object, has_own_format: bool) -> bool:
    if not isinstance(example, str):
        return False
    try:
        parse(example)
    except ValueError:
        return has_own_format
    return True


def _json_schema(prop: Property) -> Mapping[str, Any]:
    kind = prop.logical_type or ""
    # ODCS 3.0 has boolean exclusive bounds, which modify the bound beside them.
    bounds = {key: prop.options[key] for key in _BOUNDS.get(kind, ()) if key in prop.options}
    for edge in ("Minimum", "Maximum"):
        exclusive, plain = f"exclusive{edge}", edge.lower()
        if isinstance(bounds.get(exclusive), bool):
            strict = bounds.pop(exclusive)
            if strict and plain in bounds:
                bounds[exclusive] = bounds.pop(plain)
    return {"type": _TYPES[kind], **bounds} if kind in _TYPES else bounds


def _breaks_schema(schema: Mapping[str, Any], example: object) -> str:
    if not schema:
        return ""
    import jsonschema_rs

    from c360_governance.sources.flaws import flaws

    try:
        validator = jsonschema_rs.validator_for(
            dict(schema), offline=True, pattern_options=jsonschema_rs.RegexOptions()
        )
        found = flaws(list(validator.iter_errors(example)), schema, example)
    except ValueError:  # an option that is none, told by odcs-schema, or a pattern beyond a linear-time engine
        return ""
    return f"the example {found[0].message.removeprefix('the document ')}" if found else ""
