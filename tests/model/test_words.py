"""Numbers, cut texts and quoted values in messages."""

from __future__ import annotations

import pytest

from c360_governance.model.words import MAX_QUOTED, counted, quoted, short


@pytest.mark.parametrize(
    ("number", "noun", "plural", "text"),
    [
        (0, "check", "", "0 checks"),
        (1, "check", "", "1 check"),
        (2, "query", "queries", "2 queries"),
        (1200, "row", "", "1,200 rows"),
    ],
)
def test_a_number_and_its_noun_agree(number: int, noun: str, plural: str, text: str) -> None:
    assert counted(number, noun, plural) == text


@pytest.mark.parametrize(("text", "cut"), [("", ""), ("abcdef", "abcdef"), ("abcdefg", "abc...")])
def test_a_long_text_is_cut_to_the_limit(text: str, cut: str) -> None:
    assert short(text, 6) == cut


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ("it's", '"it\'s"'),
        ("line\nbreak", r"'line\nbreak'"),
        ({"secret": 1}, "a mapping"),
        (["secret"], "a list"),
    ],
)
def test_a_value_is_quoted_as_one_would_write_it(value: object, text: str) -> None:
    assert quoted(value) == text


def test_a_long_value_is_quoted_in_part() -> None:
    assert quoted("x" * 100) == f"'{'x' * (MAX_QUOTED - 4)}..."
