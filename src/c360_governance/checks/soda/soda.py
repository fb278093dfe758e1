"""Soda itself: contracts and a connection go in, results come out, each with the errors of its own contract.

The only module that imports soda-core, and only when something is to be measured: the import takes a second.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import ModuleType
from typing import Any

from c360_governance.checks.soda.engine import Connection
from c360_governance.checks.soda.guest import guarded


@dataclass(frozen=True, slots=True)
class Measured:
    """Soda's result for one check: its outcome's name (PASSED, FAILED, WARN, ...) and the value it judged."""

    outcome: str
    value: float | int | None


@dataclass(frozen=True, slots=True)
class Verified:
    """One contract's results by check name; ``errors`` are Soda's own words, which may hold values."""

    checks: dict[str, Measured]
    errors: tuple[str, ...]


def verify(contracts: Sequence[str], source: str, connection: Connection, as_of: datetime) -> list[Verified]:
    """Run Soda contracts in one session, in order. ``source`` is the data source that they name."""
    return guarded(lambda: _verify(contracts, source, connection, as_of))


def _verify(contracts: Sequence[str], source: str, connection: Connection, as_of: datetime) -> list[Verified]:
    _load()
    from soda_core.common.logs import _RootCapturer
    from soda_core.common.yaml import ContractYamlSource
    from soda_core.contracts.contract_verification import ContractVerificationSession

    logging.getLogger("soda").addHandler(_RootCapturer())
    try:
        session = ContractVerificationSession.execute(
            contract_yaml_sources=[ContractYamlSource.from_str(contract) for contract in contracts],
            data_source_impls=[_data_source(source, connection)],
            data_timestamp=as_of.isoformat(timespec="seconds"),
        )
    except Exception as error:  # noqa: BLE001  # for a single contract Soda raises whatever went wrong
        return [Verified({}, (str(error),)) for _ in contracts]
    return [_verified(result) for result in session.contract_verification_results]


def _verified(result: Any) -> Verified:
    errors = [record.getMessage() for record in result.log_records or () if record.levelno >= logging.ERROR]
    if result.error is not None:
        errors.append(str(result.error))
    checks = {one.check.name: Measured(one.outcome.name, _number(one.threshold_value)) for one in result.check_results}
    return Verified(checks, tuple(errors))


def _number(value: Any) -> float | int | None:
    """A statement's decimal as a float; what is no number stays out."""
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _data_source(name: str, connection: Connection) -> Any:
    duckdb = _load()
    properties = duckdb.DuckDBExistingConnectionProperties()
    source = duckdb.DuckDBDataSourceImpl(
        data_source_model=duckdb.DuckDBDataSourceModel(name=name, connection_properties=properties),
        connection=duckdb.DuckDBDataSourceConnection(name, {}, connection=connection),
    )
    source.sql_dialect = _dialect(duckdb)
    return source


def _dialect(duckdb: ModuleType) -> Any:
    """Soda's dialect, which writes a name in quotes without doubling the quotes that are in it."""

    class Quoting(duckdb.DuckDBSqlDialect, sqlglot_dialect="duckdb"):  # type: ignore[misc, name-defined, call-arg]  # untyped
        def quote_default(self, identifier: str | None) -> str | None:
            return f'"{identifier.replace(chr(34), chr(34) * 2)}"' if identifier else None

    return Quoting()


@cache
def _load() -> ModuleType:
    import soda_core.contracts.contract_verification  # noqa: F401  # registers the check types
    from soda_duckdb.common.data_sources import duckdb_data_source

    return duckdb_data_source  # type: ignore[no-any-return]  # untyped
