"""`c360 lineage report`: the report that an auditor asks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from c360_governance.cli.common import emit
from c360_governance.cli.lineage.asking import asking_options
from c360_governance.cli.suggest import SuggestingChoice

if TYPE_CHECKING:
    from c360_governance.report.audit.model import AuditReport
    from c360_governance.sources.repository import Repository


@click.command()
@asking_options
@click.option(
    "--format", "format_", type=SuggestingChoice(["markdown", "html", "json", "csv"]), default="markdown",
    show_default=True, help="html is one page that needs no network; csv is a folder of tables.",
)  # fmt: skip
@click.option("--output", "output", metavar="FILE|DIR", help="Write there instead of stdout; csv needs a folder.")
@click.pass_context
def command(ctx: click.Context, as_of: str | None, format_: str, output: str | None) -> None:
    """Where personal data flow (GDPR, Article 30), how each figure is made (BCBS 239), who changed what (SOX), and what
    this report cannot vouch for.

    It is made from the repository and its log alone: the same commit and log head give the same bytes, today and in
    five years.

    \b
    Examples:
      c360 lineage report --format html --output lineage.html
      c360 lineage report --as-of 2026-01-31 --format json
    """
    from importlib import import_module

    from c360_governance.cli.lineage import asking
    from c360_governance.model.errors import UsageError

    if format_ == "csv" and output is None:
        raise UsageError("csv is several tables", help="name a folder for them with --output DIR")
    made = _made(asking.asked_repository(ctx), as_of)
    rendered = import_module(f"c360_governance.report.audit.as_{format_}").render(made)
    if format_ == "csv" and output is not None:
        _write_all(rendered, output)
    else:
        emit(ctx, rendered, output)


def _made(repo: Repository, as_of: str | None) -> AuditReport:
    from c360_governance.cli.lineage import asking
    from c360_governance.lineage.record import source
    from c360_governance.report.audit.changes import decisions
    from c360_governance.report.audit.commits import commits
    from c360_governance.report.audit.make import make
    from c360_governance.report.audit.material import read
    from c360_governance.rules.waivers import apply, places

    log = asking.found_log(repo)
    if log is None:
        material = read(None)
    else:
        with log:
            material = read(log)
    state = asking.state(repo, as_of, columns=True, known=material.facts)
    known = material.until(state.as_of)
    at = source(repo.root)
    version = at.version if at is not None else None
    dirty = version is not None and version.endswith("-dirty")
    commit = state.repository.ref or (version.removesuffix("-dirty") if version and not state.undeclared else None)
    history = commits(repo.root, commit) if commit else []
    last = max((event.recorded_at for event in known.events), default=None)
    made_at = state.as_of or last or (history[0].at if history else None)
    day = made_at.date() if made_at else date.min
    return make(
        state, known, history, decisions(repo.root, known.gates, history), commit=commit,
        uncommitted=dirty and commit is not None and state.repository.ref is None, made_at=made_at,
        waived=lambda found: apply(found, state.repository.config, day, place=places(state.repository)),
    )  # fmt: skip


def _write_all(tables: dict[str, str], folder: str) -> None:
    from pathlib import Path

    from c360_governance.model.errors import UsageError

    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, text in tables.items():
            (Path(folder) / name).write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"the tables cannot be written to {folder!r}: {error.strerror}") from None
    click.echo(f"c360: {len(tables)} tables in {folder}", err=True)
