"""A check in Soda's own words (from checks/, or a contract's custom rule), and what we ask instead where Soda errs.

A freshness check becomes an age in the contract's zone; a duplicate check over columns becomes a count of distinct
tuples. Everything else is asked as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from c360_governance.checks.kinds.duplicate import excess_rows
from c360_governance.checks.kinds.freshness import SECONDS, age, unit_of
from c360_governance.checks.spec import Newest, Spec, Tuples
from c360_governance.checks.sql import translated
from c360_governance.checks.subject import Subject
from c360_governance.checks.threshold import NONE, Operator, Threshold, is_number
from c360_governance.checks.zone import zone_of
from c360_governance.model.finding import Severity
from c360_governance.model.outcome import CheckKind

_KINDS: dict[str, CheckKind] = {
    "schema": "schema", "row_count": "volume", "freshness": "freshness", "missing": "missing", "invalid": "invalid",
    "duplicate": "duplicate", "failed_rows": "invariant", "metric": "invariant", "aggregate": "invariant",
}  # fmt: skip

_OPERATORS: dict[str, Operator] = {
    "must_be": "=", "must_not_be": "!=",
    "must_be_greater_than": ">", "must_be_greater_than_or_equal": ">=",
    "must_be_less_than": "<", "must_be_less_than_or_equal": "<=",
}  # fmt: skip

_DEFAULTS = {"row_count": Threshold(">", 0), **dict.fromkeys(("missing", "invalid", "duplicate", "failed_rows"), NONE)}

_OWN_KEYS = ("name", "qualifier", "attributes")
"""What we set ourselves, or what only Soda Cloud reads."""


@dataclass(frozen=True, slots=True)
class SodaCheck:
    """``threshold`` is None where Soda's does not say exactly one thing; ``asked`` is Soda's, None for its default.

    ``dialect`` is that of the SQL in ``body``.
    """

    kind: CheckKind
    type: str
    body: Mapping[str, Any]
    threshold: Threshold | None
    asked: Mapping[str, Any] | None
    severity: Severity
    spec: Spec | None = None
    dialect: str = "duckdb"
    problem: str | None = None


def read(subject: Subject, type_: str, written: Mapping[str, Any], dialect: str) -> SodaCheck:
    """What a check says that has passed Soda's JSON Schema; ``dialect`` is that of its SQL."""
    body = {key: value for key, value in written.items() if key not in (*_OWN_KEYS, "threshold")}
    asked = written.get("threshold")
    asked = asked if isinstance(asked, Mapping) else None
    kind: CheckKind = "reference" if "valid_reference_data" in body else _KINDS[type_]
    severity: Severity = "warning" if asked and asked.get("level") == "warn" else "error"
    check = SodaCheck(kind, type_, body, threshold_of(type_, asked), asked, severity, dialect=dialect)
    if type_ == "freshness":
        return _freshness(subject, check)
    if type_ == "duplicate" and "columns" in body:
        return _tuples(subject, check)
    return check


def threshold_of(type_: str, asked: Mapping[str, Any] | None) -> Threshold | None:
    """Soda's threshold in our words; of two levels, the outer."""
    options = asked or {}
    unit = "%" if options.get("metric") == "percent" else unit_of(str(options.get("unit", ""))) or ""
    found: list[Threshold] = [
        Threshold(operator, options[key], None, unit)
        for key, operator in _OPERATORS.items()
        if is_number(options.get(key))
    ]
    for key, between in (("must_be_between", "between"), ("must_be_not_between", "not between")):
        bounds = [bound for bound in (options.get(key) or {}).values() if is_number(bound)]
        if len(bounds) == 2:
            found.append(Threshold(between, min(bounds), max(bounds), unit))  # type: ignore[arg-type]  # two literals
    if len(found) == 1:
        return found[0]
    default = _DEFAULTS.get(type_)
    return replace(default, unit=unit) if default and not found else None


def _freshness(subject: Subject, check: SodaCheck) -> SodaCheck:
    body, asked = check.body, dict(check.asked or {})
    unit = unit_of(str(asked.pop("unit", "hour"))) or "h"
    column = str(body.get("column", ""))
    prop = subject.dataset.find(column)
    zone, where = zone_of(prop, subject.contract), body.get("filter")
    expression = age(column, SECONDS[unit], zone, prop, _where(where, check.dialect, "duckdb"))
    spec = Newest(prop.column if prop else column, SECONDS[unit], zone, _where(where, check.dialect, subject.engine))
    for key, bound in (("must_be_less_than", "less_than"), ("must_be_less_than_or_equal", "less_than_or_equal")):
        if key in asked:
            asked["must_be_between"] = {"greater_than_or_equal": 0, bound: asked.pop(key)}
    threshold = replace(check.threshold, unit=unit) if check.threshold else None
    return replace(check, type="metric", body={"expression": expression}, asked=asked, threshold=threshold,
                   spec=spec, dialect="duckdb")  # fmt: skip


def _where(filter_: str | None, written: str, engine: str) -> str | None:
    return None if filter_ is None else translated(filter_, written, engine)


def _tuples(subject: Subject, check: SodaCheck) -> SodaCheck:
    columns = [str(column) for column in check.body["columns"]]
    asked = dict(check.asked) if check.asked else NONE.soda()
    percent = asked.pop("metric", "count") == "percent"
    if not any(key.startswith("must_") for key in asked):
        asked |= NONE.soda()
    where = check.body.get("filter")
    expression = excess_rows(columns, where=_where(where, check.dialect, "duckdb"), percent=percent)
    problem = None if columns else "the check names no columns"
    return replace(check, type="metric", body={"expression": expression}, asked=asked, problem=problem,
                   spec=Tuples(tuple(columns), _where(where, check.dialect, subject.engine), percent),
                   dialect="duckdb")  # fmt: skip
