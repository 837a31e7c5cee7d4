"""Who of a study group is still on its server: asked where it matters, as Discord tells it only with a privileged intent."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import discord

from bot.discord_ui.door import UNANSWERED, why
from bot.discord_ui.tutor_thread import TutorThread
from bot.discord_ui.visits import server_id
from bot.tutor.visit import Visit

log = logging.getLogger(__name__)

MOST_ASKED = 50  # members at a time: a few seconds, as Discord lets pass about ten such questions a second
HOLDS_FOR = timedelta(hours=1)
# Discord's codes: not on this server; no such user any more
GONE = (10007, 10013)
NEVER = datetime.min.replace(tzinfo=UTC)


class Roll:
    """Looks a group's members up before somebody is told about them."""

    def __init__(self, tutor: TutorThread) -> None:
        self._tutor = tutor
        self._asked: dict[tuple[int, str], datetime] = {}  # when, by server and member

    async def call(self, guild: discord.Guild, visit: Visit) -> None:
        """Let those leave this channel's group who have left its server; whom nobody asked about for longest come first.

        Raises:
            LearnerError: There is no group here.
        """
        members = await self._tutor.ask(lambda tutor: tutor.groups.roll(visit))
        then = {member: self._asked.get((guild.id, member), NEVER) for member in members}
        due = [member for member in members if visit.at - then[member] >= HOLDS_FOR]
        for member in sorted(due, key=then.__getitem__)[:MOST_ASKED]:
            self._asked[guild.id, member] = visit.at
            try:
                await guild.fetch_member(int(member.removeprefix("discord:")))
            except UNANSWERED as error:
                if not isinstance(error, discord.HTTPException) or error.code not in GONE:
                    log.warning("the roll is not complete: %s", why(error))
                    return
                await self._let_go(guild, member)

    async def _let_go(self, guild: discord.Guild, member: str) -> None:
        server = server_id(guild.id)
        await self._tutor.ask(lambda tutor: tutor.groups.let_go(server, member))
