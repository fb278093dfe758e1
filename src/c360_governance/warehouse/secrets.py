"""Settings that come from the environment: ``${NAME}`` in c360.yaml, and nothing else for a password."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from c360_governance.model.errors import UsageError

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

SECRET = frozenset({"url", "password", "token", "remote", "private_key_passphrase", "account_info_json"})
"""The settings that hold credentials: c360.yaml names the variable, and never the value."""


class Secret:
    """A value that no text may show: its ``repr`` is stars."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def struck_from(self, text: str) -> str:
        """A text in which stars stand for the value, and for the password of a URL."""
        password = re.search(r"://[^/@]*:([^@]+)@", self._value)
        for value in (self._value, password[1] if password else ""):
            text = text.replace(value, "***") if value else text
        return text

    def __repr__(self) -> str:
        return "***"


def filled(warehouse: str, settings: Mapping[str, str]) -> dict[str, str | Secret]:
    """A warehouse's settings with the environment's values in place of their references.

    Raises `UsageError` for a variable that is not set, and for a credential that is written out.
    """
    found: dict[str, str | Secret] = {}
    for key, value in settings.items():
        if key in SECRET and not _REFERENCE.fullmatch(value):
            raise UsageError(
                f"warehouse {warehouse!r}: {key} is written out in c360.yaml",
                help=f"keep it in an environment variable and write {key}: ${{NAME}}",
            )
        text = _REFERENCE.sub(lambda name: _variable(warehouse, name[1]), value)
        found[key] = Secret(text) if key in SECRET else text
    return found


def _variable(warehouse: str, name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise UsageError(f"warehouse {warehouse!r} needs the environment variable {name}, which is not set")
    return value
