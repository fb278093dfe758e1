"""The two ways in which a contract's words may enter SQL: as a quoted identifier, as a quoted literal."""

from __future__ import annotations

AS_OF = "TIMESTAMPTZ '${soda.DATA_TIMESTAMP}'"
"""The data's clock, which Soda fills in: the plan does not change when the clock does."""


def identifier(name: str) -> str:
    """A name in double quotes; its own are doubled."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string in single quotes; its own are doubled."""
    return "'" + text.replace("'", "''") + "'"


def value(item: object) -> str:
    """A YAML scalar as SQL. Numbers and booleans stand as they are; everything else is text."""
    if isinstance(item, bool):
        return "TRUE" if item else "FALSE"
    return str(item) if isinstance(item, int | float) else literal(str(item))


def qualified(schema: str, table: str) -> str:
    """A table's quoted name."""
    return f"{identifier(schema)}.{identifier(table)}"
