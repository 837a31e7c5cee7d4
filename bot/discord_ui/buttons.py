"""Buttons that work for good, and the window in which some of them ask for a line of text."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import ui

from bot.tutor.reply import Button, Prompt, Weight

STYLES = {
    Weight.MAIN: discord.ButtonStyle.primary,
    Weight.PLAIN: discord.ButtonStyle.secondary,
    Weight.GRAVE: discord.ButtonStyle.danger,
}


class PressButton(ui.DynamicItem[ui.Button[Any]], template=r".+:.+"):
    """A button rebuilt from its custom id alone, which is the tutor's action."""

    def __init__(self, button: Button) -> None:
        super().__init__(ui.Button(label=button.label, style=STYLES[button.weight], custom_id=button.action))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Take a pressed button up again, perhaps after a restart."""
        return cls(Button("", match.string))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what it says."""
        await interaction.client.press(interaction, self.custom_id)


class LineModal(ui.Modal):
    """Asks for a line of text. Its submission is read from the gateway event, so it survives a restart."""

    def __init__(self, action: str, prompt: Prompt) -> None:
        super().__init__(title=prompt.title, custom_id=action)
        line: ui.TextInput[Self] = ui.TextInput(
            style=discord.TextStyle.paragraph, max_length=prompt.limit, custom_id="line"
        )
        self.add_item(ui.Label(text=prompt.label, component=line))

    def is_finished(self) -> bool:
        """Always: else discord.py keeps the whole of it, and for as long as somebody may still write in it."""
        return True


def submitted_line(data: Any) -> str:
    """The text in a modal's submission, however deep Discord nests it; empty if there is none."""
    if isinstance(data, dict):
        if data.get("custom_id") == "line" and isinstance(data.get("value"), str):
            return str(data["value"])
        return next(filter(None, (submitted_line(data.get(key)) for key in ("components", "component"))), "")
    if isinstance(data, list):
        return next(filter(None, map(submitted_line, data)), "")
    return ""
