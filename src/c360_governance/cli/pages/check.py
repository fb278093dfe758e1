"""The outcomes of a check run for people: what did not pass, then how much did, in 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from c360_governance.checks.cost import Cost
from c360_governance.checks.measure.window import Coverage
from c360_governance.checks.threshold import number
from c360_governance.cli.pages.tables import WIDTH
from c360_governance.model.outcome import Outcome
from c360_governance.model.words import counted, printable

if TYPE_CHECKING:
    from c360_governance.checks.measure.samples import Sample

_ALL: Mapping[str, Coverage] = MappingProxyType({})
_ORDER = ("error", "failed", "warned")
_COLORS = {"error": "magenta", "failed": "red", "warned": "yellow", "passed": "green"}


def table(outcomes: Sequence[Outcome], costs: Mapping[str, Cost], coverage: Mapping[str, Coverage] = _ALL) -> str:
    """Lines for each check that did not pass, one line for the passed ones of a dataset, and the sum."""
    lines = [line for name in _ORDER for outcome in outcomes if outcome.outcome == name for line in _lines(outcome)]
    passed = Counter(outcome.dataset for outcome in outcomes if outcome.outcome == "passed")
    lines += [
        f"{_styled('passed')}  {printable(dataset)}: {counted(count, 'check')}" for dataset, count in passed.items()
    ]
    read = [line for dataset, one in coverage.items() for line in _read(dataset, one)]
    if read:
        lines += ["", *read]
    return "\n".join([*lines, "", spent(costs), summary(outcomes)] if lines else [summary(outcomes)])


def read_of(coverage: Coverage) -> dict[str, object]:
    """What was read of a dataset, for JSON."""
    return {
        "column": coverage.column, "since": coverage.begin.isoformat(),
        "until": coverage.end.isoformat() if coverage.end else None, "rows": coverage.rows,
        "keys": coverage.keys, "added": coverage.added, "whole": coverage.whole,
    }  # fmt: skip


def sample_lines(found: Sequence[Sample]) -> str:
    """The keys of rows, a line each under their check."""
    lines = []
    for one in found:
        lines.append(f"rows    {printable(one.check)}" + (f": {printable(one.note)}" if one.note else ""))
        lines += [
            "        "
            + ", ".join(
                f"{printable(name)}={printable('NULL' if value is None else value)}" for name, value in key.items()
            )
            for key in one.keys
        ]
    return "\n".join(lines)


def _read(dataset: str, coverage: Coverage) -> Iterable[str]:
    begin = coverage.begin.isoformat(timespec="seconds")
    part = f"from {begin} to {coverage.end.isoformat(timespec='seconds')}" if coverage.end else f"since {begin}"
    rows = counted(coverage.rows, "row") if coverage.rows is not None else "rows"
    yield f"read    {printable(dataset)}: {rows} {part} by {printable(coverage.column)}"
    if coverage.keys:
        yield f"        {counted(len(coverage.keys), 'check')} of keys held these against all rows"
    if coverage.added:
        yield f"        added to what earlier runs counted: {len(coverage.added)}"
        yield from (f"          {printable(check)}" for check in coverage.added)
    if coverage.whole:
        yield f"        on all rows, because a part does not tell: {len(coverage.whole)}"
        yield from (f"          {printable(check)}" for check in coverage.whole)


def cost(costs: Mapping[str, Cost]) -> dict[str, object]:
    """What the run cost, for JSON: in all and by dataset."""
    return {**asdict(_sum(costs)), "datasets": {dataset: asdict(one) for dataset, one in costs.items()}}


def spent(costs: Mapping[str, Cost]) -> str:
    """ "8 statements, 1,234 rows read": no seconds, so that two runs on the same data print the same."""
    total = _sum(costs)
    return f"{counted(total.statements, 'statement')}, {counted(total.rows, 'row')} read"


def _sum(costs: Mapping[str, Cost]) -> Cost:
    some = list(costs.values())
    return Cost(*(round(sum(getattr(one, name) for one in some), 6) for name in ("statements", "rows", "seconds")))


def summary(outcomes: Sequence[Outcome]) -> str:
    """ "175 checks as of 2026-01-31T23:59:59+00:00", then how many passed, failed, warned, could not be judged."""
    if not outcomes:
        return counted(0, "check")
    counts = Counter(outcome.outcome for outcome in outcomes)
    judged = ", ".join(f"{counts[name]} {name}" for name in ("passed", "failed", "warned"))
    clock = outcomes[0].as_of.isoformat(timespec="seconds")
    return f"{counted(len(outcomes), 'check')} as of {clock}\n{judged}, {counts['error']} could not be judged"


def incidents(opened: Iterable[tuple[str, str]], resolved: Iterable[tuple[str, str]]) -> str:
    """What a recorded run did to the incidents, given as (id, check)."""
    lines = [f"opened    {id_}  {printable(check)}" for id_, check in opened]
    lines += [f"resolved  {id_}  {printable(check)}" for id_, check in resolved]
    return "\n".join(lines)


def _lines(outcome: Outcome) -> Iterable[str]:
    """The check's id, never cut, and beside or below it what was measured and who answers for it."""
    head = f"{_styled(outcome.outcome)}  {printable(outcome.check)}"
    measured = number(outcome.measured) if outcome.measured is not None else "nothing"
    owner = f"owner {printable(outcome.owner)}" if outcome.owner else "no owner"
    said = f"measured {measured}, expected {printable(outcome.threshold)}; {owner}"
    below, joined = f"        {said}", f"{head}  {said}"
    yield from [joined] if len(click.unstyle(joined)) <= WIDTH else [head, below]


def _styled(outcome: str) -> str:
    return click.style(f"{outcome:6}", fg=_COLORS[outcome], bold=outcome != "passed")
