"""Where work meets Discord: acknowledged in time, errors put into words, nothing lost in silence."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.discord_ui.draw import draw
from bot.discord_ui.metrics import Outcome
from bot.errors import LearnerError, StoreError
from bot.tutor.reply import Reply, note

log = logging.getLogger(__name__)

# Discord gives up on an unacknowledged interaction after 3 s.
PATIENCE_S = 0.8


async def respond(
    interaction: discord.Interaction[Any], work: Awaitable[Reply], *, patience_s: float = PATIENCE_S
) -> Outcome:
    """Answer an interaction with the tutor's reply, and say that it is coming if it takes long."""
    # in a direct message nobody else looks on, and history is worth having
    hidden = not interaction.context.dm_channel
    task = asyncio.ensure_future(judged(work))
    try:
        done, _ = await asyncio.wait({task}, timeout=patience_s)
        if not done:
            await interaction.response.defer(ephemeral=hidden, thinking=True)
        reply, outcome = await task
        ephemeral = hidden and reply.private
        for drawing in draw(reply):
            is_first = not interaction.response.is_done()
            send = interaction.response.send_message if is_first else interaction.followup.send
            await send(**drawing.parameters, ephemeral=ephemeral)
    except discord.HTTPException as error:
        # Whatever the tutor did is kept; the same press or command shows it again.
        log.warning("interaction %s not answered: HTTP %s, code %s", interaction.id, error.status, error.code)
        return Outcome.UNANSWERED
    return outcome


async def in_words(work: Awaitable[Reply]) -> Reply:
    """The tutor's reply with its pictures drawn; where something goes wrong, a reply that says so."""
    reply, _ = await judged(work)
    return reply


async def judged(work: Awaitable[Reply]) -> tuple[Reply, Outcome]:
    """What to answer in any case, and how it went."""
    try:
        reply = await work
        return await asyncio.to_thread(reply.finished) if reply.is_sketched else reply, Outcome.OK
    except LearnerError as error:
        return note("", str(error)), Outcome.SLIP
    except StoreError as error:
        reference = secrets.token_hex(4)
        log.error("reference %s: %s", reference, error)  # noqa: TRY400  # whoever runs the bot can mend it by that line
        text = f"I can't write anything down right now, so try again in a few minutes; if that doesn't help, tell whoever runs this bot the reference `{reference}`."
        return note("Your place is kept", text), Outcome.FAILED
    except Exception:  # the boundary: whatever it is, the learner hears of it and the log keeps it
        reference = secrets.token_hex(4)
        log.exception("reference %s", reference)
        text = f"Your place is kept. Try once more; if it happens again, tell whoever runs this bot the reference `{reference}`."
        return note("Something went wrong", text), Outcome.FAILED


async def say(send: Callable[..., Awaitable[Any]], reply: Reply) -> bool:
    """Send a reply as messages of its own, where no interaction waits for it; whether they arrived."""
    try:
        for drawing in draw(reply):
            await send(**drawing.parameters)
    except discord.HTTPException as error:
        log.warning("could not speak in a channel: HTTP %s, code %s", error.status, error.code)
        return False
    return True
