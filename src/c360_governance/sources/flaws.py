"""A validator's errors in words that a person understands, each at the value that is wrong.

The validator decides what is wrong; this module only chooses what to say. Values are quoted short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c360_governance.model.location import Pointer
from c360_governance.model.suggest import did_you_mean, suggest
from c360_governance.model.words import quoted, short
from c360_governance.sources.known_keys import is_known, known_keys, subschema, target

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_JSON_NAMES = {
    "string": "a string", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "null": "nothing", "object": "a mapping", "array": "a list",
}  # fmt: skip

UNKNOWN_KEY = "unknown-key"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a value. ``keyword`` is the JSON Schema keyword, or `UNKNOWN_KEY`.

    ``pointer`` leads to the value, or to the key that should be there; ``key`` means that the key itself is wrong.
    """

    pointer: Pointer
    keyword: str
    message: str
    help: str = ""
    key: bool = False


def flaws(errors: list[ValidationError], root: Mapping[str, Any], value: Any) -> list[Flaw]:
    """What the errors of one validation mean, without repetition and without what only follows from others."""
    found: dict[tuple[Pointer, str], Flaw] = {}
    doubtful: list[Flaw] = []
    for error in errors:
        for flaw, certain in _explain(error, root, value):
            if certain:
                found.setdefault((flaw.pointer, flaw.message), flaw)
            else:
                doubtful.append(flaw)
    for flaw in doubtful:
        parent = flaw.pointer[:-1]
        if not any(other[: len(parent)] == parent for other, _ in found):
            found[flaw.pointer, flaw.message] = flaw
    return list(found.values())


def place(pointer: Pointer) -> str:
    """The end of a pointer in a reader's notation: ``quality[1].metric``; for the root, "the document"."""
    start = max((index for index, step in enumerate(pointer[:-1]) if isinstance(step, str)), default=0)
    if pointer and isinstance(pointer[-1], str):
        start = max(0, len(pointer) - 1)
    text = ""
    for step in pointer[start:]:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "the document"


def _explain(error: ValidationError, root: Mapping[str, Any], value: Any) -> Iterator[tuple[Flaw, bool]]:
    """The flaws in one error, and whether each is one in itself or may only follow from others."""
    kind = error.kind
    pointer = _path(value, error.instance_path)
    if kind.name in ("additionalProperties", "unevaluatedProperties"):
        here = _at(value, pointer)
        schema = subschema(root, error.schema_path[:-1])
        known = known_keys(root, schema, here)
        for name in kind.unexpected:  # type: ignore[attr-defined]  # of these two kinds
            if not is_known(root, schema, here, name):
                yield _unknown(pointer, name, known), True
            else:
                yield Flaw((*pointer, name), kind.name, f"{name} is not allowed here", key=True), False
    elif kind.name in ("oneOf", "anyOf"):
        for flaw in _alternatives(error, root, value, pointer):
            yield flaw, True
    else:
        yield _simple(error, root, _at(value, pointer), pointer), True


def _unknown(pointer: Pointer, name: str, known: list[str]) -> Flaw:
    return Flaw((*pointer, name), UNKNOWN_KEY, f"unknown key {quoted(name)}", suggest(name, known), key=True)


def _alternatives(error: ValidationError, root: Mapping[str, Any], value: Any, pointer: Pointer) -> list[Flaw]:
    """Why none of the alternatives fits: the reasons of the one that comes nearest, or all of them in one line."""
    branches: list[list[ValidationError]] = error.kind.context  # type: ignore[attr-defined]  # of oneOf and anyOf
    here = _at(value, pointer)
    failed = [branch for branch in branches if branch]
    if len(failed) < len(branches):
        names = _required(subschema(root, error.schema_path), here)
        what = f"only one of {', '.join(names)} is allowed" if names else "it fits more than one of its alternatives"
        return [Flaw(pointer, "oneOf", f"{place(pointer)}: {what}")]
    if all(len(branch) == 1 and _at_top(branch[0], pointer, "required") for branch in failed):
        names = [branch[0].kind.property for branch in failed]  # type: ignore[attr-defined]  # of required
        return [Flaw(pointer, "required", f"{place(pointer)} needs one of {', '.join(names)}")]
    likely = [branch for branch in failed if not any(_rules_out(one, pointer) for one in branch)]
    if not likely:
        types = [name for branch in failed for one in branch if one.kind.name == "type"
                 and _is_at(one, pointer) for name in one.kind.types]  # type: ignore[attr-defined]  # fmt: skip  # of type
        if types:
            return [_type_flaw(pointer, list(dict.fromkeys(types)), here)]
        likely = failed
    nearest = min(likely, key=lambda branch: (len(branch), -max(len(one.instance_path) for one in branch)))
    return flaws(nearest, root, value)


def _rules_out(error: ValidationError, pointer: Pointer) -> bool:
    """Whether the error shows that another alternative was meant: another type, or another discriminator."""
    if error.kind.name == "type":
        return _is_at(error, pointer)
    return error.kind.name == "const" and len(error.instance_path) <= len(pointer) + 1


def _at_top(error: ValidationError, pointer: Pointer, keyword: str) -> bool:
    return error.kind.name == keyword and _is_at(error, pointer)


def _is_at(error: ValidationError, pointer: Pointer) -> bool:
    return [str(step) for step in error.instance_path] == [str(step) for step in pointer]


def _required(alternatives: Any, value: object) -> list[str]:
    """The keys of the value that are each required by an alternative."""
    entries = alternatives if isinstance(alternatives, list) else []
    names = [name for entry in entries if isinstance(entry, Mapping) for name in entry.get("required", [])]
    return [name for name in dict.fromkeys(names) if isinstance(value, dict) and name in value]


def _simple(error: ValidationError, root: Mapping[str, Any], value: object, pointer: Pointer) -> Flaw:
    kind: Any = error.kind
    name = place(pointer)
    if kind.name == "required":
        where = f" in {name}" if pointer else ""
        demanded = _property(root, subschema(root, error.schema_path[:-1]), kind.property)
        if demanded is None and not pointer:  # a condition demands what the schema describes at its top
            demanded = _property(root, root, kind.property)
        help_ = "; ".join(filter(None, (_about(demanded), _one_of(demanded))))
        return Flaw((*pointer, kind.property), "required", f"{kind.property} is missing{where}", help_)
    if kind.name == "type":
        return _type_flaw(pointer, kind.types, value)
    if kind.name == "propertyNames":
        inner = kind.error
        return Flaw(
            pointer, "propertyNames", f"{name} has a key that is not allowed: {short(inner.message, 120)}", key=True
        )
    if kind.name == "enum":
        options = [str(option) for option in kind.options]
        near = did_you_mean(value, options) if isinstance(value, str) else ""
        help_ = near or short(f"one of: {', '.join(options)}", 400)
        return Flaw(pointer, "enum", f"{name} is {quoted(value)}, which is not one of its values", help_)
    words = _WORDS.get(kind.name)
    message = f"{name} {words(kind, value)}" if words else f"{name} is not as its schema demands ({kind.name})"
    about = _about(subschema(root, error.schema_path[:-1]))
    return Flaw(pointer, kind.name, message, about, key=kind.name == "falseSchema")


def _property(root: Mapping[str, Any], schema: object, name: str) -> Mapping[str, Any] | None:
    """What a schema says of a key, a mere reference followed; None where it says nothing."""
    about = schema.get("properties", {}).get(name) if isinstance(schema, Mapping) else None
    if isinstance(about, Mapping) and set(about) == {"$ref"}:
        about = target(root, about["$ref"])
    return about if isinstance(about, Mapping) and about else None


def _one_of(schema: object) -> str:
    """The values that a schema lists."""
    options = schema.get("enum") if isinstance(schema, Mapping) else None
    if not options:
        return ""
    return f"write {options[0]}" if len(options) == 1 else short(f"one of: {', '.join(map(str, options))}", 400)


def _type_flaw(pointer: Pointer, types: list[str], value: object) -> Flaw:
    expected = " or ".join(_JSON_NAMES.get(name, name) for name in types)
    help_ = ""
    if "string" in types and isinstance(value, bool | int | float):
        help_ = f'write it in quotes: "{quoted(value)}"'
    return Flaw(pointer, "type", f"{place(pointer)} must be {expected}, found {_found(value)}", help_)


_WORDS: dict[str, Callable[[Any, object], str]] = {
    "const": lambda kind, value: f"must be {quoted(kind.expected_value)}, found {quoted(value)}",
    "pattern": lambda kind, value: f"is {quoted(value)}, which does not match {short(kind.pattern, 80)}",
    "format": lambda kind, value: f"is {quoted(value)}, which is no {kind.format}",
    "minLength": lambda kind, value: "is empty" if kind.limit == 1 else f"is shorter than {kind.limit} characters",
    "maxLength": lambda kind, value: f"is longer than {kind.limit} characters",
    "minimum": lambda kind, value: f"is {quoted(value)}, less than the least allowed, {kind.limit}",
    "maximum": lambda kind, value: f"is {quoted(value)}, more than the most allowed, {kind.limit}",
    "exclusiveMinimum": lambda kind, value: f"is {quoted(value)}, it must be more than {kind.limit}",
    "exclusiveMaximum": lambda kind, value: f"is {quoted(value)}, it must be less than {kind.limit}",
    "multipleOf": lambda kind, value: f"is {quoted(value)}, which is no multiple of {kind.multiple_of}",
    "minItems": lambda kind, value: "is empty" if kind.limit == 1 else f"needs at least {kind.limit} entries",
    "maxItems": lambda kind, value: f"has more than {kind.limit} entries",
    "minProperties": lambda kind, value: "is empty" if kind.limit == 1 else f"needs at least {kind.limit} keys",
    "maxProperties": lambda kind, value: f"has more than {kind.limit} keys",
    "uniqueItems": lambda kind, value: "lists an entry twice",
    "contains": lambda kind, value: "lacks an entry that its schema demands",
    "falseSchema": lambda kind, value: "is not allowed here",
    "not": lambda kind, value: "has a form that its schema excludes",
}


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list | bool):
        return quoted(value)
    return f"{'a string' if isinstance(value, str) else 'the number'} {quoted(value)}"


def _about(schema: object) -> str:
    """What a schema says of itself, in one sentence."""
    text = schema.get("description", "") if isinstance(schema, Mapping) else ""
    sentence = str(text).split(". ")[0].strip().rstrip(".")
    return short(sentence, 160)


def _path(value: Any, path: Sequence[str | int]) -> Pointer:
    """The validator's path; it gives a mapping's key "0" as a number, as a list's index."""
    pointer: list[str | int] = []
    for step in path:
        step = str(step) if isinstance(value, dict) else step
        pointer.append(step)
        value = value[step]
    return tuple(pointer)


def _at(value: Any, pointer: Pointer) -> Any:
    for step in pointer:
        value = value[step]
    return value
