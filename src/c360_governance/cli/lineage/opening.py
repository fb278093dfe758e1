"""Which log a command reads: the repository's, or another one that is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from c360_governance.cli.common import repository

F = TypeVar("F", bound=Callable[..., Any])


def log_option(function: F) -> F:
    """`--log`: for the commands that only read."""
    return click.option(
        "--log", "log_", metavar="URL|FILE", help="Another log to read: a URL, a log's file, or a bundle. [c360.yaml]"
    )(function)


def log_url(ctx: click.Context, named: str | None) -> str:
    """The URL of the log that is meant; one that is named is read and never written."""
    return repository(ctx).config.log if named is None else read_only_url(named)


def read_only_url(named: str) -> str:
    """What a person calls a log, as a URL that cannot be written to. Files are relative to where the command runs."""
    if named.startswith("bundle:"):
        return f"bundle:{Path(named.removeprefix('bundle:')).absolute()}"
    if "://" in named or named.startswith("${"):
        return named if "mode=ro" in named else f"{named}{'&' if '?' in named else '?'}mode=ro"
    path = Path(named)
    try:
        with path.open("rb") as file:
            is_database = file.read(15) == b"SQLite format 3"
    except OSError as error:
        from c360_governance.model.errors import UsageError

        raise UsageError(f"{named} cannot be read: {error.strerror}", help="name a log's file, bundle or URL") from None
    return f"sqlite:///{path.absolute()}?mode=ro" if is_database else f"bundle:{path.absolute()}"
