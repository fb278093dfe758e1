"""Reconciliations asked of their warehouses, and what the answers mean."""

from __future__ import annotations

import time
from collections.abc import Callable, MutableMapping, Sequence
from contextlib import ExitStack
from typing import Any

from c360_governance.checks import verdict
from c360_governance.checks.check import Check
from c360_governance.checks.cost import Cost
from c360_governance.checks.reconcile.compare import Comparison, compare
from c360_governance.checks.reconcile.sides import MOST_GROUPS, Reconciliation, Side
from c360_governance.checks.reconcile.statement import select
from c360_governance.checks.threshold import number
from c360_governance.checks.verdict import Verdict
from c360_governance.model.errors import C360Error, WarehouseError
from c360_governance.model.outcome import Result
from c360_governance.model.words import counted
from c360_governance.warehouse.connection import Warehouse

Opener = Callable[[str], Warehouse]
"""A connection to another warehouse of c360.yaml, by its name; the caller closes it."""


def nowhere(name: str) -> Warehouse:
    """The opener of a caller who has one warehouse only."""
    raise WarehouseError(f"it is not known how to reach {name}")


_SHOWN = ("rows", "sum", "avg", "count", "distinct")
"""Figures whose totals a message may hold: a minimum is the value of somebody's row, and so may an expression be."""


def verdicts_of(
    checks: Sequence[Check], warehouse: Warehouse, open_other: Opener, timeout: Callable[[str], float | None],
    costs: MutableMapping[str, Cost],
) -> dict[str, Verdict]:  # fmt: skip
    """By check, for those that have a reconciliation; ``timeout`` in seconds by dataset, ``costs`` are added to.

    A warehouse that cannot be reached costs the checks that need it their answer, and no others.
    """
    found: dict[str, Verdict] = {}
    with ExitStack() as stack:
        others: dict[str, Warehouse | str] = {}
        for check in checks:
            asked = check.reconciliation
            if asked is None or check.problem is not None:
                continue
            name = asked.there.warehouse
            if name is not None and name not in others:
                others[name] = _opened(stack, open_other, name)
            other = warehouse if name is None else others[name]
            if isinstance(other, str):
                found[check.id] = verdict.error(f"the warehouse {name}: {other}")
            else:
                cost = costs.setdefault(check.dataset, Cost())
                found[check.id] = _judged(check, asked, (warehouse, other), timeout(check.dataset), cost)
    return found


def _opened(stack: ExitStack, open_other: Opener, name: str) -> Warehouse | str:
    try:
        return stack.enter_context(open_other(name))
    except C360Error as error:
        return error.cause if isinstance(error, WarehouseError) else error.message


def _judged(
    check: Check, asked: Reconciliation, warehouses: tuple[Warehouse, Warehouse], timeout: float | None, cost: Cost
) -> Verdict:
    answers = []
    for name, side, warehouse in zip(("here", "there"), (asked.here, asked.there), warehouses, strict=True):
        begun = time.perf_counter()
        cost.statements += 1
        try:
            answers.append(_rows(side, warehouse, timeout))
        except WarehouseError as error:
            return verdict.error(f"{name}: {error.cause}")
        finally:
            cost.seconds += time.perf_counter() - begun
        if len(answers[-1]) > MOST_GROUPS:
            return verdict.error(f"{name}: there are more than {MOST_GROUPS:,} groups; compare by something coarser")
    try:
        compared = compare(asked, *answers)
    except ValueError as error:
        return verdict.error(str(error))
    if not compared.offending:
        return Verdict("passed", 0, _agreement(asked, compared))
    outcome: Result = "failed" if check.severity == "error" else "warned"
    return Verdict(outcome, compared.offending, _difference(asked, compared))


def _rows(side: Side, warehouse: Warehouse, timeout: float | None) -> list[tuple[Any, ...]]:
    return warehouse.query(select(side, warehouse.dialect), timeout=timeout).rows


def _agreement(asked: Reconciliation, found: Comparison) -> str:
    figures = counted(len(asked.names), "figure")
    groups = f" in {counted(found.groups, 'group')}" if asked.here.by else ""
    return f"{figures}{groups} {'agrees' if len(asked.names) == 1 else 'agree'} {asked.tolerance}"


def _difference(asked: Reconciliation, found: Comparison) -> str:
    """Counts of groups, and totals where there is one; never a group's own values."""
    parts = []
    for name, times in found.apart.items():
        figure = asked.here.figures[list(asked.names).index(name)]
        if asked.here.by:
            parts.append(f"{name} differs in {times:,} of {counted(found.groups, 'group')}")
        elif figure.function in _SHOWN:
            left, right = (_shown(total) for total in found.totals[name])
            parts.append(f"{name}: {left} here, {right} there")
        else:
            parts.append(f"{name} differs")
    parts += [f"{counted(found.only_here, 'group')} only here"] if found.only_here else []
    parts += [f"{counted(found.only_there, 'group')} only there"] if found.only_there else []
    return f"{'; '.join(parts)}; expected to agree {asked.tolerance}"


def _shown(total: object) -> str:
    if total is None:
        return "nothing"
    try:
        value = float(total)  # type: ignore[arg-type]  # decimals, and what else an engine counts with
    except (TypeError, ValueError):
        return "no number"
    return number(int(value) if value.is_integer() else value)
