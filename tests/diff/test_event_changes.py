"""Every kind of change of an event schema, made alone: the exact rules, how grave for readers and writers, the bump;
and the other way round."""

from __future__ import annotations

import pytest
from changes_of_event_objects import OBJECTS
from changes_of_event_parts import PARTS
from changes_of_event_values import VALUES
from event_schemas import TEXT, WHOLE, Schema, graded, of

CASES = [*OBJECTS, *VALUES, *PARTS]
IDS = [case[0] for case in CASES]


@pytest.mark.parametrize(("old", "new", "verdict", "bump", "rules"), [case[1:6] for case in CASES], ids=IDS)
def test_one_change(old: Schema, new: Schema, verdict: str, bump: str, rules: str) -> None:
    assert graded(old, new) == (verdict, bump, rules)


@pytest.mark.parametrize(
    ("old", "new", "verdict", "bump", "rules"), [(case[2], case[1], *case[6:]) for case in CASES], ids=IDS
)
def test_its_mirror(old: Schema, new: Schema, verdict: str, bump: str, rules: str) -> None:
    assert graded(old, new) == (verdict, bump, rules)


@pytest.mark.parametrize("name", ["title", "description", "examples", "$comment"])
def test_only_keywords_are_prose(name: str) -> None:
    """What differs in prose alone is not looked into; a property may be called like it."""
    assert graded(of(**{name: TEXT}), of(**{name: WHOLE})) == graded(of(a=TEXT), of(a=WHOLE))
    assert graded({**of(a=TEXT), name: "old"}, {**of(a=TEXT), name: "new"}) == ("II", "patch", "")
