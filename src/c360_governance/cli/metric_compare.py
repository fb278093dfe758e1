"""`c360 metric compare`: two versions of a metric on the same data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c360_governance.cli.common import (
    as_of_option,
    clock,
    emit,
    exit_status,
    fail_on_option,
    governed,
    output_options,
    repository,
    waived,
    warehouse_option,
)
from c360_governance.report.result import Result, render

if TYPE_CHECKING:
    from c360_governance.metrics.compare import Comparison, Side
    from c360_governance.sources.repository import Repository


@click.command("compare")
@click.argument("old", metavar="OLD|NAME")
@click.argument("new", required=False, metavar="[NEW]")
@click.option("--against", metavar="REF", help="Compare NAME with what it was at this git ref.")
@as_of_option
@click.option("--by", multiple=True, metavar="DIMENSION", help="Slice by this dimension (week_start for weeks).")
@warehouse_option
@output_options()
@fail_on_option
@click.pass_context
def command(
    ctx: click.Context, old: str, new: str | None, against: str | None, as_of: str | None, by: tuple[str, ...],
    warehouse: str | None, format_: str, output: str | None, fail_on: str,
) -> int:  # fmt: skip
    """Two versions of a metric on the same data, slice by slice.

    OLD and NEW are metrics of the repository (conversion_rate_v1 and conversion_rate_v2) or files; with --against REF,
    NAME as it is is compared with NAME as it was. Exit status 1 when a slice differs by more than the policy's
    variance_pct.

    \b
    Examples:
      c360 metric compare mrr --against HEAD
      c360 metric compare mrr_v1 mrr_v2 --format json
    """
    from c360_governance.metrics.compare import compare, findings
    from c360_governance.metrics.errors import located
    from c360_governance.model.location import Location
    from c360_governance.warehouse.connection import open_warehouse

    if (new is None) == (against is None):
        raise click.UsageError("give OLD and NEW, or NAME and --against REF", ctx)
    here = governed(ctx)
    moment = clock(here, as_of)
    before = _side(repository(ctx, against), old) if against is not None else _side(here, old)
    after = _side(here, new if new is not None else old)
    with located(here), open_warehouse(here.root, here.config, warehouse) as connection:
        done = compare(before, after, connection, moment, by=by)
        engine = connection.name
    place = after.metrics[after.name].path
    known = place in here.metric_paths
    location = here.document(place).locate(("name",)) if known else Location(place)
    found = waived(here, findings(done, here.config.variance_pct, location))
    extra: dict[str, Any] = {
        "old": _version(done.old.metric, against),
        "new": _version(done.new.metric, None),
        "as_of": moment.isoformat(),
        "warehouse": engine,
        "slices": [one.json() for one in done.slices],
        "counts": done.counts,
    }
    text, markdown = _page(done, against)
    result = Result("metric compare", tuple(found), extra=extra, text=text, markdown=markdown)
    emit(ctx, render(result, format_), output)
    return exit_status(found, fail_on)


def _side(here: Repository, name: str) -> Side:
    """A metric of the repository, or of a file, whose inputs are the repository's."""
    from c360_governance.metrics.compare import Side
    from c360_governance.model.errors import SourceError
    from c360_governance.model.metric import parse_metric
    from c360_governance.model.suggest import unknown
    from c360_governance.sources.document import parse_document
    from c360_governance.sources.tree import read_file

    metrics = here.metrics
    if name in metrics:
        return Side(name, metrics, here.datasets)
    path = Path(name)
    if not path.is_file():
        raise unknown("metric", name, metrics)
    try:
        value = parse_document(read_file(path), name).value
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror}") from None
    if not isinstance(value, dict):
        raise SourceError(f"{name} holds no metric", help="see `c360 lint`")
    metric = parse_metric(value, name)
    return Side(metric.name, {**metrics, metric.name: metric}, here.datasets)


def _version(metric: Any, ref: str | None) -> dict[str, Any]:
    return {"name": metric.name, "version": metric.version, "path": metric.path, "ref": ref}


def _page(done: Comparison, ref: str | None) -> tuple[str, str]:
    """The slices side by side, and what became of them."""
    from math import isfinite

    from c360_governance.cli.pages.metric import shown, side_by_side

    rows = [
        [
            one.name,
            shown(one.old),
            shown(one.new),
            "" if one.difference is None else shown(one.difference),
            f"{one.variance_pct:.3g} %" if isfinite(one.variance_pct) else one.state,
        ]
        for one in done.slices
    ]
    counts = ", ".join(f"{number} {state}" for state, number in done.counts.items() if number)
    old, new = done.old.metric, done.new.metric
    title = f"{old.name} {old.version}{f' at {ref}' if ref else ''} and {new.name} {new.version}"
    text, markdown = side_by_side(("slice", "old", "new", "difference", "variance"), rows)
    return f"{title}\n\n{text}\n\n{counts or 'no slices'}", f"{title}\n\n{markdown}\n\n{counts or 'no slices'}"
