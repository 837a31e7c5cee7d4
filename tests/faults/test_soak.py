"""An hour of everybody at once, as fast as it goes: the bot holds no more at its end than once it was warm."""

from __future__ import annotations

import asyncio
import os
import random
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import numpy as np
import pytest

from bot.course.model import Course
from tests.faults.crowd import Student
from tests.faults.kept import Rules
from tests.wire.fake_discord import FakeDiscord
from tests.wire.process import BotProcess
from tests.wire.world import MEMBER, Channel, Permission

SEED = 9
PATIENCE_S = 60.0
IN_FLIGHT = 50  # learners who wait for an answer at the same time
SAMPLES = 20
WARM = SAMPLES // 2  # from here on nothing may grow
ORGANISER = MEMBER | Permission.MANAGE_GUILD
# What each of an hour's learners does there, on average: half a lesson's messages, or a question and what follows.
DEEDS = 2
# MB a thousand interactions, once it is warm. What a learner asked last is remembered for their follow-ups, a few kB each.
STEEPEST = 1.0
MOST = 200.0  # MB at any time
SPARE_FILES, SPARE_TASKS = 8, 20  # connections come and go


@dataclass(frozen=True, slots=True)
class Size:
    """How large the crowd is."""

    learners: int
    servers: int


SHORT, LONG = Size(150, 20), Size(10_000, 500)


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds at some moment."""

    interactions: int
    megabytes: float
    files: int
    tasks: int


@pytest.fixture
def ops_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells what a process holds")
async def test_what_the_bot_holds_does_not_grow(
    tmp_path: Path,
    real_course: Course,
    ops_port: int,
    at_length: bool,
    record_property: Callable[[str, object], None],
) -> None:
    size = LONG if at_length else SHORT
    held: list[Held] = []
    async with FakeDiscord(PATIENCE_S) as fake:
        channels = [fake.channel("study"), *more_channels(fake, size.servers - 1)]
        crowd = Crowd(fake, channels, Rules(real_course), size.learners)
        async with BotProcess(fake, tmp_path, {"MANY_COATS_OPS_PORT": str(ops_port)}) as bot:
            for _ in range(SAMPLES):
                await crowd.act(size.learners * DEEDS // SAMPLES)
                held.append(await what_is_held(bot, ops_port, crowd.done))
        complaints = [line for line in bot.stderr.splitlines() if " ERROR " in line]

    warm, end = held[WARM], held[-1]
    slope = 1000 * float(
        np.polyfit([one.interactions for one in held[WARM:]], [one.megabytes for one in held[WARM:]], 1)[0]
    )
    record_property("interactions", end.interactions)
    record_property("MB at first, warm, at the end", [held[0].megabytes, warm.megabytes, end.megabytes])
    record_property("MB a thousand interactions, once warm", slope)
    record_property("files warm, at the end", [warm.files, end.files])
    record_property("tasks warm, at the end", [warm.tasks, end.tasks])
    assert complaints == []
    assert end.files <= warm.files + SPARE_FILES
    assert end.tasks <= warm.tasks + SPARE_TASKS
    assert max(one.megabytes for one in held) < MOST
    assert slope < STEEPEST or not at_length  # of a few interactions noise is all there is


class Crowd:
    """Learners all over the servers, who take turns, and groups that come and go among them."""

    def __init__(self, fake: FakeDiscord, channels: Sequence[Channel], rules: Rules, learners: int) -> None:
        self.done = 0
        self._rng = random.Random(SEED)
        self._fake = fake
        self._channels = channels
        self._students = [
            Student(
                fake,
                fake.user(f"learner {n}"),
                channels[n % len(channels)],
                rules,
                random.Random(f"{SEED}/{n}"),
                pause=timedelta(0),  # thousands of pauses would outdate what waits for an answer
            )
            for n in range(learners)
        ]

    async def act(self, deeds: int) -> None:
        """Let so many things be done, by whoever's turn it is."""
        turns = iter(self._rng.sample(self._students, deeds))

        async def some(turns: Iterator[Student]) -> None:
            for student in turns:
                await student.act()
                self.done += 1

        await asyncio.gather(*(some(turns) for _ in range(IN_FLIGHT)), self._learn_together())

    async def _learn_together(self) -> None:
        """A group in one more channel: made, shown, and ended."""
        channel = self._fake.channel(f"group {self.done}")
        organiser = self._fake.user(f"organiser {self.done}", permissions=ORGANISER)
        for line in ("group create", "group join", "group lesson", "group progress"):
            await organiser.slash(channel, line)
        asked = await organiser.slash(channel, "group end")
        await organiser.press(asked, "Yes, end it")
        self.done += 6


def more_channels(fake: FakeDiscord, servers: int) -> Iterator[Channel]:
    """A channel in each of so many servers."""
    for number in range(servers):
        yield fake.world.add_channel("study", fake.world.add_guild(f"Study group {number}"))


async def what_is_held(bot: BotProcess, ops_port: int, interactions: int) -> Held:
    """Measure the bot's process."""
    process = Path(f"/proc/{bot.pid}")
    pages = int((process / "statm").read_text().split()[1])
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{ops_port}/metrics") as answer,
    ):
        page = await answer.text()
    (tasks,) = (line.split()[1] for line in page.splitlines() if line.startswith("many_coats_tasks "))
    return Held(
        interactions,
        pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        len(list((process / "fd").iterdir())),
        int(float(tasks)),
    )
