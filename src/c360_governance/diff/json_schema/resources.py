"""Where references of a schema lead: by pointer, by `$id`, by anchor. Nothing is ever fetched."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from c360_governance.diff.json_schema.dialect import Draft
from c360_governance.diff.json_schema.keywords import subschemas


class Unresolved(Exception):
    """A reference that leads nowhere here; the text says which. ``remote``: it may well lead somewhere else."""

    def __init__(self, reason: str, *, remote: bool = False) -> None:
        super().__init__(reason)
        self.remote = remote


class Resources:
    """The resources that one document holds, by URI; ``base`` tells under which URI a schema object stands."""

    def __init__(self, root: Any, draft: Draft) -> None:
        self._draft = draft
        self._id = "id" if draft == 4 else "$id"
        self._roots: dict[str, Any] = {"": root}
        self._anchors: dict[tuple[str, str], Any] = {}
        self.dynamic: dict[str, dict[str, Any]] = {}
        """By the URI of a resource, its dynamic anchors; that of 2019-09's `$recursiveAnchor` is the empty one."""
        self._bases: dict[int, str] = {}
        self._index(root, "")

    def _index(self, root: Any, base: str) -> None:
        waiting: list[tuple[Any, str]] = [(root, base)]
        while waiting:
            schema, base = waiting.pop()
            if not isinstance(schema, dict) or id(schema) in self._bases:
                continue
            base = self._enter(schema, base)
            self._bases[id(schema)] = base
            waiting += [(part, base) for _, part in subschemas(schema)]

    def _enter(self, schema: dict[str, Any], base: str) -> str:
        named = schema.get(self._id)
        if isinstance(named, str) and not (self._draft <= 7 and "$ref" in schema):
            uri, fragment = urldefrag(_joined(base, named))
            if fragment and self._draft <= 7:
                self._anchors[uri, fragment] = schema
            if not named.startswith("#"):
                base = uri
                self._roots.setdefault(uri, schema)
        for key in ("$anchor", "$dynamicAnchor"):
            anchor = schema.get(key)
            if isinstance(anchor, str) and self._draft >= 2019:
                self._anchors[base, anchor] = schema
                if key == "$dynamicAnchor":
                    self.dynamic.setdefault(base, {})[anchor] = schema
        if self._draft == 2019 and schema.get("$recursiveAnchor") is True:
            self.dynamic.setdefault(base, {}).setdefault("", schema)
        return base

    def base(self, schema: dict[str, Any]) -> str:
        """The URI against which the references of a schema object are read."""
        return self._bases.get(id(schema), "")

    def resolve(self, reference: str, base: str) -> Any:
        """The schema that a reference names. Raises `Unresolved`."""
        uri, fragment = urldefrag(_joined(base, reference))
        if uri not in self._roots:
            raise Unresolved(f"{reference} is another document, and nothing is fetched", remote=True)
        root = self._roots[uri]
        if not fragment:
            return root
        if not fragment.startswith("/"):
            if (uri, unquote(fragment)) not in self._anchors:
                raise Unresolved(f"{reference} leads nowhere")
            return self._anchors[uri, unquote(fragment)]
        return self._below(root, unquote(fragment), reference, uri)

    def _below(self, root: Any, pointer: str, reference: str, base: str) -> Any:
        found = root
        for step in pointer[1:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(found, dict) and name in found:
                found = found[name]
                base = self._bases.get(id(found), base)
            elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
                found = found[int(name)]
            else:
                raise Unresolved(f"{reference} leads nowhere")
        if isinstance(found, dict) and id(found) not in self._bases:
            self._index(found, base)
        return found


def _joined(base: str, reference: str) -> str:
    if reference.startswith("#"):
        return urldefrag(base)[0] + reference  # `urljoin` knows no fragments of a urn
    try:
        return urljoin(base, reference) if base else reference
    except ValueError:
        return reference
