"""Who did what, where and when, as Discord tells it at that very moment."""

from __future__ import annotations

from typing import Any

import discord

from bot.tutor.visit import Visit

DESKS = frozenset(
    [
        "lesson",
        "check",
        "answer",
        "unanswered",
        "review",
        "quiz",
        "my",
        "session",
        "group",
        "server",
        "report",
        "lab",
    ]
)


def name_of(interaction: discord.Interaction[Any]) -> str:
    """A command, or the desk that a pressed button belongs to; a forged one has no name of its own."""
    if interaction.command is not None:
        return interaction.command.qualified_name
    data: dict[str, Any] = dict(interaction.data or {})
    desk = str(data.get("custom_id")).partition(":")[0]
    return f"press {desk}" if desk in DESKS else "press"


def visit_of(interaction: discord.Interaction[Any]) -> Visit:
    """Who, where and when."""
    return Visit(
        learner_id(interaction.user),
        f"discord:{interaction.channel_id}",
        interaction.created_at,
        server=server_id(interaction.guild_id),
        manages_server=interaction.guild_id is not None and interaction.permissions.manage_guild,
        roles=frozenset(str(role.id) for role in getattr(interaction.user, "roles", ())),
        name=interaction.user.display_name,
    )


def server_id(guild: int | None) -> str:
    """How the store knows a server; empty outside servers."""
    return "" if guild is None else f"discord:{guild}"


def learner_id(user: discord.abc.User) -> str:
    """How the store knows someone on Discord."""
    return f"discord:{user.id}"
