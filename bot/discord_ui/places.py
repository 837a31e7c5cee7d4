"""Where a learner's lessons are shown: here, in a thread of their own, or in direct messages."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

import discord

from bot.discord_ui.door import UNANSWERED, post
from bot.discord_ui.draw import draw
from bot.discord_ui.tutor_thread import TutorThread
from bot.store import Place
from bot.tutor.reply import Reply, Tone, note
from bot.tutor.visit import Visit

log = logging.getLogger(__name__)

LEARNING = (
    Tone.LESSON,
    Tone.CHECK,
    Tone.ANSWER,
    Tone.LAB,
)  # what goes to their place; notes are shown where they were asked for


class Places:
    """Takes replies to where learners chose to learn."""

    def __init__(self, tutor: TutorThread) -> None:
        self._tutor = tutor
        self._opening = WeakValueDictionary[str, asyncio.Lock]()

    async def take(
        self, interaction: discord.Interaction[Any], visit: Visit, reply: Reply, place: Place
    ) -> Reply:
        """Show a reply at its learner's place, and give what is to be said where they asked for it."""
        is_public = not visit.server or not reply.private
        if place is Place.HERE or is_public or all(card.tone not in LEARNING for card in reply.cards):
            return reply
        if await self._is_own_thread(visit):
            return replace(reply, private=False)
        try:
            if place is Place.DIRECT:
                await _send(interaction.user, reply)
                return note("", "It is in your direct messages.")
            thread = await self._thread(interaction, visit)
            await _send(thread, reply)
            # who left it sees nothing of it; one that Discord archived takes nobody before it is written to
            await thread.add_user(interaction.user)
            return note("", f"It is in your thread: {thread.mention}")
        except (*UNANSWERED, _NoThreads) as error:
            log.info("no %s for interaction %s: %s", place.value, interaction.id, type(error).__name__)
            return _here_after_all(reply, place)

    async def _thread(self, interaction: discord.Interaction[Any], visit: Visit) -> discord.Thread:
        """The learner's thread in this channel; opened if they have none, or it is gone."""
        channel = interaction.channel
        if isinstance(channel, discord.Thread):  # of others: there are no threads in threads
            channel = channel.parent
        if not isinstance(channel, discord.TextChannel):
            raise _NoThreads
        home = f"discord:{channel.id}"
        # else a button pressed twice would open two
        async with self._opening.setdefault(visit.learner, asyncio.Lock()):
            known = await self._tutor.store(lambda store: store.threads.of(visit.learner, home))
            if known is not None:
                with suppress(discord.NotFound):
                    found = await channel.guild.fetch_channel(int(known))
                    if isinstance(found, discord.Thread):
                        return found
            thread = await channel.create_thread(
                name=f"{interaction.user.display_name}: lessons"[:100],
                type=discord.ChannelType.private_thread,
                invitable=False,
            )
            opened = str(thread.id)
            await self._tutor.store(
                lambda store: store.threads.keep(visit.learner, home, opened, visit.server)
            )
            return thread

    async def _is_own_thread(self, visit: Visit) -> bool:
        thread = visit.place.removeprefix("discord:")
        return await self._tutor.store(lambda store: store.threads.is_of(visit.learner, thread))


class _NoThreads(Exception):  # noqa: N818  # no error, only another way
    """This kind of channel has no private threads."""


def _here_after_all(reply: Reply, place: Place) -> Reply:
    why = (
        "Your direct messages are closed to me"
        if place is Place.DIRECT
        else "I can't open a thread for you in this channel"
    )
    word = note("", f"{why}, so it is shown here. `/my settings` changes the place.")
    return replace(reply, cards=word.cards + reply.cards)


async def _send(there: discord.abc.Messageable, reply: Reply) -> None:
    for drawing in draw(reply):
        await post(there.send, drawing)
