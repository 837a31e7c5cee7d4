"""What Discord costs: `python -m tests.benchmarks.wire_bench [LEARNERS]` measures ours beside a bare bot of discord.py.

Both are processes of their own, logged in to the fake Discord, and take turns in one run. Ours works on a database of so many
learners (a hundred thousand unless told otherwise), every step flushed to the disk. The fake and the bot share the machine: the
processor's time is the bot's own, latency and throughput hold the fake's work too, the same for both. Measured, never asserted.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.course.reader import read_course
from bot.settings import default_course
from tests.benchmarks.big_database import fill
from tests.wire import record
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.process import BotProcess

BARE = ("-m", "tests.benchmarks.bare_bot")
ROUNDS = 5
PEOPLE = 1_000  # none of them faster than the bot lets a learner be
ALONE = 200  # interactions a round, one at a time
TOGETHER = 2_000  # interactions a round, this many
IN_FLIGHT = 200  # at once
PATIENCE_S = 60.0
SERVERS = 2_500  # beyond which Discord wants a bot in several parts
CHANNELS = 20  # of a server
QUESTIONS = (
    "what does temperature do",
    "why do i get a different picture with the same words",
    "what is teh distribusion",
    "who won the champions league",
)
Deed = Callable[[int], Awaitable[Reply]]


@dataclass(slots=True)
class Row:
    """What was measured of one command, over all rounds."""

    ms: list[float] = field(default_factory=list)
    a_second: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


class Bench:
    """One bot, its Discord, and what people do there."""

    def __init__(self, fake: FakeDiscord, bot: BotProcess, people: Sequence[Learner]) -> None:
        self._bot = bot
        self._people = itertools.cycle(people)
        self._study = fake.channel("study")
        self.start_s = 0.0

    async def start(self) -> None:
        """Start the bot twice: commands are synchronised by the second time, which is the one measured."""
        await self._bot.start()
        await self._bot.stop()
        begun = time.perf_counter()
        await self._bot.start()
        self.start_s = time.perf_counter() - begun

    async def slash(self, line: str, **options: str) -> Reply:
        """Have the next one in turn send a command."""
        return await next(self._people).slash(self._study, line, **options)

    async def measure(self, deed: Deed, row: Row) -> None:
        """One round of a command."""
        row.ms += [(await deed(n)).ack_ms for n in range(ALONE)]
        numbers = iter(range(TOGETHER))

        async def some() -> None:
            for n in numbers:
                await deed(n)

        begun, used = time.perf_counter(), self._cpu_s()
        await asyncio.gather(*(some() for _ in range(IN_FLIGHT)))
        row.a_second.append(TOGETHER / (time.perf_counter() - begun))
        row.cpu_ms.append((self._cpu_s() - used) / TOGETHER * 1000)

    @property
    def megabytes(self) -> float:
        """The memory that the bot's process holds."""
        pages = int(Path(f"/proc/{self._bot.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _cpu_s(self) -> float:
        after_name = Path(f"/proc/{self._bot.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


async def main(learners: int) -> None:
    """Measure and print."""
    record.DESCRIPTION = Path(os.devnull)  # to hold requests against it takes longer than the bot does
    rows = {name: Row() for name in ("bare ping", "next", "ask", "review")}
    async with _bench(None) as bare, _bench(learners) as ours:
        deeds: dict[str, tuple[Bench, Deed]] = {
            "bare ping": (bare, lambda _: bare.slash("ping")),
            "next": (ours, lambda _: ours.slash("lesson next")),
            "ask": (ours, lambda n: ours.slash("ask", question=QUESTIONS[n % len(QUESTIONS)])),
            "review": (ours, lambda _: ours.slash("review")),
        }
        for _ in range(ROUNDS):
            for name, (bench, deed) in deeds.items():
                await bench.measure(deed, rows[name])
        _print(rows)
        for name, bench in (("bare", bare), ("ours", ours)):
            _say(f"{name}: start {bench.start_s:.2f} s, {bench.megabytes:.0f} MB at the end")
    for servers in (1, SERVERS):
        async with _bench(None, servers) as bare, _bench(1, servers) as ours:
            _say(f"on {servers:,} servers: bare {bare.megabytes:.0f} MB, ours {ours.megabytes:.0f} MB")


@asynccontextmanager
async def _bench(learners: int | None, servers: int = 1) -> AsyncIterator[Bench]:
    """Ours, on a database of so many learners, or else the bare one."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        async with FakeDiscord(PATIENCE_S) as fake:
            for n in range(1, servers):
                guild = fake.world.add_guild(f"Study group {n}")
                for k in range(CHANNELS):
                    fake.world.add_channel(f"channel {k}", guild)
            people = [fake.user(f"learner {n}") for n in range(PEOPLE)]
            if learners is None:
                bot = BotProcess(fake, Path(folder), program=BARE)
            else:
                bot = BotProcess(fake, Path(folder))
                known = [f"discord:{person.id}" for person in people]
                fill(bot.db, read_course(default_course()), learners, known)
            bench = Bench(fake, bot, people)
            await bench.start()
            await bench.slash("ping" if learners is None else "lesson list")  # by then it knows all servers
            try:
                yield bench
            finally:
                await bot.kill()


def _print(rows: dict[str, Row]) -> None:
    _say(
        f"{'':<10}{'p50 ms':>8}{'p99 ms':>8}{'ratio':>7}{'a second':>10}{'ratio':>7}{'CPU ms':>8}{'ratio':>7}"
    )
    bare = rows["bare ping"]
    for name, row in rows.items():
        p50, p99 = np.percentile(row.ms, [50, 99])
        cells = (
            f"{p50:8.2f}{p99:8.2f}{p50 / np.percentile(bare.ms, 50):7.2f}",
            f"{statistics.median(row.a_second):10.0f}{_ratio(row.a_second, bare.a_second):7.2f}",
            f"{statistics.median(row.cpu_ms):8.2f}{_ratio(row.cpu_ms, bare.cpu_ms):7.2f}",
        )
        _say(f"{name:<10}" + "".join(cells))


def _ratio(ours: Sequence[float], bare: Sequence[float]) -> float:
    """The median over the rounds: what disturbs one round disturbs both in it."""
    return statistics.median(o / b for o, b in zip(ours, bare, strict=True))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
