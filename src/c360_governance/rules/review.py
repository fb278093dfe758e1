"""The review of a change: documents in, what the change means out.

Facts (`diff`) are judged (`judge`), located in the files, given their readers, held against the version policy and
the policy of c360.yaml. The command and the gate show what this returns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from c360_governance.diff.change import Change
from c360_governance.diff.values import same, text, with_printable_numbers
from c360_governance.diff.version import declared_bump, is_schemaver, version_in, version_place
from c360_governance.model.compatibility import AS_THE_RULES_SAY, Asked
from c360_governance.model.config import Config
from c360_governance.model.diff import DiffResult, Sides, is_compatible
from c360_governance.model.finding import Finding
from c360_governance.model.lenient import mapping
from c360_governance.model.location import Location
from c360_governance.rules.document_diff import DocumentDiff, RepositoryDiff
from c360_governance.rules.judge import judge, required_bump, verdict, with_severities
from c360_governance.rules.moves import Stated, with_moves
from c360_governance.rules.pairing import DocumentKind, DocumentPair, changed_documents
from c360_governance.rules.policy import History, Terms
from c360_governance.rules.readers import Readers
from c360_governance.rules.version_policy import is_versioned, version_finding
from c360_governance.rules.waivers import Place, excused, places, spent
from c360_governance.sources.document import Document
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.rules.data.ask import DataSays
    from c360_governance.rules.metric_review import Weigh

__all__ = ["DocumentDiff", "RepositoryDiff", "diff_contracts", "diff_repositories", "history_of", "policy_of", "review"]

_VERSION = frozenset({"version"})
_POLICY = (b"severity", b"waivers", b"deprecation", b"compatibility")


def diff_repositories(
    old: Repository,
    new: Repository,
    paths: Collection[str] | None = None,
    *,
    perspective: Sides | None = None,
    today: date | None = None,
    policy: Callable[[], Config] | None = None,
    whole: bool = False,
    data: DataSays | None = None,
    readers: Readers | None = None,
    weigh: Weigh | None = None,
    events: Asked = AS_THE_RULES_SAY,
) -> RepositoryDiff:
    """Judge every document that differs between two repositories; ``paths`` (files, folders) narrows it down.

    ``today`` decides which waivers hold and which deprecations have run; ``policy`` is that of ``new`` unless given.
    With ``whole``, every waiver for a breaking rule that has run out or excuses nothing is reported.
    ``readers`` are those declared in ``new`` unless they are given; ``weigh`` runs both versions of a metric's SQL.
    Raises `SourceError` for a document that is broken on either side.
    """
    return review(
        changed_documents(old, new, paths),
        readers or Readers(new),
        policy or (lambda: new.config),
        perspective=perspective,
        today=today,
        history=history_of(old),
        waivers=places(new),
        whole=whole,
        data=data,
        weigh=weigh,
        events=events,
    )


def policy_of(repository: Repository) -> Config:
    """The policy of a repository's own c360.yaml, as far as a review needs it.

    A c360.yaml that has no policy for changes is left to lint: validating it would cost as much as the review itself.
    """
    data = repository.tree.read("c360.yaml") or b""
    return repository.config if any(key in data for key in _POLICY) else Config()


def history_of(old: Repository) -> History | None:
    """The versions of a file up to the old side of a comparison; None where that is no git ref."""
    from c360_governance.sources.git import GitTree, versions

    tree = old.tree
    return (lambda path: versions(tree.root, tree.commit, path)) if isinstance(tree, GitTree) else None


def review(
    pairs: Iterable[DocumentPair],
    readers: Readers | None = None,
    config: Callable[[], Config] = Config,
    *,
    perspective: Sides | None = None,
    today: date | None = None,
    history: History | None = None,
    waivers: Place | None = None,
    whole: bool = False,
    data: DataSays | None = None,
    weigh: Weigh | None = None,
    events: Asked = AS_THE_RULES_SAY,
) -> RepositoryDiff:
    """Judge pairs of documents. Where no ``perspective`` is asked for, the policy says whom it guards.

    ``waivers`` says where those of the policy stand; ``whole``, that every change there is was judged; ``data`` is
    asked what it says of each tightening; ``events`` is what is asked of event schemas.
    """
    differing = list(pairs)
    policy = config() if differing or whole else Config()
    terms = Terms(policy, perspective, today or date.today(), history, data, weigh, events)
    stated = with_moves([one for pair in differing for one in [_stated(pair)] if one])
    judged = [_document(one, readers, terms) for one in stated]
    documents = [one._replace(findings=tuple(excused(one.findings, policy, terms.today))) for one in judged]
    findings = [finding for document in documents for finding in document.findings]
    said = spent(findings, policy, terms.today, place=waivers, whole="diff" if whole else None)
    return RepositoryDiff(tuple(documents), tuple(said))


def diff_contracts(old: Mapping[Any, Any], new: Mapping[Any, Any], *, perspective: Sides = "both") -> DiffResult:
    """Judge two versions of a contract that came from no file: no readers, no policy, no demand on the version."""
    from c360_governance.diff.facts import facts
    from c360_governance.rules.deprecation import Period, settled

    old, new = with_printable_numbers(old), with_printable_numbers(new)
    changes = settled(facts(old, new), old, Period(date.today(), Config().deprecation_days))
    findings = [found for change in changes for found in [judge(change, perspective)] if found]
    identical = same(old, new, ignoring=_VERSION) and not findings
    result = verdict(findings, identical=identical)
    return DiffResult(is_compatible(result), result, required_bump(findings, identical=identical), tuple(findings))


def _stated(pair: DocumentPair) -> Stated | None:
    """The facts about a document; None where both sides say exactly the same, which a contract's differ looks at."""
    both = bool(pair.old and pair.new)
    changes = _changes(pair) if pair.kind == "contract" else None
    if both and not changes and same(_value(pair.old), _value(pair.new)):
        return None
    return Stated(pair, _changes(pair) if changes is None else changes)


def _document(stated: Stated, readers: Readers | None, terms: Terms) -> DocumentDiff:
    """The judgement of one document."""
    pair = stated.pair
    place = pair.new or pair.old
    before, after = (_value(document) for document in (pair.old, pair.new))
    guarded = terms.guarded(mapping(_value(place))) if pair.kind == "contract" else terms.perspective or "both"
    perspective: Sides = "both" if guarded == "none" else guarded
    changes: list[Change] = []
    found: list[Finding] = []
    for own, own_changes in ((pair, stated.changes), *stated.moved):
        settled_changes = _settled(own, own_changes, terms)
        changes += settled_changes
        found += _findings(own, settled_changes, readers, terms, perspective)
    if pair.kind == "event-schema" and pair.old and pair.new:
        from c360_governance.rules.event_review import graded

        versions_of = (pair.old.path, pair.new.locate(()))
        found = graded(found, before, after, terms.events, perspective, name=_name(pair), place=versions_of)
    findings = terms.graded(found, guarded)
    identical = bool(pair.old and pair.new) and not changes and same(before, after, ignoring=_VERSION)
    required = required_bump(findings, identical=identical)
    versions = [version_in(value) for value in (before, after)]
    versioned = pair.old is not None and pair.new is not None and is_versioned(pair.kind, before, after)
    name = _name(pair)
    if versioned and pair.new:
        policy = version_finding(
            pair.kind, before, after, required, name, pair.new.locate(version_place(after)), perspective
        )
        findings += with_severities([policy], terms.config.severity) if policy else []
    return DocumentDiff(
        path=place.path if place else "",
        old_path=pair.old.path if pair.old else None,
        kind=pair.kind,
        name=name,
        verdict=verdict(findings, identical=identical),
        required_bump=required,
        declared_bump=(declared_bump(*versions, schemaver=is_schemaver(after)) if versioned else None),
        old_version=versions[0],
        new_version=versions[1],
        findings=tuple(findings),
        changes=tuple(changes),
        values=(pair.old and pair.old.value, pair.new and pair.new.value),
    )


def _settled(pair: DocumentPair, changes: list[Change], terms: Terms) -> list[Change]:
    """The facts about a contract, the periods of its deprecations being known; of a metric, both versions run."""
    if pair.kind == "metric":
        from c360_governance.rules.metric_review import aged

        changes = aged(changes, _value(pair.old), terms.today)
        if terms.weigh and pair.old and pair.new:
            changes = terms.weigh(mapping(pair.old.value), mapping(pair.new.value), changes)
    if pair.kind != "contract" or pair.old is None:
        return changes
    from c360_governance.rules.deprecation import settled

    return settled(changes, mapping(pair.old.value), terms.period(pair.old.path))


def _findings(
    pair: DocumentPair, changes: list[Change], readers: Readers | None, terms: Terms, perspective: Sides
) -> Iterator[Finding]:
    """The judgement of each fact, with its readers and what the data says of it."""
    for change in changes:
        finding = _judged(change, pair, readers, perspective)
        if finding is not None and terms.data is not None and pair.kind == "contract":
            finding = terms.data.of(change, _value(pair.old), _value(pair.new), finding)
        if finding is not None:
            yield finding


def _changes(pair: DocumentPair) -> list[Change]:
    """The facts about a document that changed, came or went as a whole."""
    before, after, name = _value(pair.old), _value(pair.new), _name(pair)
    if pair.old and pair.new:
        return _facts_of(pair.kind)(before, after, name)
    gone = pair.old is not None
    datasets: tuple[str, ...] = ()
    kind = f"{pair.kind}-{'removed' if gone else 'added'}"
    if pair.kind == "contract":
        from c360_governance.diff.reading import read
        from c360_governance.diff.subjects.deprecation import is_phased_out
        from c360_governance.rules.deprecation import CONTRACT

        side = read(before if gone else after)
        held = [dataset.name for dataset in side.datasets]
        known = (name for dataset in side.datasets for name in (dataset.name, dataset.known_as))
        datasets = tuple(dict.fromkeys(known))
        shown: Any = held
        kind = CONTRACT if gone and is_phased_out(side) else kind
    else:
        shown = name
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
    from c360_governance.diff.facts import facts

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
        from c360_governance.diff.reading import name_of

        return name_of(mapping(_value(place)))
    stem = path.name.partition(".")[0]
    return text(mapping(_value(place)), "name" if pair.kind == "metric" else "title") or stem
