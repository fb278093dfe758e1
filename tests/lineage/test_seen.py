"""Who was seen reading a dataset or a column, out of the log's events."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360_governance.lineage.graph.peek import Look, UnreadableError, last_word
from c360_governance.lineage.graph.readings import Readings
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.origin import FILE
from c360_governance.lineage.log.origin import OWN as OWN_RUN
from c360_governance.model.contract import parse_contract

OWN = frozenset({"duckdb://local"})


def table(name: str, namespace: str = "duckdb://local", **facets: Any) -> dict[str, Any]:
    return {"namespace": namespace, "name": name, "facets": facets}


def columns(**targets: list[tuple[str, str]]) -> dict[str, Any]:
    """A columnLineage facet: the target's column from (table, column) pairs."""
    return {"fields": {target: {"inputFields": [
        {"namespace": "duckdb://local", "name": name, "field": field} for name, field in sources]}
        for target, sources in targets.items()}}  # fmt: skip


def event(job: str, inputs: list[Any], outputs: list[Any], kind: str = "COMPLETE", **facets: Any) -> dict[str, Any]:
    return {"eventType": kind, "eventTime": "2026-01-01T00:00:00Z", "inputs": inputs, "outputs": outputs,
            "job": {"namespace": "dbt", "name": job, "facets": facets}}  # fmt: skip


EVENTS = [
    event("stage", [table("accounts")], [table("clients", columnLineage=columns(
        tier=[("accounts", "plan")], size=[("accounts", "seats")]))]),
    event("mart", [table("clients")], [table("wide", columnLineage=columns(segment=[("clients", "tier")]))]),
    event("export", [table("clients")], [table("leads", "s3://bucket")]),
    event("board", [table("wide")], [], jobType={"jobType": "DASHBOARD"},
          ownership={"owners": [{"name": "bi"}]}),
    event("explore", [table("accounts")], [], jobType={"integration": "LOOKER"}),
    event("broken", [table("accounts")], [table("nothing")], "FAIL"),
    event("other", [table("accounts", "postgres://elsewhere")], [table("far", "postgres://elsewhere")]),
    {**event("check", [table("accounts")], [table("x")]), "job": {"namespace": "c360", "name": "check"}},
    {"job": 3, "inputs": "accounts"}, {"job": {"name": None}, "inputs": [None, {"name": "accounts"}], "outputs": 1},
]  # fmt: skip


def seen(name: str, *names: str) -> list[str]:
    found = Readings(lambda wanted: [one for one in EVENTS if last_word(wanted) in json.dumps(one)], OWN, [name],
                     {"clients": "silver"}.get).of(names)  # fmt: skip
    return [f"{hit.kind} {hit.name}" + (f" ({hit.owner})" if hit.owner else "") for hit in found]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("accounts",), ["dashboard dbt/board (bi)", "dashboard dbt/explore", "dataset clients (silver)",
                         "dataset postgres://elsewhere/far", "dataset s3://bucket/leads", "dataset wide",
                         "job dbt/export", "job dbt/mart", "job dbt/other", "job dbt/stage"]),
        (("accounts", "Plan"), ["dashboard dbt/board (bi)", "dashboard dbt/explore", "dataset clients (silver)",
                                "dataset postgres://elsewhere/far", "dataset s3://bucket/leads", "dataset wide",
                                "job dbt/export", "job dbt/mart", "job dbt/other", "job dbt/stage"]),
        (("accounts", "seats"), ["dashboard dbt/explore", "dataset clients (silver)",
                                 "dataset postgres://elsewhere/far", "dataset s3://bucket/leads", "job dbt/export",
                                 "job dbt/other", "job dbt/stage"]),
        (("accounts", "email"), ["dashboard dbt/explore", "dataset postgres://elsewhere/far", "job dbt/other"]),
        (("wide",), ["dashboard dbt/board (bi)"]),
        (("nowhere",), []),
    ],
)  # fmt: skip
def test_the_readers_that_were_seen(asked: tuple[str, ...], expected: list[str]) -> None:
    assert seen(*asked) == expected


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["accounts", "plan", "", "a.b"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(
        ["name", "namespace", "facets", "symlinks", "identifiers", "columnLineage", "fields", "inputFields", "field",
         "transformations", "type", "subtype", "masking", "jobType", "ownership", "owners", "lineage", "inputs"],
    ), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(job=ODD, read=ODD, wrote=ODD, columns=st.lists(st.sampled_from(["plan", "A"])))
@settings(max_examples=150, deadline=None)
def test_an_event_that_breaks_the_specification_breaks_nothing(job: Any, read: Any, wrote: Any, columns: Any) -> None:
    named = {"name": "j", "namespace": "n", "facets": job}
    accounts = table("accounts", columnLineage=wrote, symlinks=read)
    events = [{"job": job, "inputs": [read], "outputs": [wrote]},
              {"job": named, "inputs": [accounts, read], "outputs": [{"namespace": "n", "name": "o", "facets": wrote},
                                                                    accounts, table("o", lineage=read)]}]  # fmt: skip
    found = Readings(lambda _: events, OWN, ["accounts"], lambda _: None).of(columns)
    assert all(isinstance(hit.name, str) and isinstance(hit.owner, str | None) for hit in found)


CONTRACT = parse_contract({
    "servers": [{"server": "prod", "type": "snowflake", "account": "acme", "database": "PROD", "schema": "CRM"}],
    "schema": [{"name": "accounts", "physicalName": "ACCOUNTS_T"}],
})  # fmt: skip
LINK = {"identifiers": [{"namespace": "hive://meta", "name": "crm.accounts_t", "type": "TABLE"}]}


@pytest.mark.parametrize(
    ("dataset", "is_ours"),
    [
        (table("accounts_t"), True),
        (table("ACCOUNTS"), True),
        (table("PROD.CRM.ACCOUNTS_T", "snowflake://acme"), True),
        (table('"prod"."crm"."accounts_t"', "snowflake://acme.eu"), True),
        (table("ACCOUNTS_T", "snowflake://acme"), True),
        (table("DEV.CRM.ACCOUNTS_T", "snowflake://acme"), False),
        (table("PROD.RAW.ACCOUNTS_T", "snowflake://acme"), False),
        (table("anything.raw.accounts_t", "postgres://db:5432"), True),
        (table("lake/crm/accounts_t/", "s3://bucket"), True),
        (table("lake/crm/accounts_t.parquet", "s3://bucket"), True),
        (table("lake/crm/0001.parquet", "s3://bucket", symlinks=LINK), True),
        (table("lake/crm/0001.parquet", "s3://bucket"), False),
        (table("old_accounts_t", "postgres://db:5432"), False),
        (table("accounts_t.history", "postgres://db:5432"), False),
        (table("", "postgres://db:5432"), False),
    ],
)
def test_a_dataset_is_known_under_other_names(dataset: dict[str, Any], is_ours: bool) -> None:
    declared = {"accounts_t": (CONTRACT, CONTRACT.datasets[0]), "accounts": (CONTRACT, CONTRACT.datasets[0])}
    found = Readings(lambda _: [event("job", [dataset], [])], OWN, ["accounts", "ACCOUNTS_T"], lambda _: None,
                     declared.get).of([])  # fmt: skip
    assert bool(found) is is_ours


def test_readers_are_followed_through_symlinks_and_columns() -> None:
    files = table("lake/mart/part", "s3://bucket", symlinks={"identifiers": [
        {"namespace": "hive://meta", "name": "mart.leads", "type": "TABLE"}]},
        columnLineage={"fields": {"level": {"inputFields": [
            {"namespace": "snowflake://acme", "name": "PROD.CRM.ACCOUNTS", "field": "PLAN"}]}}})  # fmt: skip
    events = [
        event("write", [table("PROD.CRM.ACCOUNTS", "snowflake://acme")], [files]),
        event("read", [table("mart.leads", "hive://meta")], []),
    ]
    for column, jobs in {"plan": ["dbt/read", "dbt/write"], "email": []}.items():
        found = Readings(lambda _: events, OWN, ["accounts"], lambda _: None).of([column])
        assert [hit.name for hit in found if hit.kind == "job"] == jobs


@pytest.mark.parametrize(
    ("log", "broken", "said"),
    [
        ("", False, ""),
        ("log: sqlite:///.c360/none.db\n", False, ""),
        ("", True, "log.db cannot be read"),
        ("log: postgresql://u:secret@db/log\n", False, "holds a password"),
        ("log: postgresql://127.0.0.1:1/log\n", False, "cannot be used"),
        ("log: ${C360_NO_SUCH_LOG}\n", False, "C360_NO_SUCH_LOG"),
        ("log: nonsense\n", False, "URL"),
    ],
)
def test_a_log_that_cannot_be_read_is_no_reason_to_fail(
    log: str, broken: bool, said: str, tmp_path: Path, c360: Callable[..., Any]
) -> None:
    text = "apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nschema:\n"
    for folder, columns_ in {"old": "[{name: x}, {name: y}]", "new": "[]"}.items():
        (tmp_path / folder).mkdir()
        document = text + f"  - {{name: accounts, properties: {columns_}}}\n"
        (tmp_path / folder / "a.odcs.yaml").write_text(document, encoding="utf-8")
    (tmp_path / "c360.yaml").write_text(f"version: 1\n{log}", encoding="utf-8")
    if broken:
        (tmp_path / ".c360").mkdir()
        (tmp_path / ".c360/log.db").write_bytes(b"no database, though long enough to be taken for one")
    found = c360("-C", tmp_path, "diff", tmp_path / "old", tmp_path / "new")
    assert found.status == 1
    assert found.stderr.count("is not told") == bool(said)
    assert said in found.stderr
    assert "secret" not in found.stderr


def test_a_look_into_the_log_neither_makes_nor_changes_it(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with pytest.raises(UnreadableError):
        list(Look(path, tmp_path).naming("accounts"))
    assert not path.exists()
    path.write_bytes(b"no database")
    with pytest.raises(UnreadableError):
        list(Look(path, tmp_path).naming("accounts"))
    path.unlink()
    with Log.open("sqlite:///log.db", tmp_path) as log:
        log.append_many([("openlineage", one) for one in EVENTS[:3]], FILE)
        log.append_many([("openlineage", EVENTS[3])], OWN_RUN)
        head = log.head
    look = Look(path, tmp_path)
    assert [one["job"]["name"] for one in look.naming("CLIENTS")] == ["export", "mart", "stage"]
    assert [one["job"]["name"] for one in look.naming("wide")] == ["mart"]
    with Log.open("sqlite:///log.db", tmp_path) as log:
        assert log.head == head


@pytest.mark.parametrize(
    ("name", "word"),
    [("accounts", "accounts"), ("PROD.CRM.ACCOUNTS", "accounts"), ('"prod"."crm"."Accounts"', "accounts"),
     ("lake/crm/accounts/", "accounts"), ("[dbo].[accounts]", "accounts"), ("`a`.`accounts`", "accounts"), ("/", "/")],
)  # fmt: skip
def test_the_last_word_of_a_name(name: str, word: str, tmp_path: Path) -> None:
    assert last_word(name) == word
    with Log.open("sqlite:///log.db", tmp_path) as log:
        log.append_many([("openlineage", event("j", [table(name)], []))], FILE)
    assert len(list(Look(tmp_path / "log.db", tmp_path).naming(word))) == 1


def test_a_look_into_a_log_in_postgresql(postgresql: str, tmp_path: Path) -> None:
    with Log.open(postgresql, tmp_path) as log:
        log.append_many([("openlineage", one) for one in EVENTS[:3]], FILE)
    look = Look(postgresql, tmp_path)
    assert [one["job"]["name"] for one in look.naming("clients")] == ["export", "mart", "stage"]
    assert list(look.naming("nothing")) == []


def test_a_diff_names_who_was_seen(platform: Path, c360: Callable[..., Any]) -> None:
    path = platform / "contracts/support/support_tickets.odcs.yaml"
    text = path.read_text(encoding="utf-8")
    assert "name: category" in text
    path.write_text(text.replace("name: category", "name: topic"), encoding="utf-8")
    before = c360("-C", platform, "diff", "--against", "HEAD", "--format", "json")
    events = platform / "events.ndjson"
    events.write_text(json.dumps({
        "eventType": "COMPLETE", "eventTime": "2026-01-01T00:00:00Z", "producer": "https://example.com/p",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": "0190f5c4-6f6e-7d3c-8e0b-0123456789ab"}, "job": {"namespace": "tableau", "name": "board"},
        "inputs": [{"namespace": "duckdb://local", "name": "support_tickets"}], "outputs": []}) + "\n")  # fmt: skip
    assert c360("-C", platform, "lineage", "ingest", events).status == 0
    after = c360("-C", platform, "diff", "--against", "HEAD", "--format", "json")
    hits = [{hit["name"] for finding in json.loads(run.stdout)["findings"] for hit in finding.get("impact", [])}
            for run in (before, after)]  # fmt: skip
    assert hits[1] - hits[0] == {"tableau/board"}
