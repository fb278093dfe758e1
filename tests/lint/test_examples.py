"""Every lint rule's bad example fires that rule and no other that its good example does not fire."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml_rs
from lint_repository import COMPLETE, REVENUE, write

from c360_governance.rules.lint_engine import lint
from c360_governance.rules.registry import Rule, all_rules
from c360_governance.sources.repository import Repository

RULES = all_rules("lint")

CHECKS = "dataset: local/main/accounts\ncolumns:\n  - name: account_id\n"
RECONCILIATION = """\
dataset: accounts
reconciliations:
  - {name: to_crm, against: {table: crm_accounts}, compare: [rows]}
"""
METRIC = REVENUE.replace("name: revenue", "name: example")

PLACES = {
    "contract": ("contracts/example/example.odcs.yaml", COMPLETE),
    "metric": ("contracts/metrics/example.metric.yaml", METRIC),
    "checks": ("checks/example.yaml", CHECKS),
    "reconciliation": ("checks/example.reconciliation.yaml", RECONCILIATION),
    "schema": ("contracts/example/example.schema.yaml", ""),
    "config": ("c360.yaml", ""),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_bad_example_fires_exactly_its_rule(rule: Rule, governed: Path) -> None:
    bad, good = fired(governed, rule, rule.bad), fired(governed, rule, rule.good)
    assert set(bad - good) == {rule.id}
    assert not good - bad
    assert rule.id not in good


def test_the_complete_documents_are_clean(governed: Path) -> None:
    write(governed, *PLACES["contract"])
    write(governed, *PLACES["metric"])
    write(governed, *PLACES["checks"])
    write(governed, *PLACES["reconciliation"])
    assert lint(Repository(governed), [path for path, text in PLACES.values() if text]) == []


def fired(root: Path, rule: Rule, example: str) -> Counter[str]:
    """The rules that fire on the repository with the example in it, and how often."""
    path, text = placed(rule, example)
    file = write(root, path, text)
    findings = lint(Repository(root), today=date(2026, 1, 31))
    file.unlink()
    return Counter(finding.rule for finding in findings if finding.location.path == path)


def placed(rule: Rule, example: str) -> tuple[str, str]:
    """The example's file, and its text on top of a document that is valid without it."""
    if rule.documents == ("broken",):
        return PLACES["schema"][0], example
    if rule.documents == ("unrecognised",):
        return example.strip(), COMPLETE
    path, base = PLACES[rule.documents[0] if rule.documents else "config"]
    document = {**(yaml_rs.loads(base) if base else {}), **yaml_rs.loads(example)}
    return path, str(yaml_rs.dumps(document))
