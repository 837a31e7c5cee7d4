"""Time in the fake Discord, and waiting for something to happen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

EPOCH_MS = 1_420_070_400_000  # Discord's first second, 2015-01-01 (Reference, snowflakes)
PATIENCE_S = 5.0


class NoAnswerError(AssertionError):
    """Something that should have come did not come in time."""


@dataclass(slots=True)
class Clock:
    """Gives out ids that carry their time, as Discord's do; `ahead` puts that time into the future."""

    ahead: timedelta = timedelta(0)
    _last: int = 0

    def snowflake(self, shard: tuple[int, int] = (0, 1)) -> int:
        """A new id, higher than any before; that of a server says to which shard it belongs, of so many."""
        new = max(self._last + 1, self.before(timedelta(0)))
        number, of = shard
        later_ms = (number - (new >> 22)) % of
        self._last = new + (later_ms << 22)
        return self._last

    @property
    def now(self) -> datetime:
        """What the clock shows, in UTC."""
        return datetime.fromtimestamp(time.time(), UTC) + self.ahead

    def before(self, time_ago: timedelta) -> int:
        """The lowest id that could be given out so long ago."""
        seconds = time.time() + (self.ahead - time_ago).total_seconds()
        return int(seconds * 1000) - EPOCH_MS << 22


def time_of(snowflake: int) -> str:
    """When an id was given out, as Discord writes times."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC).isoformat()


class Bell:
    """Wakes whoever waits for the world to change."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Say that something changed."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        """Sleep until the next ring."""
        await self._event.wait()

    async def until(self, look: Callable[[], T | None], awaited: str, patience_s: float | None = None) -> T:
        """What `look` finds, looking again after every change.

        Raises:
            NoAnswerError: It found nothing but None or False for as long as patience lasts.
        """
        patience_s = self.patience_s if patience_s is None else patience_s
        try:
            async with asyncio.timeout(patience_s):
                while not (found := look()):
                    await self.wait()
        except TimeoutError:
            raise NoAnswerError(f"{awaited}: not within {patience_s:g} s") from None
        return found
