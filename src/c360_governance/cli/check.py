"""`c360 check`: run the checks that the contracts ask for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from c360_governance.checks.plan import KINDS
from c360_governance.cli.common import (
    as_of_option,
    clock,
    emit,
    exit_status,
    fail_on_option,
    for_forges,
    governed,
    output_options,
    waived,
    warehouse_option,
)
from c360_governance.cli.suggest import SuggestingChoice
from c360_governance.model.config import Limits
from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from c360_governance.checks.check import Check
    from c360_governance.checks.measure.samples import Sample
    from c360_governance.checks.runner import Measured
    from c360_governance.oncall.watch import WatchReport
    from c360_governance.sources.repository import Repository
    from c360_governance.warehouse.connection import Warehouse

    Asked = Callable[[Warehouse], Measured]


@click.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET]...")
@warehouse_option
@click.option("--plan", "plan_only", is_flag=True, help="Print what would be asked, as Soda contracts, and stop.")
@click.option("--only", multiple=True, type=SuggestingChoice(KINDS), help="Only checks of this kind.")
@as_of_option
@click.option(
    "--since",
    metavar="TIME",
    is_flag=False,
    flag_value="last",
    help="Read only what arrived since TIME, or since the last recorded run.",
)
@click.option(
    "--partition",
    metavar="PART",
    help="Read only one hour, day, week or month: 2026-01-31T08, 2026-01-31, 2026-W05, 2026-01.",
)
@click.option("--no-record", is_flag=True, help="Leave the log and the incidents as they are.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="How long a statement may run. [c360.yaml's, or 600]",
)
@click.option(
    "--statements",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many statements a dataset may take. [c360.yaml's, or 500]",
)
@click.option(
    "--samples",
    type=click.IntRange(min=1, max=100),
    metavar="N",
    help="Show the keys of up to N rows of each check that did not pass, masked by classification; kept nowhere.",
)
@fail_on_option
@output_options()
@click.pass_context
def command(
    ctx: click.Context, datasets: tuple[str, ...], warehouse: str | None, plan_only: bool, only: tuple[str, ...],
    as_of: str | None, since: str | None, partition: str | None, no_record: bool, timeout: float | None,
    statements: int | None, samples: int | None, fail_on: str, format_: str, output: str | None,
) -> None:  # fmt: skip
    """Run the checks that the contracts and checks/ ask for: on the datasets named, or on all.

    \b
    Exit status: 0 all passed, 1 a check failed, 2 a check could not be judged.

    \b
    Examples:
      c360 check
      c360 check accounts usage_events --only freshness --format junit
      c360 check --since
      c360 check --plan > checks.soda.yaml
    """
    from c360_governance.checks.measure.samples import samples as sampled
    from c360_governance.checks.plan import plan
    from c360_governance.checks.runner import measure
    from c360_governance.oncall.impact import weighed
    from c360_governance.oncall.learned import judged
    from c360_governance.oncall.since import LAST, reading
    from c360_governance.warehouse.connection import connections, open_warehouse, warehouse_config

    here = governed(ctx)
    if not plan_only or here.config.warehouses:
        warehouse = warehouse_config(here.config, warehouse).name
    planned = plan(here, datasets, warehouse)
    checks = [check for check in planned if not only or check.kind in only]
    if plan_only:
        _print_plan(ctx, checks, format_, output)
        return
    moment = clock(here, as_of)
    limits = _limits(here, timeout, statements)
    parallel = connections(warehouse_config(here.config, warehouse))
    others = partial(open_warehouse, here.root, here.config)
    if since is not None and partition is not None:
        raise click.UsageError("--since and --partition exclude each other", ctx)
    part = reading(here, checks, warehouse=warehouse, since=since, within=partition)
    if not no_record and part.windows and since != LAST:
        no_record = True
        click.echo("note: a part that somebody chose says nothing of the whole, so that nothing is recorded", err=True)
    times = {} if only else part.times  # a run that leaves checks out has not judged its rows

    shown: list[Sample] = []

    def asked(connection: Warehouse) -> Measured:
        found = measure(checks, connection, moment, limits=limits, open_other=others, windows=part.windows,
                        times=times, progress=_progress(), parallel=parallel)  # fmt: skip
        if samples is not None:
            shown.extend(sampled(here, checks, found.outcomes, connection, samples, here.config.limits.timeout))
        return replace(found, outcomes=weighed(here, judged(here, checks, found.outcomes, warehouse)))

    if no_record:
        measured, report = _measured(here, asked, warehouse), None
    else:
        names = tuple(dict.fromkeys(check.dataset for check in checks)) or datasets
        everything = None if datasets else planned
        measured, report = _watched(here, asked, names, warehouse, moment, everything)
    unrecorded, report = (report, None) if isinstance(report, LogError) else (None, report)
    # What another warehouse's data say is not known here.
    whole = not (datasets or only or since or partition) and len(here.config.warehouses) <= 1
    status = _report(ctx, here, measured, report, warehouse, moment, fail_on, format_, output, shown, whole=whole)
    if unrecorded is not None:
        raise LogError(f"what was measured is not recorded: {unrecorded.message}", help=unrecorded.help)
    ctx.exit(status)


def _print_plan(ctx: click.Context, checks: list[Check], format_: str, output: str | None) -> None:
    from c360_governance.checks.soda.contracts import plan_text

    if format_ != "text":
        raise click.UsageError("--plan prints Soda's YAML; leave --format out", ctx)
    emit(ctx, plan_text(checks), output)


def _limits(here: Repository, timeout: float | None, statements: int | None) -> Callable[[str], Limits]:
    """By dataset: the flags win over c360.yaml, and there the dataset's own over the general ones."""

    def of(dataset: str) -> Limits:
        found = here.config.dataset_limits.get(dataset, here.config.limits)
        return Limits(timeout or found.timeout, statements or found.statements)

    return of


def _measured(here: Repository, asked: Asked, warehouse: str | None) -> Measured:
    from c360_governance.warehouse.connection import open_warehouse

    with open_warehouse(here.root, here.config, warehouse) as connection:
        return asked(connection)


def _watched(
    here: Repository, asked: Asked, names: tuple[str, ...], warehouse: str | None, as_of: datetime,
    everything: list[Check] | None,
) -> tuple[Measured, WatchReport | LogError]:  # fmt: skip
    """The outcomes, recorded in the log, and what became of the incidents. ``everything``: all checks, if known.

    Where the log is lost after the warehouse was asked, the answers are not lost with it: they come with the error.
    """
    from c360_governance.oncall.watch import watching
    from c360_governance.warehouse.connection import open_warehouse

    measured: Measured | None = None
    try:
        with (
            watching(here, as_of=as_of, names=names, warehouse=warehouse) as watch,
            open_warehouse(here.root, here.config, warehouse) as connection,
        ):
            measured = asked(connection)
            return measured, watch.finish(
                measured.outcomes, warehouse=connection, frontiers=measured.frontiers, plan=everything
            )
    except LogError as error:
        if measured is None:
            raise
        return measured, error


def _report(
    ctx: click.Context, here: Repository, measured: Measured, report: WatchReport | None, warehouse: str | None,
    as_of: datetime, fail_on: str, format_: str, output: str | None, shown: list[Sample], *, whole: bool,
) -> int:  # fmt: skip
    """Print the result; the exit status."""
    from c360_governance.checks.findings import findings
    from c360_governance.cli.pages.check import cost, incidents, read_of, sample_lines, table
    from c360_governance.report.result import Result, render

    outcomes = measured.outcomes
    found = waived(here, findings(outcomes), "check" if whole else None)
    text = table(outcomes, measured.costs, measured.coverage)
    extra: dict[str, object] = {"as_of": as_of.isoformat(), "warehouse": warehouse, "cost": cost(measured.costs)}
    if measured.coverage:
        extra["coverage"] = {dataset: read_of(one) for dataset, one in measured.coverage.items()}
    if shown:
        text += f"\n\n{sample_lines(shown)}"
        extra["samples"] = [{"check": one.check, "keys": list(one.keys), "note": one.note} for one in shown]
    if report is not None:
        opened, resolved = ([(one.id, one.check) for one in some] for some in (report.opened, report.resolved))
        changed = incidents(opened, resolved)
        text += f"\n\n{changed}" if changed else ""
        extra["run_id"] = report.run_id
        extra["incidents"] = {"opened": [id_ for id_, _ in opened], "resolved": [id_ for id_, _ in resolved]}
    emit(ctx, render(Result("check", tuple(found), tuple(outcomes), extra, text), format_, for_forges(ctx)), output)
    return 2 if any(outcome.outcome == "error" for outcome in outcomes) else exit_status(found, fail_on)


def _progress() -> Callable[[str], None] | None:
    """Notes on stderr, for a person who waits at a terminal."""
    return (lambda note: click.echo(note, err=True)) if sys.stderr.isatty() else None
