"""Every option's environment variable bears the name that the user knows, whatever the parameter is called."""

from __future__ import annotations

import click


def named_by_flags(command: click.Command, ctx: click.Context, name: str) -> click.Command:
    """The command of that name, the environment variables of its options ending in the flag: C360_DIFF_FORMAT.

    click takes the parameter's name, which is ``format_`` where the plain name is Python's own. A context without a
    prefix of its own has no such variables.
    """
    prefix = f"{ctx.auto_envvar_prefix}_{name}"
    for option in command.params if ctx.auto_envvar_prefix else ():
        if isinstance(option, click.Option) and option.envvar is None:
            flag = max(option.opts, key=len).lstrip("-").replace("-", "_")
            option.envvar = f"{prefix}_{flag}".upper()
    return command
