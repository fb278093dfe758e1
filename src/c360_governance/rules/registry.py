"""The rules and where they live: one file a rule, its id the file's name.

A lint rule is the module ``rules/lint/<id with underscores>.py``: ``RULE = Rule(...)`` and a function ``check``.
A breaking rule is data, ``rules/breaking/<id>.toml``, loaded one at a time, with these keys:

    consumer, producer   "error", "warning" or "info"; absent where that side is not hit
    bump                 the least version bump: "major", "minor", "patch" or "none"
    what, why            what is reported, and why it matters
    breaks               who breaks, in the reader's words
    bad, good            examples to read; ``help``: how to make the change compatible
    mirror | no_mirror   the id of the opposite rule, or the reason why there is none
    message              what a finding says, with {old} and {new} for the values; without it, ``what``
    undecided            true where the rule cannot tell whether the change breaks anybody
    old, new             YAML documents on which the rule fires (run by the tests), several parted by a line `---`

A run rule is what a command finds by doing something: data, ``rules/run/<id>.toml``, with ``raised_by`` (the command),
``severity``, and the texts above. It judges nothing; the command does.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from c360_governance.model.errors import SourceError, UsageError
from c360_governance.model.finding import BUMPS, SEVERITIES, Bump, Severity
from c360_governance.model.location import Location
from c360_governance.model.suggest import unknown

if TYPE_CHECKING:
    from types import ModuleType

Kind = Literal["lint", "breaking", "run"]
DocumentKind = Literal["contract", "metric", "config", "schema", "checks", "reconciliation", "broken", "unrecognised"]

_HERE = Path(__file__).parent
_TEXT = ("what", "why", "bad", "good", "help")
_KEYS = {*_TEXT, "breaks", "consumer", "producer", "bump", "mirror", "no_mirror", "old", "new"}
_KEYS |= {"message", "undecided"}
_RUN_KEYS = {*_TEXT, "breaks", "raised_by", "severity"}


class Rule(NamedTuple):
    """What is judged and how. A lint rule has a ``severity`` and the kinds of ``documents`` that it reads.

    A breaking rule has a severity per perspective (None: that side is not hit) and the least version bump. A run rule
    is ``raised_by`` a command other than lint and diff; its severity is the usual one.
    ``bad`` and ``good`` are examples; ``help`` says how to satisfy the rule.
    """

    id: str
    kind: Kind
    what: str
    why: str
    bad: str
    good: str
    help: str
    severity: Severity | None = None
    documents: tuple[DocumentKind, ...] = ()
    consumer: Severity | None = None
    producer: Severity | None = None
    bump: Bump | None = None
    breaks: str = ""
    mirror: str | None = None
    no_mirror: str | None = None
    old: str = ""
    new: str = ""
    message: str = ""
    undecided: bool = False
    raised_by: str = ""


def rule(id_: str) -> Rule:
    """The rule of that id. Raises `UsageError` with a suggestion where there is none."""
    if id_ in lint_ids():
        return lint_rule(id_)
    if id_ in breaking_ids():
        return breaking_rule(id_)
    if id_ in run_ids():
        return run_rule(id_)
    raise unknown("rule", id_, [*lint_ids(), *breaking_ids(), *run_ids()])


def rules_named(id_: str) -> tuple[Rule, ...]:
    """The lint rule and the breaking rule of that id. Raises `UsageError` with a suggestion where there is neither."""
    first = rule(id_)
    return (first, breaking_rule(id_)) if first.kind == "lint" and id_ in breaking_ids() else (first,)


def all_rules(kind: Kind | None = None) -> tuple[Rule, ...]:
    """Every rule of the kind (or of all), lint first, then breaking, by id."""
    lint = [lint_rule(id_) for id_ in lint_ids()] if kind in (None, "lint") else []
    breaking = [breaking_rule(id_) for id_ in breaking_ids()] if kind in (None, "breaking") else []
    run = [run_rule(id_) for id_ in run_ids()] if kind in (None, "run") else []
    return (*lint, *breaking, *run)


@cache
def lint_ids() -> tuple[str, ...]:
    """The ids of the lint rules, sorted."""
    names = (path.stem for path in (_HERE / "lint").glob("*.py"))
    return tuple(sorted(name.replace("_", "-") for name in names if not name.startswith("_")))


@cache
def breaking_ids() -> tuple[str, ...]:
    """The ids of the breaking rules, sorted."""
    return tuple(sorted(path.stem for path in (_HERE / "breaking").glob("*.toml")))


@cache
def run_ids() -> tuple[str, ...]:
    """The ids of the findings that other commands raise, sorted."""
    return tuple(sorted(path.stem for path in (_HERE / "run").glob("*.toml")))


def lint_rule(id_: str) -> Rule:
    """A lint rule's data."""
    found: Rule = lint_module(id_).RULE
    return found


def lint_module(id_: str) -> ModuleType:
    """The module of a lint rule: ``RULE`` and ``check``."""
    return import_module(f"c360_governance.rules.lint.{id_.replace('-', '_')}")


@cache
def breaking_rule(id_: str) -> Rule:
    """A breaking rule, read from its file alone. Raises `UsageError` for an id that has no file."""
    path = _HERE / "breaking" / f"{id_}.toml"
    if id_ not in breaking_ids():
        raise UsageError(f"there is no breaking rule {id_!r}")
    data = _read(path)
    _demand(data, path.name)
    return Rule(id=id_, kind="breaking", **data)


@cache
def run_rule(id_: str) -> Rule:
    """What is known of a run rule, read from its file alone. Raises `UsageError` for an id that has no file."""
    if id_ not in run_ids():
        raise UsageError(f"no command raises {id_!r}")
    path = _HERE / "run" / f"{id_}.toml"
    data = _read(path)
    wrong = [f"unknown key {key!r}" for key in data if key not in _RUN_KEYS] + _missing(data, "raised_by")
    if data.get("severity") not in SEVERITIES:
        wrong.append("severity is none of error, warning, info")
    if wrong:
        raise SourceError("; ".join(wrong), location=Location(path.name))
    return Rule(id=id_, kind="run", **data)


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"not valid TOML: {error}", location=Location(path.name)) from None


def _missing(data: dict[str, Any], key: str) -> list[str]:
    return [f"{name} is missing" for name in (*_TEXT, key) if not data.get(name)]


def _demand(data: dict[str, Any], name: str) -> None:
    """A rule file is code: what is wrong with it stops the command rather than weaken the judgement."""
    wrong = [f"unknown key {key!r}" for key in data if key not in _KEYS] + _missing(data, "bump")
    wrong += [f"{key} is no severity" for key in ("consumer", "producer") if data.get(key, "error") not in SEVERITIES]
    if data.get("bump") not in BUMPS:
        wrong.append("bump is none of major, minor, patch, none")
    if ("mirror" in data) == ("no_mirror" in data):
        wrong.append("give either mirror or no_mirror")
    if wrong:
        raise SourceError("; ".join(wrong), location=Location(name))
