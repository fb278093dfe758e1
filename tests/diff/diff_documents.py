"""Documents for the tests of the differ, and the one way in which they judge a pair of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from c360_governance.diff.facts import facts
from c360_governance.metrics.trial import weigh
from c360_governance.model.diff import Sides
from c360_governance.rules.document_diff import RepositoryDiff
from c360_governance.rules.pairing import DocumentKind, DocumentPair, document_of
from c360_governance.rules.review import review
from c360_governance.sources.document import Document, parse_document

HERE = Path(__file__).parent


def whole_contract() -> Any:
    """A contract that uses every field of ODCS 3.2."""
    name = "whole.odcs.yaml"
    return parse_document((HERE / "mutations" / name).read_bytes(), name).value


def judged(old: str, new: str, kind: DocumentKind = "contract", *, perspective: Sides = "both") -> RepositoryDiff:
    """The review of two texts, or of the pairs of several that lines `---` part; an empty one means that there was
    no such document."""
    texts = zip(old.split("\n---\n"), new.split("\n---\n"), strict=True)
    pairs = [
        DocumentPair(kind, *(_parsed(text, f"doc{at}.yaml", kind) for text in two)) for at, two in enumerate(texts)
    ]
    return review(pairs, perspective=perspective, weigh=weigh)


def _parsed(text: str, path: str, kind: DocumentKind) -> Document | None:
    return document_of(text.encode(), path, kind) if text.strip() else None


def kinds(old: dict[Any, Any], new: dict[Any, Any]) -> list[str]:
    """The kinds of the facts about two contracts."""
    return [change.kind for change in facts(old, new)]


def contract(*columns: dict[str, Any], **terms: Any) -> dict[str, Any]:
    """A contract with one dataset, `accounts`, of these columns."""
    base = {"apiVersion": "v3.2.0", "kind": "DataContract", "id": "c", "name": "c", "version": "1.0.0"}
    return {**base, "status": "active", "schema": [{"name": "accounts", "properties": list(columns)}], **terms}


def column(name: str = "email", **keys: Any) -> dict[str, Any]:
    """A text column, unless the keys say otherwise."""
    return {"name": name, "logicalType": "string", **keys}
