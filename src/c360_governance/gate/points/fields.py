"""Point 2: every field of what changed has a name, a type, a null rule and sample values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.gate.change import ChangedSchema
from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.contract import Contract, Dataset, Property
from c360_governance.model.location import Pointer

ID = 2
TITLE = "Event and field list"
RULE = "gate-fields"


def judge(context: Context) -> Judgement:
    """ODCS says that a field may be null unless it is required; whether it is said at all is the producer's care."""
    found = Judgement(RULE)
    for contract, dataset in context.change.datasets:
        _dataset(context, contract, dataset, found)
    for schema in context.change.schemas:
        if schema.new is not None:
            _json_schema(context, schema, schema.new, found)
    return found


def _dataset(context: Context, contract: Contract, dataset: Dataset, found: Judgement) -> None:
    wanting = 0
    fields = [field for prop in dataset.properties for field in prop.walk()]
    if not fields:
        found.lacks(dataset.name, context.locate(contract.path, dataset.pointer), "the dataset lists no fields",
                    "list them under `properties:`")  # fmt: skip
        return
    for field in fields:
        missing = _missing(field)
        wanting += bool(missing)
        if missing:
            found.lacks(
                f"{dataset.name}.{field.name}",
                context.locate(contract.path, field.pointer),
                f"the field has no {' and no '.join(missing)}",
                "a reader must know the type, whether it may be null, and what a value looks like",
            )
    if not wanting:
        required = sum(field.required or field.primary_key_position is not None for field in fields)
        found.proves(
            f"{context.locate(contract.path, dataset.pointer)}: {dataset.name} lists {len(fields)} fields, each with "
            f"type and sample values; {required} never null, {len(fields) - required} may be"
        )


def _missing(field: Property) -> list[str]:
    missing = []
    if not (field.logical_type or field.physical_type):
        missing.append("type")
    if not isinstance(field.raw.get("required", False), bool):
        missing.append("null rule (`required` is neither true nor false)")
    if not (field.children or field.examples or field.enum or field.name == "[]"):
        missing.append("sample values (`examples`)")
    return missing


def _json_schema(context: Context, schema: ChangedSchema, document: Mapping[str, Any], found: Judgement) -> None:
    fields = list(_fields(document, ()))
    whole = bool(document.get("examples"))
    wanting = 0
    for pointer, field in fields:
        missing = [] if any(key in field for key in ("type", "enum", "const", "$ref", "anyOf", "oneOf")) else ["type"]
        if not (whole or any(key in field for key in ("examples", "enum", "const", "properties", "$ref", "items"))):
            missing.append("sample values (`examples`)")
        wanting += bool(missing)
        if missing:
            name = ".".join(str(step) for step in pointer if step not in ("properties", "items"))
            found.lacks(f"{schema.name}.{name}", context.locate(schema.path, pointer),
                        f"the field has no {' and no '.join(missing)}")  # fmt: skip
    if fields and not wanting:
        required = document.get("required")
        count = len(required) if isinstance(required, list) else 0
        found.proves(f"{schema.path}: the event lists {len(fields)} fields with type and samples; {count} are required")
    elif not fields:
        found.lacks(schema.name, context.locate(schema.path, ()), "the event schema lists no `properties`")


def _fields(schema: Mapping[str, Any], pointer: Pointer) -> list[tuple[Pointer, Mapping[str, Any]]]:
    """Every property of a JSON Schema, nested ones too, with its pointer."""
    fields: list[tuple[Pointer, Mapping[str, Any]]] = []
    properties = schema.get("properties")
    for name, child in properties.items() if isinstance(properties, Mapping) else ():
        if isinstance(child, Mapping):
            here = (*pointer, "properties", str(name))
            fields += [(here, child), *_fields(child, here)]
    items = schema.get("items")
    return fields + (_fields(items, (*pointer, "items")) if isinstance(items, Mapping) else [])
