"""Every option's environment variable bears the name that the user knows, whatever the parameter is called."""

from __future__ import annotations

import click


def named_by_flags(command: click.Command, prefix: str) -> click.Command:
    """The command, the environment variables of its options being ``prefix`` and the flag: C360_DIFF_FORMAT.

    click takes the parameter's name, which is ``format_`` where the plain name is Python's own.
    """
    for option in command.params:
        if isinstance(option, click.Option) and option.envvar is None:
            flag = max(option.opts, key=len).lstrip("-").replace("-", "_")
            option.envvar = f"{prefix}_{flag}".upper()
    return command
