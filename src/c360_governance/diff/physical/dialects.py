"""What a type's name means to one engine, where that is not what it means to most.

Every entry is written in the words of the common table, with the sizes that the engine takes where none are given.
"""

from __future__ import annotations

_WHOLE = "tinyint smallint int integer bigint byteint"
_TABLES: dict[str, dict[str, str]] = {
    "bigquery": {
        _WHOLE: "i64", "float": "f64", "timestamp": "timestamptz", "datetime": "timestamp",
        "numeric decimal": "decimal(38,9)", "bignumeric bigdecimal": "decimal(76,38)",
    },
    "clickhouse": {
        "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64", "uint8": "u8", "float32": "f32",
        "float64": "f64", "datetime": "timestamp(0)", "datetime64": "timestamp(3)", "fixedstring": "char",
        "decimal": "decimal(10,0)",
    },
    "databricks": {"timestamp": "timestamptz", "decimal dec numeric": "decimal(10,0)"},
    "hive": {"decimal dec numeric": "decimal(10,0)"},
    "mysql": {
        "decimal dec numeric fixed": "decimal(10,0)", "datetime": "timestamp(0)", "timestamp": "timestamptz(0)",
        "time": "time(0)", "real": "f64",
    },
    "oracle": {
        "date": "timestamp(0)", "float": "f64", "int integer smallint": "decimal(38,0)",
        "binary_float": "f32", "binary_double": "f64",
    },
    "postgres": {"float": "f64"},
    "redshift": {"float": "f64", "decimal numeric": "decimal(18,0)", "text": "varchar(256)"},
    "snowflake": {
        _WHOLE: "decimal(38,0)", "number decimal numeric dec": "decimal(38,0)", "float float4 real": "f64",
        "timestamp_ltz": "timestamptz(9)", "timestamp_tz": "timestamptz(9)",
        "timestamp datetime timestamp_ntz": "timestamp(9)", "time": "time(9)",
    },
    "teradata": {"float real": "f64"},
    "trino": {
        "decimal": "decimal(38,0)", "timestamp": "timestamp(3)", "timestampwithtimezone": "timestamptz(3)",
        "time": "time(3)",
    },
    "tsql": {
        "tinyint": "u8", "bit": "boolean", "float": "f64", "datetime": "timestamp(3)", "datetime2": "timestamp(7)",
        "smalldatetime": "timestamp(0)", "datetimeoffset": "timestamptz(7)", "time": "time(7)",
        "decimal numeric dec": "decimal(18,0)", "money": "decimal(19,4)", "smallmoney": "decimal(10,4)",
        "timestamp rowversion": "binary", "nvarchar ntext nationalcharactervarying": "nvarchar",
        "nchar nationalcharacter": "nchar",
    },
}  # fmt: skip

MEANINGS = {
    engine: {name: meaning for names, meaning in table.items() for name in names.split()}
    for engine, table in _TABLES.items()
}
"""By engine, the meaning of a name without white space."""

_ENGINES = {
    "athena": "trino", "presto": "trino", "trino": "trino", "impala": "hive", "hive": "hive", "glue": "hive",
    "databricks": "databricks", "postgres": "postgres", "postgresql": "postgres", "redshift": "redshift",
    "sqlserver": "tsql", "synapse": "tsql", "bigquery": "bigquery", "clickhouse": "clickhouse", "duckdb": "duckdb",
    "mysql": "mysql", "oracle": "oracle", "snowflake": "snowflake", "teradata": "teradata",
}  # fmt: skip


def engine_of(server_type: str) -> str | None:
    """The engine whose types a server of that type speaks, by the name that sqlglot gives it; None where the common
    meaning is all that is known."""
    return _ENGINES.get(server_type.lower())
