"""A bot of discord.py alone, with one command that does nothing: what ours is held against."""

from __future__ import annotations

import os

import discord  # noqa: TID251  # this is the other side of the wire
import yarl
from discord import app_commands  # noqa: TID251

NOBODY = discord.AllowedMentions.none()


@app_commands.command(description="Say pong.")
async def ping(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("pong", ephemeral=True, allowed_mentions=NOBODY)


class Bare(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True))
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        self.tree.add_command(ping)
        await self.tree.sync()


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["MANY_COATS_DISCORD_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["MANY_COATS_DISCORD_GATEWAY"])
    Bare().run(os.environ["DISCORD_TOKEN"])
