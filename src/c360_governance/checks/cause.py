"""Why something could not be measured, in words that hold no row's values.

An engine quotes the value that it could not convert; a parser or a binder quotes only names and the statement.
"""

from __future__ import annotations

import re

_SAFE = ("Binder Error", "Catalog Error", "Parser Error", "Permission Error", "Not implemented Error")
_CLASS = re.compile(r"([A-Z][A-Za-z ]+ (?:Error|Exception)|[A-Z][A-Za-z]+Error): ")
_NOT_FINITE = "not a finite number"

NO_NUMBER = "the measurement gave no number"
LIMIT = 300


def of_engine(message: str) -> str:
    """An engine's message without what may be data: whole for names and syntax, else only its class."""
    found = _CLASS.search(message)
    if found is None:
        return "the engine refused the statement"
    if found[1] not in _SAFE:
        return f"{found[1]} (the engine's words may hold values and are not shown)"
    return _short(message[found.start() :].splitlines()[0])


def of_soda(errors: tuple[str, ...], *, asked: bool) -> str:
    """Soda's own errors: as they are while it only read the contract, in our words once it had ``asked`` the engine."""
    if any(_NOT_FINITE in error for error in errors):
        return NO_NUMBER
    if asked or not errors:
        return "Soda did not evaluate it"
    return f"Soda does not accept it: {_short(errors[0].splitlines()[0])}"


def _short(text: str) -> str:
    return text if len(text) <= LIMIT else f"{text[:LIMIT]}..."
