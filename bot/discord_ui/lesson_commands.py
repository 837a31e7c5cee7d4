"""The commands of /lesson."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands

from bot.discord_ui.practice_commands import progress
from bot.tutor.lessons import IN_A_WORD, LessonDesk
from bot.tutor.reply import Reply
from bot.tutor.visit import Visit

CHOICES = 25  # Discord's limit
Interaction = discord.Interaction[Any]  # of our client, which imports this module


def lesson_commands() -> app_commands.Group:
    """The group /lesson."""
    group = app_commands.Group(name="lesson", description="Learn, one message at a time.")
    for name, (description, do) in IN_A_WORD.items():
        group.add_command(app_commands.Command(name=name, description=description, callback=_callback(do)))
    group.add_command(goto)
    group.add_command(progress)
    return group


def _callback(do: Callable[[LessonDesk, Visit], Reply]) -> Any:
    async def run(interaction: Interaction) -> None:
        await interaction.client.answer(interaction, lambda tutor, visit: do(tutor.lessons, visit))

    return run


@app_commands.command(description="Go to the beginning of a lesson.")
@app_commands.describe(lesson="Its number, or a part of its title")
async def goto(interaction: Interaction, lesson: app_commands.Range[str, 1, 100]) -> None:
    """Go to a lesson by its number, id or title."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.lessons.goto(visit, lesson))


@goto.autocomplete("lesson")
async def titles(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Lessons that fit what was typed so far."""
    fitting = interaction.client.tutor.in_memory.lessons.complete(typed)
    return [app_commands.Choice(name=lesson.title, value=lesson.id) for lesson in fitting[:CHOICES]]
