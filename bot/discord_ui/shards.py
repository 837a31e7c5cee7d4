"""A process's part in a bot that several carry, and how its connections to Discord are."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Coroutine, Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import Shard

from bot.discord_ui.tutor_thread import TutorThread
from bot.shards import Shards

# A resumed connection is back within seconds, one that logs in anew within about ten.
DOWN_FOR_LONG = timedelta(seconds=60)
LOGIN_EVERY_S = 5.0  # Discord takes one login of a kind in that time


class Standing(Enum):
    """How a shard is."""

    AWAITED = "awaited"
    READY = "ready"
    DOWN = "down"


class ShardWatch:
    """Knows since when each of this process's shards is how it is."""

    def __init__(self) -> None:
        self._shards: dict[int, tuple[Standing, datetime]] = {}
        self._of = 0

    def expect(self, ids: Iterable[int], of: int, at: datetime) -> None:
        """These are about to log in."""
        self._of = of
        self._shards = dict.fromkeys(ids, (Standing.AWAITED, at))

    def note(self, shard: int, standing: Standing, at: datetime) -> None:
        """A shard is ready, or is down; one that is so already is so since then."""
        before = self._shards.get(shard)
        if before is None or before[0] is not standing:
            self._shards[shard] = (standing, at)

    def count(self, standing: Standing) -> int:
        """How many are so."""
        return sum(now is standing for now, _ in self._shards.values())

    @property
    def are_all_ready(self) -> bool:
        """Whether there are shards and none is missing."""
        return bool(self._shards) and self.count(Standing.READY) == len(self._shards)

    def fault(self, at: datetime) -> str | None:
        """Which shards never came, or have been down for long; None if there are none."""
        if not self._shards:
            return "the gateway is not ready"
        faults = [
            f"shard {shard} of {self._of} is {standing.value} since {(at - since).total_seconds():.0f} s"
            for shard, (standing, since) in self._shards.items()
            if standing is Standing.AWAITED or (standing is Standing.DOWN and at - since >= DOWN_FOR_LONG)
        ]
        return f"the gateway is not ready: {', '.join(faults)}" if faults else None


class LoginTurns:
    """When shards may log in: Discord takes several at once only if their numbers differ by its measure."""

    def __init__(self, at_once: int = 1) -> None:
        self._at_once = at_once
        self._next: dict[int, float] = {}
        self._known: set[int] = set()

    def wait_s(self, shard: int, now: float) -> float:
        """Take a turn, and say how long it is until then; a shard that was here before was sent away, and waits anyhow.

        Args:
            shard: Which.
            now: By a clock that only goes forward, in seconds.
        """
        kind = shard % self._at_once
        at = max(self._next.get(kind, now), now + LOGIN_EVERY_S if shard in self._known else now)
        self._next[kind] = at + LOGIN_EVERY_S
        self._known.add(shard)
        return at - now


class LastingShard(Shard):
    """A connection that comes back without keeping others waiting, and hears what it missed.

    discord.py's own takes lost connections up one after the other, and one that fails to resume once logs in anew: what was
    said meanwhile would be lost.
    """

    _coming: asyncio.Task[None] | None = None

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        """Begin to come back."""
        self._come(super().reidentify(exc))

    async def reconnect(self) -> None:
        """Begin to come back once more: with the session there was, if Discord didn't end it."""
        if self.ws.session_id is None:
            self._come(super().reconnect())
        else:
            self.ws.gateway = DiscordWebSocket.DEFAULT_GATEWAY  # where it was sent to may be gone
            self._come(super().reidentify(ReconnectWebSocket(self.id, resume=True)))

    async def close(self) -> None:
        """Leave, wherever it stands."""
        if self._coming is not None:
            self._coming.cancel()
        await super().close()

    def _come(self, back: Coroutine[Any, Any, None]) -> None:
        self._coming = asyncio.create_task(back)


class Share:
    """What of the bot's work is this process's, where several carry it on one database."""

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
