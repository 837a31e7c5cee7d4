"""The commands of /tutor, for those who run a server."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

Interaction = discord.Interaction[Any]  # of our client, which imports this module


def tutor_commands() -> app_commands.Group:
    """The group /tutor: Discord hides it from those who may not manage the server; every press is checked again."""
    group = app_commands.Group(
        name="tutor",
        description="For organisers: what this server's learners need.",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    commands: tuple[Any, ...] = (questions, settings, statistics)
    for command in commands:
        group.add_command(command)
    return group


@app_commands.command(description="Questions I had no good answer to, and where they belong.")
async def questions(interaction: Interaction) -> None:
    """Show what at least two people asked in vain."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.unanswered.show(visit))


@app_commands.command(description="Where I may speak, where lessons are shown, who else may organise.")
@app_commands.describe(role="Members of this role may organise too")
async def settings(interaction: Interaction, role: discord.Role | None = None) -> None:
    """Show or change what holds in a server."""
    chosen = str(role.id) if role else None
    await interaction.client.answer(
        interaction, lambda tutor, visit: tutor.servers.settings(visit, role=chosen)
    )


@app_commands.command(description="What this server's learners do together, in numbers.")
async def statistics(interaction: Interaction) -> None:
    """Show numbers."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.servers.statistics(visit))
