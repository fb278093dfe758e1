"""One regular expression for all engines: RE2's meaning, as DuckDB has it, spelled out where the others differ.

PostgreSQL's ``.`` matches the end of a line, Java's ``$`` stands before the last one, and ``\\d`` is more than ten
digits here and there.
"""

from __future__ import annotations

import re

from c360_governance.checks.written import Unreadable

_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \\t\\n\\f\\r"}
_PART = re.compile(r"\\.|\[:\^?\w+:\]|\[\^?\]?|\(\?(?:[imsU-]*[:)]|<?[=!]|P?<\w+>)|.", re.S)
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")
_JAVA = ("spark", "databricks", "trino", "snowflake")


def for_engine(pattern: str, dialect: str) -> str:
    """The pattern in an engine's words. Raises `Unreadable` for what not every engine can."""
    if dialect == "duckdb":
        return pattern
    java = dialect in _JAVA
    found: list[str] = []
    inside = dot_is_all = False
    for part in _PART.findall(pattern):
        if part.startswith("(?") and not inside:
            dot_is_all = dot_is_all or "s" in part.partition("-")[0]
            found.append(_group(part, first=not found, java=java))
            continue
        if part == "." and dot_is_all and not inside:
            found.append(part)
            continue
        found.append(_spelled(part, java=java, inside=inside))
        if part[0] == "[" and not inside:
            inside = True
        elif part == "]":
            inside = False
    return "".join(found)


def _group(part: str, *, first: bool, java: bool) -> str:
    """What begins with ``(?``: flags, a group without a number or with a name, a look around."""
    if part in _LOOKS:
        raise Unreadable("the pattern looks around, which not every engine can")
    if part[-1] == ">":
        return "("
    if java or part == "(?:":
        return part
    if not first or part[-1] == ":" or "-" in part or "U" in part:
        raise Unreadable(f"the pattern has {part}, which not every engine can")
    return part.replace("m", "w")  # PostgreSQL's m would change what a dot matches as well


def _spelled(part: str, *, java: bool, inside: bool) -> str:
    if part[0] == "\\" and len(part) > 1:
        if part[1].isdigit() and not inside:
            raise Unreadable("the pattern refers back to a group, which not every engine can")
        return _class(part[1], inside=inside) if part[1].lower() in _CLASSES else part
    if inside:
        return part
    if part == ".":
        return "[^\\n]"
    return "\\z" if part == "$" and java else part


def _class(letter: str, *, inside: bool) -> str:
    members = _CLASSES[letter.lower()]
    if not letter.isupper():
        return members if inside else f"[{members}]"
    if inside:
        raise Unreadable(f"the pattern has \\{letter} in brackets, which not every engine can")
    return f"[^{members}]"
