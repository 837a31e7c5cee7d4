"""The connections to Discord: one for each shard, each coming back by itself when it is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import Shard

from bot.shards import Shards, spelt

log = logging.getLogger(__name__)

# A resumed connection is back within seconds, one that logs in anew within about ten.
DOWN_FOR_LONG = timedelta(seconds=60)
GOODBYE_S = 1.0  # how long a client that leaves waits for its connections to end
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


class ShardedClient(discord.AutoShardedClient):
    """A client with as many connections as Discord recommends, or with some of them."""

    def __init__(self, shards: Shards | None, clock: Callable[[], datetime], **options: Any) -> None:
        """Set up the client.

        Args:
            shards: Which of the bot's shards this process holds; None for all of them.
            clock: Says what time it is, in UTC.
            options: discord.py's own.
        """
        if shards is not None:
            options |= {"shard_ids": list(shards.ids), "shard_count": shards.of}
        super().__init__(**options)
        parsers = self._connection.parsers
        parsers["READY"] = partial(_greeted, parsers["READY"])
        self.watch = ShardWatch()
        self._now = clock
        self._turns = LoginTurns()
        self._connecting: asyncio.Task[None] | None = None

    async def connect(self, *, reconnect: bool = True) -> None:
        """Open the connections, and keep them up until the bot is to leave."""
        await self._plan_shards()
        self._connecting = asyncio.create_task(super().connect(reconnect=reconnect))
        try:
            await self._connecting
        except asyncio.CancelledError:
            if not self.is_closed():
                raise

    async def _plan_shards(self) -> None:
        """Ask Discord how many shards there are to be and how many may log in at once, and say which are held here."""
        try:
            recommended, _, limits = await self.http.get_bot_gateway()
            self._turns = LoginTurns(limits["max_concurrency"])
        except discord.GatewayNotFound as error:
            if not isinstance(error.__cause__, discord.NotFound):
                raise
            recommended = 1  # a server that is like Discord, and knows no shards
        self.shard_count = self.shard_count or recommended
        held = tuple(self.shard_ids or range(self.shard_count))
        self.watch.expect(held, self.shard_count, self._now())
        log.info(
            "this process holds %s %s of %d", "shards" if held[1:] else "shard", spelt(held), self.shard_count
        )

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until a shard may log in."""
        del initial  # by that there would be one at a time
        await asyncio.sleep(self._turns.wait_s(shard_id or 0, asyncio.get_running_loop().time()))

    async def on_shard_ready(self, shard: int) -> None:
        """A shard has logged in, and Discord has told what there is."""
        self.watch.note(shard, Standing.READY, self._now())

    async def on_shard_resumed(self, shard: int) -> None:
        """A shard is back, and has heard what it missed."""
        self.watch.note(shard, Standing.READY, self._now())

    async def on_shard_disconnect(self, shard: int) -> None:
        """A shard has lost its connection."""
        self.watch.note(shard, Standing.DOWN, self._now())

    async def let_go(self) -> None:
        """Wait no longer for connections, once the client is closed: one may be waiting to try again, for minutes."""
        if self._connecting is not None:
            await asyncio.wait({self._connecting}, timeout=GOODBYE_S)
            self._connecting.cancel()


def _greeted(parse: Callable[[dict[str, Any]], None], data: dict[str, Any]) -> None:
    """Take a login up, also on a server that is like Discord and does not repeat which shard it is."""
    parse({"shard": [data.get("__shard_id__", 0), 1], **data})
