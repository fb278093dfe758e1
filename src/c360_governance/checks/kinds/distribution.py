"""Distribution: shares of values, missing values, quantiles and means of a column, against bounds or a baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from c360_governance.checks.baseline.declared import Baseline
from c360_governance.checks.baseline.declared import read as read_baseline
from c360_governance.checks.check import Check
from c360_governance.checks.measure.distribution import aggregate
from c360_governance.checks.own_rules import OwnRule, own_rules
from c360_governance.checks.periods import last_period, partition
from c360_governance.checks.spec import Distribution, Period
from c360_governance.checks.subject import Subject, name
from c360_governance.checks.threshold import Threshold, of_bounds
from c360_governance.checks.zone import UTC, is_zone, zone_of
from c360_governance.model.contract import Property

_ANYTHING = Threshold(">=", -1e308)


def compile_(subject: Subject) -> Iterator[Check]:
    """One check a rule of kind distribution."""
    for rule in own_rules(subject):
        if rule.options.get("kind") != "reconciliation":
            yield _check(subject, rule)


def _check(subject: Subject, own: OwnRule) -> Check:
    options, prop, problem = own.options, own.prop, own.problem
    if problem is None and prop is None:
        problem = "a distribution is a rule of a property"
    times, problem = _times(subject, options, problem)
    baseline, threshold, asked = None, None, None
    body: dict[str, Any] = {}
    if problem is None and prop is not None:
        asked = _distribution(subject, prop, times, options)
        baseline = _baseline(subject, options, is_share=asked.is_share)
        body = {"expression": _expression(asked, times)}
        bounds = of_bounds(options.get("minimum"), options.get("maximum"))
        threshold = (Threshold(">=", 0) if asked.is_share else _ANYTHING) if baseline else bounds
        problem = None if threshold else "the minimum is above the maximum"
    check = subject.check("distribution", name(own.rule, "distribution"), "metric", own.pointer, prop=prop,
                          threshold=threshold or _ANYTHING, body=body, rule=own.rule, nested=False, spec=asked,
                          problem=problem)  # fmt: skip
    return replace(check, baseline=baseline)


def _distribution(subject: Subject, prop: Property, times: Property | None, options: Mapping[str, Any]) -> Distribution:
    period = Period(times.column, options["per"], zone_of(times, subject.contract)) if times else None
    return Distribution(
        prop.column, options["measure"], tuple(options.get("values", ())), dict(options.get("shares", {})),
        float(options.get("quantile", 0.5)), period,
    )  # fmt: skip


def _times(subject: Subject, options: Mapping[str, Any], problem: str | None) -> tuple[Property | None, str | None]:
    """The column by which the last period's rows are told, and the problem, the one there is or a new one."""
    per = options.get("per")
    if problem is not None or per is None:
        return None, problem
    times = partition(subject, options.get("by"))
    if times is None:
        return None, f"`per: {per}` needs a column of times: name it with `by`"
    if not is_zone(zone := zone_of(times, subject.contract)):
        return None, f"there is no time zone {zone!r}"
    return times, None


def _baseline(subject: Subject, options: Mapping[str, Any], *, is_share: bool) -> Baseline | None:
    """Periods begin in the zone of the column that they go by; a whole table is measured once a day."""
    per, times = options.get("per"), partition(subject, options.get("by"))
    zone = zone_of(times, subject.contract)
    return read_baseline(
        options.get("baseline"), per or "day", zone if is_zone(zone) else UTC, "share" if is_share else "value",
        whole=per is None,
    )  # fmt: skip


def _expression(asked: Distribution, times: Property | None) -> str:
    """In DuckDB's words, for Soda."""
    from sqlglot import exp

    column, within = exp.column(asked.column, quoted=True), None
    if asked.period is not None and times is not None:
        within = exp.var(f"({last_period(times, asked.period.per, asked.period.zone)})")
    return aggregate(asked, column, within, "duckdb").sql(dialect="duckdb")
