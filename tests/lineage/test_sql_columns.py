"""Columns read out of an event's SQL, and out of a contract's transformLogic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c360_governance.lineage.facts.facts import content
from c360_governance.lineage.facts.names import Ref
from c360_governance.lineage.facts.sql_columns import flows
from c360_governance.lineage.graph.transform_sql import logic_reads
from c360_governance.model.contract import parse_contract

ACCOUNTS, OTHER = Ref("n", "db.crm.accounts"), Ref("n", "other")
SCHEMA = {ACCOUNTS: {"account_id": "int", "email": "varchar"}}
I, T, A = "IDENTITY", "TRANSFORMATION", "AGGREGATION"  # noqa: E741


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select account_id as id from crm.accounts", {("account_id", "id", I)}),
        ("insert into gold.customers (id, mail) with a as (select account_id, lower(email) as e from accounts) "
         "select a.account_id, a.e from a", {("account_id", "id", I), ("email", "mail", T)}),
        ("create table customers as select count(distinct email) n, max(email) m from accounts",
         {("email", "n", A), ("email", "m", T)}),
        ("select count(*) as n from accounts", {("*", "n", A)}),
        ("select * from accounts", {("account_id", "account_id", I), ("email", "email", I)}),
        ('select "Email" as mail from "db"."crm"."accounts"', {("email", "mail", I)}),
        ("select email from accounts union all select name from other", {("email", "email", I)}),
        ("select md5(email) as e from accounts where account_id > 1",
         {("email", "e", T), ("account_id", None, "FILTER")}),
        ("select a.email from accounts a join other o on o.id = a.account_id order by a.email",
         {("email", "email", I), ("account_id", None, "JOIN"), ("email", None, "SORT")}),
        ("select sum(x) over (partition by email) as s, email from (select 1 as x, email from accounts) q",
         {("email", "s", T), ("email", "email", I)}),
        ("select garbage from", set()), ("", set()), ("drop table accounts", set()), ("select 1", set()),
        ("insert into unrelated select email from accounts; insert into customers select account_id as i from accounts",
         {("account_id", "i", I)}),
        ("with a as (select account_id, email from accounts), b as (select key, max(n) m from other group by key) "
         "select a.email, b.m from a left join b on b.key = a.account_id",
         {("email", "email", I), ("account_id", None, "JOIN")}),
        ("with b as (select 1 as one), "
         "a as (select upper(email) as e, count(*) as n from accounts group by account_id) select e, n "
         "from a where n > 1 order by e",
         {("email", "e", T), ("email", None, "SORT"), ("account_id", None, "GROUP_BY"), ("*", "n", A)}),
        ("select x.email from (select email from (select email from accounts) y) x", {("email", "email", I)}),
        ("select email from accounts where exists (select 1 from other o where o.id = accounts.account_id)",
         {("email", "email", I), ("account_id", None, "FILTER")}),
        ("select case when email is null then 0 else 1 end as has, coalesce(email, '') || account_id as both "
         "from accounts", {("email", "has", T), ("email", "both", T), ("account_id", "both", T)}),
        ("with recursive r as (select account_id as i from accounts union all select i + 1 from r) select i from r",
         {("account_id", "i", I)}),
        ("merge into customers using accounts on true when matched then update set id = account_id", set()),
        ("select email from schema_of_others.accounts", set()),
        ("(" * 3000 + "select 1" + ")" * 3000, set()),
        ("select '" + "x" * 60_000 + "' as a, email from accounts", set()),
    ],
)  # fmt: skip
def test_columns_of_a_statement(sql: str, expected: set[Any]) -> None:
    told = flows(sql, "duckdb", Ref("n", "db.gold.customers"), (ACCOUNTS, OTHER), SCHEMA)
    assert {(flow.source, flow.target, flow.subtype) for flow in told.get(ACCOUNTS, ())} == expected
    assert {flow.basis for listed in told.values() for flow in listed} <= {"sql"}


def test_a_schema_that_the_query_contradicts_is_left_out() -> None:
    told = flows("select id as x from accounts", None, Ref("n", "t"), (ACCOUNTS,), SCHEMA)
    assert [(flow.source, flow.target) for flow in told[ACCOUNTS]] == [("id", "x")]


def test_only_an_event_without_a_column_facet_is_read_for_its_sql(event: Callable[..., dict[str, Any]]) -> None:
    job = {"namespace": "n", "name": "j", "facets": {"sql": {"query": "select id as i from accounts", "dialect": 7}}}
    stated = {
        "columnLineage": {"fields": {"z": {"inputFields": [{"namespace": "n", "name": "accounts", "field": "q"}]}}}
    }
    found = {}
    for name, facets in (("stated", stated), ("sql", {})):
        told = content(event(job=job, inputs=[OTHER._asdict(), {"namespace": "n", "name": "accounts"}],
                             outputs=[{"namespace": "n", "name": "t", "facets": facets}]))  # fmt: skip
        [statement] = told.statements
        found[name] = {(source.ref.name, *flow[:2]) for source in statement.sources for flow in source.flows}
        if name == "sql":
            assert [source.ref.name for source in statement.sources] == ["other", "accounts"]
    assert found == {"stated": {("accounts", "q", "z")}, "sql": {("accounts", "id", "i")}}


CONTRACT = parse_contract(
    {
        "schema": [
            {"name": "customers", "properties": [{"name": "id"}]},
            {"name": "accounts", "physicalName": "crm.accounts", "properties": [{"name": "id"}, {"name": "mail"}]},
            {"name": "links", "properties": [{"name": "value"}, {"name": "customer"}, {"name": "seen_at"}]},
        ]
    }
)
DATASETS = {dataset.name: (CONTRACT, dataset) for dataset in CONTRACT.datasets}


@pytest.mark.parametrize(
    ("logic", "sources", "expected"),
    [
        ("lower(mail)", ["accounts"], {("accounts", "mail", True, T)}),
        ("(SELECT l.value FROM links AS l WHERE l.customer = customers.id)", ["links"],
         {("links", "value", True, I), ("links", "customer", False, "FILTER")}),
        ("COALESCE((SELECT SUM(l.value) FROM links l), 0)", ["links"], {("links", "value", True, A)}),
        ("(SELECT MAX(l.seen_at) FROM links l)", ["links"], {("links", "seen_at", True, T)}),
        ("(SELECT a.mail FROM crm.accounts a)", [], {("accounts", "mail", True, I)}),
        ("Copied from the account.", ["accounts"], set()),
        ("value || mail", ["accounts", "links"], {("accounts", "mail", True, T), ("links", "value", True, T)}),
    ],
)  # fmt: skip
def test_columns_of_a_transform_logic(logic: str, sources: list[str], expected: set[Any]) -> None:
    assert {tuple(read) for read in logic_reads(logic, "customers", DATASETS, sources)} == expected
