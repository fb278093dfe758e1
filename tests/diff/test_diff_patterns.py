"""Patterns by what they let through, held against Python's own engine on every short text."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360_governance.diff.regex import accepts_everything, compare

OPPOSITE = {"loosened": "tightened", "tightened": "loosened"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("^[a-z]+$", "^[a-zA-Z]+$", "loosened"),
        ("^[A-Z]{2}[0-9]{4,10}$", "^[A-Z]{2}[0-9]{2,20}$", "loosened"),
        (r"^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$", "^[^@]+@[^@]+$", "loosened"),
        (r"^\d{4}-(0[1-9]|1[0-2])-\d\d$", r"^\d{4}-\d{2}-\d{2}$", "loosened"),
        ("^.{0,200}$", "^.{0,255}$", "loosened"),
        ("ab", "a", "loosened"),
        ("^ab", "ab", "loosened"),
        ("^a$", "^a", "loosened"),
        (r"^[\w.]$", r"^[\s\S]$", "loosened"),
        ("^(?:a|b)*$", "^[ab]*$", "same"),
        ("^(a|b)$|^c$", "^[abc]$", "same"),
        ("^a{2,}$", "^aa+$", "same"),
        ("^(?<year>[0-9])$", r"^\d$", "same"),
        (r"^\x41\u0042$", "^AB$", "same"),
        ("^a{b}$", r"^a\{b\}$", "same"),
        ("^[^^-]$", r"^[^\-^]$", "same"),
        (r"^(\+\d{1,3}[- ]?)?\d{10}$", r"^\+?\d{10,14}$", "changed"),
        ("^a", "a$", "changed"),
        ("^(?=a)b$", "^b$", "unknown"),
        (r"^(a)\1$", "^aa$", "unknown"),
        ("(?i)^a$", "^a$", "unknown"),
        (r"^\p{L}$", "^[a-z]$", "unknown"),
        (r"\Aab\Z", "^ab$", "unknown"),
        ("^[[:alpha:]]$", "^[a-z]$", "unknown"),
        ("/^a/", "/^b/", "unknown"),
        ("^(a", "^a", "unknown"),
        ("a**", "a*", "unknown"),
        ("[z-a]", "a", "unknown"),
        ("(^a)+", "a", "loosened"),
        ("(?:a|$^)", "a", "tightened"),
        ("^^a", "^a", "same"),
        ("^(?=.*[0-9]).{8,}$", "^.{8,}$", "loosened"),
        ("^(?!test)[a-z]+$", "^[a-z]+$", "loosened"),
        (r"^\u{41}$", "^A$", "same"),
        ("^(?P<n>a)$", "^a$", "same"),
        ("^a{,2}$", "^a{0,2}$", "unknown"),
    ],
)
def test_what_became_of_a_pattern(old: str, new: str, expected: str) -> None:
    assert compare(old, new) == expected
    assert compare(new, old) == OPPOSITE.get(expected, expected)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", True),
        (".*", True),
        ("^", True),
        (r"^[\s\S]*$", True),
        ("a|", True),
        ("^.*$", False),
        ("(?=a)", False),
        ("(?!a)|a", True),
    ],
)
def test_what_prescribes_nothing(pattern: str, expected: bool) -> None:
    assert accepts_everything(pattern) is expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a.{200}b", "a.{100,200}b"),
        ("(a|b)*a(a|b){40}", "(a|b)*b(a|b){40}"),
        ("((a{99}){99}){99}", "a"),
        ("(" * 400, "a"),
        ("a" * 50_000, "a"),
        ("(a?" * 90 + ")*" * 90, "a{3}"),
    ],
)
def test_what_would_take_long_is_given_up(old: str, new: str) -> None:
    assert compare(old, new) == "unknown"


ATOMS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "^", "$"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
    ),
    max_leaves=6,
)
TEXTS = ["".join(letters) for length in range(6) for letters in itertools.product("abc", repeat=length)]


@given(PATTERNS, PATTERNS)
@settings(deadline=None, max_examples=300)
def test_no_text_contradicts_the_verdict(old: str, new: str) -> None:
    verdict = compare(old, new)
    before, after = (re.compile(pattern) for pattern in (old, new))
    lost = any(before.search(text) and not after.search(text) for text in TEXTS)
    came = any(after.search(text) and not before.search(text) for text in TEXTS)
    assert not (lost and verdict in ("same", "loosened"))
    assert not (came and verdict in ("same", "tightened"))
    if accepts_everything(old):
        assert all(before.search(text) for text in TEXTS)


@given(st.text(max_size=20), st.text(alphabet="ab\\[](){}|*+?^$.-,09dwpux:=!<>P", max_size=20))
@settings(deadline=None)
def test_any_text_may_be_a_pattern(old: str, new: str) -> None:
    assert compare(new, new) == "same"
    compare(old, new)
    accepts_everything(new)
