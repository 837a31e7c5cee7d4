"""Where work meets Discord: acknowledged in time, errors put into words, nothing lost in silence."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.discord_ui.door import UNANSWERED, post, why
from bot.discord_ui.draw import draw
from bot.discord_ui.metrics import Outcome
from bot.errors import LearnerError, StoreError
from bot.tutor.reply import Reply, note

log = logging.getLogger(__name__)

# Discord gives up on an unacknowledged interaction after 3 s, and all are to be acknowledged within one: of fifty that
# waited at once on a busy machine, the last was acknowledged 0.3 s later than this.
PATIENCE_S = 0.5
HAS_ANSWER = 40060  # Discord's code: our answer arrived before, and only word of that was lost


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
            await _once(interaction.response.defer(ephemeral=hidden, thinking=True))
        is_first = bool(done) and not interaction.response.is_done()
        reply, outcome = await task
        ephemeral = hidden and reply.private
        for drawing in draw(reply):
            if is_first:
                await _once(post(interaction.response.send_message, drawing, ephemeral=ephemeral))
                is_first = False
            else:
                await post(interaction.followup.send, drawing, ephemeral=ephemeral)
    except UNANSWERED as error:
        # Whatever the tutor did is kept; the same press or command shows it again.
        log.warning("interaction %s not answered: %s", interaction.id, why(error))
        return Outcome.UNANSWERED
    return outcome


async def open_window(interaction: discord.Interaction[Any], window: discord.ui.Modal) -> None:
    """Answer an interaction with a window to write in; the same press opens it again if it doesn't arrive."""
    try:
        await _once(interaction.response.send_modal(window))
    except UNANSWERED as error:
        log.warning("interaction %s not answered: %s", interaction.id, why(error))


async def _once(answer: Awaitable[object]) -> None:
    """Give the first answer; where Discord has it already, because it was sent twice, all is well."""
    try:
        await answer
    except discord.HTTPException as error:
        if error.code != HAS_ANSWER:
            raise


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
            await post(send, drawing)
    except UNANSWERED as error:
        log.warning("could not speak in a channel: %s", why(error))
        return False
    return True
