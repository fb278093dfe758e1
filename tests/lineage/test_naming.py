"""Which node an event's dataset is: declared, quoted, under another name, on a server, in somebody's files."""

from __future__ import annotations

import pytest

from c360_governance.lineage.events.servers import places
from c360_governance.lineage.facts.names import Ref, plain_parts
from c360_governance.lineage.graph.naming import Naming
from c360_governance.model.config import Config, WarehouseConfig
from c360_governance.model.contract import parse_contract

SERVERS = [
    {"type": "postgres", "host": "db", "database": "crm", "schema": "public"},
    {"type": "postgres", "host": "old", "port": 6000},
    {"type": "snowflake", "account": "ab12", "database": "CRM", "schema": "PUBLIC"},
    {"type": "bigquery", "project": "p", "dataset": "crm"},
    {"type": "s3", "location": "s3://lake/crm/accounts/"},
    {"type": "kafka"}, 7,
]  # fmt: skip
CONTRACT = parse_contract(
    {
        "servers": SERVERS,
        "schema": [{"name": "accounts"}, {"name": "customers", "physicalName": "gold.customer_profiles"}],
    }
)
DATASETS = {dataset.name: (CONTRACT, dataset) for dataset in CONTRACT.datasets}
CONFIG = Config(warehouses={"local": WarehouseConfig("local", "duckdb", {"path": "data/warehouse.duckdb"})})
HIVE, FILES = Ref("hive://h:1", "crm.people"), Ref("s3://lake", "raw/people")
ALIASES = [
    (FILES, HIVE), (Ref("file", "/tmp/a"), Ref("s3://lake", "crm/accounts")),  # noqa: S108
    (Ref("x", "1"), Ref("x", "2")), (Ref("x", "3"), Ref("x", "2")),
]  # fmt: skip
NAMED = Naming(
    {"accounts": "accounts", "customers": "gold.customer_profiles"},
    ["duckdb://local"],
    places(DATASETS, CONFIG),
    ALIASES,
    [Ref("bi", "board")],
)


@pytest.mark.parametrize(
    ("namespace", "name", "expected"),
    [
        ("duckdb://local", "accounts", "dataset:accounts"),
        ("duckdb://local", "main.accounts", "dataset:accounts"),
        ("duckdb://local", '"w"."main"."accounts"', "dataset:accounts"),
        ("duckdb://local", "gold.customer_profiles", "dataset:customers"),
        ("duckdb://local", "customer_profiles", "dataset:customer_profiles"),
        ("duckdb://local", "other", "dataset:other"),
        ("duckdb://data/warehouse.duckdb", "warehouse.main.accounts", "dataset:accounts"),
        ("duckdb://warehouse", "warehouse.gold.customer_profiles", "dataset:customers"),
        ("postgres://db:5432", "crm.public.accounts", "dataset:accounts"),
        ("postgres://db:5432", "crm.private.accounts", "dataset:postgres://db:5432/crm.private.accounts"),
        ("postgres://db:5432", "crm.gold.customer_profiles", "dataset:customers"),
        ("postgres://old:6000", "any.public.accounts", "dataset:accounts"),
        ("postgres://else:5432", "crm.public.accounts", "dataset:postgres://else:5432/crm.public.accounts"),
        ("snowflake://ab12", "crm.public.accounts", "dataset:accounts"),
        ("bigquery", "p.crm.accounts", "dataset:accounts"),
        ("c360://metrics", "accounts", "metric:accounts"),
        ("bi", "board", "dashboard:bi/board"),
        ("s3://lake", "raw/people", "dataset:hive://h:1/crm.people"),
        ("hive://h:1", "crm.people", "dataset:hive://h:1/crm.people"),
        ("x", "3", "dataset:x/1"),
        ("x", "1", "dataset:x/1"),
        ("a", "n", "dataset:a/n"),
        ("b", "n", "dataset:b/n"),
        ("ns", "straße.客户", "dataset:ns/straße.客户"),
    ],
)
def test_the_node_of_a_name(namespace: str, name: str, expected: str) -> None:
    assert NAMED(Ref(namespace, name)) == expected


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.b", ("a", "b")), ('"a"."b.c"', ("a", "b.c")), ("`p`.d.t", ("p", "d", "t")), ("[a b].c", ("a b", "c")),
        ('"a', ('"a',)), ('a"b".c', ('a"b"', "c")), ("", ("",)), (".", ("", "")), ('""', ("",)),
    ],
)  # fmt: skip
def test_parts_of_a_name(name: str, parts: tuple[str, ...]) -> None:
    assert plain_parts(name) == parts
