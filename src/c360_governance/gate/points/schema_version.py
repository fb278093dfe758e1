"""Point 5: the version number grew enough for what changed; a breaking version has a migration plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.finding import BUMPS, Bump, Finding, largest_bump
from c360_governance.model.words import counted

if TYPE_CHECKING:
    from c360_governance.rules.review import DocumentDiff

ID = 5
TITLE = "Schema version"
RULE = "gate-schema-version"

VERSION_RULES = frozenset({"version-not-bumped", "version-not-semver", "version-bump-too-small", "version-decreased"})
RETIRED = frozenset({"deprecated", "retired"})


def judge(context: Context) -> Judgement:
    """What demands a greater bump than the declared one fails the point under its own rule, with place and impact.

    A waiver of a break takes its demand away; a waiver of the version rule excuses the whole document.
    """
    found = Judgement(RULE)
    for document in context.change.documents:
        if document.old_path is None:
            _added(context, document, found)
        elif document.kind == "event-schema":
            _event_schema(context, document, found)
        elif document.new_version is None and document.declared_bump is None and _is_gone(context, document):
            _removed(context, document, found)
        else:
            _changed(context, document, found)
    return found


def _added(context: Context, document: DocumentDiff, found: Judgement) -> None:
    location = context.locate(document.path, ("version",))
    if document.kind == "event-schema" or document.new_version:
        found.proves(f"{location}: {document.name} is new{_at(document.new_version)}")
    else:
        found.lacks(document.name, location, "the document has no version", "add `version: 1.0.0`")


def _removed(context: Context, document: DocumentDiff, found: Judgement) -> None:
    """What was announced as leaving and is read by nothing may go; anything else fails by the rule of its removal."""
    status = str(context.base.document(document.old_path or "").value.get("status"))
    read = any(finding.impact for finding in document.findings)
    if status in RETIRED and not read:
        found.proves(f"{document.path}: {document.name} was {status}, and nothing that is declared reads it")
        return
    for finding in document.findings:
        found.adopt(finding)


def _event_schema(context: Context, document: DocumentDiff, found: Judgement) -> None:
    """A JSON Schema has no version of its own: that of the contract that names it as its definition speaks for it."""
    name = document.path.rsplit("/", 1)[-1]
    declared: Bump = "none"
    bearer = ""
    for other in context.change.documents:
        if other.kind == "contract" and other.declared_bump and name in str(_definitions(context, other.path)):
            declared, bearer = other.declared_bump, other.path
    required = _required(document.findings)
    if BUMPS.index(required) <= max(BUMPS.index(declared), BUMPS.index("patch")):
        by = f", which {bearer} declares" if bearer else ""
        found.proves(f"{document.path}: {document.name} needs a {required} bump{by}")
        return
    for finding in _too_large(document.findings, declared):
        found.adopt(finding)


def _changed(context: Context, document: DocumentDiff, found: Judgement) -> None:
    policy = [finding for finding in document.findings if finding.rule in VERSION_RULES]
    breaks = [finding for finding in document.findings if finding.rule not in VERSION_RULES]
    required, declared = _required(breaks), document.declared_bump or "none"
    location = context.locate(document.path, ("version",))
    enough = required == "patch" or BUMPS.index(required) <= BUMPS.index(declared)  # prose needs no new version
    if not policy or (enough and all(_outgrown(one) for one in policy)):
        versions = f"{document.old_version} to {document.new_version} is {declared}"
        if declared == "none":
            versions = f"it stays {document.new_version}, which a patch may"
        found.proves(f"{location}: {document.name} needs a {required} bump; {versions}")
        for finding in _too_large([one for one in breaks if one.waived is not None], declared):
            found.adopt(finding)
    else:
        excuse = next((finding.waived for finding in policy if finding.waived), None)
        for finding in (*_too_large(breaks, declared), *policy):
            found.adopt(replace(finding, waived=finding.waived or excuse))
    if required == "major":
        _migration(context, document, found)


def _outgrown(finding: Finding) -> bool:
    """Whether the demand on the version came from breaks alone, so that it goes when they are waived."""
    return finding.rule in ("version-not-bumped", "version-bump-too-small")


def _migration(context: Context, document: DocumentDiff, found: Judgement) -> None:
    """A breaking contract has a plan for its version; a metric's old definition lives on beside the new one."""
    version = document.new_version or "the new version"
    if document.kind == "metric":
        stem = document.name.rpartition("_v")[0] or document.name
        others = [name for name in context.repository.metrics if name != document.name and name.startswith(f"{stem}_v")]
        location = context.locate(document.path, ("version",))
        proof = f"{document.name} lives beside {', '.join(others)}" if others else ""
        help_ = f"keep the old definition as {stem}_v1 beside the new one"
    else:
        contract = next(contract for contract in context.change.contracts if contract.path == document.path)
        entries = contract.custom.get("migrationPlan")
        plans = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
        steps = next((entry.get("steps") for entry in plans if str(entry.get("version")) == version), None)
        location = context.locate_custom(document.path, "migrationPlan")
        count = len(steps) if isinstance(steps, list) else 1
        proof = f"the migration to {version} has {counted(count, 'step')}" if steps else ""
        help_ = f"add {{version: {version}, steps: [...]}} to the customProperty `migrationPlan`"
    if proof:
        found.proves(f"{location}: {proof}")
    else:
        found.lacks(
            document.name, location, f"the change is breaking, and nothing says how to migrate to {version}", help_
        )


def _required(findings: tuple[Finding, ...] | list[Finding]) -> Bump:
    """The least bump for what no waiver excuses; any difference is worth a patch."""
    return largest_bump(["patch", *(finding.bump for finding in findings if finding.waived is None)])


def _too_large(findings: tuple[Finding, ...] | list[Finding], declared: Bump) -> list[Finding]:
    least = max(BUMPS.index(declared), BUMPS.index("patch"))
    return [finding for finding in findings if BUMPS.index(finding.bump or "none") > least]


def _is_gone(context: Context, document: DocumentDiff) -> bool:
    return document.path not in (*context.repository.contract_paths, *context.repository.metric_paths)


def _definitions(context: Context, path: str) -> list[object]:
    """The urls that a contract names as its definitions, for itself and for its datasets."""
    value = context.repository.document(path).value if path in context.repository.contract_paths else {}
    schema = value.get("schema")
    owners = [value, *(schema if isinstance(schema, list) else [])]
    return [owner.get("authoritativeDefinitions") for owner in owners if isinstance(owner, dict)]


def _at(version: str | None) -> str:
    return f", at version {version}" if version else ""
