"""Personal values and literals in the events of others: found before they are stored, as the policy says.

Other producers send SQL with its literals, errors that quote rows, and environments with secrets. What is masked here
was never in the log; what slipped through is taken out with `lineage redact`. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

Action = Literal["keep", "mask", "reject"]
Place = tuple[Any, Any]
"""A mapping or a list, and the key or index of a text in it."""

MASK = "<masked>"

_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"(?<![\w.])\+\d(?:[ ()./-]?\d){7,14}(?!\w)")
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")
_SQL = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)"  # comments may hold anything
    r"|\$(\w*)\$.*?(?:\$\1\$|\Z)"
    r"|'(?:[^'\\]|''|\\.)*(?:'|\Z)"
    r"|(?<![\w.$\"`])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w\"`])",
    re.DOTALL,
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|\d[\d.,:/-]*\d|\d")
_STRUCTURE = frozenset(
    ("namespace", "name", "producer", "schemaURL", "_producer", "_schemaURL", "runId", "eventTime", "eventType", "url",
     "uri", "field", "type", "version", "query", "sourceCode")
)  # fmt: skip
"""Keys of names, addresses and identifiers: personal values are looked for in the other texts, and in SQL."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What to do with each kind of content, as ``guard:`` of c360.yaml says."""

    personal: Action = "keep"
    sql_literals: Action = "keep"
    errors: Action = "keep"
    environment: Action = "keep"

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Policy | None:
        """The policy of c360.yaml; None where everything is kept, so that nothing is looked for."""
        policy = cls(**document.get("guard", {}))
        return policy if any(getattr(policy, field.name) != "keep" for field in fields(policy)) else None


@dataclass(frozen=True, slots=True)
class Guarded:
    """``found`` counts the values by kind; ``rejected`` names the kind for which the event may not be stored."""

    found: Counter[str]
    rejected: str | None = None


def guard(event: dict[str, Any], policy: Policy) -> Guarded:
    """Mask in the event, which is changed in place, what the policy says; or say why it must not be stored."""
    found: Counter[str] = Counter()
    for kind, places, clean in _KINDS:
        action: Action = getattr(policy, kind)
        if action == "keep":
            continue
        for owner, key in places(event):
            text, count = clean(owner[key])
            if count:
                found[kind] += count
                if action == "reject":
                    return Guarded(found, kind)
                owner[key] = text
    return Guarded(found)


def _personal(text: str) -> tuple[str, int]:
    text, emails = _EMAIL.subn(MASK, text)
    text, phones = _PHONE.subn(MASK, text)
    cards = 0

    def card(match: re.Match[str]) -> str:
        nonlocal cards
        if not _is_card(match[0]):
            return match[0]
        cards += 1
        return MASK

    return _CARD.sub(card, text), emails + phones + cards


def _is_card(text: str) -> bool:
    """Whether the check digit of a card's number holds."""
    digits = [int(digit) for digit in text if digit.isdigit()]
    doubled = [digit if at % 2 == 0 else sum(divmod(2 * digit, 10)) for at, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _sql(text: str) -> tuple[str, int]:
    return _SQL.subn(lambda match: " " if match[0].startswith(("--", "/*")) else "?", text)


def _error(text: str) -> tuple[str, int]:
    return _QUOTED.subn(MASK, text)


def _value(text: str) -> tuple[str, int]:
    return MASK, int(text not in ("", MASK))


def _texts(value: Any) -> Iterator[Place]:
    """Every text below a value whose key is none of the structure's; and SQL and source code, whose key is."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if not isinstance(item, str):
            yield from _texts(item)
        elif key not in _STRUCTURE or key in ("query", "sourceCode"):
            yield value, key


def _statements(event: dict[str, Any]) -> Iterator[Place]:
    yield from _named(event, ("sql", "query"), ("sourceCode", "sourceCode"))


def _messages(event: dict[str, Any]) -> Iterator[Place]:
    yield from _named(event, ("errorMessage", "message"), ("errorMessage", "stackTrace"))
    body = _facets(event.get("run")).get("extractionError")
    errors = body.get("errors") if isinstance(body, dict) else None
    for entry in errors if isinstance(errors, list) else ():
        for key in ("errorMessage", "stackTrace"):
            if isinstance(entry, dict) and isinstance(entry.get(key), str):
                yield entry, key


def _environment(event: dict[str, Any]) -> Iterator[Place]:
    body = _facets(event.get("run")).get("environmentVariables")
    entries = body.get("environmentVariables") if isinstance(body, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("value"), str):
            yield entry, "value"


def _named(event: dict[str, Any], *wanted: tuple[str, str]) -> Iterator[Place]:
    for side in ("run", "job"):
        facets = _facets(event.get(side))
        for facet, key in wanted:
            body = facets.get(facet)
            if isinstance(body, dict) and isinstance(body.get(key), str):
                yield body, key


def _facets(owner: Any) -> dict[str, Any]:
    facets = owner.get("facets") if isinstance(owner, dict) else None
    return facets if isinstance(facets, dict) else {}


_KINDS: tuple[tuple[str, Callable[[dict[str, Any]], Iterator[Place]], Callable[[str], tuple[str, int]]], ...] = (
    ("environment", _environment, _value),
    ("sql_literals", _statements, _sql),
    ("errors", _messages, _error),
    ("personal", _texts, _personal),
)
