"""A small bot that does a little of everything, to try the fake with.

Run by itself: it reads the same settings from the environment as Many Coats.
"""

from __future__ import annotations

import io
import os
import re
from typing import Self

import discord  # noqa: TID251  # this is the other side of the wire
import yarl
from discord import app_commands, ui  # noqa: TID251

COLOURS = ("red", "green", "blue")
NOBODY = discord.AllowedMentions.none()


class Brush(ui.DynamicItem[ui.Button[ui.LayoutView]], template=r"brush:(?P<coats>\d+)"):
    """Puts one more coat on."""

    def __init__(self, coats: int) -> None:
        super().__init__(ui.Button(label="One more", custom_id=f"brush:{coats}"))
        self.coats = coats

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction, item: ui.Item[ui.LayoutView], match: re.Match[str]
    ) -> Self:
        return cls(int(match["coats"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=wall(self.coats + 1), allowed_mentions=NOBODY)


class Sign(ui.DynamicItem[ui.Button[ui.LayoutView]], template="sign"):
    """Asks for a name to write on the wall."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Sign", custom_id="sign"))

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction, item: ui.Item[ui.LayoutView], match: re.Match[str]
    ) -> Self:
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Signature())


class Signature(ui.Modal, title="Your signature"):
    name: ui.Label[Self] = ui.Label(text="Name", component=ui.TextInput(max_length=20))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.name.component, ui.TextInput)
        await interaction.response.send_message(
            f"Signed: {self.name.component.value}", ephemeral=True, allowed_mentions=NOBODY
        )


def wall(coats: int) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    row.add_item(Brush(coats)).add_item(Sign())
    view.add_item(ui.Container(ui.TextDisplay(f"{coats} coats on the wall"), row))
    return view


tree_commands = app_commands.Group(name="wall", description="Paint.")


@tree_commands.command(description="Begin a wall.")
async def begin(
    interaction: discord.Interaction, colour: str, coats: app_commands.Range[int, 0, 9] = 0
) -> None:
    await interaction.response.send_message(view=wall(coats), allowed_mentions=NOBODY)


@begin.autocomplete("colour")
async def colours(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=c.title(), value=c) for c in COLOURS if c.startswith(typed)]


@tree_commands.command(description="A picture of the wall, after some thought.")
async def picture(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://wall.png", description="A wall")))
    file = discord.File(io.BytesIO(b"not really a picture"), "wall.png", description="A wall")
    await interaction.edit_original_response(view=view, attachments=[file], allowed_mentions=NOBODY)
    await interaction.followup.send("Framed.", ephemeral=True, allowed_mentions=NOBODY)


@tree_commands.command(description="Answer twice, which Discord does not like.")
async def twice(interaction: discord.Interaction) -> None:
    first, again = interaction.response, discord.InteractionResponse(interaction)
    await first.send_message("Once.", allowed_mentions=NOBODY)
    try:
        await again.send_message("Twice.", allowed_mentions=NOBODY)
    except discord.HTTPException as error:
        await interaction.followup.send(f"{error.status} {error.code}", allowed_mentions=NOBODY)


@tree_commands.command(description="Call those who paint into a thread.")
async def gather(interaction: discord.Interaction, painters: discord.Role) -> None:
    channel = interaction.channel
    assert isinstance(channel, discord.TextChannel)
    await interaction.response.defer(ephemeral=True, thinking=True)
    called = discord.AllowedMentions(everyone=False, users=False, roles=[painters], replied_user=False)
    call = await channel.send(f"To the wall, {painters.mention}!", allowed_mentions=called)
    thread = await call.create_thread(name="The wall")
    for _ in range(2):
        painted = await thread.send(view=wall(0), nonce="first coat", allowed_mentions=NOBODY)
    await thread.get_partial_message(painted.id).edit(view=wall(1), allowed_mentions=NOBODY)
    booth = await channel.create_thread(
        name="The booth", type=discord.ChannelType.private_thread, invitable=False
    )
    await booth.add_user(interaction.user)
    await interaction.edit_original_response(
        content=f"{thread.mention} {booth.mention}", allowed_mentions=NOBODY
    )


@app_commands.context_menu(name="Read out")
async def read_out(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(
        f"It says: {message.content}", ephemeral=True, allowed_mentions=NOBODY
    )


class Painter(discord.Client):
    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Brush, Sign)
        self.tree.add_command(tree_commands)
        self.tree.add_command(read_out)
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot and message.content:
            await message.reply(f"You said: {message.content}", allowed_mentions=NOBODY)


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["MANY_COATS_DISCORD_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["MANY_COATS_DISCORD_GATEWAY"])
    Painter().run(os.environ["DISCORD_TOKEN"])
