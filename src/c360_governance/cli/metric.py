"""`c360 metric`: look up, evaluate, compare and reconcile governed metrics."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli import metric_compare
from c360_governance.cli.common import (
    READING_FORMATS,
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
from c360_governance.cli.pages import metric as page
from c360_governance.cli.recording import add_reconciliation, recorded
from c360_governance.cli.suggest import SuggestingChoice, SuggestingGroup
from c360_governance.metrics.card import LAYERS
from c360_governance.model.suggest import unknown
from c360_governance.report.result import Result, render

if TYPE_CHECKING:
    from c360_governance.metrics.evaluate import Evaluation
    from c360_governance.metrics.figures import Figure
    from c360_governance.metrics.reconcile import Reconciliation
    from c360_governance.model.finding import Finding
    from c360_governance.sources.repository import Repository


@click.group(cls=SuggestingGroup)
def command() -> None:
    """Look up, evaluate, compare and reconcile governed metrics.

    \b
    Examples:
      c360 metric show mrr
      c360 metric eval latency_p90_ms --as-of 2026-01-31
      c360 metric reconcile report.csv --format markdown
    """


command.add_command(metric_compare.command)


@command.command("list")
@click.option("--layer", type=SuggestingChoice(LAYERS), help="Only metrics of this layer.")
@output_options(READING_FORMATS)
@click.pass_context
def list_(ctx: click.Context, layer: str | None, format_: str, output: str | None) -> None:
    """Every governed metric, along the chain product -> customer -> revenue.

    \b
    Example:
      c360 metric list --layer revenue
    """
    metrics = [metric for metric in governed(ctx).metrics.values() if layer in (None, metric.layer)]
    metrics.sort(key=lambda metric: (page.rank(metric.layer), metric.name))
    text, markdown = page.listing(metrics)
    extra = {"metrics": [page.entry(metric) for metric in metrics]}
    emit(ctx, render(Result("metric list", extra=extra, text=text, markdown=markdown), format_), output)


@command.command()
@click.argument("name")
@output_options(READING_FORMATS)
@click.pass_context
def show(ctx: click.Context, name: str, format_: str, output: str | None) -> None:
    """A metric's definition card: formula, grain, window, filters, limits, owner, versions, drivers.

    \b
    Example:
      c360 metric show mrr
    """
    from c360_governance.metrics.card import card

    metrics = governed(ctx).metrics
    if name not in metrics:
        raise unknown("metric", name, metrics)
    shown = card(metrics[name], metrics)
    result = Result("metric show", extra={"metric": page.card_json(shown)}, text=page.card_text(shown))
    emit(ctx, render(result, format_), output)


@command.command("eval")
@click.argument("name")
@as_of_option
@click.option("--by", multiple=True, metavar="DIMENSION", help="Slice by this dimension (week_start for weeks).")
@click.option("--slice", "only", metavar="SLICE", help="Only this slice: a week's Monday, or dimension=value.")
@click.option("--sql", "sql_only", is_flag=True, help="Print the SQL that yields the values, and nothing else.")
@warehouse_option
@output_options()
@fail_on_option
@click.pass_context
def eval_(
    ctx: click.Context, name: str, as_of: str | None, by: tuple[str, ...], only: str | None, sql_only: bool,
    warehouse: str | None, format_: str, output: str | None, fail_on: str,
) -> int:  # fmt: skip
    """The values of a metric: by week where it has weeks, and for the period.

    Exit status 1 when an invariant of the metric does not hold.

    \b
    Examples:
      c360 metric eval latency_p90_ms --as-of 2026-01-31
      c360 metric eval mrr --by tier --sql
    """
    from c360_governance.metrics.errors import located
    from c360_governance.metrics.evaluate import evaluate, select
    from c360_governance.metrics.invariants import findings
    from c360_governance.warehouse.connection import open_warehouse

    here = governed(ctx)
    moment = clock(here, as_of)
    if only and "=" in only and not by:
        by = (only.partition("=")[0],)
    with located(here), open_warehouse(here.root, here.config, warehouse) as connection:
        found = evaluate(name, here.metrics, connection, moment, by=by, datasets=here.datasets)
        engine = connection.name
    found = select(found, only) if only else found
    document = here.document(found.metric.path)
    broken = waived(here, findings(found, document.locate))
    result = _evaluated(found, broken, moment, engine)
    emit(ctx, found.sql if sql_only else render(result, format_), output)
    return exit_status(broken, fail_on)


@command.command()
@click.argument("file", metavar="FILE.csv")
@as_of_option
@warehouse_option
@click.option("--no-record", is_flag=True, help="Leave no record of the run in the log.")
@output_options()
@fail_on_option
@click.pass_context
def reconcile(
    ctx: click.Context, file: str, as_of: str | None, warehouse: str | None, no_record: bool, format_: str,
    output: str | None, fail_on: str,
) -> int:  # fmt: skip
    """Hold a published report against the governed values.

    FILE.csv has the columns metric, slice and published; a slice is empty (the period), a week's Monday, or
    dimension=value. A figure agrees when it equals the governed value rounded, half up, to the decimals that were
    published. Exit status 1 when a figure differs or has no governed value, 2 when a metric cannot be computed.

    \b
    Example:
      c360 metric reconcile report.csv --format markdown
    """
    from c360_governance.metrics.figures import read_figures

    here = governed(ctx)
    moment = clock(here, as_of)
    figures = read_figures(_report(here, file), file)
    with recorded(here, "metric.reconcile", enabled=not no_record, as_of=moment, warehouse=warehouse) as run:
        done = _reconciled(here, figures, moment, warehouse)
        add_reconciliation(run, here, done, warehouse)
        run.add(findings=done.findings)
    found = waived(here, done.findings)
    extra: dict[str, Any] = {
        "as_of": moment.isoformat(),
        "figures": [one.json() for one in done.figures],
        "counts": done.counts,
    }
    text, markdown = page.reconciled(done)
    result = Result("metric reconcile", tuple(found), extra=extra, text=text, markdown=markdown)
    emit(ctx, render(result, format_, for_forges(ctx)), output)
    return 2 if done.broken else exit_status(found, fail_on)


def _reconciled(here: Repository, figures: list[Figure], as_of: datetime, warehouse: str | None) -> Reconciliation:
    """The run itself."""
    from c360_governance.metrics.reconcile import reconcile as compare
    from c360_governance.warehouse.connection import open_warehouse

    with open_warehouse(here.root, here.config, warehouse) as connection:
        return compare(figures, here.metrics, connection, as_of, datasets=here.datasets)


def _evaluated(found: Evaluation, broken: list[Finding], as_of: datetime, warehouse: str) -> Result:
    extra: dict[str, Any] = {
        "metric": found.metric.name,
        "version": found.metric.version,
        "unit": found.metric.unit,
        "as_of": as_of.isoformat(),
        "warehouse": warehouse,
        "period": page.period_json(found),
        "rows": found.rows,
        "sql": found.sql,
    }
    text, markdown = page.evaluated(found, as_of)
    return Result("metric eval", tuple(broken), extra=extra, text=text, markdown=markdown)


def _report(here: Repository, file: str) -> bytes:
    """The report's bytes: a path as the user's shell knows it, else one of the repository's."""
    from c360_governance.model.errors import UsageError

    for path in (Path(file), here.root / file):
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    raise UsageError(f"there is no file {file}", help="name a CSV file with the columns metric, slice, published")
