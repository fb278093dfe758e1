"""A check run that on call can rely on: recorded in the log, its failures opened as incidents and closed when mended.

    with watching(repository, as_of=as_of) as watch:
        outcomes = run(checks, warehouse, as_of)
        report = watch.finish(outcomes, warehouse=warehouse)

START is in the log before the first check runs, COMPLETE when `finish` is called, FAIL when the block raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Self

from c360_governance.lineage.events.job import Frontier
from c360_governance.model.outcome import Outcome
from c360_governance.oncall import history
from c360_governance.oncall.incident import Incident
from c360_governance.oncall.records import KIND
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.checks.check import Check
    from c360_governance.lineage.log.history import CheckTimes
    from c360_governance.lineage.log.log import Log
    from c360_governance.lineage.record import Run
    from c360_governance.warehouse.connection import Warehouse


_NONE: Mapping[str, tuple[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What a run did to the incidents. ``opened`` includes those that escalated from "could not be judged"."""

    run_id: str | None
    opened: tuple[Incident, ...]
    resolved: tuple[Incident, ...]
    still_open: tuple[Incident, ...]
    head: str


def watching(
    repository: Repository, *, as_of: datetime, names: Iterable[str] = (), warehouse: str | None = None
) -> Watch:
    """A watched run over the datasets named (all without names), on a warehouse of c360.yaml.

    Raises `LogError` on entering where the log cannot be written: what is not recorded is not run.
    """
    return Watch(repository, as_of, tuple(names), warehouse)


class Watch(AbstractContextManager["Watch"]):
    """See `watching`."""

    def __init__(self, repository: Repository, as_of: datetime, names: tuple[str, ...], warehouse: str | None) -> None:
        self.repository = repository
        self.as_of = as_of
        self._names = names
        self._warehouse = warehouse
        self._finished = False
        self._namespace = ""

    def __enter__(self) -> Self:
        from c360_governance.lineage.events.datasets import dataset_refs, warehouse_namespace
        from c360_governance.lineage.events.job import Job
        from c360_governance.lineage.log.log import Log
        from c360_governance.lineage.record import engine, record_run, source

        config, root = self.repository.config, self.repository.root
        namespace = self._namespace = warehouse_namespace(config, self._warehouse)
        self._log: Log = Log.open(config.log, root)
        try:
            job = Job("check", self.as_of, source(root), engine(namespace.partition(":")[0]), namespace)
            inputs = dataset_refs(self.repository.datasets, namespace, self._names or None)
            self._recording = record_run(self._log, job, inputs)
            self._run: Run = self._recording.__enter__()
        except BaseException:
            self._log.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._finished:
                self._recording.__exit__(kind, error, trace)
        finally:
            self._log.close()

    def finish(
        self, outcomes: Iterable[Outcome], warehouse: Warehouse | None = None,
        frontiers: Mapping[str, tuple[str, str]] = _NONE, plan: Sequence[Check] | None = None,
    ) -> WatchReport:  # fmt: skip
        """Record the outcomes, then open and resolve incidents. ``warehouse`` tells which periods are affected.

        ``frontiers`` say by dataset how far it was judged: a column, and the newest time in it. ``plan`` are all
        checks of the repository, for callers that have made them already.
        """
        judged = tuple(outcomes)
        self._run.add(frontiers=[Frontier(dataset, *newest) for dataset, newest in frontiers.items()])
        from c360_governance.lineage.log.history import check_times

        before = check_times(self._log, self._namespace)
        self._run.add(outcomes=judged)
        self._finished = True
        self._recording.__exit__(None, None, None)
        if plan is None:
            from c360_governance.checks.plan import plan as made

            plan = made(self.repository, warehouse=self._warehouse)
        planned = {check.id: check for check in plan}
        while True:
            head = self._log.head
            report, records = self._decide(judged, planned, before, warehouse, head)
            if not records:
                return report
            appended = self._log.append_if_head(head, [(KIND, record) for record in records])
            if appended is not None:
                return replace(report, head=appended[-1].hash)

    def _decide(
        self,
        outcomes: tuple[Outcome, ...],
        planned: Mapping[str, Check],
        before: Mapping[str, CheckTimes],
        warehouse: Warehouse | None,
        head: str,
    ) -> tuple[WatchReport, list[dict[str, object]]]:
        """What is to be appended, provided that the log still ends at ``head``."""
        from c360_governance.oncall.describe import Describer
        from c360_governance.oncall.transitions import transitions

        known = history.incidents(self._log.records(KIND))
        now, run_id = datetime.now(UTC), self._run.run_id
        moves = transitions(
            (one for one in known.values() if one.open and one.warehouse in (None, self._namespace)),
            outcomes,
            declared=planned.keys(),
            judged_until={check: one.judged_until for check, one in before.items() if one.judged_until},
        )
        passes = {check: one.last_passed_at for check, one in before.items() if one.last_passed_at}
        describe = Describer(self.repository, planned, passes, known, warehouse, now, run_id, self._namespace)
        opened = [describe.incident(outcome) for outcome in moves.opening]
        escalated = [describe.escalated(incident, outcome) for incident, outcome in moves.escalating]
        resolved = [
            replace(incident, resolved_at=now, resolved_run=run_id, resolution=resolution)
            for incident, resolution in moves.resolving
        ]
        records = [history.opened(incident) for incident in opened]
        records += [history.escalated(incident, now, run_id) for incident in escalated]
        records += [history.resolved(incident, now, run_id, resolution) for incident, resolution in moves.resolving]
        return WatchReport(run_id, (*opened, *escalated), tuple(resolved), moves.staying, head), records
