"""The sample warehouse is whole, is what the contracts say, and breaks exactly one rule."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import duckdb
import pytest

from c360_governance.model.contract import Dataset, Property
from c360_governance.model.errors import WarehouseError
from c360_governance.sources.reference import reference_root
from c360_governance.sources.repository import Repository
from c360_governance.warehouse.connection import Warehouse
from c360_governance.warehouse.duckdb import DuckDBWarehouse
from c360_governance.warehouse.sample import build_sample

SAMPLE = resources.files("c360_governance") / "sample"
TABLES = {
    name: dataset
    for name, (_, dataset) in Repository(reference_root()).datasets.items()
    if dataset.physical_type == "table"
}
RULES = [
    (dataset, prop, rule)
    for dataset in TABLES.values()
    for prop in (None, *dataset.properties)
    for rule in (prop or dataset).quality
    if rule.get("type") == "sql"
]
RULE_IDS = [f"{dataset.name}.{rule['name']}" for dataset, _, rule in RULES]


def measure(warehouse: Warehouse, name: str) -> object:
    """What the rule `dataset.name` measures, its placeholders filled in."""
    dataset, prop, rule = RULES[RULE_IDS.index(name)]
    query = rule["query"].replace("${table}", dataset.table).replace("${column}", prop.column if prop else "")
    return warehouse.query(query).rows[0][0]


def test_every_table_has_the_rows_of_its_file(sample: Warehouse) -> None:
    tables = [name for (name,) in sample.query("SELECT table_name FROM duckdb_tables()").rows]
    assert set(tables) == set(TABLES)
    for table in tables:
        lines = (SAMPLE / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        assert sample.query(f'SELECT COUNT(*) FROM "{table}"').rows == [(len(lines) - 1,)], table


def test_a_value_is_loaded_as_it_stands_in_its_file(sample: Warehouse) -> None:
    header, *rows = csv.reader((SAMPLE / "identity_map.csv").read_text(encoding="utf-8").splitlines())
    loaded = sample.query(f"SELECT {', '.join(header)} FROM identity_map").rows

    def text(value: object) -> str:
        return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)

    assert [[text(value) for value in row] for row in loaded] == rows


@pytest.mark.parametrize("table", sorted(TABLES))
def test_columns_and_types_are_the_contracts(table: str, sample: Warehouse) -> None:
    stored = sample.query(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position",
        [table],
    ).rows
    assert stored == [(prop.column, prop.physical_type) for prop in TABLES[table].properties]


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_text("somebody's work")
    with pytest.raises(WarehouseError, match="exists already"):
        build_sample(path)
    assert path.read_text() == "somebody's work"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="cannot be written"):
        build_sample(tmp_path / "missing" / "warehouse.duckdb")


@pytest.mark.parametrize("name", RULE_IDS)
def test_the_sample_breaks_one_rule_only(name: str, sample: Warehouse) -> None:
    rule = RULES[RULE_IDS.index(name)][2]
    measured = float(str(measure(sample, name)))
    holds = {
        "mustBe": lambda bound: measured == bound,
        "mustBeGreaterOrEqualTo": lambda bound: measured >= bound,
        "mustBeLessOrEqualTo": lambda bound: measured <= bound,
    }
    (operator,) = (key for key in rule if key.startswith("must"))
    if name == "usage_events.week_start_is_monday_of_event":
        assert (measured, rule["mustBe"], rule["severity"]) == (2, 0, "error")
    else:
        assert holds[operator](rule[operator]), measured


BROKEN = [
    ("accounts.some_accounts_are_active", "UPDATE accounts SET is_active = FALSE", 0),
    (
        "weekly_revenue.week_start_is_monday",
        "UPDATE weekly_revenue SET week_start = week_start + 1 WHERE account_id = 1",
        4,
    ),
    ("weekly_revenue.no_week_is_missing", "DELETE FROM weekly_revenue WHERE week_start = '2026-01-12'", 1),
    ("weekly_revenue.week_has_revenue", "UPDATE weekly_revenue SET weekly_revenue = 0 WHERE account_id = 1", 4),
    (
        "weekly_revenue.no_revenue_before_sign_up_week",
        "UPDATE accounts SET signup_date = '2026-01-12' WHERE account_id = 1",
        1,
    ),
    (
        "usage_events.week_start_is_monday_of_event",
        "UPDATE usage_events SET week_start = NULL WHERE request_id = 1001",
        3,
    ),
    (
        "usage_events.no_request_before_sign_up",
        "UPDATE accounts SET signup_date = '2026-01-06' WHERE account_id = 1",
        1,
    ),
    ("incidents.resolved_after_started", "UPDATE incidents SET resolved_at = started_at - INTERVAL 1 DAY", 3),
    ("incidents.downtime_is_the_duration", "UPDATE incidents SET downtime_minutes = NULL WHERE incident_id = 1", 1),
    (
        "incidents.week_start_is_monday_of_start",
        "UPDATE incidents SET week_start = '2026-01-13' WHERE incident_id = 1",
        1,
    ),
    (
        "support_tickets.resolved_after_created",
        "UPDATE support_tickets SET resolved_at = '2025-01-01' WHERE ticket_id = 201",
        1,
    ),
    ("support_tickets.most_tickets_have_an_answer", "UPDATE support_tickets SET resolved_at = NULL", 100),
    ("support_tickets.week_start_is_monday_of_creation", "UPDATE support_tickets SET week_start = '2026-01-20'", 7),
    # A device that comes back to its first customer before the second has left it.
    (
        "identity_map.one_customer_at_a_time",
        "INSERT INTO identity_map SELECT identifier_type, identifier_value, 503, TIMESTAMP '2026-01-20', "
        "NULL, match_type, confidence FROM identity_map WHERE valid_to IS NOT NULL",
        1,
    ),
    ("identity_map.interval_is_not_empty", "UPDATE identity_map SET valid_to = valid_from WHERE customer_id = 501", 5),
    (
        "identity_map.deterministic_is_certain",
        "UPDATE identity_map SET confidence = 0.9 WHERE identifier_type = 'user_id'",
        10,
    ),
    (
        "identity_map.only_devices_are_guessed",
        "UPDATE identity_map SET match_type = 'probabilistic' WHERE customer_id = 502",
        4,
    ),
    (
        "identity_map.no_placeholder_identifiers",
        "UPDATE identity_map SET identifier_value = ' NULL' WHERE customer_id = 502",
        4,
    ),
    ("identity_map.no_oversized_customer", "UPDATE identity_map SET customer_id = 501", 1),
    ("identity_map.one_user_id_per_customer", "UPDATE identity_map SET customer_id = 501 WHERE customer_id = 502", 1),
    (
        "consents.one_decision_at_a_time",
        "INSERT INTO consents SELECT 1, * EXCLUDE (consent_id) FROM consents WHERE consent_id = 9001",
        1,
    ),
    ("consents.withdrawal_follows_grant", "DELETE FROM consents WHERE customer_id = 504 AND status = 'granted'", 1),
    ("customers.every_account_has_a_profile", "DELETE FROM customers WHERE customer_id = 501", 1),
    (
        "customers.revenue_agrees_with_billing",
        "UPDATE weekly_revenue SET weekly_revenue = 1 WHERE account_id = 7",
        2447,
    ),
    ("customers.no_consent_after_withdrawal", "UPDATE customers SET marketing_consent = TRUE", 3),
    ("customers.one_build", "UPDATE customers SET refreshed_at = '2026-01-30' WHERE customer_id = 501", 2),
    ("marketing_audience.only_with_consent", "UPDATE consents SET status = 'withdrawn' WHERE customer_id = 501", 1),
    ("marketing_audience.only_with_consent", "DELETE FROM consents WHERE customer_id = 501", 1),
    (
        "marketing_audience.only_active_customers",
        "UPDATE customers SET is_active = FALSE WHERE customer_id IN (501, 504)",
        1,
    ),
    ("marketing_audience.least_audience_size", "DELETE FROM marketing_audience WHERE tier = 'Growth'", 1),
    ("marketing_audience.least_group_size", "DELETE FROM marketing_audience WHERE customer_id = 501", 1),
    (
        "marketing_audience.consent_is_younger_than_two_years",
        "UPDATE marketing_audience SET consent_recorded_at = '2024-01-30'",
        7,
    ),
]


@pytest.mark.parametrize(("name", "damage", "expected"), BROKEN)
def test_a_rule_measures_the_damage(name: str, damage: str, expected: float, broken_file: Path) -> None:
    with duckdb.connect(str(broken_file)) as connection:
        connection.execute(damage)
    with DuckDBWarehouse("local", broken_file) as warehouse:
        assert float(str(measure(warehouse, name))) == expected


def test_the_damage_of_every_rule_is_tried() -> None:
    assert {name for name, _, _ in BROKEN} == set(RULE_IDS)


@pytest.mark.parametrize(
    ("dataset", "prop"),
    [(dataset, prop) for dataset in TABLES.values() for prop in dataset.properties if prop.raw.get("transformLogic")],
    ids=lambda value: value.name,
)
def test_derived_columns_hold_what_their_logic_says(dataset: Dataset, prop: Property, sample: Warehouse) -> None:
    differing = (
        f"SELECT COUNT(*) FROM {dataset.table} WHERE {prop.column} IS DISTINCT FROM {prop.raw['transformLogic']}"
    )
    assert sample.query(differing).rows == [(0,)]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_sample_queries_answer(table: str, reference: Repository, sample: Warehouse) -> None:
    queries = reference.datasets[table][0].custom["sampleQueries"]
    answers = {query["name"]: sample.query(query["sql"]) for query in queries}
    assert len(answers) >= 2
    assert all(answer.columns for answer in answers.values())
