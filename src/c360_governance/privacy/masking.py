"""What a contract's ``masking`` says of a column's values: whether a person can still be found in them. Pure.

Masking is a sentence for people. It counts as masking when it begins with what was done to every value, and makes no
exception: who reads the column then sees nothing of the person. A hash, a pseudonym, a token or encryption is none of
that: the same person has the same value everywhere, so it still identifies.
"""

from __future__ import annotations

import re

_METHODS = (
    "aggregat", "anonymi", "bucket", "coarsen", "cut to", "generali", "null", "redact", "remov",
    "replaced by a constant", "replaced by null", "round", "suppress", "truncat",
)  # fmt: skip
"""How a sentence begins that tells of masking."""

_EXCEPTIONS = re.compile(r"\b(but|except|unless|for roles?|for every role|for all roles|optionally|on request)\b")
_LINKABLE = re.compile(r"\b(sha|sha-?\d+|md5|hash\w*|hmac|salt\w*|pseudonym\w*|token\w*|encrypt\w*|cipher\w*)\b")


def masks(text: object) -> bool:
    """Whether the values of a column with this ``masking`` identify nobody any more.

    >>> masks("truncated to the year"), masks("SHA-256 at the source"), masks("replaced by NULL for every role but one")
    (True, False, False)
    """
    if not isinstance(text, str):
        return False
    plain = " ".join(text.lower().split())
    return plain.startswith(_METHODS) and not _EXCEPTIONS.search(plain) and not _LINKABLE.search(plain)
