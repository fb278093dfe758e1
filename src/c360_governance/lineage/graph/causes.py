"""Why a check may have failed: the nearest upstream runs that failed or changed a schema since it last passed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from c360_governance.lineage.graph.graph import by_name
from c360_governance.lineage.graph.reach import reach
from c360_governance.lineage.graph.runs import Run
from c360_governance.lineage.graph.schemas import Columns, SchemaChange, schema_change, written_schemas
from c360_governance.lineage.graph.state import State
from c360_governance.lineage.log.history import CheckResult


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that happened ``depth`` edges upstream of what failed, at 0 in the dataset itself."""

    kind: Literal["failed-run", "schema-change", "failed-check", "unfinished-run"]
    node: str
    depth: int
    time: datetime | None
    job: str | None = None
    run: str | None = None
    schema: SchemaChange | None = None
    check: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """From the check's last pass (None: it never passed) to its first failure after that."""

    passed: datetime | None
    failed: datetime


def window(results: Iterable[CheckResult]) -> Window | None:
    """When a check began to fail, out of its outcomes in any order; None where its last outcome is a pass."""
    passed: datetime | None = None
    failed: datetime | None = None
    for result in sorted(results, key=lambda result: result.time):
        if result.outcome == "passed":
            passed, failed = result.time, None
        elif failed is None:
            failed = result.time
    return Window(passed, failed) if failed is not None else None


def causes(state: State, dataset: str, since: Window, failing: Iterable[CheckResult] = ()) -> list[Cause]:
    """What went wrong in a dataset (by id) and upstream of it while the check turned, nearest first, then newest first.

    ``failing`` are checks whose last outcome is no pass; those of upstream datasets are told.
    """
    depths = {dataset: 0, **reach(state.graph, dataset, "upstream").depths}
    found = [*_runs(state, depths, since), *_schemas(state, depths, since)]
    for result in failing:
        id_ = f"dataset:{result.dataset}"
        if depths.get(id_, 0) > 0:
            found.append(Cause("failed-check", id_, depths[id_], result.time, run=result.run_id, check=result.check))
    return sorted(found, key=lambda one: (one.depth, -(one.time.timestamp() if one.time else 0), by_name(one.node)))


def _within(time: datetime | None, since: Window) -> bool:
    return time is not None and time <= since.failed and (since.passed is None or time > since.passed)


def _runs(state: State, depths: dict[str, int], since: Window) -> Iterable[Cause]:
    for run in state.runs:
        kind: Literal["failed-run", "unfinished-run"]
        if run.failed:
            kind = "failed-run"
        elif not ended(run):
            kind = "unfinished-run"
        else:
            continue
        if _within(run.last, since):
            for id_ in dict.fromkeys(map(state.named, run.outputs)):
                if id_ in depths:
                    yield Cause(kind, id_, depths[id_], run.last, run.job, run.id)


def _schemas(state: State, depths: dict[str, int], since: Window) -> Iterable[Cause]:
    known: dict[str, Columns] = {}
    for run, id_, columns in written_schemas(state):
        changed = schema_change(id_, known[id_], columns) if id_ in known else None
        if not run.failed:
            known[id_] = columns
        if changed is not None and id_ in depths and _within(run.last, since):
            yield Cause("schema-change", id_, depths[id_], run.last, run.job, run.id, changed)


def ended(run: Run) -> bool:
    """Whether a run has an end event, or is none that would have one."""
    return run.state is not None or all(fact.type is None for fact in run.facts)
