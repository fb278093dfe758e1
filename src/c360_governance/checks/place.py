"""Where an engine keeps tables of which nobody says where they belong."""

from __future__ import annotations

from c360_governance.model.config import WarehouseConfig

_SCHEMAS = {
    "duckdb": "main", "postgres": "public", "spark": "default", "snowflake": "PUBLIC", "bigquery": "",
    "trino": "default", "databricks": "default",
}  # fmt: skip


def usual_schema(warehouse: WarehouseConfig | None) -> str:
    """The schema that a warehouse's settings name, else its engine's own; DuckDB's without a warehouse."""
    named = warehouse.settings.get("schema") if warehouse else None
    return named or _SCHEMAS[warehouse.type if warehouse else "duckdb"]
