"""`c360 lineage ingest`: events of others into the log."""

from __future__ import annotations

import click

from c360_governance.cli.common import emit, exit_status, fail_on_option, output_options, repository


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...|-")
@output_options()
@fail_on_option
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], format_: str, output: str | None, fail_on: str) -> int:
    """Append the OpenLineage events of files to the log; - is standard input.

    A file holds one event a line, one event, or an array of events. An event that the log has already is counted
    as a duplicate; a line that is no event is kept in .c360/quarantine; deviations from the specification are
    warnings.

    \b
    Examples:
      c360 lineage ingest events.ndjson
      zcat events.ndjson.gz | c360 lineage ingest -
    """
    from pathlib import Path

    from c360_governance.lineage.ingest.guard import Policy
    from c360_governance.lineage.ingest.ingest import Ingested
    from c360_governance.lineage.ingest.ingest import ingest as take_in
    from c360_governance.lineage.ingest.quarantine import Quarantine
    from c360_governance.lineage.ingest.reader import BUFFER
    from c360_governance.lineage.log.log import Log
    from c360_governance.model.errors import UsageError
    from c360_governance.report.result import Result, render

    for name in files:
        if name != "-" and not Path(name).is_file():
            raise UsageError(f"there is no file {name}", help="name files of OpenLineage events, or - for stdin")
    repo = repository(ctx)
    done, policy = Ingested(), Policy.of(repo.config.document)
    with Log.open(repo.config.log, repo.root) as log, Quarantine(repo.root) as quarantine:
        for name in files:
            try:
                with click.open_file("-", "rb") if name == "-" else Path(name).open("rb", buffering=BUFFER) as stream:
                    take_in(log, stream, name, quarantine, done, policy)
            except OSError as error:
                raise UsageError(f"{name} cannot be read: {error.strerror}") from None
        kept = quarantine.path
    counts = {"ingested": done.ingested, "duplicates": done.duplicates, "unreadable": done.unreadable}
    text = ", ".join(f"{count:,} {name}" for name, count in counts.items()) + (f", kept in {kept}" if kept else "")
    if done.guarded:
        text += "\n" + ", ".join(f"{count:,} {kind.replace('_', ' ')} values guarded"
                                 for kind, count in sorted(done.guarded.items()))  # fmt: skip
    findings = done.all_findings(files[-1])
    result = Result(
        "lineage ingest", findings, extra={**counts, "guarded": dict(sorted(done.guarded.items()))}, text=text
    )
    emit(ctx, render(result, format_), output)
    return exit_status(findings, fail_on)
