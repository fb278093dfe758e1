"""The earlier versions of an event schema, for compatibility that is asked for against all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c360_governance.model.errors import SourceError
from c360_governance.rules.pairing import document_of
from c360_governance.sources.git import GitTree
from c360_governance.sources.history import earlier_versions
from c360_governance.sources.repository import Repository

Earlier = Callable[[str], list[tuple[str, Any]]]


def earlier_schemas(repository: Repository) -> Earlier | None:
    """What the schema at a path was at each tag (else commit) up to the repository's ref; None where it has no ref.

    A version that cannot be read has the value None, which is no schema, so that nothing is decided about it.
    """
    tree = repository.tree
    if not isinstance(tree, GitTree):
        return None

    def versions(path: str) -> list[tuple[str, Any]]:
        found = earlier_versions(tree.root, tree.commit, path)
        return [(name, _value(data, path, name)) for name, data in found]

    return versions


def _value(data: bytes, path: str, name: str) -> Any:
    try:
        return document_of(data, path, "event-schema", name).value
    except SourceError:
        return None
