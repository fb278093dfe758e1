"""Every dataset has a runbook of the same form, whose queries run and show no personal value."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import soda_core.contracts
from jsonschema import Draft202012Validator

from c360_governance.model.metric import Metric
from c360_governance.sources.reference import reference_root
from c360_governance.sources.repository import Repository
from c360_governance.sources.runbooks import Runbook, runbooks
from c360_governance.warehouse.connection import Warehouse
from c360_governance.warehouse.read_only import read_only

REFERENCE = Repository(reference_root())
RUNBOOKS = list(runbooks(REFERENCE).values())
BLOCKS = [
    pytest.param(book, index, id=f"{book.name}:{block.line}")
    for book in RUNBOOKS
    for index, block in enumerate(book.page.blocks)
]
SECTIONS = ["What it means", "Confirm", "Likely causes", "Fix and backfill", "Roll back", "Tell", "Metrics affected"]
PERSONAL = {"identifier_value", "email_sha256", "account_name"}


def test_every_dataset_has_its_own() -> None:
    assert {book.name: book.datasets for book in RUNBOOKS} == {name: (name,) for name in REFERENCE.datasets}


@pytest.mark.parametrize("book", RUNBOOKS, ids=lambda book: book.name)
def test_sections_stand_in_their_order(book: Runbook) -> None:
    titles = [section.title for section in book.page.sections]
    assert titles == SECTIONS[: len(titles)]
    assert len(titles) >= len(SECTIONS) - 1
    assert all(section.text for section in book.page.sections)
    fix = book.page.section("Fix and backfill")
    assert fix is not None
    assert fix.steps >= 4
    assert book.text.startswith(f"# {book.name}: ")
    assert f"Owner: {REFERENCE.datasets[book.name][0].owner}." in book.text
    assert f"Tier {REFERENCE.datasets[book.name][0].custom['tier']}." in book.text


@pytest.mark.parametrize("book", RUNBOOKS, ids=lambda book: book.name)
def test_the_metrics_it_names_read_the_dataset(book: Runbook) -> None:
    section = book.page.section("Metrics affected")
    words = set(re.findall(r"\w+", section.text if section else ""))
    named = [metric for name, metric in REFERENCE.metrics.items() if name in words and name not in REFERENCE.datasets]
    assert bool(named) == (section is not None and book.name != "track")
    assert [metric.name for metric in named if book.name not in sources(metric)] == []


def sources(metric: Metric) -> set[str]:
    """The datasets that a metric is computed from, through other metrics too."""
    inputs = (REFERENCE.metrics[name] for name in metric.inputs)
    return set(metric.sources).union(*(sources(other) for other in inputs))


@pytest.mark.parametrize(("book", "index"), BLOCKS)
def test_a_query_runs_and_says_what_it_shows(book: Runbook, index: int, sample: Warehouse) -> None:
    block = book.page.blocks[index]
    assert block.section == "Confirm"
    assert block.sentence.endswith(":")
    answer = sample.query(read_only(block.sql, sample.dialect, 50))
    assert answer.columns
    assert not PERSONAL & set(answer.columns)


def test_the_misfiled_requests_are_listed(sample: Warehouse) -> None:
    (book,) = (book for book in RUNBOOKS if book.name == "usage_events")
    rows = sample.query(book.page.blocks[0].sql).rows
    assert [(request, str(stored), str(true)) for request, stored, true in rows] == [
        (1004, "2026-01-06", "2026-01-05"),
        (1015, "2026-01-13", "2026-01-12"),
    ]


@pytest.mark.parametrize("path", REFERENCE.check_paths)
def test_soda_accepts_a_hand_written_contract(path: str) -> None:
    file = Path(soda_core.contracts.__file__).parent / "soda_data_contract_json_schema_1_0_0.json"
    document = REFERENCE.checks[path].value
    soda = Draft202012Validator(json.loads(file.read_text(encoding="utf-8")))
    assert [error.message for error in soda.iter_errors(document)] == []
    assert document["dataset"] == f"local/main/{Path(path).stem}"
    assert "local" in REFERENCE.config.warehouses
    _, dataset = REFERENCE.datasets[Path(path).stem]
    assert {column["name"] for column in document["columns"]} <= {prop.column for prop in dataset.properties}
