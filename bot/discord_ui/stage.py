"""What everybody sees of a study group's lesson: its thread, each step's message, the count of those who are ready.

The store says how the lesson stands and what was shown of it. Bringing a stage up to date compares the two and mends the
difference, so it can be done at any time, twice, or after a restart. Messages carry a nonce: one that was sent just before
the process ended is not sent again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import discord

from bot.discord_ui.door import UNANSWERED, is_passing, post, redraw, why
from bot.discord_ui.draw import Drawing, draw, draw_again
from bot.discord_ui.tutor_thread import TutorThread
from bot.tutor.reply import Reply
from bot.tutor.scene import Scene

log = logging.getLogger(__name__)

REDRAWN_EVERY_S = 2.0
# While there is no way to Discord, ten times as long (20 s) until the next try: discord.py makes five in each.
WAITS_IF_DOWN = 10
TRIED_AGAIN_AFTER = timedelta(minutes=10)  # where something is forbidden: until then nobody has mended it
# Discord's codes: a thread was opened from that message before; somebody deleted the message; the thread is archived,
# and its messages stay as they are until one is sent.
HAS_THREAD, DELETED, ARCHIVED = 160004, 10008, 50083

Channel = discord.TextChannel | discord.Thread


class Stage:
    """Shows groups' lessons."""

    def __init__(
        self,
        client: discord.Client,
        tutor: TutorThread,
        clock: Callable[[], datetime],
        redrawn_every_s: float = REDRAWN_EVERY_S,
    ) -> None:
        self._redrawn_every_s = redrawn_every_s
        self._client = client
        self._tutor = tutor
        self._clock = clock
        self._locks = WeakValueDictionary[int, asyncio.Lock]()
        self._drawn: dict[int, tuple[Reply, float]] = {}  # with the event loop's time
        self._later: dict[int, asyncio.Task[None]] = {}
        self._asked: set[int] = set()  # somebody did something there since it was drawn
        self._barred: dict[int, datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def soon(self, number: int) -> None:
        """Bring a stage up to date without being waited for, because somebody did something.

        Where something was forbidden it may be mended by now, so it is tried again, as often as a count is redrawn.
        """
        self._asked.add(number)
        if self._is_barred(number):
            self._once_more(number, self._redrawn_every_s)
            return
        task = asyncio.get_running_loop().create_task(self.bring_up_to_date(number))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def bring_up_to_date(self, number: int) -> None:
        """Show what is not shown yet; what Discord refuses is told to whoever can mend it."""
        if self._is_barred(number):
            return
        async with self._locks.setdefault(number, asyncio.Lock()):
            try:
                scene = await self._tutor.ask(lambda tutor: tutor.sessions.scene(number))
                if scene is None:
                    self._forget(number)
                else:
                    await self._show(scene)
            except UNANSWERED as error:
                await self._troubled(number, error)
            except Exception:  # the boundary: nobody waits for this, so nobody else would hear of it
                log.exception("the stage of lesson %d", number)

    def stop(self) -> None:
        """Show nothing more: the next start takes up what is left."""
        for task in (*self._tasks, *self._later.values()):
            task.cancel()
        self._later.clear()

    async def settle(self) -> None:
        """Wait until all that was begun is shown."""
        while self._tasks or self._later:
            await asyncio.gather(*self._tasks, *self._later.values(), return_exceptions=True)

    async def _show(self, scene: Scene) -> None:
        thread = await self._thread(scene)
        if scene.is_shown:
            await self._redraw(scene, thread)
        else:
            await self._post(scene, thread)

    async def _post(self, scene: Scene, thread: Channel) -> None:
        reply = await asyncio.to_thread(scene.reply.finished)
        first, *others = draw(reply)
        sent = await post(thread.send, first, nonce=_nonce(scene, _name(scene, 0)))
        try:
            for place, drawing in enumerate(others, 1):
                await post(thread.send, drawing, nonce=_nonce(scene, _name(scene, place)))
        except UNANSWERED as error:  # the first can be pressed, and is not to be said again
            log.warning("a step of lesson %d is not whole: %s", scene.session, why(error))
        # after the send, which takes up a thread that was archived
        await self._close(scene, thread)
        shown = str(sent.id)
        await self._tutor.ask(lambda tutor: tutor.sessions.shown(scene.session, scene.step, shown))
        self._forget(scene.session)
        self._drawn[scene.session] = (scene.reply, _loop_time())

    async def _close(self, scene: Scene, thread: Channel) -> None:
        """Take the buttons from the step before; where that fails the lesson goes on all the same."""
        if scene.closing is None or scene.shown_message is None:
            return
        try:
            await self._edit(thread, scene.shown_message, draw_again(Reply((scene.closing,))))
        except UNANSWERED as error:
            log.warning("a step of lesson %d stays open: %s", scene.session, why(error))

    async def _redraw(self, scene: Scene, thread: Channel) -> None:
        """Show the count as it is now, at most every two seconds; where somebody deleted the message, post it anew."""
        drawn, then = self._drawn.get(scene.session, (None, None))
        is_wanted = drawn != scene.reply or scene.session in self._asked
        if not is_wanted or scene.shown_message is None or scene.reply.is_sketched:
            return
        wait_s = 0.0 if then is None else then + self._redrawn_every_s - _loop_time()
        if wait_s > 0:
            self._once_more(scene.session, wait_s)
            return
        self._asked.discard(scene.session)
        if await self._edit(thread, scene.shown_message, draw_again(scene.reply)):
            self._drawn[scene.session] = (scene.reply, _loop_time())
        else:
            await self._post(scene, thread)

    def _once_more(self, number: int, wait_s: float) -> None:
        if number not in self._later:
            self._later[number] = asyncio.create_task(self._after(wait_s, number))

    async def _after(self, wait_s: float, number: int) -> None:
        await asyncio.sleep(wait_s)
        self._later.pop(number, None)
        self._barred.pop(number, None)
        await self.bring_up_to_date(number)

    def _is_barred(self, number: int) -> bool:
        until = self._barred.get(number)
        return until is not None and self._clock() < until

    async def _thread(self, scene: Scene) -> Channel:
        if scene.thread is not None:
            return await self.channel(scene.thread)
        message = await self._announced(scene)
        thread: Channel
        try:
            thread = await message.create_thread(name=scene.title[:100])
        except discord.HTTPException as error:
            if error.code != HAS_THREAD:
                raise
            # a thread has the id of the message it began with
            thread = await self.channel(f"discord:{message.id}")
        place = f"discord:{thread.id}"
        await self._tutor.ask(lambda tutor: tutor.sessions.opened(scene.session, place))
        return thread

    async def _announced(self, scene: Scene) -> discord.Message | discord.PartialMessage:
        """The message in the group's channel: posted once, however often its thread can't be opened."""
        channel = await self.channel(scene.channel)
        if scene.shown_message is not None:
            return channel.get_partial_message(int(scene.shown_message))
        drawing, *_ = draw(_opening(scene))
        message = await post(channel.send, drawing, role=scene.ping_role, nonce=_nonce(scene, "opening"))
        posted = str(message.id)
        await self._tutor.ask(lambda tutor: tutor.sessions.announced(scene.session, posted))
        return message

    async def channel(self, place: str) -> Channel:
        """A channel or thread, asked for where the cache has none: before Discord has told of its servers, or once archived.

        Raises:
            HTTPException: It is gone, or out of sight.
        """
        number = int(place.removeprefix("discord:"))
        found: Any = self._client.get_channel(number) or await self._client.fetch_channel(number)
        channel: Channel = found
        return channel

    async def _edit(self, thread: Channel, message: str, drawing: Drawing) -> bool:
        """Change a message, unless its thread is archived; whether it is there."""
        try:
            await redraw(thread.get_partial_message(int(message)), drawing)
        except discord.HTTPException as error:
            if error.code not in (DELETED, ARCHIVED):
                raise
            return error.code != DELETED
        return True

    async def _troubled(self, number: int, error: Exception) -> None:
        log.warning("the stage of lesson %d: %s", number, why(error))
        if is_passing(error):
            self._once_more(number, WAITS_IF_DOWN * self._redrawn_every_s)
            return
        now = self._clock()
        if isinstance(error, discord.NotFound):
            await self._tutor.ask(lambda tutor: tutor.sessions.lost(number, now))
            self._forget(number)
            return
        self._barred[number] = now + TRIED_AGAIN_AFTER
        if isinstance(error, discord.Forbidden):
            await self._tutor.ask(lambda tutor: tutor.sessions.barred(number))

    def _forget(self, number: int) -> None:
        self._asked.discard(number)
        self._drawn.pop(number, None)
        self._barred.pop(number, None)


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


def _opening(scene: Scene) -> Reply:
    """What is said in the channel: it calls the one role that an organiser confirmed, or nobody."""
    if scene.ping_role is None:
        return scene.opening
    (card,) = scene.opening.cards
    return Reply((replace(card, text=f"{card.text}\n<@&{scene.ping_role}>"),), private=False)


def _name(scene: Scene, place: int) -> str:
    """What a message of a step is called; one that is posted anew is another."""
    anew = f"/{scene.shown_message}" if scene.is_shown else ""
    return f"{scene.step}/{place}{anew}"


def _nonce(scene: Scene, what: str) -> str:
    """Names a message for Discord, which sends one of a name only once."""
    return hashlib.sha256(f"{scene.session}/{what}".encode()).hexdigest()[:25]
