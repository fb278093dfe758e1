"""Gathering what the points judge by: the only part of the gate that reads git, the log and the warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from c360_governance.gate.change import Change, Subject, read_change
from c360_governance.gate.commits import History, read_history
from c360_governance.gate.context import Context
from c360_governance.gate.definitions import Definition, define
from c360_governance.gate.private_flows import private_flows
from c360_governance.gate.warehouse_facts import WarehouseFacts, keys, samples
from c360_governance.model.config import PINS, Config
from c360_governance.model.errors import LogError, SourceError, UsageError, WarehouseError
from c360_governance.sources.git import GitTree, git
from c360_governance.sources.repository import Repository
from c360_governance.sources.runbooks import runbooks
from c360_governance.sources.validation import violations

if TYPE_CHECKING:
    from c360_governance.checks.check import Check
    from c360_governance.lineage.log.history import CheckResult, ReconcileResult
    from c360_governance.warehouse.connection import Warehouse


def gather(
    repository: Repository,
    base: Repository,
    warehouse: str | None,
    as_of: datetime,
    today: date,
    log: str | None = None,
) -> Context:
    """Everything about the change from ``base`` (a repository at a git ref) to ``repository`` (the work tree).

    ``log`` is the URL of another log to read check results from. Where nothing changed, nothing else is asked. Raises
    `UsageError` for an unknown ref and `SourceError` for a document that is broken on either side: then nobody can
    judge.
    """
    tree = base.tree
    if not isinstance(tree, GitTree):
        raise UsageError("the base is no git ref", help="name a branch, a tag or a commit with --against")
    change = read_change(base, repository, today)
    history = _history(repository, tree.commit, change)
    governed = tree.read("c360.yaml") is not None
    policy = policy_in_force(base.config, repository.config) if governed else repository.config
    planned, plan_error = _planned(repository, change.checked)
    before = {check.id: check for check in _planned(base, _known(base, change.checked))[0]}
    logged = _read_log(repository, warehouse, log) if change.paths else Logged()
    facts, definitions = _facts(repository, base, change, warehouse, as_of)
    return Context(
        repository=repository,
        base=base,
        commit=tree.commit,
        policy=policy,
        change=change,
        violations={
            contract.path: tuple(violations(repository.document(contract.path), "odcs"))
            for contract in change.contracts
        },
        private_flows=private_flows(repository, change),
        definitions=definitions,
        planned=planned,
        plan_error=plan_error,
        lost_checks=_lost(repository, planned, before.values()) if plan_error is None else (),
        changed_checks=_changed_checks(repository.root, planned, before, history),
        results=logged.results,
        reconciled=logged.reconciled,
        log_error=logged.error,
        runbooks=runbooks(repository) if change.booked else {},
        warehouse=facts,
        history=history,
    )


def policy_in_force(base: Config, now: Config) -> Config:
    """The stricter of the two policies: a change cannot relax what it is judged by. Waivers are those of now."""
    return now._replace(
        approvals=max(base.approvals, now.approvals),
        gate_required=base.gate_required | now.gate_required,
        variance_pct=min(base.variance_pct, now.variance_pct),
        gate_pin=max(base.gate_pin, now.gate_pin, key=PINS.index),
    )


@dataclass(frozen=True, slots=True)
class Logged:
    """What the log says; ``error`` where there is none."""

    results: dict[str, CheckResult] = field(default_factory=dict)
    reconciled: tuple[ReconcileResult, ...] = ()
    error: str | None = None


def _read_log(repository: Repository, warehouse: str | None, url: str | None) -> Logged:
    """The latest results in the warehouse, if the log proves itself: what somebody changed in it proves nothing."""
    from c360_governance.lineage.events.datasets import warehouse_namespace
    from c360_governance.lineage.log.history import check_results, reconcile_results
    from c360_governance.lineage.log.log import Log

    try:
        log = Log.open(url or repository.config.log, repository.root, must_exist=True)
    except LogError as error:
        return Logged(error=error.message)
    with log:
        if not log.verify().verified:
            return Logged(error=f"the log {log.name} does not verify, see `c360 lineage verify`")
        namespace = warehouse_namespace(repository.config, warehouse)
        return Logged(check_results(log, namespace), tuple(reconcile_results(log).values()))


def _history(repository: Repository, commit: str, change: Change) -> History:
    contents = repository.tree.read_many(change.paths)
    return read_history(repository.root, commit, {path: contents.get(path) for path in change.paths})


def _planned(repository: Repository, subjects: Iterable[Subject]) -> tuple[tuple[Check, ...], SourceError | None]:
    """The checks of those of the datasets that lie in a warehouse, or why there is no plan."""
    from c360_governance.checks.plan import plan
    from c360_governance.checks.subject import is_table

    names = [dataset.name for contract, dataset in subjects if is_table(contract, dataset)]
    try:
        return (tuple(plan(repository, names)) if names else ()), None
    except SourceError as error:
        return (), error


def _known(base: Repository, subjects: Iterable[Subject]) -> list[Subject]:
    return [base.datasets[dataset.name] for _, dataset in subjects if dataset.name in base.datasets]


def _changed_checks(
    root: Path, planned: Iterable[Check], before: dict[str, Check], history: History
) -> dict[str, datetime]:
    """When the checks that are not as they were at the base became what they are, by the file that declares them."""
    times: dict[str, datetime] = {}
    found: dict[str, datetime] = {}
    for check in planned:
        if _asked(check) != _asked(before.get(check.id)):
            path = check.location.path
            times[path] = times.get(path) or _changed_at(root, path, history)
            found[check.id] = times[path]
    return found


def _lost(repository: Repository, planned: Iterable[Check], before: Iterable[Check]) -> tuple[Check, ...]:
    """The hand-written checks that are planned no more; what a contract lost, the comparison of contracts says."""
    left = {check.id for check in planned}
    return tuple(
        check
        for check in before
        if check.id not in left and check.dataset in repository.datasets and check.location.path.startswith("checks/")
    )


def _asked(check: Check | None) -> tuple[object, ...] | None:
    """What a check asks, without where it is declared and who answers for it."""
    if check is None:
        return None
    return check.table, check.type, check.threshold, check.body, check.soda_column, check.columns, check.problem


def _changed_at(root: Path, path: str, history: History) -> datetime:
    """The time at which the file is known to have had its content: when it was last written, or committed if earlier.

    Whoever edits, checks and then commits has checked the content; a fresh clone knows the commit's time only.
    """
    written = datetime.fromtimestamp((root / path).stat().st_mtime, UTC)
    if path in history.uncommitted:
        return written
    stamp = git(root, "log", "-1", "--format=%ct", "--", path).decode().strip()
    return min(written, datetime.fromtimestamp(int(stamp or 0), UTC))


def _facts(
    repository: Repository, base: Repository, change: Change, name: str | None, as_of: datetime
) -> tuple[WarehouseFacts, dict[str, Definition]]:
    """What the warehouse says, and the metrics compiled in its dialect; asked only where something changed."""
    if not change.paths:
        return WarehouseFacts(), {}
    from c360_governance.checks.subject import is_table
    from c360_governance.gate.shadow import field_shadows, metric_shadows
    from c360_governance.warehouse.connection import open_warehouse

    metrics = [*(metric.new for metric in change.metrics if metric.new), *change.dependants.values()]
    with ExitStack() as stack:
        warehouse: Warehouse | None = None
        error = None
        try:
            warehouse = stack.enter_context(open_warehouse(repository.root, repository.config, name))
        except (WarehouseError, UsageError) as problem:
            error = problem.message
        dialect = warehouse.dialect if warehouse else "duckdb"
        definitions = {metric.name: define(metric, base, repository, as_of, dialect) for metric in metrics}
        queries = {
            contract.path: samples(
                contract, warehouse, dialect, readable=any(is_table(contract, dataset) for dataset in contract.datasets)
            )
            for contract in change.contracts
        }
        if warehouse is None:
            return WarehouseFacts(error=error, samples=queries), definitions
        shadows = (
            *metric_shadows(definitions.values(), base, repository, warehouse, as_of),
            *field_shadows(change, base, warehouse),
        )
        return WarehouseFacts(None, queries, keys(change, warehouse), shadows), definitions
