"""Which documents a change is about: the files that differ between two repositories, renamed ones recognised."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal, NamedTuple

from c360_governance.diff.values import frozen, text
from c360_governance.model.errors import SourceError, UsageError
from c360_governance.model.location import Location
from c360_governance.sources.document import Document, parse_document
from c360_governance.sources.repository import CONTRACT_SUFFIXES, METRIC_SUFFIXES, SCHEMA_SUFFIXES, Repository
from c360_governance.sources.tree import Tree, WorkTree

DocumentKind = Literal["contract", "metric", "event-schema"]

FOLDER = "contracts"


class DocumentPair(NamedTuple):
    """A document before and after; None where it did not exist."""

    kind: DocumentKind
    old: Document | None
    new: Document | None


def kind_of(path: str) -> DocumentKind | None:
    """What a file is by its name, None for what is not diffed."""
    if path.endswith(CONTRACT_SUFFIXES):
        return "contract"
    if path.endswith(METRIC_SUFFIXES):
        return "metric"
    return "event-schema" if path.endswith(SCHEMA_SUFFIXES) else None


def changed_documents(old: Repository, new: Repository, paths: Collection[str] | None = None) -> list[DocumentPair]:
    """The documents that differ, by path; ``paths`` are the files and folders to look at, None for all.

    Only these are read and parsed. Raises `SourceError` for all that are broken on either side, `UsageError` for a
    path that is on neither.
    """
    differing = sorted(path for path in _differing(old, new) if path.startswith(f"{FOLDER}/") and kind_of(path))
    if paths is not None:
        _demand(paths, old.tree, new.tree)
    broken: list[tuple[str, SourceError]] = []
    before, after = (_read(repository, differing, broken) for repository in (old, new))
    errors = [error for path, error in broken if paths is None or _within(path, paths)]
    if errors:
        errors[0].others = tuple(errors[1:])
        raise errors[0]
    pairs = [(path, DocumentPair(kind_of(path) or "contract", before.get(path), after.get(path))) for path in differing]
    return [pair for path, pair in with_renames(pairs) if paths is None or _within(path, paths)]


def document_of(data: bytes, path: str, kind: DocumentKind | None, ref: str | None = None) -> Document:
    """A document that can be compared. Raises `SourceError`, which names the ref, for one that is broken or holds no
    mapping."""
    named = f"{ref}:{path}" if ref else path
    document = parse_document(data, named)
    if isinstance(document.value, dict) or (kind == "event-schema" and isinstance(document.value, bool)):
        return replace(document, path=path)
    what = "the file is empty" if document.value is None else "the document is no mapping of keys to values"
    raise SourceError(what, location=Location(named), help="see `c360 lint`")


def _differing(old: Repository, new: Repository) -> set[str]:
    """The paths whose content is not the same; git knows most of it without reading a file."""
    from c360_governance.sources.git import GitTree
    from c360_governance.sources.git_changes import changed_between, changed_paths

    before, after = old.tree, new.tree
    if isinstance(before, GitTree) and isinstance(after, WorkTree):
        return changed_paths(new.root, before, FOLDER)
    if isinstance(before, GitTree) and isinstance(after, GitTree):
        return changed_between(before, after, FOLDER)
    names = {*before.list(FOLDER), *after.list(FOLDER)}
    return {path for path in names if before.read(path) != after.read(path)}


def _read(repository: Repository, paths: list[str], broken: list[tuple[str, SourceError]]) -> dict[str, Document]:
    """The documents at these paths; why one cannot be read goes into ``broken``."""
    found: dict[str, Document] = {}
    for path, data in repository.tree.read_many(paths).items():
        try:
            found[path] = document_of(data, path, kind_of(path), repository.ref)
        except SourceError as error:
            broken.append((path, error))
    return found


def with_renames(pairs: list[tuple[str, DocumentPair]]) -> list[tuple[str, DocumentPair]]:
    """A file that vanished and one that appeared are one when they bear the same id, or else the same file name, or are
    metrics that say the same but for their names."""
    result = [entry for entry in pairs if entry[1].old and entry[1].new]
    gone = [entry for entry in pairs if entry[1].old and not entry[1].new]
    came = [entry for entry in pairs if entry[1].new and not entry[1].old]
    for key in (_identity, _file_name, _metric):
        for left in list(gone):
            right = next((entry for entry in came if key(left) is not None and key(entry) == key(left)), None)
            if right is not None:
                gone = [entry for entry in gone if entry is not left]
                came = [entry for entry in came if entry is not right]
                result.append((right[0], DocumentPair(right[1].kind, left[1].old, right[1].new)))
    return sorted([*result, *gone, *came], key=lambda entry: entry[0])


def _identity(entry: tuple[str, DocumentPair]) -> Any:
    document = entry[1].new or entry[1].old
    value = document.value if document else None
    if not isinstance(value, Mapping):
        return None
    key = {"contract": "id", "metric": "name", "event-schema": "$id"}[entry[1].kind]
    name = text(value, key) or text(value, "uuid")
    return (entry[1].kind, name) if name else None


def _file_name(entry: tuple[str, DocumentPair]) -> Any:
    return entry[1].kind, PurePosixPath(entry[0]).name


def _metric(entry: tuple[str, DocumentPair]) -> Any:
    """What a metric computes, and where in its life it is: one that ended is not renamed, but succeeded."""
    document = entry[1].new or entry[1].old
    if entry[1].kind != "metric" or document is None or not isinstance(document.value, Mapping):
        return None
    from c360_governance.diff.metric.fields import PROSE

    named = PROSE | {"name", "owner", "owners", "team"}
    said = {key: value for key, value in document.value.items() if str(key).lower() not in named}
    return frozen(said)


def _within(path: str, paths: Collection[str]) -> bool:
    return any(folder in ("", ".") or path == folder or path.startswith(f"{folder}/") for folder in paths)


def _demand(paths: Collection[str], old: Tree, new: Tree) -> None:
    for path in paths:
        if path in ("", ".") or any(_holds(tree, path) for tree in (new, old)):
            continue
        raise UsageError(f"{path} is neither here nor in the old version", help="name a file or folder of contracts/")


def _holds(tree: Tree, path: str) -> bool:
    if isinstance(tree, WorkTree):
        return (tree.root / path).exists()
    return tree.read(path) is not None or bool(tree.list(path))


def relative(root: Path, path: str) -> str:
    """A path as the repository names it: relative to its root, with slashes. Raises `UsageError` for one outside."""
    target = Path(os.path.normpath(path))
    if target.is_absolute():
        try:
            target = target.resolve().relative_to(root.resolve())
        except ValueError:
            raise UsageError(f"{path} is not in {root}", help="name a file or folder of the repository") from None
    parts = PurePosixPath(target.as_posix()).parts
    if ".." in parts:
        raise UsageError(f"{path} is not in {root}", help="name a file or folder of the repository")
    return "/".join(part for part in parts if part != ".")
