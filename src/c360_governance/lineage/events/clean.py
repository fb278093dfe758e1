"""Error messages without the values that engines like to quote in them."""

from __future__ import annotations

import re

from c360_governance.model.errors import C360Error

_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`")
_OPEN_QUOTE = re.compile(r"['\"`].*")
_EMAIL = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\d[\d .,:/-]*\d|\d")

MAX_LENGTH = 300


def clean(error: BaseException) -> str:
    """An error's kind and, for our own errors, the first line of its message without anything that may be data.

    What stands in quotes, looks like an e-mail address or is a number is taken out; the message of an error
    that is not ours may quote anything, so only its class is named.
    """
    name = type(error).__name__
    if not isinstance(error, C360Error):
        return name
    lines = error.message.strip().splitlines()
    text = lines[0] if lines else ""
    for pattern in (_QUOTED, _OPEN_QUOTE, _EMAIL, _NUMBER):
        text = pattern.sub("…", text)
    return f"{name}: {text}"[:MAX_LENGTH] if text else name
