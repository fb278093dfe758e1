"""`c360 lint`: every rule over every document; one broken file does not hide the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from types import ModuleType

from c360_governance.model.config import Config
from c360_governance.model.errors import SourceError
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location
from c360_governance.rules.lint_context import Context, Problem, subject_of
from c360_governance.rules.lint_targets import Target, everything, is_repository, kind_of_content, targets
from c360_governance.rules.lint_world import World
from c360_governance.rules.registry import Rule, lint_ids, lint_module
from c360_governance.rules.waivers import apply, places
from c360_governance.sources.repository import Repository

_ON_ANYTHING = {"odcs-schema", "metric-schema", "config-schema", "soda-schema", "json-schema-invalid", "unknown-key"}
"""The rules that can be asked of a document that is not even a mapping."""


def lint(repository: Repository, paths: Iterable[str] = (), *, today: date | None = None) -> list[Finding]:
    """What the rules say of the documents at the paths, or of the whole repository; by path and line.

    The repository's policy applies: severities and waivers. Raises `UsageError` for a path that does not exist and
    `SourceError` for a c360.yaml that cannot be read and is not itself to be linted.
    """
    named = list(paths)
    return judge(repository, targets(repository, named) if named else everything(repository), whole=not named,
                 today=today or datetime.now(UTC).date())  # fmt: skip


def judge(repository: Repository, found: list[Target], *, whole: bool, today: date) -> list[Finding]:
    """What the rules say of the targets. ``whole``: they are everything that there is."""
    config = _policy(repository, found)
    worlds: dict[Repository, World] = {}
    findings: list[Finding] = []
    for target in found:
        home = target.repository
        if home not in worlds:
            worlds[home] = World(home if is_repository(home.root) else None, whole=whole or len(found) > 20)
        findings += _judge_one(target, worlds[home], config, today)
    findings = apply(findings, config, today, place=places(repository), whole="lint" if whole else None)
    return sorted(findings, key=lambda finding: (finding.location, finding.rule, finding.subject))


def _policy(repository: Repository, found: list[Target]) -> Config:
    """The policy; the default one where the file that holds it is broken and is itself among what is linted."""
    try:
        return repository.config
    except SourceError:
        if any(target.kind == "config" and target.shown == repository.config_path for target in found):
            return Config()
        raise


def _judge_one(target: Target, world: World, config: Config, today: date) -> Iterator[Finding]:
    context = _context(target, world, today)
    for module in _rules():
        rule: Rule = module.RULE
        if context.kind in rule.documents and (context.judged or rule.id in _ON_ANYTHING or context.document is None):
            for problem in module.check(context):
                yield _finding(rule, problem, context, target.shown, config)


def _context(target: Target, world: World, today: date) -> Context:
    """The document to judge. What has no readable document (broken, unrecognised) is a kind of its own."""
    if target.kind == "unrecognised":
        return Context(target.path, "unrecognised", None, world, today)
    try:
        document = target.repository.document(target.path)
    except SourceError as error:
        return Context(target.path, "broken", None, world, today, error)
    kind = target.kind or kind_of_content(document.value)
    return Context(target.path, kind, None if kind == "unrecognised" else document, world, today)


def _rules() -> list[ModuleType]:
    modules = [lint_module(id_) for id_ in lint_ids()]
    return [module for module in modules if module.RULE.documents]


def _finding(rule: Rule, problem: Problem, context: Context, shown: str, config: Config) -> Finding:
    location = problem.location
    if location is None:
        location = context.document.locate(problem.pointer, key=problem.key) if context.document else Location(shown)
    return Finding(
        rule=rule.id,
        severity=config.severity.get(rule.id, rule.severity or "error"),
        message=problem.message,
        location=location._replace(path=shown),
        subject=problem.subject or subject_of(context, problem.pointer),
        help=problem.help or rule.help,
    )
