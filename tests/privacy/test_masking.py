"""Which sentences about masking mean that nobody can be found in the values."""

from __future__ import annotations

import pytest

from c360_governance.privacy.masking import masks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("truncated to the year", True),
        ("Redacted.", True),
        ("replaced by NULL", True),
        ("rounded to thousands; small groups suppressed", True),
        ("aggregated per week", True),
        ("none; a number that means nothing outside the warehouse", False),
        ("SHA-256 at the source", False),
        ("truncated SHA256", False),
        ("removed and replaced by a pseudonym", False),
        ("replaced by a token", False),
        ("hashed with a salt", False),
        ("encrypted", False),
        ("replaced by NULL for every role but activation_reader", False),
        ("redacted except for support", False),
        ("readers are limited by role", False),
        ("", False),
        (None, False),
        (True, False),
    ],
)
def test_masking(text: object, expected: bool) -> None:
    assert masks(text) is expected
