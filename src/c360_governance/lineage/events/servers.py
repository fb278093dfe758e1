"""Where declared datasets lie, in OpenLineage's terms: what a contract's ``servers`` say. Pure.

The namespaces are those of the specification's naming conventions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from c360_governance.model.config import Config
from c360_governance.model.contract import Contract, Dataset

_SCHEMES = {
    "postgres": ("postgres", 5432), "postgresql": ("postgres", 5432), "redshift": ("redshift", 5439),
    "mysql": ("mysql", 3306), "sqlserver": ("mssql", 1433), "trino": ("trino", 8080), "presto": ("presto", 8080),
    "oracle": ("oracle", 1521), "clickhouse": ("clickhouse", 8123), "vertica": ("vertica", 5433),
    "hive": ("hive", 10000), "db2": ("db2", 50000), "kafka": ("kafka", 9092),
}  # fmt: skip
"""OpenLineage's scheme and the usual port of a server's type."""


class Place(NamedTuple):
    """A declared dataset's name there; ``parts`` may leave out what the contract does not say."""

    namespace: str
    parts: tuple[str, ...]
    dataset: str


def places(datasets: Mapping[str, tuple[Contract, Dataset]], config: Config) -> Iterator[Place]:
    """Every place of every dataset: on its contract's servers, and in the files of the repository's warehouses."""
    for name, (contract, dataset) in datasets.items():
        table = tuple(dataset.table.split("."))
        servers = contract.document.get("servers")
        for server in servers if isinstance(servers, list) else ():
            if isinstance(server, Mapping):
                yield from _on(server, table, name)
        for warehouse in config.warehouses.values():
            path = warehouse.settings.get("path")
            if warehouse.type == "duckdb" and path:
                yield from (Place(f"duckdb://{one}", table, name) for one in dict.fromkeys(_file_names(path)))


def _on(server: Mapping[str, Any], table: tuple[str, ...], name: str) -> Iterator[Place]:
    kind = str(server.get("type", "")).lower()
    location = server.get("location")
    if kind in _SCHEMES and server.get("host"):
        scheme, port = _SCHEMES[kind]
        yield Place(f"{scheme}://{server['host']}:{server.get('port', port)}", _qualified(server, table), name)
    elif kind == "snowflake" and server.get("account"):
        yield Place(f"snowflake://{server['account']}", _qualified(server, table), name)
    elif kind == "bigquery":
        front = tuple(str(server[key]) for key in ("project", "dataset") if server.get(key))
        yield Place("bigquery", (*front, *table), name)
    elif kind in ("s3", "gcs", "azure", "local") and isinstance(location, str) and "://" in location:
        scheme, _, rest = location.partition("://")
        bucket, _, key = rest.partition("/")
        yield Place(f"{scheme}://{bucket}", tuple(key.strip("/").split(".")), name)


def _qualified(server: Mapping[str, Any], table: tuple[str, ...]) -> tuple[str, ...]:
    front = tuple(str(server[key]) for key in ("database", "schema") if server.get(key))
    return (*front[: max(0, 3 - len(table))], *table)


def _file_names(path: str) -> Iterator[str]:
    yield path
    yield PurePosixPath(path).name
    yield PurePosixPath(path).stem
