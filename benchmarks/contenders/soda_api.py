"""soda-core's own API, one session for all contracts. `python soda_api.py WAREHOUSE FOLDER`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from customer360 import AS_OF, PROMISES, ROWS, Promise


def check(promise: Promise) -> dict[str, Any]:
    named = {"name": promise.id, "qualifier": promise.id}
    values = list(promise.values)
    match promise.kind:
        case "not_null":
            return {"missing": named}
        case "unique":
            return {"duplicate": named}
        case "accepted":
            return {"invalid": {**named, "valid_values": values}}
        case "range":
            return {"invalid": {**named, "valid_min": values[0], "valid_max": values[1]}}
        case "pattern":
            return {"invalid": {**named, "valid_format": {"regex": promise.sql, "name": "pattern"}}}
        case "reference":
            return {"invalid": {**named, "valid_reference_data": {"dataset": "local/main/accounts",
                                                                  "column": "account_id"}}}  # fmt: skip
        case "rows":
            return {"row_count": named}
        case "fresh":
            return {"freshness": {**named, "column": promise.column,
                                  "threshold": {"unit": "hour", "must_be_less_than_or_equal": 48}}}  # fmt: skip
    return {"failed_rows": {**named, "expression": f"NOT ({promise.sql})"}}


def contract(table: str) -> dict[str, Any]:
    promises = [one for one in PROMISES if one.table == table]
    columns: dict[str, list[dict[str, Any]]] = {}
    for promise in promises:
        if promise.column and promise.kind != "fresh":
            columns.setdefault(promise.column, []).append(check(promise))
    return {
        "dataset": f"local/main/{table}",
        "columns": [{"name": name, "checks": checks} for name, checks in columns.items()],
        "checks": [check(one) for one in promises if not one.column or one.kind == "fresh"],
    }


def main() -> None:
    os.environ["SODA_CORE_TELEMETRY_ENABLED"] = "false"
    import duckdb
    from soda_core.common.yaml import ContractYamlSource
    from soda_core.contracts.contract_verification import ContractVerificationSession
    from soda_duckdb.common.data_sources.duckdb_data_source import DuckDBDataSourceImpl

    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        session = ContractVerificationSession.execute(
            contract_yaml_sources=[ContractYamlSource.from_str(json.dumps(contract(table))) for table in ROWS],
            data_source_impls=[DuckDBDataSourceImpl.from_existing_cursor(connection, "local")],
            data_timestamp=AS_OF,
        )
    results = [one for result in session.contract_verification_results for one in result.check_results]
    print(json.dumps({"failed": [one.check.name for one in results if one.outcome.name != "PASSED"],
                      "judged": len(results)}))  # fmt: skip


if __name__ == "__main__":
    main()
