"""The plan: what is printed is valid Soda, and what is wrong with checks/ is said with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from checks_place import Place, contract
from hypothesis import given, settings
from hypothesis import strategies as st

from c360_governance.checks.check import Check, Table
from c360_governance.checks.plan import plan
from c360_governance.checks.soda.contracts import document, plan_text, to_yaml
from c360_governance.checks.threshold import NONE
from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location
from c360_governance.sources.repository import Repository
from c360_governance.sources.validation import find_flaws

REFERENCE = Path(__file__).parents[2]
ID = {"name": "id", "physicalType": "INTEGER"}


def test_the_reference_plan_is_valid_soda_and_soda_reads_it_as_we_wrote_it() -> None:
    from soda_core.common.logs import Logs
    from soda_core.common.yaml import ContractYamlSource
    from soda_core.contracts.contract_verification import ContractVerificationSession

    checks = plan(Repository(REFERENCE))
    documents = [part for part in plan_text(checks).split("---\n") if part]
    assert len(documents) == len({check.dataset for check in checks})
    assert all(check.problem is None for check in checks)
    for text in documents:
        assert find_flaws(yaml.safe_load(text), "soda") == []
        logs = Logs()
        session = ContractVerificationSession.execute(
            [ContractYamlSource.from_str(text)], only_validate_without_execute=True, logs=logs
        )
        logs.close()
        assert (session.get_errors(), logs.get_errors()) == ([], [])


def test_every_check_of_the_reference_is_placed_and_owned() -> None:
    checks = plan(Repository(REFERENCE))
    assert len({check.id for check in checks}) == len(checks)
    assert {check.kind for check in checks} == {
        "schema",
        "freshness",
        "volume",
        "missing",
        "invalid",
        "duplicate",
        "reference",
        "invariant",
    }
    for check in checks:
        assert check.owner
        assert check.runbook
        assert (REFERENCE / check.location.path).is_file()
        assert check.location.line > 1
        assert check.id.startswith(f"{check.dataset}.")


def test_a_location_is_the_declarations_line(place: Place) -> None:
    place.write(
        "contracts/one.odcs.yaml",
        "apiVersion: v3.2.0\nschema:\n- name: t\n  properties:\n"
        "  - name: id\n    physicalType: INTEGER\n    required: true\n",
    )
    (check,) = (check for check in plan(place.repository) if check.kind == "missing")
    assert check.location == Location("contracts/one.odcs.yaml", 7, 15)


@pytest.mark.parametrize(
    ("physical_type", "status", "planned"),
    [
        ("table", "active", True),
        ("VIEW", "active", True),
        (None, None, True),
        ("topic", "active", False),
        ("table", "retired", False),
    ],
)
def test_only_tables_in_use_are_checked(
    place: Place, physical_type: str | None, status: str | None, planned: bool
) -> None:
    place.contract(contract(ID, table_physicalType=physical_type, status=status))
    assert bool(plan(place.repository)) is planned


def test_a_check_of_a_column_that_is_gone_cannot_be_judged_and_the_others_can(place: Place) -> None:
    place.contract(contract(ID))
    place.write(
        "checks/t.yaml",
        "dataset: local/main/t\ncolumns:\n- name: idd\n  checks:\n  - missing: {name: a}\n"
        "- name: id\n  checks:\n  - missing: {name: b}\n",
    )
    problems = {check.id: check.problem for check in plan(place.repository)}
    assert problems["t.idd.a"] == "the contract of t has no column 'idd'; did you mean 'id'?"
    assert problems["t.id.b"] is None


@pytest.mark.parametrize(
    ("text", "where", "message", "help_"),
    [
        ("dataset: local/main/u\ncolumns: []\n", "1:10", "no contract has a table 'u'", "there are: t"),
        ("dataset: t\ncolumns: []\n", "1:10", "'t' is no qualified dataset", "write datasource/schema/table"),
        ("dataset: local/main/t\n", "1:1", "columns is missing", None),
        ("dataset: local/main/t\ncolumns: []\nchekcs: []\n", "3:1", "unknown key 'chekcs'", "did you mean 'checks'?"),
        ("dataset: local/main/t\ncolumns:\n- name: id\n  valid_vales: [1]\n", "4:3", "unknown key 'valid_vales'", ""),
        (
            "dataset: local/main/t\ncolumns: []\nchecks:\n- {}\n",
            "4:3",
            "a check has one key, its type; this has 0",
            None,
        ),
        ("dataset: local/main/t\ncolumns: []\nchecks:\n- row_count:\n  schema:\n", "5:3", "unknown key 'schema'", None),
        (
            "dataset: local/main/t\ncolumns: []\nchecks:\n- schema:\n",
            "4:3",
            "the contract compiles to a schema check already",
            None,
        ),
        (
            "dataset: local/main/t\ncolumns: []\nscopes: {eu: {name: EU, filter: id > 1}}\n",
            "3:1",
            "scopes run in Soda Cloud only",
            None,
        ),
        (
            "dataset: local/main/t\ncolumns:\n- name: id\n  checks:\n  - missing:\n",
            "5:13",
            "there are two checks 't.id.missing'",
            "give this one another name",
        ),
        (
            "dataset: local/main/t\ncolumns: []\nfilter: id > 1\nchecks:\n"
            "- metric: {expression: MAX(id), threshold: {must_be: 1}}\n",
            "5:3",
            "cannot be applied to a metric expression",
            None,
        ),
        (
            "dataset: local/main/t\ncolumns: []\nchecks:\n- row_count: {filter: 'id > ${var.least}'}\n",
            "4:3",
            "${var.least} stands for nothing here",
            None,
        ),
    ],
)
def test_what_is_wrong_with_a_file_in_checks(
    place: Place, text: str, where: str, message: str, help_: str | None
) -> None:
    place.contract(contract(ID | {"required": True})).write("checks/mine.yaml", text)
    with pytest.raises(SourceError) as error:
        plan(place.repository)
    assert message in error.value.message
    assert str(error.value.location) == f"checks/mine.yaml:{where}"
    assert help_ is None or error.value.help == help_


def test_a_files_filter_and_variables_reach_its_own_checks_only(place: Place) -> None:
    place.contract(contract(ID | {"required": True})).sql(
        "CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (1), (5), (9)"
    )
    place.write(
        "checks/some.yaml",
        "dataset: local/main/t\nfilter: id > ${var.least}\nvariables: {least: {default: 4}}\ncolumns: []\n"
        "checks:\n- row_count: {name: big, threshold: {must_be: 2}}\n"
        "- row_count: {name: small big, filter: id < 9, threshold: {must_be: 1}}\n"
        "- failed_rows: {name: odd, expression: id % 2 = 1, threshold: {must_be: 2}}\n"
        "- duplicate: {name: twice, columns: [id], threshold: {must_be: 0, level: warn}}\n",
    ).write("checks/all.yaml", "dataset: other/main/t\ncolumns: []\nchecks: [{row_count: {threshold: {must_be: 3}}}]\n")
    found = place.outcomes()
    assert {
        check: (one.outcome, one.measured) for check, one in found.items() if one.location.path.startswith("checks")
    } == {
        "t.row_count": ("passed", 3),
        "t.big": ("passed", 2),
        "t.small big": ("passed", 1),
        "t.odd": ("passed", 2),
        "t.twice": ("passed", 0),
    }
    assert (found["t.twice"].severity, found["t.big"].severity) == ("warning", "error")


def test_two_levels_warn_before_they_fail(place: Place) -> None:
    place.contract(contract(ID)).sql("CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (NULL)")
    levels = "{must_be_less_than: 3, additional: {must_be: 0, level: warn}}"
    place.write(
        "checks/t.yaml",
        f"dataset: local/main/t\ncolumns: [{{name: id, checks: [{{missing: {{name: m, threshold: {levels}}}}}]}}]\n",
    )
    assert [place.outcomes()["t.id.m"].outcome] == ["warned"]
    place.sql("INSERT INTO t VALUES (NULL), (NULL)")
    assert [place.outcomes()["t.id.m"].outcome] == ["failed"]


TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "0o17",
        "017",
        "1e3",
        "1_000",
        "yes",
        "null",
        "~",
        "2026-01-01",
        "12:30:00",
        "<<",
        "=",
        "'",
        '"',
        "a: b",
        "# x",
        "x\n  y\n",
        "\u0085",
        "\u2028",
        "\U0001f600",
    ]
)


@settings(max_examples=200, deadline=None)
@given(expression=TEXTS, values=st.lists(TEXTS | st.integers() | st.floats(allow_nan=False, allow_infinity=False)))
def test_soda_reads_the_text_as_we_wrote_it(expression: str, values: list[Any]) -> None:
    from soda_core.common.yaml import ContractYamlSource

    place = Location("contracts/one.odcs.yaml")
    body = {"expression": expression, "valid_values": values}
    check = Check(
        "t.c", "t", Table("local", "main", "t"), None, "invalid", "invalid", NONE, "error", None, None, place, body
    )
    try:
        expression.encode()
    except UnicodeEncodeError:
        return
    written = document([check])
    assert ContractYamlSource.from_str(to_yaml(written)).parse().to_dict() == written
