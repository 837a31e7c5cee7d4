"""The commands /quiz, /review, /lesson progress and /my."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.learning.calendar import fitting_zones

CHOICES = 25  # Discord's limit
CHOICE_LENGTH = 100  # likewise
Interaction = discord.Interaction[Any]  # of our client, which imports this module

DAYS = (
    "daily",
    "weekdays",
    "mon, wed, fri",
    "tue, thu",
    "sat, sun",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
)


@app_commands.command(description="Checks of a lesson, of a unit or of all you learned.")
@app_commands.describe(scope="A lesson or a unit; nothing for all that you learned")
async def quiz(interaction: Interaction, scope: app_commands.Range[str, 1, 100] = "") -> None:
    """Begin a quiz."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.quizzes.start(visit, scope))


@quiz.autocomplete("scope")
async def scopes(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Lessons and units that fit what was typed so far."""
    fitting = interaction.client.tutor.in_memory.quizzes.complete(typed)[:CHOICES]
    return [app_commands.Choice(name=title[:CHOICE_LENGTH], value=name) for name, title in fitting]


@app_commands.command(description="Bring key points back before you forget them.")
async def review(interaction: Interaction) -> None:
    """Say how many key points are due."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.reviews.overview(visit))


@app_commands.command(description="How far you have come, as a picture.")
async def progress(interaction: Interaction) -> None:
    """Show a learner's progress."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.progress.show(visit))


def my_commands() -> app_commands.Group:
    """The group /my: Discord has a /me of its own, which speaks in public."""
    group = app_commands.Group(name="my", description="Your settings, your reminders, your data.")
    commands: tuple[Any, ...] = (settings, reminders, export, forget)
    for command in commands:
        group.add_command(command)
    return group


@app_commands.command(description="Where your lessons are shown, and what is kept.")
async def settings(interaction: Interaction) -> None:
    """Show what a learner chose."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.my.settings(visit))


@app_commands.command(description="Be written to when key points are due; without options, see what is set.")
@app_commands.describe(
    days="Such as daily, weekdays, or mon, thu",
    time="Such as 19:30 or 7pm",
    zone="Your time zone, such as Europe/Berlin",
)
async def reminders(
    interaction: Interaction,
    days: app_commands.Range[str, 1, 60] = "",
    time: app_commands.Range[str, 1, 20] = "",
    zone: app_commands.Range[str, 1, 60] = "",
) -> None:
    """Set reminders."""
    rhythm = f"{days} {time} {zone}".strip()
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.my.reminders(visit, rhythm))


@reminders.autocomplete("zone")
async def zones(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Time zones that fit what was typed so far."""
    return [app_commands.Choice(name=zone, value=zone) for zone in fitting_zones(typed)[:CHOICES]]


@reminders.autocomplete("days")
async def days(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Days that begin as typed, and what was typed."""
    fitting = [option for option in DAYS if option.startswith(typed.lower())]
    return [
        app_commands.Choice(name=option, value=option)
        for option in dict.fromkeys([*fitting, typed])
        if option.strip() and len(option) <= CHOICE_LENGTH  # Discord asks for whatever was typed
    ]


@app_commands.command(description="Everything kept about you, as a file.")
async def export(interaction: Interaction) -> None:
    """Give a learner all that is kept about them."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.my.export(visit))


@app_commands.command(description="Delete everything kept about you; asks first.")
async def forget(interaction: Interaction) -> None:
    """Ask before deleting everything."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.my.forget(visit))
