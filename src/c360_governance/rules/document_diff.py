"""What a review says of each document, and of all of them together."""

from __future__ import annotations

from typing import Any, NamedTuple

from c360_governance.diff.change import Change
from c360_governance.model.diff import VERDICTS, Verdict
from c360_governance.model.finding import BUMPS, Bump, Finding, largest_bump
from c360_governance.rules.pairing import DocumentKind


class DocumentDiff(NamedTuple):
    """What became of one document. ``path`` is its new path, or the old one where it was removed.

    ``declared_bump`` is what its change of version claims: "none" where the version did not change, None where there
    are not two versions to compare. ``name`` is what its findings call it; ``values`` are the two documents as
    they were written, None where there was none.
    """

    path: str
    old_path: str | None
    kind: DocumentKind
    name: str
    verdict: Verdict
    required_bump: Bump
    declared_bump: Bump | None
    old_version: str | None
    new_version: str | None
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    values: tuple[Any, Any] = (None, None)


class RepositoryDiff(NamedTuple):
    """What a change means over all documents. ``policy_findings`` are about the policy itself: expired waivers."""

    documents: tuple[DocumentDiff, ...] = ()
    policy_findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those of one document together."""
        return (*(finding for document in self.documents for finding in document.findings), *self.policy_findings)

    @property
    def verdict(self) -> Verdict:
        """The gravest of the documents' verdicts; identical where no document changed."""
        return min((document.verdict for document in self.documents), key=VERDICTS.index, default="identical")

    @property
    def required_bump(self) -> Bump:
        """The largest bump that a document requires."""
        return largest_bump(document.required_bump for document in self.documents)

    @property
    def declared_bump(self) -> Bump | None:
        """Of the document that falls short most, else of the one that requires the largest bump."""
        judged = [document for document in self.documents if document.declared_bump is not None]
        if not judged:
            return None
        return max(
            judged, key=lambda document: (_shortfall(document), BUMPS.index(document.required_bump))
        ).declared_bump


def _shortfall(document: DocumentDiff) -> int:
    declared = document.declared_bump or "none"
    return max(0, BUMPS.index(document.required_bump) - BUMPS.index(declared))
