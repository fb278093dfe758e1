"""The review of a change: documents in, what the change means out.

Facts (`diff`) are judged (`judge`), located in the files, given their readers, held against the version policy and
the policy of c360.yaml. The command and the gate show what this returns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.facts import facts
from c360_governance.diff.reading import read
from c360_governance.diff.values import mapping, same, text
from c360_governance.diff.version import declared_bump
from c360_governance.model.compatibility import AS_THE_RULES_SAY, Asked
from c360_governance.model.config import Config
from c360_governance.model.diff import DiffResult, Sides, is_compatible
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location
from c360_governance.rules.document_diff import DocumentDiff, RepositoryDiff
from c360_governance.rules.judge import judge, required_bump, verdict, with_severities
from c360_governance.rules.pairing import DocumentKind, DocumentPair, changed_documents
from c360_governance.rules.readers import Readers
from c360_governance.rules.version_policy import version_finding
from c360_governance.sources.document import Document
from c360_governance.sources.repository import Repository

__all__ = ["DocumentDiff", "RepositoryDiff", "diff_contracts", "diff_repositories", "policy_of", "review"]

_VERSION = frozenset({"version"})


def diff_repositories(
    old: Repository,
    new: Repository,
    paths: Collection[str] | None = None,
    *,
    perspective: Sides = "both",
    today: date | None = None,
) -> RepositoryDiff:
    """Judge every document that differs between two repositories; ``paths`` (files, folders) narrows it down.

    ``today`` decides which waivers hold; the policy is that of ``new``. Raises `SourceError` for a document that is
    broken on either side.
    """
    pairs = changed_documents(old, new, paths)
    return review(pairs, Readers(new), lambda: new.config, perspective=perspective, today=today)


def policy_of(repository: Repository) -> Config:
    """The policy of a repository's own c360.yaml, as far as a review needs it.

    A c360.yaml that names neither severities nor waivers is left to lint: validating it would cost as much as the
    review itself.
    """
    data = repository.tree.read("c360.yaml") or b""
    return repository.config if b"severity" in data or b"waivers" in data else Config()


def review(
    pairs: Iterable[DocumentPair],
    readers: Readers | None = None,
    config: Callable[[], Config] = Config,
    *,
    perspective: Sides = "both",
    today: date | None = None,
    events: Asked = AS_THE_RULES_SAY,
) -> RepositoryDiff:
    """Judge pairs of documents. ``config`` is asked for only when there is something to judge; ``events`` is what is
    asked of event schemas."""
    judged = (_document(pair, readers, perspective, events) for pair in pairs)
    documents = [document for document in judged if document]
    if not any(document.findings for document in documents):
        return RepositoryDiff(tuple(documents))
    return _under_policy(documents, config(), today or date.today())


def diff_contracts(old: Mapping[Any, Any], new: Mapping[Any, Any], *, perspective: Sides = "both") -> DiffResult:
    """Judge two versions of a contract that came from no file: no readers, no policy, no demand on the version."""
    changes = facts(old, new)
    findings = [found for change in changes for found in [judge(change, perspective)] if found]
    identical = same(old, new, ignoring=_VERSION) and not findings
    result = verdict(findings, identical=identical)
    return DiffResult(is_compatible(result), result, required_bump(findings, identical=identical), tuple(findings))


def _under_policy(documents: Sequence[DocumentDiff], config: Config, today: date) -> RepositoryDiff:
    """Severity overrides, then waivers; the verdict follows the overrides but not the waivers."""
    from c360_governance.rules.waivers import apply

    judged = [with_severities(document.findings, config.severity) for document in documents]
    everything = apply([finding for findings in judged for finding in findings], config, today)
    result: list[DocumentDiff] = []
    at = 0
    for document, findings in zip(documents, judged, strict=True):
        identical = document.verdict == "identical"
        own = tuple(everything[at : at + len(findings)])
        at += len(findings)
        result.append(replace(document, findings=own, verdict=verdict(findings, identical=identical)))
    return RepositoryDiff(tuple(result), tuple(everything[at:]))


def _document(pair: DocumentPair, readers: Readers | None, perspective: Sides, events: Asked) -> DocumentDiff | None:
    """The judgement of one document; None where both sides say exactly the same."""
    place = pair.new or pair.old
    if place is None:
        return None
    before, after = (_value(document) for document in (pair.old, pair.new))
    if pair.old and pair.new and same(before, after):
        return None
    changes = _changes(pair)
    found = [_judged(change, pair, readers, perspective) for change in changes]
    findings = [finding for finding in found if finding]
    if pair.kind == "event-schema" and pair.old and pair.new:
        from c360_governance.rules.event_review import graded

        versions_of = (pair.old.path, pair.new.locate(()))
        findings = graded(findings, before, after, events, perspective, name=_name(pair), place=versions_of)
    identical = bool(pair.old and pair.new) and same(before, after, ignoring=_VERSION) and not changes
    required = required_bump(findings, identical=identical)
    versions = [text(mapping(value), "version") for value in (before, after)]
    versioned = pair.old is not None and pair.new is not None and pair.kind != "event-schema"
    name = _name(pair)
    if versioned and pair.new:
        policy = version_finding(before, after, required, name, pair.new.locate(("version",)), perspective)
        findings += [policy] if policy else []
    return DocumentDiff(
        path=place.path,
        old_path=pair.old.path if pair.old else None,
        kind=pair.kind,
        name=name,
        verdict=verdict(findings, identical=identical),
        required_bump=required,
        declared_bump=(declared_bump(*versions) if versioned else None),
        old_version=versions[0],
        new_version=versions[1],
        findings=tuple(findings),
        changes=tuple(changes),
    )


def _changes(pair: DocumentPair) -> list[Change]:
    """The facts about a document that changed, came or went as a whole."""
    before, after, name = _value(pair.old), _value(pair.new), _name(pair)
    if pair.old and pair.new:
        return _facts_of(pair.kind)(before, after, name)
    gone = pair.old is not None
    datasets: tuple[str, ...] = ()
    if pair.kind == "contract":
        sides = read(before if gone else after).datasets
        held = [dataset.name for dataset in sides]
        datasets = tuple(dict.fromkeys(known for dataset in sides for known in (dataset.name, dataset.known_as)))
        shown: Any = held
    else:
        shown = name
    kind = f"{pair.kind}-{'removed' if gone else 'added'}"
    if gone:
        return [Change(kind, name, old=shown, datasets=datasets)]
    return [Change(kind, name, new=shown)]


def _facts_of(kind: DocumentKind) -> Callable[[Any, Any, str], list[Change]]:
    """The differ of a kind of document, imported when there is such a document."""
    if kind == "event-schema":
        from c360_governance.diff.event_schema import event_schema_facts

        return event_schema_facts
    if kind == "metric":
        from c360_governance.diff.metric import metric_facts

        return lambda old, new, _: metric_facts(old, new)
    return lambda old, new, _: facts(old, new)


def _judged(change: Change, pair: DocumentPair, readers: Readers | None, perspective: Sides) -> Finding | None:
    place = pair.new or pair.old
    location = place.locate(change.pointer_new) if place else Location("")
    was = pair.old.locate(change.pointer_old) if change.gone and pair.old else None
    finding = judge(change, perspective, location, was=was)
    if finding is None or readers is None or finding.severity == "info":
        return finding
    of_metric = pair.kind == "metric" and finding.perspective == "consumer"
    impact = readers.of_metric(change.subject) if of_metric else readers.of(change)
    return replace(finding, impact=impact) if impact else finding


def _value(document: Document | None) -> Any:
    return document.value if document else {}


def _name(pair: DocumentPair) -> str:
    place = pair.new or pair.old
    path = PurePosixPath(place.path if place else "")
    if pair.kind == "contract":
        return read(mapping(_value(place))).name
    stem = path.name.partition(".")[0]
    return text(mapping(_value(place)), "name" if pair.kind == "metric" else "title") or stem
