"""Great Expectations: one suite a table, run by one checkpoint. `python gx_api.py WAREHOUSE FOLDER`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from customer360 import AS_OF, PROMISES, ROWS, Promise


def expectation(gx: Any, promise: Promise) -> Any:
    meta, column = {"id": promise.id}, promise.column
    rows = "SELECT * FROM {batch} WHERE "
    match promise.kind:
        case "not_null":
            return gx.expectations.ExpectColumnValuesToNotBeNull(column=column, meta=meta)
        case "unique":
            return gx.expectations.ExpectColumnValuesToBeUnique(column=column, meta=meta)
        case "accepted":
            return gx.expectations.ExpectColumnValuesToBeInSet(column=column, value_set=list(promise.values), meta=meta)
        case "range":
            low, high = promise.values
            return gx.expectations.ExpectColumnValuesToBeBetween(
                column=column, min_value=low, max_value=high, meta=meta
            )
        case "rows":
            return gx.expectations.ExpectTableRowCountToBeBetween(min_value=1, meta=meta)
        case "pattern":
            rows += f"NOT regexp_matches({column}, '{promise.sql}')"
        case "reference":
            rows += f"{column} IS NOT NULL AND {column} NOT IN (SELECT account_id FROM accounts)"
        case "condition":
            rows += f"NOT ({promise.sql})"
        case "fresh":
            late = f"MAX({column}) < TIMESTAMP '{AS_OF[:19]}' - INTERVAL 48 HOUR"
            rows = f"SELECT MAX({column}) AS newest FROM {{batch}} HAVING {late}"
    return gx.expectations.UnexpectedRowsExpectation(unexpected_rows_query=rows, meta=meta)


def _buffer_results() -> None:
    """It reads results after it gave the connection back, which DuckDB's results do not survive."""
    from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine as Engine

    run = Engine._execute_query_with_recovery
    Engine._execute_query_with_recovery = staticmethod(lambda *arguments: run(*arguments).freeze()())


def main() -> None:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    _buffer_results()
    source = context.data_sources.add_sql("local", connection_string=f"duckdb:///{sys.argv[1]}")
    failed, judged = [], 0
    definitions = []
    for table in ROWS:
        batch = source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("all")
        suite = context.suites.add(gx.ExpectationSuite(name=table))
        for promise in PROMISES:
            if promise.table == table:
                suite.add_expectation(expectation(gx, promise))
        definitions.append(
            context.validation_definitions.add(gx.ValidationDefinition(name=table, data=batch, suite=suite))
        )
    for definition in definitions:
        found = definition.run(result_format="BOOLEAN_ONLY")
        for one in found.results:
            judged += 1
            if not one.success:
                failed.append(one.expectation_config.meta["id"])
    print(json.dumps({"failed": failed, "judged": judged}))


if __name__ == "__main__":
    main()
