"""Statements on one dataset, counted and bounded; one that breaks costs its own check the answer and no other."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from c360_governance.checks.cost import Cost
from c360_governance.checks.measure.measure import Own, Shared
from c360_governance.checks.measure.own import table
from c360_governance.checks.measure.site import Site
from c360_governance.model.config import Limits
from c360_governance.model.errors import StatementTimeout, WarehouseError, WarehouseLost
from c360_governance.warehouse.connection import Warehouse

Answer = Sequence[Any] | str
"""The engine's values for a check's measure, or why there are none."""

Group = Sequence[tuple[str, Shared]]

_PATIENCE = 5
"""Statements of one dataset that may run into the timeout before the rest is not asked."""

_WIDEST = 400
"""Aggregates in one statement: engines bound the columns of a result (PostgreSQL at 1664)."""


class Asking:
    """Asks one warehouse about one dataset. ``answers`` are by check, and stay when the warehouse goes away.

    ``in_window`` is how many rows the site's window holds, where that was counted.
    """

    def __init__(self, warehouse: Warehouse, site: Site, limits: Limits) -> None:
        self._warehouse = warehouse
        self._site = site
        self._limits = limits
        self._late = 0
        self._rows = 0
        self.cost = Cost()
        self.answers: dict[str, Answer] = {}
        self.in_window: int | None = None

    def beside(self, site: Site) -> Asking:
        """For other rows of the same dataset, at the same cost."""
        found = Asking(self._warehouse, site, self._limits)
        found.cost = self.cost
        return found

    def run(self, measures: Mapping[str, Shared | Own]) -> None:
        """Ask for every measure. Raises `WarehouseLost` when there is nobody to ask any more."""
        groups = [*self._groups(measures, windowed=True), *self._groups(measures, windowed=False)]
        while groups:
            group, *groups = groups
            groups = [*self._together(group), *groups]
        for check, one in measures.items():
            if isinstance(one, Own):
                self.answers[check] = self._alone(one)

    def _groups(self, measures: Mapping[str, Shared | Own], *, windowed: bool) -> list[Group]:
        shared = [
            (check, one) for check, one in measures.items() if isinstance(one, Shared) and one.windowed is windowed
        ]
        # What people wrote breaks more often than what we write of columns that are there: let it break together.
        shared.sort(key=lambda item: not item[1].columns)
        return [shared[at : at + _WIDEST] for at in range(0, len(shared), _WIDEST)]

    def _alone(self, measure: Own) -> Answer:
        try:
            values = self._ask(measure.sql)
            if measure.then is not None:
                values = self._ask(measure.then(values))
        except WarehouseLost:
            raise
        except WarehouseError as error:
            return error.cause
        self.cost.rows += self._rows
        return values

    def _together(self, group: Group) -> list[Group]:
        """One statement for all of them; where it breaks, the halves that are still to be asked."""
        aggregates, places = self._statement(group)
        try:
            values = self._ask(aggregates)
        except WarehouseLost:
            raise
        except WarehouseError as error:
            if len(group) > 1:
                half = (len(group) + 1) // 2
                return [group[:half], group[half:]]
            self.answers[group[0][0]] = error.cause
            return []
        self._rows = int(values[0])
        self.cost.rows += self._rows
        if group[0][1].windowed:
            self.in_window = self._rows
        self.answers |= {check: [values[at] for at in found] for check, found in places.items()}
        return []

    def _statement(self, group: Group) -> tuple[str, dict[str, list[int]]]:
        """The SELECT of all aggregates, each once, and by check the places of its own; the first counts the rows."""
        from sqlglot import exp

        dialect = self._site.dialect
        known: dict[str, int] = {exp.Count(this=exp.Star()).sql(dialect=dialect): 0}
        places: dict[str, list[int]] = {}
        for check, measure in group:
            for aggregate in measure.aggregates:
                at = known.setdefault(aggregate.sql(dialect=dialect), len(known))
                places.setdefault(check, []).append(at)
        named = [f"{text} AS m{at}" for text, at in known.items()]
        source = table(self._site.table.schema, self._site.table.name).sql(dialect=dialect)
        inside = self._site.within() if group[0][1].windowed else None
        where = f" WHERE {inside.sql(dialect=dialect)}" if inside is not None else ""
        return f"SELECT {', '.join(named)} FROM {source}{where}", places  # noqa: S608 - generated from nodes

    def _ask(self, sql: str) -> Sequence[Any]:
        rows = self.rows(sql)
        return rows[0] if rows else [None]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one statement. Raises `WarehouseError`, also where the dataset may take no further one."""
        most = self._limits.statements
        if self.cost.statements >= most:
            raise WarehouseError(f"not asked: the {most} statements that one dataset may take are used up")
        if self._late >= _PATIENCE:
            raise WarehouseError(f"not asked: {_PATIENCE} statements on this dataset ran into the timeout")
        self.cost.statements += 1
        begun = time.perf_counter()
        try:
            return self._warehouse.query(sql, timeout=self._limits.timeout).rows
        except StatementTimeout:
            self._late += 1
            raise
        finally:
            self.cost.seconds += time.perf_counter() - begun
