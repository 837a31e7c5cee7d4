"""The commands of /group."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_ui.lesson_commands import titles
from bot.discord_ui.practice_commands import days as fitting_days
from bot.discord_ui.practice_commands import zones
from bot.errors import LearnerError
from bot.tutor.reply import Reply
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit

Interaction = discord.Interaction[Any]  # of our client, which imports this module


def group_commands() -> app_commands.Group:
    """The group /group: whoever uses one of its organisers' commands is asked whether they are one."""
    group = app_commands.Group(
        name="group",
        description="Learn together, in this channel.",
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    commands: tuple[Any, ...] = (
        create,
        join,
        leave,
        members,
        lesson,
        schedule,
        settings,
        progress,
        report,
        end,
    )
    for command in commands:
        group.add_command(command)
    return group


@app_commands.command(description="Make a study group in this channel (organisers).")
@app_commands.describe(name="What it is called")
async def create(interaction: Interaction, name: app_commands.Range[str, 1, 60] = "") -> None:
    """Make a group."""
    channel = interaction.channel

    def work(tutor: Tutor, visit: Visit) -> Reply:
        if not isinstance(channel, discord.TextChannel):
            raise LearnerError(
                "A study group lives in a text channel, where threads can be opened: go there and try again."
            )
        return tutor.groups.create(visit, name)

    await interaction.client.answer(interaction, work)


@app_commands.command(description="Join this channel's study group.")
async def join(interaction: Interaction) -> None:
    """Become a member."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.groups.join(visit))


@app_commands.command(description="Leave this channel's study group.")
async def leave(interaction: Interaction) -> None:
    """Be a member no more."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.groups.leave(visit))


@app_commands.command(description="Who is in this channel's study group.")
async def members(interaction: Interaction) -> None:
    """List members."""
    await interaction.client.answer_about_members(
        interaction, lambda tutor, visit: tutor.groups.members(visit)
    )


@app_commands.command(description="Open the next lesson for the group, in a thread (organisers).")
@app_commands.describe(lesson="Its number, or a part of its title; nothing for the next")
@app_commands.autocomplete(lesson=titles)
async def lesson(interaction: Interaction, lesson: app_commands.Range[str, 1, 100] = "") -> None:
    """Begin a lesson together."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.sessions.begin(visit, lesson))


@app_commands.command(description="When the group meets; with options, plan it (organisers).")
@app_commands.describe(
    days="Such as tue, or mon, thu",
    time="Such as 19:30 or 7pm",
    zone="A time zone, such as Europe/Berlin",
    last_day="The last day, as 2027-01-31; nothing for no end",
)
@app_commands.autocomplete(zone=zones, days=fitting_days)
async def schedule(
    interaction: Interaction,
    days: app_commands.Range[str, 1, 60] = "",
    time: app_commands.Range[str, 1, 20] = "",
    zone: app_commands.Range[str, 1, 60] = "",
    last_day: app_commands.Range[str, 1, 20] = "",
) -> None:
    """Show or plan meetings."""
    rhythm = f"{days} {time} {zone}".strip()

    def work(tutor: Tutor, visit: Visit) -> Reply:
        is_plan = rhythm or last_day
        return tutor.schedules.plan(visit, rhythm, last_day) if is_plan else tutor.schedules.show(visit)

    await interaction.client.answer(interaction, work)


@app_commands.command(description="How the group goes on from step to step (organisers).")
@app_commands.describe(
    share="How many of a hundred of those present must be ready",
    pause="After how many minutes it goes on all the same; 0 for never",
    role="Is called when a scheduled lesson opens; you confirm it",
)
async def settings(
    interaction: Interaction,
    share: app_commands.Range[int, 1, 100] | None = None,
    pause: app_commands.Range[int, 0, 1440] | None = None,
    role: discord.Role | None = None,
) -> None:
    """Show or change a group's settings."""
    called = str(role.id) if role else None

    def work(tutor: Tutor, visit: Visit) -> Reply:
        return tutor.groups.settings(visit, share=share, pause_minutes=pause, role=called)

    await interaction.client.answer(interaction, work)


@app_commands.command(description="How far the group is, as a picture.")
async def progress(interaction: Interaction) -> None:
    """Show lessons against members."""
    await interaction.client.answer_about_members(
        interaction, lambda tutor, visit: tutor.groups.progress(visit)
    )


@app_commands.command(description="The group's lessons as a table, and what is missed most (organisers).")
async def report(interaction: Interaction) -> None:
    """Give organisers a table."""
    await interaction.client.answer_about_members(
        interaction, lambda tutor, visit: tutor.groups.report(visit)
    )


@app_commands.command(description="End this channel's study group; asks first (organisers).")
async def end(interaction: Interaction) -> None:
    """Ask before ending a group."""
    await interaction.client.answer(interaction, lambda tutor, visit: tutor.groups.end(visit))
