"""What a wrong name is answered with."""

from __future__ import annotations

import pytest

from c360_governance.model.suggest import did_you_mean, suggest, unknown

MANY = [f"metric_{letter}" for letter in "abcdefghi"]


@pytest.mark.parametrize(
    ("name", "known", "answer"),
    [
        ("acounts", ["accounts", "incidents"], "did you mean 'accounts'?"),
        ("revenue", ["b", "a"], "there are: a, b"),
        ("revenue", [], ""),
        ("revenue", MANY, ""),
        ("metric_x", MANY, "did you mean 'metric_i'?"),
    ],
)
def test_the_nearest_name_or_the_few_that_there_are(name: str, known: list[str], answer: str) -> None:
    assert suggest(name, known) == answer


def test_a_bare_hint_lists_nothing() -> None:
    assert did_you_mean("revenue", ["a", "b"]) == ""


def test_an_unknown_name_is_an_error_with_the_hint() -> None:
    error = unknown("dataset", "acounts", {"accounts": 1})
    assert (error.message, error.help) == ("there is no dataset 'acounts'", "did you mean 'accounts'?")


@pytest.mark.parametrize(
    ("known", "answer"),
    [([], "there is none yet"), (MANY, f"there are 9, among them {', '.join(MANY[:8])}"), (["b"], "there are: b")],
)
def test_an_unknown_name_is_never_left_without_a_hint(known: list[str], answer: str) -> None:
    assert unknown("dataset", "revenue", known).help == answer
