"""Why an engine refused a statement, in words that hold no row's values.

An engine quotes the value that it could not convert; a parser or a binder quotes only names and the statement.
"""

from __future__ import annotations

import re

from c360_governance.model.words import short

_SAFE = ("Binder Error", "Catalog Error", "Parser Error", "Permission Error", "Not implemented Error")
_CLASS = re.compile(r"([A-Z][A-Za-z ]+ (?:Error|Exception)|[A-Z][A-Za-z]+Error): ")
LONGEST = 300
"""Characters of an engine's words that are shown."""


def of_engine(message: str) -> str:
    """An engine's message without what may be data: whole for names and syntax, else only its class."""
    found = _CLASS.search(message)
    if found is None:
        return "the engine refused the statement"
    if found[1] not in _SAFE:
        return f"{found[1]} (the engine's words may hold values and are not shown)"
    return short(message[found.start() :].splitlines()[0], LONGEST)
