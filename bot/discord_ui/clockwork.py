"""What the bot does by the clock, without being asked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from discord.ext import tasks

from bot.discord_ui.boundary import say
from bot.discord_ui.draw import draw
from bot.discord_ui.stage import Stage
from bot.discord_ui.tutor_thread import TutorThread
from bot.tutor.reminders import Letter
from bot.tutor.schedules import Meeting

log = logging.getLogger(__name__)

TICK_S = 20.0
CANNOT_WRITE = 50007  # Discord's code: their direct messages are closed, or no server is shared


class Clockwork:
    """Reminders, study groups' meetings and pauses, tidying."""

    def __init__(
        self, client: discord.Client, tutor: TutorThread, stage: Stage, clock: Callable[[], datetime]
    ) -> None:
        self._stage = stage
        self._client = client
        self._tutor = tutor
        self._clock = clock

    def start(self) -> None:
        """Begin to look at the clock."""
        self._tick.start()
        self._tidy.start()

    def stop(self) -> None:
        """Look no more."""
        self._tick.cancel()
        self._tidy.cancel()

    async def tick(self) -> None:
        """Do what is due."""
        now = self._clock()
        for letter in await self._tutor.ask(lambda tutor: tutor.reminders.due(now)):
            await self._send(letter)
        for meeting in await self._tutor.ask(lambda tutor: tutor.schedules.due(now)):
            await self._meet(meeting)
        for session in await self._tutor.ask(lambda tutor: tutor.sessions.behind(now)):
            await self._stage.bring_up_to_date(session)

    async def _meet(self, meeting: Meeting) -> None:
        if meeting.session is not None:
            await self._stage.bring_up_to_date(meeting.session)
        if meeting.word is not None:
            channel: Any = self._client.get_channel(int(meeting.channel.removeprefix("discord:")))
            if channel is not None:
                await say(channel.send, meeting.word)

    async def _send(self, letter: Letter) -> None:
        try:
            user = await self._client.fetch_user(int(letter.learner.removeprefix("discord:")))
            for drawing in draw(letter.reply):
                await user.send(**drawing.parameters)
        except discord.HTTPException as error:
            log.info("a reminder did not arrive: HTTP %s, code %s", error.status, error.code)
            if error.code == CANNOT_WRITE or error.status == 404:
                await self._tutor.ask(lambda tutor: tutor.reminders.undeliverable(letter.learner))

    @tasks.loop(seconds=TICK_S)
    async def _tick(self) -> None:
        try:
            await self.tick()
        except Exception:  # the boundary: the clock goes on whatever happens
            log.exception("a tick failed")

    @tasks.loop(hours=24)
    async def _tidy(self) -> None:
        now = self._clock()
        await self._tutor.store(lambda store: store.purge(now))
