"""Checks measured by Soda, and its word taken only where it has one.

What it did not judge by a number is asked again in ever smaller groups, so that one broken statement costs its own
check the answer and no other. `runner` asks Soda for what only Soda can say; the tests ask it for everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from c360_governance.checks import verdict
from c360_governance.checks.check import Check
from c360_governance.checks.measure import catalog
from c360_governance.checks.measure.catalog import Catalog
from c360_governance.checks.soda import cause, soda
from c360_governance.checks.soda.contracts import by_table, document, to_yaml
from c360_governance.checks.soda.engine import Connection
from c360_governance.checks.verdict import Verdict
from c360_governance.warehouse.connection import Warehouse

Group = Sequence[Check]


def run(
    checks: Sequence[Check], warehouse: Warehouse, known: Catalog, as_of: datetime, tell: Callable[[str], None]
) -> dict[str, Verdict]:
    """The verdict on every check by its id. Their tables must be there; ``as_of`` (aware) is the data's clock."""
    connection = Connection(warehouse)
    verdicts: dict[str, Verdict] = {}
    groups: list[Group] = [part for _, group in by_table(checks) for part in _apart(group)]
    while groups:
        found, groups = _ask(groups, connection, known, as_of)
        verdicts |= found
        if groups:
            tell(f"asking again for {sum(map(len, groups))} checks")
    return verdicts


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
    columns = catalog.canonical_columns(known.columns(check.table) or (), "duckdb")
    return verdict.of_drift(
        check, catalog.drift(check.columns, columns, catalog.shape_of(check)), soda=measured.outcome
    )


def _open(check: Check, result: soda.Verified, connection: Connection, *, asked: bool) -> Verdict:
    """The verdict on a check that Soda left open although it was asked for nothing else."""
    refused = connection.cause(result.errors)
    if refused:
        return verdict.error(refused)
    if not result.errors and check.id in result.checks:
        return verdict.of_nothing(check)
    return verdict.error(cause.of_soda(result.errors, asked=asked or bool(result.checks)))
