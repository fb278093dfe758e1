"""`c360 lineage privacy`: personal data that flow where they may not."""

from __future__ import annotations

import click

from c360_governance.cli.common import emit, exit_status, fail_on_option, output_options, waived
from c360_governance.cli.lineage.asking import asking_options


@click.command()
@asking_options
@output_options()
@fail_on_option
@click.pass_context
def command(ctx: click.Context, as_of: str | None, format_: str, output: str | None, fail_on: str) -> int:
    """Personal data along the flows of columns: used for a purpose that their source does not allow, in a column or a
    place that does not declare them, or less protected than before.

    Values are followed until a contract says that they are masked or aggregated. A hash is no masking: a hashed e-mail
    address still identifies. A filter or a join carries no value.

    \b
    Examples:
      c360 lineage privacy
      c360 explain privacy-purpose-exceeded
    """
    from c360_governance.cli.lineage import asking
    from c360_governance.privacy.fields import fields
    from c360_governance.privacy.findings import findings, way_json
    from c360_governance.privacy.violations import violations
    from c360_governance.report.result import Result, render

    repo = asking.asked_repository(ctx)
    state = asking.state(repo, as_of, columns=True)
    declared = fields(state.datasets)
    found = violations(state.graph, declared)
    judged = tuple(waived(repo, findings(state.repository, state.graph, found)))
    personal = sorted(field.name for field in declared.values() if field.personal)
    extra = {
        "personal_columns": personal,
        "violations": [
            {
                "rule": one.rule,
                "origin": one.arrival.origin.name,
                "target": one.target.name if one.target else state.graph.nodes[one.arrival.place[0]].name,
                "purposes": list(one.detail),
                "path": way_json(state.graph, one),
            }
            for one in found
        ],
    }
    text = "" if judged else f"{len(personal)} columns hold personal data, and every flow of them is allowed"
    emit(ctx, render(Result("lineage privacy", judged, extra=extra, text=text), format_), output)
    return exit_status(judged, fail_on)
