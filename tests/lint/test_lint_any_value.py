"""Lint has an answer to anything that YAML can say."""

from __future__ import annotations

import math
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lint_repository import ACCOUNTS, COMPLETE, REVENUE, write

from c360_governance.rules.lint_engine import lint
from c360_governance.sources.document import parse_document
from c360_governance.sources.repository import Repository
from c360_governance.sources.schemas import validator
from c360_governance.sources.validation import find_flaws

PATHS = ("contracts/x.odcs.yaml", "contracts/x.metric.yaml", "contracts/x.schema.yaml", "checks/x.yaml", "c360.yaml")

WORDS = (
    "apiVersion kind id name version status schema properties items logicalType logicalTypeOptions "
    "physicalType required unique primaryKey primaryKeyPosition examples enum quality type metric query "
    "relationships to from customProperties property value vendor slaProperties element team members role "
    "description purpose numerator denominator inputs drivers source agg joins policy waivers severity as_of "
    "dataset columns checks $schema $ref $defs pattern cadence alerts deduplicationKey runbook errorHandling "
    "purposes classification"
)
KEYS = st.sampled_from(WORDS.split())
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | KEYS | st.sampled_from(
    ["c360", "v3.2.0", "v3.1.0", "v2.2.0", "integer", "timestamp", "string", "sql", "library", "a.b", "#/$defs/a", "("]
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.integers() | st.none(), inner, max_size=6),
    max_leaves=30,
)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=VALUES)
def test_any_value(path: str, value: Any) -> None:
    assert_judged(path, yaml.safe_dump(value, allow_unicode=True))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_change_of_a_right_document(data: st.DataObject) -> None:
    path, text = data.draw(st.sampled_from([(PATHS[0], COMPLETE), (PATHS[0], ACCOUNTS), (PATHS[1], REVENUE)]))
    document = parse_document(text.encode(), path).value
    parent: Any = document
    while True:
        step = data.draw(st.sampled_from(list(parent) if isinstance(parent, dict) else list(range(len(parent)))))
        if not isinstance(parent[step], dict | list) or not parent[step] or data.draw(st.booleans()):
            break
        parent = parent[step]
    parent[step] = data.draw(VALUES)
    assert_judged(path, yaml.safe_dump(document, allow_unicode=True))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=60) | st.text("a: -[]{}&*!|>'\"#%@`,?\n\t\\0", max_size=40).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    assert_judged(PATHS[0], data)


def assert_judged(path: str, text: str | bytes) -> None:
    """Lint answers, each finding lies within the file, and the answer is the same the second time."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        file = write(root, path, text)
        lines = file.read_bytes().count(b"\n") + 1
        found = lint(Repository(root), today=date(2026, 1, 31))
        assert found == lint(Repository(root), today=date(2026, 1, 31))
        for one in found:
            assert one.location.path == path
            assert one.location.column >= 1
            assert 1 <= one.location.line <= lines + 1 or b"\r" in file.read_bytes()
            assert one.message
            assert len(one.message) < 600


@pytest.mark.parametrize("schema", ["odcs-3.2.0", "odcs-3.0.2", "metric-1", "config-1", "soda", "custom-properties-1"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_error_of_the_validator_is_lost_in_words(schema: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([COMPLETE, REVENUE, "{}"]))
    document = parse_document(text.encode(), "x.yaml").value
    document |= data.draw(st.dictionaries(KEYS, VALUES.map(as_text_keys), max_size=4))
    assert bool(find_flaws(document, schema)) is not validator(schema).is_valid(document)


def as_text_keys(value: Any) -> Any:
    """The value with the keys and numbers that JSON has, so that the validator takes it as it is."""
    if isinstance(value, dict):
        return {str(key): as_text_keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text_keys(item) for item in value]
    return 0 if isinstance(value, float) and not math.isfinite(value) else value
