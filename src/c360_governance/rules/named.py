"""OLD and NEW as a person names them: two files or two folders, on disk or in a commit (``REF:path``)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from c360_governance.model.errors import SourceError, UsageError
from c360_governance.model.location import Location
from c360_governance.model.suggest import did_you_mean
from c360_governance.rules.pairing import DocumentKind, DocumentPair, document_of, kind_of, with_renames
from c360_governance.sources.tree import Tree, WorkTree, read_file

_HELP = "give two files, two folders, or the like of them in a commit (REF:path), OLD and NEW"


class Side(NamedTuple):
    """A file or a folder. ``tree`` holds the folder's files; of a file, ``data`` is the content."""

    shown: str
    ref: str | None
    tree: Tree | None
    folder: str
    data: bytes | None


def pairs_named(old: str, new: str, root: Path) -> list[DocumentPair]:
    """The documents of two files, or those that differ between two folders.

    ``REF:path`` is read from git, the path relative to ``root``, where no such file exists; of a ``REF`` beside a path
    in ``root``, that path is meant. Raises `UsageError` where one is missing or they are not of one sort, `SourceError`
    for a broken document.
    """
    before, after = _side(_completed(old, new, root), root), _side(_completed(new, old, root), root)
    if (before.tree is None) != (after.tree is None):
        raise UsageError("one of the two is a folder, the other a file", help=_HELP)
    return _folders(before, after) if before.tree else [_files(before, after)]


def _completed(argument: str, other: str, root: Path) -> str:
    """``REF:path`` for a ref that stands beside a path of the repository; any other argument as it is."""
    if os.path.lexists(argument) or ":" in argument or not os.path.exists(other):
        return argument
    inside = os.path.relpath(os.path.realpath(other), os.path.realpath(root))
    if inside.startswith(os.pardir):
        return argument
    from c360_governance.sources.git import resolve

    try:
        resolve(root, argument)
    except (UsageError, SourceError):
        return argument
    return f"{argument}:{inside}"


def _side(argument: str, root: Path) -> Side:
    path = Path(argument)
    if path.is_dir():
        return Side(argument, None, WorkTree(path), ".", None)
    if path.exists():
        try:
            return Side(argument, None, None, "", read_file(path))
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}", location=Location(argument)) from None
    ref, colon, inner = argument.partition(":")
    if not colon or not ref:
        beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise UsageError(f"{argument} does not exist", help=did_you_mean(path.name, beside) or _HELP)
    from c360_governance.sources.git import GitTree

    tree, inner = GitTree(root, ref), inner.removeprefix("./").rstrip("/")
    data = tree.read(inner) if inner not in ("", ".") else None
    if data is None and inner not in ("", ".") and not tree.list(inner):
        raise UsageError(f"{inner} is not in {ref}", help=f"the path is relative to {root}; see `git ls-tree {ref}`")
    return Side(inner, ref, None if data is not None else tree, inner, data)


def _files(before: Side, after: Side) -> DocumentPair:
    named = kind_of(after.shown) or kind_of(before.shown)
    old, new = (
        document_of(side.data or b"", side.shown, named or "event-schema", side.ref) for side in (before, after)
    )
    return DocumentPair(named or _kind_of_content(new.value), old, new)


def _folders(before: Side, after: Side) -> list[DocumentPair]:
    old, new = _contents(before), _contents(after)
    if not old and not new:
        raise UsageError(
            f"neither {before.shown} nor {after.shown} holds a contract, metric spec or event schema",
            help="they are told by their names: *.odcs.yaml, *.metric.yaml, *.schema.json or *.schema.yaml",
        )
    pairs: list[tuple[str, DocumentPair]] = []
    for path in sorted({*old, *new}):
        kind = kind_of(path)
        contents = old.get(path), new.get(path)
        if kind and contents[0] != contents[1]:
            left, right = (
                None if data is None else document_of(data, _joined(side, path), kind, side.ref)
                for side, data in zip((before, after), contents, strict=True)
            )
            pairs.append((path, DocumentPair(kind, left, right)))
    return [pair for _, pair in with_renames(pairs)]


def _contents(side: Side) -> dict[str, bytes]:
    """The documents in a folder by their path in it."""
    if side.tree is None:
        return {}
    paths = [path for path in side.tree.list(side.folder or ".") if kind_of(path)]
    prefix = f"{side.folder}/" if side.ref and side.folder not in ("", ".") else ""
    return {path.removeprefix(prefix): data for path, data in side.tree.read_many(paths).items()}


def _joined(side: Side, path: str) -> str:
    return str(Path(side.shown) / path)


def _kind_of_content(value: Any) -> DocumentKind:
    """What a file without a telling name is: a contract, unless it looks like one of the others."""
    if not isinstance(value, Mapping):
        return "event-schema"
    if "apiVersion" in value or "schema" in value or "dataset" in value:
        return "contract"
    if "$schema" in value or "properties" in value or "$ref" in value:
        return "event-schema"
    return "metric" if {"grain_to_date", "agg", "numerator", "period_agg"} & value.keys() else "contract"
