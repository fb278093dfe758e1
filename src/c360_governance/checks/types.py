"""Physical types as an engine itself names them, so that a promised type and an actual one can be compared.

Soda takes INTEGER, BIGINT and DECIMAL for one and the same, and TIMESTAMPTZ for another type than
TIMESTAMP WITH TIME ZONE: a schema check compares these names instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

_DUCKDB = {
    "INT": "INTEGER",
    "MEDIUMINT": "INTEGER",
    "INT128": "HUGEINT",
    "UINT": "UINTEGER",
    "UINT128": "UHUGEINT",
    "TEXT": "VARCHAR",
    "CHAR": "VARCHAR",
    "NCHAR": "VARCHAR",
    "NVARCHAR": "VARCHAR",
    "BPCHAR": "VARCHAR",
    "NAME": "VARCHAR",
    "BINARY": "BLOB",
    "VARBINARY": "BLOB",
    "DATETIME": "TIMESTAMP",
    "TIMESTAMPNTZ": "TIMESTAMP",
    "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
    "TIMESTAMPLTZ": "TIMESTAMP WITH TIME ZONE",
    "TIMETZ": "TIME WITH TIME ZONE",
}


_LACKING = {
    "UTINYINT": "SMALLINT", "USMALLINT": "INT", "UINT": "BIGINT", "UBIGINT": "DECIMAL(20, 0)",
    "INT128": "DECIMAL(38, 0)", "UINT128": "DECIMAL(38, 0)",
    "TIMESTAMP_S": "TIMESTAMP", "TIMESTAMP_MS": "TIMESTAMP", "TIMESTAMP_NS": "TIMESTAMP",
}  # fmt: skip
"""What other engines have instead of types that only DuckDB has."""


def canonical(text: str, dialect: str = "duckdb", engine: str = "duckdb") -> str | None:
    """The one name, DuckDB's, of the type that ``engine`` gives a column which ``dialect`` declares so.

    None where the text is no type. ``dialect`` is an ODCS server type or sqlglot's name of an engine; an unknown one
    counts as standard SQL.
    """
    from sqlglot import exp
    from sqlglot.dialects.dialect import Dialect
    from sqlglot.errors import SqlglotError

    source = dialect if Dialect.get(dialect) else None
    try:
        parsed = exp.DataType.build(text, dialect=source)
        if source != engine:
            if source == "duckdb":
                parsed = exp.DataType.build(_LACKING.get(parsed.this.value, parsed), dialect=source)
            parsed = exp.DataType.build(parsed.sql(engine), dialect=engine)
        return _name(parsed, engine)
    except (SqlglotError, ValueError, AttributeError, RecursionError):
        return None


def parameters(name: str) -> tuple[str, int | None, int | None]:
    """A canonical name's head and, of a decimal, precision and scale: what Soda's columns can say."""
    head, _, rest = name.partition("(")
    if head != "DECIMAL" or not rest.endswith(")"):
        return head, None, None
    precision, _, scale = rest[:-1].partition(",")
    return head, int(precision), int(scale)


def _name(node: exp.DataType, engine: str = "duckdb") -> str | None:
    from sqlglot import exp

    if not isinstance(node, exp.DataType) or not isinstance(node.this, exp.DType):
        return None
    kind = node.this.value
    if kind == "ARRAY" and len(node.expressions) == 1:
        inner = _name(node.expressions[0], engine)
        return f"{inner}[{', '.join(size.sql() for size in node.args.get('values') or ())}]" if inner else None
    if kind == "STRUCT":
        fields = [(field.name, _name(field.args["kind"], engine)) for field in node.expressions]
        return f"STRUCT({', '.join(f'{name} {inner}' for name, inner in fields)})"
    if kind == "MAP" and len(node.expressions) == 2:
        return f"MAP({', '.join(str(_name(part, engine)) for part in node.expressions)})"
    if kind == "DECIMAL":
        if engine == "postgres" and not node.expressions:
            return "DECIMAL"  # without bounds
        sizes = [int(part.name) for part in node.expressions] or [18, 3]
        return f"DECIMAL({sizes[0]},{sizes[1] if len(sizes) > 1 else 0})"
    if kind == "TIMESTAMPNTZ" and node.expressions and engine == "duckdb":
        return _timestamp(int(node.expressions[0].name))
    if kind == "ENUM":
        return node.sql("duckdb")
    return _DUCKDB.get(kind, kind)


def _timestamp(digits: int) -> str:
    """DuckDB has a type for each precision, not a parameter."""
    for limit, name in ((0, "TIMESTAMP_S"), (3, "TIMESTAMP_MS"), (6, "TIMESTAMP")):
        if digits <= limit:
            return name
    return "TIMESTAMP_NS"
