"""What one check's measurement means, before it becomes an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c360_governance.checks.check import Check
from c360_governance.checks.soda.cause import NO_NUMBER
from c360_governance.checks.threshold import is_number, number
from c360_governance.model.outcome import Result

if TYPE_CHECKING:
    from c360_governance.checks.soda.soda import Measured

_OUTCOMES: dict[str, Result] = {"PASSED": "passed", "FAILED": "failed", "WARN": "warned"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``message`` holds counts, names of columns and causes; never a row's value."""

    outcome: Result
    measured: float | int | None
    message: str


def error(cause: str) -> Verdict:
    """Could not be judged."""
    return Verdict("error", None, cause)


def settled(check: Check, found: Measured | None) -> Verdict | None:
    """Soda's word, where it is one: judged, by a number. None for everything else, whatever it calls itself."""
    if found is None or found.outcome not in _OUTCOMES or not is_number(found.value):
        return None
    value = _whole(found.value)
    return Verdict(_OUTCOMES[found.outcome], value, _message(check, value))


def measured(check: Check, result: Result, value: float | int) -> Verdict:
    """A value that was measured and judged."""
    return Verdict(result, value, _message(check, value))


def of_drift(check: Check, drifts: Sequence[str], *, soda: str = "PASSED") -> Verdict:
    """A schema check, by the exact types: Soda's comparison takes INTEGER for BIGINT.

    Where Soda sees a difference that the catalog does not show, neither is believed.
    """
    if not drifts and soda != "PASSED":
        return error("Soda and the warehouse's catalog disagree about the columns")
    if not drifts:
        return Verdict("passed", 0, "")
    outcome: Result = "failed" if check.severity == "error" else "warned"
    return Verdict(outcome, len(drifts), "; ".join(drifts))


def of_nothing(check: Check) -> Verdict:
    """A measurement that ran and gave NULL: a table without a time is not fresh; anything else cannot be judged."""
    if check.kind == "freshness":
        outcome: Result = "failed" if check.severity == "error" else "warned"
        return Verdict(
            outcome, None, "there is no time to measure an age from: the table is empty, or it holds only NULL"
        )
    return error(NO_NUMBER)


def _message(check: Check, value: float | int | None) -> str:
    if check.kind == "freshness" and value is not None and value < 0:
        return f"the newest time lies {number(-value)} {check.threshold.unit} after the as-of time"
    return f"measured {number(value)}, expected {check.threshold}"


def _whole(value: float | int | None) -> float | int | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value
