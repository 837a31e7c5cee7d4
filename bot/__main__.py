"""The command `many-coats`."""

from __future__ import annotations

from importlib import import_module

import click

from bot import __version__

COMMANDS = {
    "ask": "bot.console.question_commands:ask",
    "asks": "bot.console.question_commands:asks",
    "backup": "bot.console.operator_commands:backup",
    "chat": "bot.console.commands:chat",
    "check": "bot.console.commands:check",
    "doctor": "bot.discord_ui.command:doctor",
    "lab": "bot.console.lab_commands:lab",
    "migrate": "bot.console.operator_commands:migrate",
    "questions": "bot.console.question_commands:questions",
    "reports": "bot.console.commands:reports",
    "restore": "bot.console.operator_commands:restore",
    "run": "bot.discord_ui.command:run",
    "stats": "bot.console.operator_commands:stats",
    "unit": "bot.console.operator_commands:unit",
    "schema": "bot.console.commands:print_schema",
}


class Commands(click.Group):
    """Imports a command when it is asked for: the bot needs no terminal, and a terminal no Discord.

    That is a third of the time that starting takes.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them; None if there is none of that name."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="many-coats")
def main() -> None:
    """A tutor for study groups: a course in short messages, and answers from it."""


if __name__ == "__main__":
    main()
