"""Soda as it comes, to show what it does by itself. Only its telemetry is off."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import duckdb


@dataclass
class Raw:
    """One contract's result: each check's (outcome, value) by name, and what Soda logged."""

    checks: dict[str, tuple[str, Any]]
    errors: list[str]
    ok: bool
    logs: str


def soda(statements: list[str], contract: str, data_timestamp: str | None = "2026-01-31T12:00:00+00:00") -> Raw:
    """Verify a contract on an in-memory DuckDB that the statements fill; its data source is called ``local``."""
    os.environ["SODA_CORE_TELEMETRY_ENABLED"] = "false"
    from soda_core.common.yaml import ContractYamlSource
    from soda_core.contracts.contract_verification import ContractVerificationSession
    from soda_duckdb.common.data_sources.duckdb_data_source import DuckDBDataSourceImpl

    with duckdb.connect(":memory:") as connection:
        for statement in statements:
            connection.execute(statement)
        session = ContractVerificationSession.execute(
            contract_yaml_sources=[ContractYamlSource.from_str(contract)],
            data_source_impls=[DuckDBDataSourceImpl.from_existing_cursor(connection, "local")],
            data_timestamp=data_timestamp,
        )
    result = session.contract_verification_results[0]
    checks = {one.check.name: (one.outcome.name, one.threshold_value) for one in result.check_results}
    return Raw(checks, result.get_errors(), session.is_ok, result.get_logs_str())
