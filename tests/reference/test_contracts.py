"""The contracts hold by the official standard, by our own rules, and by their own words."""

from __future__ import annotations

import json
from importlib import util
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator

from c360_governance.model.contract import Contract, Property, parse_contract
from c360_governance.privacy.fields import fields
from c360_governance.rules.lint_engine import lint
from c360_governance.sources.reference import reference_root
from c360_governance.sources.repository import Repository
from c360_governance.warehouse.connection import Warehouse

ROOT = reference_root()
CONTRACTS = Repository(ROOT).contracts
PATHS = sorted(CONTRACTS)
PROPERTIES = [
    pytest.param(prop, id=f"{dataset.name}.{'.'.join(map(str, prop.pointer[2:]))}:{prop.name}")
    for contract in CONTRACTS.values()
    for dataset in contract.datasets
    for top in dataset.properties
    for prop in top.walk()
]
PERSONAL = {"email_sha256", "identifier_value", "anonymous_id", "user_id", "customer_id"}
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "date": (str,),
    "timestamp": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "map": (dict,),
    "array": (list,),
}


@pytest.fixture(scope="session")
def odcs() -> Draft201909Validator:
    spec = util.find_spec("datacontract")
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / "schemas" / "odcs-3.2.0.schema.json"
    return Draft201909Validator(json.loads(file.read_text(encoding="utf-8")))


def test_the_platform_is_complete() -> None:
    assert set(Repository(ROOT).datasets) == {
        "accounts", "weekly_revenue", "usage_events", "incidents", "support_tickets", "identity_map", "consents",
        "customers", "marketing_audience", "identify", "track",
    }  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_the_official_schema_accepts_it(path: str, odcs: Draft201909Validator) -> None:
    document = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
    assert [f"{error.json_path}: {error.message}" for error in odcs.iter_errors(document)] == []
    assert document["apiVersion"] == "v3.2.0"


def test_another_reader_of_the_standard_accepts_it() -> None:
    from datacontract.data_contract import DataContract

    run = DataContract(data_contract_file=str(ROOT / "contracts/gold/customers.odcs.yaml")).lint()
    assert [(check.name, check.reason) for check in run.checks or () if check.result != "passed"] == []


@pytest.mark.parametrize("path", PATHS)
def test_both_yaml_versions_read_the_same(path: str, reference: Repository) -> None:
    """YAML 1.1 readers turn a bare 2026-01-05, y or no into something else; nothing here does that."""
    assert yaml.safe_load((ROOT / path).read_text(encoding="utf-8")) == reference.document(path).value


def test_our_own_rules_have_nothing_to_say(reference: Repository) -> None:
    assert [
        str(finding.location) + finding.message for finding in lint(reference, [str(ROOT / p) for p in PATHS])
    ] == []


@pytest.mark.parametrize("path", PATHS)
def test_the_gate_finds_what_it_asks_for(path: str, reference: Repository) -> None:
    contract = CONTRACTS[path]
    document = contract.document
    assert all((contract.id, contract.name, contract.version, contract.domain, contract.owner, contract.purpose))
    assert contract.status == "active"
    assert document["description"].keys() >= {"purpose", "usage", "limitations"}
    assert {member["role"] for member in document["team"]["members"]} == {"owner", "steward"}
    assert document["roles"]
    assert document["support"]
    assert document["servers"]
    levels = {sla.property for sla in contract.sla}
    assert levels >= {"freshness", "frequency", "retention", "availability", "timeToDetect", "timeToRepair"}
    personal = any(
        field.personal for field in fields({one.name: (contract, one) for one in contract.datasets}).values()
    )
    assert contract.custom.keys() - {"recipients"} == {
        "tier", "purposes", "runbook", "errorHandling", "cadence", "deduplicationKey", "backfill", "residency",
        "sampleQueries", "alerts", *(("controller", "dataSubjects", "securityMeasures") if personal else ()),
    }  # fmt: skip
    assert contract.custom["runbook"] in reference.runbooks
    assert {alert["on"] for alert in contract.custom["alerts"]} == {"freshness", "quality", "volume"}
    assert {alert["owner"] for alert in contract.custom["alerts"]} == {contract.owner}


@pytest.mark.parametrize("path", PATHS)
def test_names_lead_somewhere(path: str) -> None:
    contract = CONTRACTS[path]
    (dataset,) = contract.datasets
    freshness, retention = contract.sla_of("freshness"), contract.sla_of("retention")
    for sla in (freshness, retention):
        assert sla is not None
        table, _, column = str(sla.element).partition(".")
        assert table == dataset.name
        assert dataset.find(column) is not None
    columns = [prop.name for prop in dataset.properties]
    assert set(contract.custom["deduplicationKey"]) <= set(columns)
    assert contract.custom["deduplicationKey"] == [prop.name for prop in dataset.primary_key]
    partition = contract.custom["cadence"].get("partition")
    assert partition is None or partition in columns
    for prop in dataset.properties:
        for relationship in prop.relationships:
            file, _, fragment = relationship["to"].partition("#/")
            target = parse_contract(yaml.safe_load((ROOT / path).parent.joinpath(file).read_text(encoding="utf-8")))
            found = [("schema", d.raw["id"], "properties", p.raw["id"]) for d in target.datasets for p in d.properties]
            assert tuple(fragment.split("/")) in found


@pytest.mark.parametrize("prop", PROPERTIES)
def test_a_property_is_described(prop: Property) -> None:
    assert prop.logical_type in TYPES
    assert prop.physical_type
    assert prop.description
    assert prop.classification in {"public", "internal", "confidential", "restricted"}
    assert isinstance(prop.raw.get("required", False), bool)
    assert prop.examples
    assert prop.name == "[]" or prop.raw["id"] == prop.name
    if prop.name in PERSONAL:
        assert prop.custom.keys() >= {"dataCategories", "purposes", "masking"}
        assert prop.classification in {"confidential", "restricted"}


@pytest.mark.parametrize("prop", PROPERTIES)
def test_its_examples_agree_with_it(prop: Property, sample: Warehouse) -> None:
    for example in prop.examples:
        assert isinstance(example, TYPES[str(prop.logical_type)])
        assert prop.logical_type == "boolean" or not isinstance(example, bool)
        assert not prop.enum or example in prop.enum
        assert "minimum" not in prop.options or example >= prop.options["minimum"]
        assert "maximum" not in prop.options or example <= prop.options["maximum"]
        if "pattern" in prop.options:
            assert sample.query("SELECT regexp_matches(?, ?)", [example, prop.options["pattern"]]).rows == [(True,)]
        if str(prop.physical_type).isupper():
            sample.query(f"SELECT CAST(? AS {prop.physical_type})", [example])


def test_teams_are_told_apart_by_their_mailboxes() -> None:
    """Roles, not people: a mailbox belongs to the team whose contract names it."""
    for contract in CONTRACTS.values():
        for member in contract.document["team"]["members"]:
            assert member["username"] == f"{contract.owner}-{member['role']}@example.com"


def test_rule_names_are_unique_in_their_dataset() -> None:
    for contract in CONTRACTS.values():
        assert sorted(rule_names(contract)) == sorted(set(rule_names(contract)))


def rule_names(contract: Contract) -> list[Any]:
    return [
        rule["name"]
        for dataset in contract.datasets
        for quality in (dataset.quality, *(prop.quality for prop in dataset.properties))
        for rule in quality
    ]
