"""Groups and choices that answer a name that is nearly right with the right one."""

from __future__ import annotations

from typing import Any

import click

from c360_governance.cli.environment import named_by_flags


class SuggestingGroup(click.Group):
    """A group that answers a command that is nearly right with the right one, and lists its commands uncut."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = super().get_command(ctx, cmd_name)
        return command and named_by_flags(command, ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, self.commands[name].get_short_help_str(200)) for name in self.list_commands(ctx)]
            )

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from c360_governance.model.suggest import suggest

            hint = suggest(args[0], self.list_commands(ctx))
            raise click.UsageError(f"there is no command {args[0]!r}; {hint}", ctx) from error


class SuggestingChoice(click.Choice[str]):
    """A choice that answers a value that is nearly right with the right one."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        from c360_governance.model.suggest import suggest

        return f"{value!r} is none of {', '.join(map(repr, self.choices))}; {suggest(str(value), self.choices)}"
