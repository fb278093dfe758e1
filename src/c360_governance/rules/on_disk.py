"""Two files or two folders as documents to compare."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from c360_governance.model.errors import SourceError, UsageError
from c360_governance.model.location import Location
from c360_governance.rules.pairing import DocumentKind, DocumentPair, document_of, kind_of, with_renames
from c360_governance.sources.document import Document
from c360_governance.sources.tree import WorkTree


def pairs_on_disk(old: str, new: str) -> list[DocumentPair]:
    """The documents of two files, or those that differ between two folders.

    Raises `UsageError` where one is missing or they are not of one sort, `SourceError` for a broken document.
    """
    before, after = Path(old), Path(new)
    for path in (before, after):
        if not path.exists():
            raise UsageError(f"{path} does not exist", help="give two files or two folders, OLD and NEW")
    if before.is_dir() != after.is_dir():
        raise UsageError("one of the two is a folder, the other a file", help="give two files or two folders")
    return _folders(before, after) if before.is_dir() else [_files(before, after)]


def _files(before: Path, after: Path) -> DocumentPair:
    named = kind_of(after.name) or kind_of(before.name)
    documents = [_parsed(path, named or "event-schema") for path in (before, after)]
    return DocumentPair(named or _kind_of_content(documents[1].value), documents[0], documents[1])


def _folders(before: Path, after: Path) -> list[DocumentPair]:
    old, new = WorkTree(before), WorkTree(after)
    pairs: list[tuple[str, DocumentPair]] = []
    for path in sorted({*old.list("."), *new.list(".")}):
        kind = kind_of(path)
        contents = old.read(path), new.read(path)
        if kind and contents[0] != contents[1]:
            left, right = (
                None if data is None else document_of(data, str(folder / path), kind)
                for folder, data in zip((before, after), contents, strict=True)
            )
            pairs.append((path, DocumentPair(kind, left, right)))
    return [pair for _, pair in with_renames(pairs)]


def _parsed(path: Path, kind: DocumentKind) -> Document:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", location=Location(str(path))) from None
    return document_of(data, str(path), kind)


def _kind_of_content(value: Any) -> DocumentKind:
    """What a file without a telling name is: a contract, unless it looks like one of the others."""
    if not isinstance(value, Mapping):
        return "event-schema"
    if "apiVersion" in value or "schema" in value or "dataset" in value:
        return "contract"
    if "$schema" in value or "properties" in value or "$ref" in value:
        return "event-schema"
    return "metric" if {"grain_to_date", "agg", "numerator", "period_agg"} & value.keys() else "contract"
