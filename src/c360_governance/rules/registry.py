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

Kind = Literal["lint", "breaking"]
DocumentKind = Literal["contract", "metric", "config", "schema", "checks", "broken", "unrecognised"]

_HERE = Path(__file__).parent
_TEXT = ("what", "why", "bad", "good", "help")
_KEYS = {*_TEXT, "breaks", "consumer", "producer", "bump", "mirror", "no_mirror", "old", "new"}
_KEYS |= {"message", "undecided"}


class Rule(NamedTuple):
    """What is judged and how. A lint rule has a ``severity`` and the kinds of ``documents`` that it reads.

    A breaking rule has a severity per perspective (None: that side is not hit) and the least version bump.
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


def rule(id_: str) -> Rule:
    """The rule of that id. Raises `UsageError` with a suggestion where there is none."""
    if id_ in lint_ids():
        return lint_rule(id_)
    if id_ in breaking_ids():
        return breaking_rule(id_)
    raise unknown("rule", id_, [*lint_ids(), *breaking_ids()])


def rules_named(id_: str) -> tuple[Rule, ...]:
    """The lint rule and the breaking rule of that id. Raises `UsageError` with a suggestion where there is neither."""
    first = rule(id_)
    return (first, breaking_rule(id_)) if first.kind == "lint" and id_ in breaking_ids() else (first,)


def all_rules(kind: Kind | None = None) -> tuple[Rule, ...]:
    """Every rule of the kind (or of both), lint first, by id."""
    lint = [lint_rule(id_) for id_ in lint_ids()] if kind != "breaking" else []
    breaking = [breaking_rule(id_) for id_ in breaking_ids()] if kind != "lint" else []
    return (*lint, *breaking)


@cache
def lint_ids() -> tuple[str, ...]:
    """The ids of the lint rules, sorted."""
    names = (path.stem for path in (_HERE / "lint").glob("*.py"))
    return tuple(sorted(name.replace("_", "-") for name in names if not name.startswith("_")))


@cache
def breaking_ids() -> tuple[str, ...]:
    """The ids of the breaking rules, sorted."""
    return tuple(sorted(path.stem for path in (_HERE / "breaking").glob("*.toml")))


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
    import tomllib

    path = _HERE / "breaking" / f"{id_}.toml"
    if id_ not in breaking_ids():
        raise UsageError(f"there is no breaking rule {id_!r}")
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"not valid TOML: {error}", location=Location(path.name)) from None
    _demand(data, path.name)
    return Rule(id=id_, kind="breaking", **data)


def _demand(data: dict[str, Any], name: str) -> None:
    """A rule file is code: what is wrong with it stops the command rather than weaken the judgement."""
    wrong = [f"unknown key {key!r}" for key in data if key not in _KEYS]
    wrong += [f"{key} is missing" for key in (*_TEXT, "bump") if not data.get(key)]
    wrong += [f"{key} is no severity" for key in ("consumer", "producer") if data.get(key, "error") not in SEVERITIES]
    if data.get("bump") not in BUMPS:
        wrong.append("bump is none of major, minor, patch, none")
    if ("mirror" in data) == ("no_mirror" in data):
        wrong.append("give either mirror or no_mirror")
    if wrong:
        raise SourceError("; ".join(wrong), location=Location(name))
