"""What the bot does by the clock, without being asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime

import discord
from discord.ext import tasks

from bot.discord_ui.boundary import say
from bot.discord_ui.door import post
from bot.discord_ui.draw import draw
from bot.discord_ui.stage import Stage
from bot.discord_ui.tutor_thread import TutorThread
from bot.discord_ui.visits import server_id
from bot.errors import StoreError
from bot.tutor.reminders import Letter
from bot.tutor.schedules import Meeting

log = logging.getLogger(__name__)

TICK_S = 20.0
CLOSED = (
    50007,
    50278,
)  # Discord's codes: they blocked the bot; they take no messages from servers, or share none


class Clockwork:
    """Reminders, study groups' meetings and pauses, tidying."""

    def __init__(
        self,
        client: discord.Client,
        tutor: TutorThread,
        stage: Stage,
        clock: Callable[[], datetime],
        copy: Callable[[date], object] | None = None,
    ) -> None:
        """Set up the clockwork.

        Args:
            client: Who sends.
            tutor: Who knows what is due.
            stage: Where groups' lessons are shown.
            clock: Says what time it is, in UTC.
            copy: Makes the day's copy of the database, on a thread that nobody waits for; None for no copies.
        """
        self._copy = copy
        self._stage = stage
        self._client = client
        self._tutor = tutor
        self._clock = clock

    def start(self) -> None:
        """Begin to look at the clock, once what was open when the process ended is taken up again."""
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
        try:
            if meeting.session is not None:
                await self._stage.bring_up_to_date(meeting.session)
            if meeting.word is not None:
                await say((await self._stage.channel(meeting.channel)).send, meeting.word)
        except discord.HTTPException as error:
            log.info("a word about a meeting did not arrive: HTTP %s, code %s", error.status, error.code)
        except Exception:  # the boundary: the others' meetings are put off already and must still be told
            log.exception("a meeting was not told")

    async def _send(self, letter: Letter) -> None:
        try:
            user = await self._client.fetch_user(int(letter.learner.removeprefix("discord:")))
            for drawing in draw(letter.reply):
                await post(user.send, drawing)
            self._tutor.metrics.reminders_sent.labels("sent").inc()
        except discord.HTTPException as error:
            self._tutor.metrics.reminders_sent.labels("refused").inc()
            log.info("a reminder did not arrive: HTTP %s, code %s", error.status, error.code)
            if error.code in CLOSED or error.status == 404:
                await self._tutor.ask(lambda tutor: tutor.reminders.undeliverable(letter.learner))
        except Exception:  # the boundary: the others' reminders are put off already and must still go out
            log.exception("a reminder did not arrive")

    @tasks.loop(seconds=TICK_S)
    async def _tick(self) -> None:
        try:
            await self.tick()
        except StoreError as error:
            log.error("a tick failed: %s", error)  # noqa: TRY400  # whoever runs the bot can mend it by that line
        except Exception:  # the boundary: the clock goes on whatever happens
            log.exception("a tick failed")

    @_tick.before_loop
    async def _take_up(self) -> None:
        """Draw open lessons again: who was ready when the process ended may not have been counted yet.

        Not those that have no thread: the tick after this knows for which of them it is too late to call people.
        """
        try:
            for lesson in await self._tutor.store(lambda store: store.sessions.open()):
                if lesson.thread is not None:
                    self._stage.soon(lesson.id)
        except Exception:  # the boundary: the next press draws them too
            log.exception("open lessons were not taken up")

    @tasks.loop(hours=24)
    async def _tidy(self) -> None:
        try:
            now = self._clock()
            there = {server_id(guild.id) for guild in self._client.guilds}
            await self._tutor.store(lambda store: store.servers.note_present(there, now))
            await self._tutor.store(lambda store: store.purge(now))
            if self._copy is not None:
                await asyncio.to_thread(self._copy, now.date())
        except StoreError as error:
            log.error("tidying failed: %s", error)  # noqa: TRY400  # likewise
        except Exception:  # the boundary: tomorrow is another day
            log.exception("tidying failed")

    @_tidy.before_loop
    async def _know_servers(self) -> None:
        """Wait until Discord has told which servers there are: what was left long ago is deleted."""
        await self._client.wait_until_ready()
