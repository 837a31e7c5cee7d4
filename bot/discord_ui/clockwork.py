"""What the bot does by the clock, without being asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date, datetime

import discord
from discord.ext import tasks

from bot.discord_ui.door import UNANSWERED, why
from bot.discord_ui.postman import Postman
from bot.discord_ui.share import Share
from bot.discord_ui.stage import Stage
from bot.discord_ui.tutor_thread import TutorThread
from bot.discord_ui.visits import server_id
from bot.errors import StoreError

log = logging.getLogger(__name__)

TICK_S = 20.0
SIGN_S = 60.0  # between signs of life; one that is older than three minutes counts no more


class Clockwork:
    """Reminders, study groups' meetings and pauses, tidying."""

    def __init__(
        self,
        client: discord.Client,
        tutor: TutorThread,
        stage: Stage,
        clock: Callable[[], datetime],
        copy: Callable[[date], object] | None = None,
        share: Share | None = None,
    ) -> None:
        """Set up the clockwork.

        Args:
            client: Who sends.
            tutor: Who knows what is due.
            stage: Where groups' lessons are shown.
            clock: Says what time it is, in UTC.
            copy: Makes the day's copy of the database, on a thread that nobody waits for; None for no copies.
            share: What of it is this process's; None for all of it.
        """
        self._share = share or Share(None, tutor)
        self._copy = copy
        self._stage = stage
        self._client = client
        self._tutor = tutor
        self._clock = clock
        self.postman = Postman(client, tutor, stage, clock)
        self._delivery: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look at the clock, once what was open when the process ended is taken up again."""
        self._sign.start()
        self._tick.start()
        self._tidy.start()

    def stop(self) -> None:
        """Look no more."""
        self._sign.cancel()
        self._tick.cancel()
        self._tidy.cancel()
        if self._delivery is not None:
            self._delivery.cancel()

    async def tick(self) -> None:
        """Do what is due."""
        now, here = self._clock(), self._share.has
        if await self._share.keeps_house(now):
            while await self._tutor.ask(lambda tutor: tutor.reminders.write(now)):
                pass
        await self._tutor.ask(lambda tutor: tutor.schedules.hold_due(now, here))
        for session in await self._tutor.ask(lambda tutor: tutor.sessions.behind(now, here)):
            await self._stage.bring_up_to_date(session)

    async def tidy(self) -> None:
        """Note which servers let the tutor go or took it in, delete what was kept for a while only, make the day's copy."""
        now = self._clock()
        if not await self._share.keeps_house(now):
            return
        try:
            # asked for: a process knows its own shards' servers, and of those also some that were left while one was away
            there = {server_id(guild.id) async for guild in self._client.fetch_guilds(limit=None)}
            await self._tutor.store(lambda store: store.servers.note_present(there, now))
        except UNANSWERED as error:  # it is asked again tomorrow; the copy is made today
            log.warning("Discord did not say which servers there are: %s", why(error))
        await self._tutor.store(lambda store: store.purge(now))
        if self._copy is not None:
            await asyncio.to_thread(self._copy, now.date())
            log.info("the day's copy is there")

    async def sign(self) -> None:
        """Give a sign of life, and warn of another process that holds some of the same shards."""
        for other in await self._share.sign(self._clock()):
            log.warning("%s holds some of the same shards: everything there is done twice; stop one", other)

    @tasks.loop(seconds=SIGN_S)
    async def _sign(self) -> None:
        await _guarded("a sign of life", self.sign)

    @tasks.loop(seconds=TICK_S)
    async def _tick(self) -> None:
        await _guarded("a tick", self.tick)
        if self._delivery is None or self._delivery.done():  # many letters take longer than a tick
            self._delivery = asyncio.create_task(_guarded("sending letters", self.postman.deliver))

    @_tick.before_loop
    async def _take_up(self) -> None:
        """Draw open lessons again: who was ready when the process ended may not have been counted yet.

        Not those that have no thread: the tick after this knows for which of them it is too late to call people.
        """
        await _guarded("taking up open lessons", self._redraw)

    async def _redraw(self) -> None:
        here = self._share.has
        for number in await self._tutor.ask(lambda tutor: tutor.sessions.open_here(here)):
            self._stage.soon(number)

    @tasks.loop(hours=24)
    async def _tidy(self) -> None:
        await _guarded("tidying", self.tidy)

    @_tidy.before_loop
    async def _settle_in(self) -> None:
        """Wait until the bot is there: nobody's first command waits for tidying."""
        await self._client.wait_until_ready()


async def _guarded(what: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do something by the clock: whatever comes of it, the clock goes on, and it is done again at its next time."""
    try:
        await work()
    except StoreError as error:
        log.error("%s failed: %s", what, error)  # noqa: TRY400  # whoever runs the bot can mend it by that line
    except Exception:  # the boundary: nobody waits for this, so nobody else would hear of it
        log.exception("%s failed", what)
