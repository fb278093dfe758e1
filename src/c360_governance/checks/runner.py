"""The checks, measured: Soda asks, and its word is taken only where it has one.

Every planned check gets exactly one outcome. What Soda did not judge by a number is asked again in ever smaller
groups, so that one broken statement costs its own check the answer and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from c360_governance.checks import catalog, cause, soda, verdict
from c360_governance.checks.catalog import Catalog
from c360_governance.checks.check import Check
from c360_governance.checks.engine import Connection
from c360_governance.checks.soda_yaml import by_table, document, to_yaml
from c360_governance.checks.verdict import Verdict
from c360_governance.model.outcome import Outcome
from c360_governance.warehouse.connection import Warehouse

Group = Sequence[Check]


def run(
    checks: Sequence[Check], warehouse: Warehouse, as_of: datetime, progress: Callable[[str], None] | None = None
) -> list[Outcome]:
    """The outcome of every check, in their order. ``as_of`` (aware) is the data's clock.

    Raises `WarehouseError` only where the warehouse does not answer at all.
    """
    tell = progress or (lambda _: None)
    known = catalog.read(warehouse)
    verdicts: dict[str, Verdict] = {}
    askable = []
    for check in checks:
        if check.problem is not None:
            verdicts[check.id] = verdict.error(check.problem)
        elif known.columns(check.table) is None:
            verdicts[check.id] = verdict.error(f"the warehouse has no table {check.table.schema}.{check.table.name}")
        else:
            askable.append(check)
    connection = Connection(warehouse)
    tables = by_table(askable)
    groups: list[Group] = [part for _, group in tables for part in _apart(group)]
    tell(f"{len(askable)} checks on {len(tables)} datasets")
    while groups:
        found, groups = _ask(groups, connection, known, as_of)
        verdicts |= found
        if groups:
            tell(f"asking again for {sum(map(len, groups))} checks")
    return [_outcome(check, verdicts[check.id], as_of) for check in checks]


def _ask(
    groups: Sequence[Group], connection: Connection, known: Catalog, as_of: datetime
) -> tuple[dict[str, Verdict], list[Group]]:
    """The verdicts of one session, and the groups to ask again: halves of what was left open."""
    contracts = [to_yaml(document(group)) for group in groups]
    before = len(connection.refusals)
    results = soda.verify(contracts, groups[0][0].table.source, connection, as_of)
    verdicts: dict[str, Verdict] = {}
    again: list[Group] = []
    for group, result in zip(groups, results, strict=True):
        left = []
        for check in group:
            found = _judge(check, result.checks.get(check.id), known)
            if found is None:
                left.append(check)
            else:
                verdicts[check.id] = found
        if len(group) == 1 and left:
            verdicts[left[0].id] = _open(left[0], result, connection, asked=len(connection.refusals) > before)
        elif left:
            half = (len(left) + 1) // 2
            again += [part for part in (left[:half], left[half:]) if part]
    return verdicts, again


def _apart(group: Group) -> list[Group]:
    """The group, or several where Soda would mix measurements up.

    It knows a measurement by a hash over its options with nothing between them, so that valid values [a, bc] and
    [ab, c] of one column count as the same, and the second check gets the first one's number.
    """
    parts: list[list[Check]] = []
    seen: list[dict[str, object]] = []
    for check in group:
        options = {key: value for key, value in check.body.items() if key != "threshold"}
        key = _run_together([check.type, check.soda_column, options])
        for part, known in zip(parts, seen, strict=True):
            if known.setdefault(key, options) == options:
                part.append(check)
                break
        else:
            parts.append([check])
            seen.append({key: options})
    return list(parts)


def _run_together(value: object) -> str:
    if isinstance(value, Mapping):
        return "".join(f"{key}{_run_together(item)}" for key, item in sorted(value.items()))
    return "".join(map(_run_together, value)) if isinstance(value, list) else str(value)


def _judge(check: Check, measured: soda.Measured | None, known: Catalog) -> Verdict | None:
    found = verdict.settled(check, measured)
    if found is None or check.kind != "schema" or measured is None:
        return found
    return verdict.of_drift(check, measured, catalog.drift(check.columns, known.columns(check.table) or ()))


def _open(check: Check, result: soda.Verified, connection: Connection, *, asked: bool) -> Verdict:
    """The verdict on a check that Soda left open although it was asked for nothing else."""
    refused = connection.cause(result.errors)
    if refused:
        return verdict.error(refused)
    if not result.errors and check.id in result.checks:
        return verdict.of_nothing(check)
    return verdict.error(cause.of_soda(result.errors, asked=asked or bool(result.checks)))


def _outcome(check: Check, found: Verdict, as_of: datetime) -> Outcome:
    return Outcome(
        check=check.id, dataset=check.dataset, column=check.column, kind=check.kind, outcome=found.outcome,
        measured=found.measured, threshold=str(check.threshold), severity=check.severity, owner=check.owner,
        runbook=check.runbook, as_of=as_of, message=found.message, location=check.location,
    )  # fmt: skip
