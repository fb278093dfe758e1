"""`c360 lineage gaps`: flows that no contract declares, and declarations that nothing shows."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from c360_governance.cli.common import emit, exit_status, fail_on_option, output_options, waived
from c360_governance.cli.lineage.asking import asking_options


@click.command()
@click.option("--days", type=click.IntRange(min=1), default=30, show_default=True, metavar="N",
              help="A declared flow that was not observed for N days is dead.")  # fmt: skip
@asking_options
@output_options()
@fail_on_option
@click.pass_context
def command(ctx: click.Context, days: int, as_of: str | None, format_: str, output: str | None, fail_on: str) -> int:
    """Undeclared flows (observed, in no contract) and dead declarations (declared, not observed for N days).

    Each is a warning; the jobs whose runs are known by their ends alone are told beside them. Flows between datasets
    that no contract knows are left out.

    \b
    Example:
      c360 lineage gaps --days 90 --fail-on warning
    """
    from c360_governance.cli.lineage import asking
    from c360_governance.lineage.graph import unstarted
    from c360_governance.lineage.graph.gaps import findings, gaps
    from c360_governance.report.result import Result, render

    repo = asking.asked_repository(ctx)
    state = asking.state(repo, as_of, columns=False)
    silent = unstarted.unstarted(state.runs)
    found = gaps(state, state.as_of or datetime.now(UTC), days)
    extra = {
        "days": days,
        "undeclared": [asking.edge_json(state.graph, edge) for edge in found.undeclared],
        "dead": [asking.edge_json(state.graph, edge) for edge in found.dead],
        "unstarted": [{"job": one.job, "runs": one.runs} for one in silent],
    }
    judged = tuple(waived(repo, [*findings(state, found), *unstarted.findings(silent)]))
    text = "" if judged else "what is declared and what was observed agree"
    emit(ctx, render(Result("lineage gaps", judged, extra=extra, text=text), format_), output)
    return exit_status(judged, fail_on)
