"""Every kind of change of a contract, made alone: how grave it is for readers and writers, and the bump it needs."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from change_case import Document
from changes_of_options import OPTIONS
from changes_of_structure import CONSTRAINTS, ENUMS, PROPERTIES, SCHEMAS, TYPES
from changes_of_terms import LEVELS, QUALITY, TERMS
from diff_documents import column

from c360_governance import api

LETTERS = {"error": "B", "warning": "W", "info": "I"}


def graded(old: Document, new: Document) -> tuple[str, str]:
    """A letter a side, and the bump."""
    letters = ""
    for side in ("consumer", "producer"):
        result = api.diff_contracts(old, new, perspective=side)  # type: ignore[arg-type]  # the two sides, spelt out
        grades = [LETTERS[finding.severity] for finding in result.findings]
        letters += min(grades, key="BWI".index, default="I")
        assert result.compatible is (result.verdict not in ("breaking", "undecided"))
        assert (result.verdict == "breaking") is ("B" in grades)
    return letters, api.diff_contracts(old, new).required_bump


CASES = [*SCHEMAS, *PROPERTIES, *TYPES, *CONSTRAINTS, *ENUMS, *OPTIONS, *QUALITY, *LEVELS, *TERMS]


@pytest.mark.parametrize(
    ("old", "new", "verdict", "bump"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_one_change(old: Document, new: Document, verdict: str, bump: str) -> None:
    assert graded(old, new) == (verdict, bump)


UNCHANGED: list[Callable[[Document], None]] = [
    lambda document: document.update(apiVersion="v3.0.2"),
    lambda document: document["schema"].append({"name": "zz", "properties": [column("q")]}),
]


@pytest.mark.parametrize("edit", UNCHANGED)
@pytest.mark.parametrize("old", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_what_stands_beside_a_change_is_not_judged(old: Document, edit: Callable[[Document], None]) -> None:
    """The same edit on both sides is no change, whatever the contract holds."""
    before, after = copy.deepcopy(old), copy.deepcopy(old)
    edit(before)
    edit(after)
    assert api.diff_contracts(before, after).findings == ()
