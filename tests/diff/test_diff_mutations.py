"""Every single change of a contract that uses all of ODCS 3.2, judged there and back, for both sides.

`mutations/expected.tsv` says how each change has to be judged, a line a change: the verdict (a letter a side, the
consumer's first: B breaks, W warns, I informs or says nothing), the least bump and the exact rules; then the same for
the way back. `C360_UPDATE_GOLDEN=1 pytest tests/diff/test_diff_mutations.py` writes it anew; such a table is not to be
believed but read, line by line, beside the kinds of change that `test_change_kinds.py` holds.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from diff_documents import HERE, whole_contract
from odcs_fields import in_document, in_schema
from single_mutations import Mutation, mutations
from test_change_kinds import LETTERS

from c360_governance import api
from c360_governance.rules.registry import breaking_rule
from c360_governance.sources.schemas import load, validator

TABLE = HERE / "mutations/expected.tsv"
WHOLE = whole_contract()
MUTATIONS = list(mutations(WHOLE))
JUDGED = [one for one in MUTATIONS if not one.is_prose]
EXPECTED = dict(line.split("\t", 1) for line in TABLE.read_text(encoding="utf-8").splitlines())


def told(old: Any, new: Any) -> str:
    result = api.diff_contracts(old, new)
    rules = Counter(finding.rule for finding in result.findings)
    judges = [breaking_rule(rule) for rule in rules]
    sides = [[rule.consumer for rule in judges], [rule.producer for rule in judges]]
    letters = "".join(min((LETTERS[grade or "info"] for grade in side), key="BWI".index, default="I") for side in sides)
    shown = " ".join(f"{rule}*{times}" if times > 1 else rule for rule, times in rules.items())
    return f"{letters} {result.required_bump} {shown}".rstrip()


def there_and_back(mutation: Mutation) -> str:
    return f"{told(WHOLE, mutation.new)}\t{told(mutation.new, WHOLE)}"


def test_the_contract_uses_every_field_of_the_standard() -> None:
    """A field of the official schema that nobody wrote into the contract is one that nobody judges."""
    assert list(validator("odcs-3.2.0").iter_errors(WHOLE)) == []
    assert in_document(WHOLE) == in_schema(load("odcs-3.2.0"))


def test_each_change_is_in_the_table() -> None:
    if os.environ.get("C360_UPDATE_GOLDEN"):
        lines = [f"{one.name}\t{there_and_back(one)}\n" for one in JUDGED]
        TABLE.write_text("".join(lines), encoding="utf-8")
        return
    assert [one.name for one in JUDGED] == list(EXPECTED)


@pytest.mark.parametrize("mutation", JUDGED, ids=[one.name for one in JUDGED])
def test_a_single_change(mutation: Mutation) -> None:
    if not os.environ.get("C360_UPDATE_GOLDEN"):
        assert there_and_back(mutation) == EXPECTED[mutation.name]


def test_prose_is_quiet() -> None:
    loud = [one.name for one in MUTATIONS if one.is_prose and told(WHOLE, one.new) != "II patch"]
    assert loud == []
