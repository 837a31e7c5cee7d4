"""Sends the letters that lie ready: reminders to learners, words to study groups."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum

import discord

from bot.discord_ui.door import UNANSWERED, is_passing, post, why
from bot.discord_ui.draw import draw
from bot.discord_ui.stage import Stage
from bot.discord_ui.tutor_thread import TutorThread
from bot.errors import StoreError
from bot.store import Letter
from bot.tutor.reply import Reply

log = logging.getLogger(__name__)

HANDS = 5  # letters that are sent at a time: each is two or three requests, and Discord takes fifty a second
CLOSED = (
    50007,
    50278,
)  # Discord's codes: they blocked the bot; they take no messages from servers, or share none


class Outcome(Enum):
    """What became of a letter."""

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"


class Postman:
    """Takes letters and sends them; in several processes each takes what no other has."""

    def __init__(
        self, client: discord.Client, tutor: TutorThread, stage: Stage, clock: Callable[[], datetime]
    ) -> None:
        """Set up the postman.

        Args:
            client: Who sends.
            tutor: Who has the letters.
            stage: Knows the groups' channels.
            clock: Says what time it is, in UTC.
        """
        self._client = client
        self._tutor = tutor
        self._stage = stage
        self._clock = clock

    async def deliver(self) -> None:
        """Send until nothing is left."""
        now, metrics = self._clock(), self._tutor.metrics
        waiting = await self._tutor.ask(lambda tutor: tutor.letters.waiting(now))
        metrics.letters_waiting.set(waiting)
        async with asyncio.TaskGroup() as hands:
            for _ in range(min(waiting, HANDS)):
                hands.create_task(self._carry())

    async def _carry(self) -> None:
        try:
            while taken := await self._tutor.ask(lambda tutor: tutor.letters.take(self._clock())):
                await self._carry_one(*taken)
        except StoreError as error:
            # what was sent but not settled is taken once more, and Discord knows it by its name
            log.error("letters could not be taken: %s", error)  # noqa: TRY400  # whoever runs the bot can mend it by that line

    async def _carry_one(self, letter: Letter, reply: Reply) -> None:
        outcome = await self._send(letter, reply)
        if outcome is not Outcome.LATER:
            await self._tutor.ask(lambda tutor: tutor.letters.settle(letter))
            self._tutor.metrics.letters_waiting.dec()
        self._tutor.metrics.letters.labels(outcome.value).inc()

    async def _send(self, letter: Letter, reply: Reply) -> Outcome:
        try:
            send = await self._way_to(letter)
            for place, drawing in enumerate(draw(reply)):
                await post(send, drawing, nonce=_nonce(letter, place))
        except UNANSWERED as error:
            log.info("a letter did not arrive: %s", why(error))
            if is_passing(error):
                return Outcome.LATER
            if letter.to.learner and _is_closed(error):
                await self._tutor.ask(lambda tutor: tutor.reminders.undeliverable(letter.to.learner))
            return Outcome.REFUSED
        except Exception:  # the boundary: the others' letters must still go out
            log.exception("a letter did not arrive")
            return Outcome.REFUSED
        return Outcome.SENT

    async def _way_to(self, letter: Letter) -> Callable[..., Awaitable[object]]:
        if not letter.to.learner:
            return (await self._stage.channel(letter.to.channel)).send
        return (await self._client.fetch_user(int(letter.to.learner.removeprefix("discord:")))).send


def _is_closed(error: Exception) -> bool:
    """Whether somebody's door is closed to every letter."""
    return isinstance(error, discord.HTTPException) and (error.code in CLOSED or error.status == 404)


def _nonce(letter: Letter, place: int) -> str:
    """Names a letter's message for Discord, which sends one of a name only once.

    By all of it: after an older copy of the database was put back, numbers are given anew.
    """
    return hashlib.sha256(f"{letter}/{place}".encode()).hexdigest()[:25]
