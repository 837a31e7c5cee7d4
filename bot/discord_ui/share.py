"""A process's part of the bot's work, where several carry it on one database."""

from __future__ import annotations

import os
import socket
from datetime import datetime

from bot.discord_ui.tutor_thread import TutorThread
from bot.shards import Shards


class Share:
    """What of the bot's work is this process's."""

    def __init__(self, shards: Shards | None, tutor: TutorThread) -> None:
        """Set up the share.

        Args:
            shards: Which of the bot's shards this process holds; None for all of them.
            tutor: Knows which processes there are.
        """
        self._shards = shards
        self._tutor = tutor
        self._me = socket.gethostname(), os.getpid()
        self._is_here = False

    @property
    def tells_commands(self) -> bool:
        """Whether this process tells Discord about the commands: the one that holds shard 0, once for all."""
        return self._shards is None or 0 in self._shards.ids

    def has(self, server: str) -> bool:
        """Whether a server's work is this process's."""
        return self._shards is None or self._shards.hold(int(server.removeprefix("discord:")))

    async def keeps_house(self, at: datetime) -> bool:
        """Whether what belongs to no server is this process's: reminders, tidying, copies.

        The one with the lowest shard does it: with shard 0, to which direct messages come, unless that one has been gone
        for minutes.
        """
        shards = self._shards
        if shards is None:
            return True
        holders = await self._tutor.store(lambda store: store.shards.held(at))
        return all(shards.ids[0] <= holder.shards.ids[0] for holder in holders)

    async def sign(self, at: datetime) -> tuple[str, ...]:
        """Give a sign of life.

        Returns:
            Who else holds some of the same shards, in words.
        """
        shards = self._shards
        if shards is None:
            return ()
        host, process = self._me
        if self._is_here:
            await self._tutor.store(lambda store: store.shards.sign(host, process, shards, at))
        else:
            await self._tutor.store(lambda store: store.shards.arrive(host, process, shards, at))
            self._is_here = True
        holders = await self._tutor.store(lambda store: store.shards.held(at))
        others = (holder for holder in holders if (holder.host, holder.process) != self._me)
        return tuple(str(holder) for holder in others if holder.shards.overlap(shards))

    async def sign_off(self) -> None:
        """Leave: the shards are free."""
        host, process = self._me
        if self._shards is not None:
            await self._tutor.store(lambda store: store.shards.sign_off(host, process))
