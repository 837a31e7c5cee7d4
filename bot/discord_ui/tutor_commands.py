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
    group.add_command(questions)
    return group


@app_commands.command(description="Questions I had no good answer to, and where they belong.")
async def questions(interaction: Interaction) -> None:
    """Show what at least two people asked in vain."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.unanswered.show(visit))
