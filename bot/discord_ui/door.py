"""The one door by which messages leave, new and changed: none of them pings anybody, but for the one role it is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp
import discord

from bot.discord_ui.draw import Drawing

T = TypeVar("T")

NOBODY = discord.AllowedMentions.none()
THEIR_FAULT = 500  # HTTP's statuses from here on
# Discord refuses, or there is no way to it just now: discord.py lets out what its connection says.
UNANSWERED = (discord.HTTPException, aiohttp.ClientError, ConnectionError, TimeoutError)


async def post(
    send: Callable[..., Awaitable[T]], drawing: Drawing, *, role: str | None = None, **more: Any
) -> T:
    """Send a message.

    Args:
        send: How: a channel's, a person's or an interaction's own way.
        drawing: The message.
        role: The id of the one role that it may ping; None for nobody.
        more: What else that way of sending takes.
    """
    allowed = NOBODY
    if role is not None:
        called = discord.Object(int(role))
        allowed = discord.AllowedMentions(everyone=False, users=False, roles=[called], replied_user=False)
    shown = {} if drawing.view is None else {"view": drawing.view}
    return await send(files=drawing.files, **shown, **more, allowed_mentions=allowed)


async def redraw(message: discord.PartialMessage, drawing: Drawing) -> None:
    """Show something else in a message; the files in it stay."""
    # an edit that says nothing of mentions allows them all, whatever the client is set to
    await message.edit(view=drawing.view, allowed_mentions=NOBODY)


def is_passing(error: Exception) -> bool:
    """Whether the same may well be taken a little later: there was no way to Discord, or it has troubles of its own."""
    return not isinstance(error, discord.HTTPException) or error.status >= THEIR_FAULT


def why(error: Exception) -> str:
    """What was wrong with what Discord did not take, for the log: without its words, which may repeat ours."""
    if isinstance(error, discord.HTTPException):
        return f"HTTP {error.status}, code {error.code}"
    return type(error).__name__
