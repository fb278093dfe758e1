"""Two versions of a schema side by side, as they were written, with references followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from c360_governance.diff.json_schema.dialect import Draft, draft_of
from c360_governance.diff.json_schema.resources import Resources, Unresolved
from c360_governance.model.location import Pointer

MOST_HOPS = 20


@dataclass(frozen=True, slots=True)
class View:
    """A subschema: what it says, and where. ``is_known`` is False where a reference could not be followed.

    ``identity`` is the same for the same part of a document, whichever way led there.
    """

    raw: dict[str, Any]
    pointer: Pointer
    identity: object
    is_known: bool = True

    def has(self, key: str) -> bool:
        """Whether the keyword is there."""
        return key in self.raw

    def mapping(self, key: str) -> dict[str, Any]:
        """The keyword's mapping; empty where it is none."""
        value = self.raw.get(key)
        return value if isinstance(value, dict) else {}

    def sequence(self, key: str) -> list[Any]:
        """The keyword's list; empty where it is none."""
        value = self.raw.get(key)
        return value if isinstance(value, list) else []

    @property
    def required(self) -> set[str]:
        """The names that must be there."""
        return {name for name in self.sequence("required") if isinstance(name, str)}

    @property
    def is_closed(self) -> bool:
        """Whether it rejects every property that it does not declare."""
        return False in (self.raw.get("additionalProperties"), self.raw.get("unevaluatedProperties"))


class Version:
    """One version of a whole schema. ``lost`` collects the references that lead nowhere."""

    def __init__(self, root: Any, other: Any) -> None:
        self.root = root
        self.draft: Draft = draft_of(root, other) or 2020
        self._resources = Resources(root, self.draft)
        self.lost: list[tuple[str, Pointer]] = []

    def view(self, schema: Any, pointer: Pointer) -> View:
        """The subschema with its references followed. True is `{}`, false `{"not": {}}`."""
        identity: object = None
        for _ in range(MOST_HOPS):
            if not isinstance(schema, dict):
                return View({} if schema is not False else {"not": {}}, pointer, pointer)
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return View(schema, pointer, identity or id(schema))
            target = self._target(reference, schema, pointer)
            if target is None:
                return View({}, pointer, pointer, is_known=False)
            siblings = {} if self.draft <= 7 else {key: value for key, value in schema.items() if key != "$ref"}
            if siblings and isinstance(target, dict):
                identity = identity or id(schema)
                schema = {**target, **siblings}
            else:
                pointer = _path_of(reference, self.root) or pointer
                schema = target
        return View({}, pointer, pointer, is_known=False)

    def _target(self, reference: str, schema: dict[str, Any], pointer: Pointer) -> Any:
        try:
            return self._resources.resolve(reference, self._resources.base(schema))
        except Unresolved as reason:
            if not reason.remote and (reference, pointer) not in self.lost:
                self.lost.append((reference, pointer))
            return None


def _path_of(reference: str, root: Any) -> Pointer | None:
    if not reference.startswith("#/"):
        return None
    path: list[str | int] = []
    for step in unquote(reference[2:]).split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(root, list):
            path.append(int(name))
            root = root[int(name)]
        else:
            path.append(name)
            root = root[name]
    return tuple(path)
