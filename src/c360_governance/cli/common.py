"""What the commands share: the repository they run in, their options and clocks, the exit status of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from c360_governance.cli.suggest import SuggestingChoice
from c360_governance.model.finding import Finding, summary
from c360_governance.sources.repository import Repository

if TYPE_CHECKING:
    from c360_governance.rules.waivers import Whole

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")
READING_FORMATS = ("text", "json", "markdown")
"""For the commands that look something up: they yield no findings."""


def repository(ctx: click.Context, ref: str | None = None) -> Repository:
    """The governance repository of `-C DIR` and `--config FILE`, at a ref or as it is."""
    options = ctx.find_root().obj
    return Repository(options["directory"], ref, config=options["config"])


def governed(ctx: click.Context) -> Repository:
    """The repository, for the commands to which an empty one would look like a clean one.

    Raises `UsageError` for a folder that holds nothing of a repository: a wrong folder must not pass in CI.
    """
    here = repository(ctx)
    if not here.is_empty or ctx.find_root().obj["config"] is not None:
        return here
    from c360_governance.model.errors import UsageError

    root = here.root.resolve()
    above = next((one for one in root.parents if (one / "c360.yaml").is_file() or (one / "contracts").is_dir()), None)
    raise UsageError(
        f"{root} is no governance repository: it has no c360.yaml, contracts/, checks/ or runbooks/",
        help=f"run in {above}, or with -C {above}" if above else "name one with -C DIR; `c360 demo DIR` writes one",
    )


def output_options(formats: tuple[str, ...] = FORMATS) -> Callable[[F], F]:
    """`--format` and `--output` for a command."""

    def decorate(function: F) -> F:
        function = click.option("--output", "output", metavar="FILE", help="Write to FILE instead of stdout.")(function)
        return click.option(
            "--format", "format_", type=SuggestingChoice(formats), default="text", show_default=True,
            help="How to write it.",
        )(function)  # fmt: skip

    return decorate


def fail_on_option(function: F) -> F:
    """`--fail-on`: from which severity findings make the exit status 1."""
    return click.option(
        "--fail-on", type=SuggestingChoice(["error", "warning", "never"]), default="error", show_default=True,
        help="Exit 1 for findings of this severity or above.",
    )(function)  # fmt: skip


def warehouse_option(function: F) -> F:
    """`--warehouse`: for the commands that ask one."""
    return click.option("--warehouse", metavar="NAME", help="A warehouse of c360.yaml, if not its default.")(function)


def as_of_option(function: F) -> F:
    """`--as-of`: see `clock`."""
    return click.option(
        "--as-of", metavar="TIME", help="The data's clock: a date, or an ISO time. [c360.yaml's as_of, or now]"
    )(function)


def clock(here: Repository, as_of: str | None) -> datetime:
    """The data's clock (aware): the flag's time, else c360.yaml's, else now. Raises `UsageError` for no time."""
    from c360_governance.sources.config import parse_time

    return parse_time(as_of) if as_of is not None else here.config.as_of or datetime.now(UTC)


def today() -> date:
    """The real date, by which waivers expire: UTC's, so that a laptop and CI agree."""
    return datetime.now(UTC).date()


def waived(here: Repository, found: Iterable[Finding], whole: Whole | None = None) -> list[Finding]:
    """The findings under the repository's waivers, with what there is to say of these: see `rules.waivers.spent`."""
    from c360_governance.rules.waivers import apply, places

    return apply(found, here.config, today(), place=places(here), whole=whole)


def record_option(function: F) -> F:
    """`--record`: for the commands that leave no record unless they are asked to."""
    return click.option("--record", is_flag=True, help="Record the run in the log.")(function)


def exit_status(findings: Iterable[Finding], fail_on: str) -> int:
    """0, or 1 when a finding that is not waived reaches the fail level."""
    counts = summary(findings)
    levels = {"error": counts["error"], "warning": counts["error"] + counts["warning"], "never": 0}
    return 1 if levels[fail_on] else 0


def for_forges(ctx: click.Context) -> Callable[[str], str]:
    """What GitHub, GitLab and code-scanning views call a file: its path from the root of the git repository."""
    from c360_governance.sources.git_top import from_top

    return from_top(repository(ctx).root)


def emit(ctx: click.Context, text: str, output: str | None) -> None:
    """Write a payload to stdout or a file; what has no UTF-8 (a file's name may) is written out as an escape."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if output is None:
        color = {"auto": None, "always": True, "never": False}[ctx.find_root().obj["color"]]
        if text:
            _print(text.rstrip("\n"), color)
        return
    from c360_governance.model.errors import UsageError

    try:
        _write(output, text if text.endswith("\n") else text + "\n")
    except OSError as error:
        raise UsageError(f"the output {output!r} cannot be written: {error.strerror}") from None


def _print(text: str, color: bool | None) -> None:
    try:
        click.echo(text, color=color)
    except BrokenPipeError:
        raise
    except OSError as error:
        import sys

        from c360_governance.cli.streams import discard
        from c360_governance.model.errors import UsageError

        discard(sys.stdout)
        raise UsageError(f"the output cannot be written: {error.strerror}") from None


def _write(output: str, text: str) -> None:
    """A file is replaced in one step, so that none is left half-written; a pipe or a device is written to."""
    import os
    from pathlib import Path

    if not output or Path(output).is_dir():
        raise IsADirectoryError(0, "it names no file")
    target = Path(os.path.realpath(output))
    if os.path.exists(output) and not os.path.isfile(output):
        Path(output).write_text(text, encoding="utf-8")
        return
    partial = target.with_name(f".{target.name[:100]}.{os.urandom(4).hex()}.part")
    try:
        with partial.open("x", encoding="utf-8") as file:
            file.write(text)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
