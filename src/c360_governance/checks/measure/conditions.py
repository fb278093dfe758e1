"""Soda's options for missing and invalid values as conditions on a column, for any engine that sqlglot knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from c360_governance.checks.patterns import for_engine
from c360_governance.checks.threshold import is_number

if TYPE_CHECKING:
    from sqlglot import exp

OPTIONS = frozenset({
    "missing_values", "missing_format", "valid_values", "invalid_values", "valid_format", "invalid_format",
    "valid_min", "valid_max", "valid_length", "valid_min_length", "valid_max_length",
})  # fmt: skip


def column(name: str, table: str | None = None) -> exp.Column:
    """A column by its physical name, quoted."""
    from sqlglot import exp

    return exp.column(name, table=table, quoted=True)


def literal(value: object) -> exp.Expr:
    """A YAML scalar as SQL: numbers and booleans as they are, everything else as text."""
    from sqlglot import exp

    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if is_number(value):
        return exp.Literal.number(str(value)) if value >= 0 else exp.Neg(this=exp.Literal.number(str(-value)))
    return exp.Literal.string(str(value))


def missing(name: str, options: Mapping[str, Any], dialect: str) -> exp.Expr:
    """Whether a value is missing: NULL always is."""
    from sqlglot import exp

    clauses: list[exp.Expr] = [column(name).is_(exp.null())]
    values = options.get("missing_values")
    if isinstance(values, list) and values:
        clauses.append(_among(name, values))
    if isinstance(options.get("missing_format"), Mapping):
        clauses.append(_matches(name, str(options["missing_format"]["regex"]), dialect))
    return exp.or_(*clauses)


def invalid(name: str, options: Mapping[str, Any], dialect: str) -> exp.Expr:
    """Whether a value that is there is none of those that are allowed."""
    from sqlglot import exp

    clauses: list[exp.Expr] = []
    valid, refused = options.get("valid_values"), options.get("invalid_values")
    if isinstance(valid, list):
        clauses.append(exp.not_(_among(name, valid)) if valid else exp.true())
    if isinstance(refused, list):
        clauses.append(_among(name, refused) if refused else exp.false())
    for key, negated in (("valid_format", True), ("invalid_format", False)):
        if isinstance(options.get(key), Mapping):
            found = _matches(name, str(options[key]["regex"]), dialect)
            clauses.append(exp.not_(found) if negated else found)
    bounds: list[tuple[str, type[exp.Binary]]] = [("valid_min", exp.LT), ("valid_max", exp.GT)]
    lengths: list[tuple[str, type[exp.Binary]]] = [
        ("valid_length", exp.NEQ), ("valid_min_length", exp.LT), ("valid_max_length", exp.GT),
    ]  # fmt: skip
    for key, comparison in bounds:
        if options.get(key) is not None:
            clauses.append(comparison(this=column(name), expression=literal(options[key])))
    for key, comparison in lengths:
        if options.get(key) is not None:
            clauses.append(comparison(this=exp.Length(this=column(name)), expression=literal(options[key])))
    return exp.or_(*clauses)


def _among(name: str, values: Sequence[Any]) -> exp.Expr:
    return column(name).isin(*map(literal, values))


def _matches(name: str, pattern: str, dialect: str) -> exp.Expr:
    from sqlglot import exp

    return exp.RegexpLike(this=column(name), expression=exp.Literal.string(for_engine(pattern, dialect)))
