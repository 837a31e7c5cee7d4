"""What a killed process costs the others: `python -m tests.benchmarks.shards_bench [ROUNDS]` prints a table. Measured, never asserted.

Two processes carry one bot on one PostgreSQL server, each with one of two shards, logged in to the fake Discord. In a server of
each shard people press `/lesson next` steadily, and every fifth time they ask something instead. In each round both processes are
alive for a while; then one is killed in the middle of that, and started again two seconds later. Nobody stops pressing meanwhile.
At the end the database is asked where everybody stands, and held against the steps that were answered.

The fake, both processes and the server share the machine. Every step is on the disk before it is answered.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import statistics
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.address import Address
from bot.course.position import outline
from bot.course.reader import read_course
from bot.settings import default_course
from bot.store import open_store
from tests.benchmarks.wire_bench import QUESTIONS
from tests.postgres import PostgresServer, home
from tests.wire import record
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner
from tests.wire.process import BOT, BotProcess
from tests.wire.world import Channel

ROUNDS = 5
PEOPLE = 100  # on each shard
EVERY_S = (
    1 / 80
)  # on each shard: the busiest hour of ten thousand servers, and nobody faster than the bot lets them be
ASKING = 5  # every fifth press is a question
ALIVE_S = 6.0  # before the kill, and after the first answer again
DEAD_S = 2.0  # until it is started again
PATIENCE_S = 10.0  # beyond that it is unanswered: long enough for what the bot put off, and for it to start
SHARDS = 2
PHASES = BOTH, DEAD, STARTING, AFTER = "both alive", "one dead", "it starts", "both again"  # of each round


@dataclass(slots=True)
class Press:
    """Somebody pressed at a time, by the loop's clock; what never came is None."""

    who: int
    at: float
    is_next: bool
    was_heard: bool = False  # a process was connected, and may have done it even where nobody heard of that
    ack_ms: float | None = None
    answered_at: float | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a round, by the loop's clock."""

    name: str
    begin: float
    end: float


class Side:
    """The server of one shard, and the people who press there."""

    def __init__(self, fake: FakeDiscord, number: int) -> None:
        self.presses: list[Press] = []
        self.left_out = 0  # presses for which there was nobody who didn't wait for an answer
        self._fake = fake
        self._home: Channel = fake.invite(f"server {number}", (number, SHARDS))
        self._free = deque(fake.user(f"learner {number}-{n}") for n in range(PEOPLE))
        self._is_over = False

    async def press_steadily(self) -> None:
        """Press until it is over, by the clock, however long answers take; nobody presses who still waits for one."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        async with asyncio.TaskGroup() as under_way:
            for n in itertools.count():
                due += EVERY_S
                await asyncio.sleep(max(0.0, due - loop.time()))
                if self._is_over:
                    return
                if self._free:
                    under_way.create_task(self._press(n, self._free.popleft()))
                else:
                    self.left_out += 1

    def end(self) -> None:
        """Press no more; what is under way is waited for."""
        self._is_over = True

    async def first_answer_after(self, moment: float) -> float:
        """When somebody is answered again."""

        def first() -> float:
            answers = [p.answered_at for p in self.presses if p.answered_at is not None]
            return min((answer for answer in answers if answer > moment), default=0.0)

        return await self._fake.world.bell.until(first, "an answer again")

    async def _press(self, n: int, person: Learner) -> None:
        loop = asyncio.get_running_loop()
        press = Press(person.id, loop.time(), is_next=n % ASKING > 0)
        self.presses.append(press)
        press.was_heard = self._fake.gateway.hears_of(self._home.guild)
        try:
            if press.was_heard:  # else Discord would say at once that nobody is there
                async with asyncio.timeout(PATIENCE_S):
                    if press.is_next:
                        reply = await person.slash(self._home, "lesson next")
                    else:
                        reply = await person.slash(self._home, "ask", question=QUESTIONS[n % len(QUESTIONS)])
                press.ack_ms, press.answered_at = reply.ack_ms, loop.time()
        except TimeoutError:
            pass  # and so it stays unanswered
        finally:
            self._free.append(person)


@dataclass(frozen=True, slots=True)
class Row:
    """What people of one side had in one phase, over one round or several."""

    pressed: int
    unanswered: int
    p50_ms: float
    p99_ms: float
    longest_ms: float
    a_second: float

    @classmethod
    def of(cls, presses: Sequence[Press], phases: Sequence[Phase]) -> Row:
        """Count what was pressed in these phases, whenever it was answered."""
        meant = [p for p in presses if any(phase.begin <= p.at < phase.end for phase in phases)]
        took = [p.ack_ms for p in meant if p.ack_ms is not None]
        p50, p99, longest = np.percentile(took, [50, 99, 100]) if took else (np.nan,) * 3
        seconds = sum(phase.end - phase.begin for phase in phases)
        return cls(
            len(meant), len(meant) - len(took), float(p50), float(p99), float(longest), len(took) / seconds
        )

    def __str__(self) -> str:
        times = "".join(
            f"{'-' if np.isnan(ms) else f'{ms:.1f}':>10}"
            for ms in (self.p50_ms, self.p99_ms, self.longest_ms)
        )
        return f"{self.pressed:8,}{self.unanswered:11,}{times}{self.a_second:10.1f}"


async def main(rounds: int) -> None:
    """Measure and print."""
    programs = home()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    gc.disable()  # the fake forgets nothing, and to look through all of that would be taken for the bot's slowness
    record.DESCRIPTION = Path(os.devnull)  # to hold requests against it takes longer than the bot does
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(PostgresServer(programs, is_durable=True)) as server,
    ):
        server.start()
        server.create("learners")
        address = server.address("learners", Path(folder))
        async with FakeDiscord(PATIENCE_S) as fake:
            sides = [Side(fake, number) for number in range(SHARDS)]
            bots = [
                BotProcess(
                    fake,
                    Path(folder),
                    {"MANY_COATS_DB": address.url},
                    (*BOT, "--shards", f"{n}-{n}/{SHARDS}"),
                    shards={n},
                )
                for n in range(SHARDS)
            ]
            async with bots[0], bots[1]:
                phases = await _measured(sides, bots[1], rounds)
        _print(sides, phases)
        _print_steps(address, [press for side in sides for press in side.presses])


async def _measured(sides: Sequence[Side], bot: BotProcess, rounds: int) -> list[list[Phase]]:
    """Let people press, and kill the bot in each round; the phases of every round."""
    pressing = [asyncio.create_task(side.press_steadily()) for side in sides]
    await asyncio.sleep(ALIVE_S)  # for what is only slow the first time
    phases = [await _round(sides[1], bot) for _ in range(rounds)]
    for side in sides:
        side.end()
    await asyncio.gather(*pressing)
    return phases


async def _round(side: Side, bot: BotProcess) -> list[Phase]:
    now = asyncio.get_running_loop().time
    begun = now()
    await asyncio.sleep(ALIVE_S)
    killed = now()
    await bot.kill()
    gone = now()
    await asyncio.sleep(max(0.0, killed + DEAD_S - gone))
    started = now()
    await bot.start()
    answered = await side.first_answer_after(gone)
    await asyncio.sleep(ALIVE_S)
    moments = (begun, killed, started, answered, now())
    return [Phase(name, *ends) for name, ends in zip(PHASES, itertools.pairwise(moments), strict=True)]


def _print(sides: Sequence[Side], rounds: Sequence[Sequence[Phase]]) -> None:
    _say(
        f"{'':<22}{'pressed':>8}{'unanswered':>11}{'p50 ms':>10}{'p99 ms':>10}{'longest':>10}{'a second':>10}"
    )
    for who, side in zip(("survivor", "killed"), sides, strict=True):
        for phases in zip(*rounds, strict=True):
            _say(f"{who:<10}{phases[0].name:<12}{Row.of(side.presses, phases)}")
    for number, name in enumerate((DEAD, STARTING, AFTER), start=1):
        pairs = [(Row.of(sides[0].presses, [r[0]]), Row.of(sides[0].presses, [r[number]])) for r in rounds]
        p50 = statistics.median(other.p50_ms / both.p50_ms for both, other in pairs)
        p99 = statistics.median(other.p99_ms / both.p99_ms for both, other in pairs)
        _say(f"survivor, {name} : {BOTH}, median of {len(rounds)} rounds: p50 {p50:.2f}, p99 {p99:.2f}")
    back = ", ".join(f"{after.begin - dead.begin:.1f}" for _, dead, _, after in rounds)
    _say(f"from the kill to the first answer again, {DEAD_S:g} s of it unstarted: {back} s")
    lost = [p for side in sides for p in side.presses if p.answered_at is None]
    _say(
        f"unanswered in all: {sum(p.was_heard for p in lost)} under way, {sum(not p.was_heard for p in lost)} with nobody there; "
        f"not pressed, as all {PEOPLE} waited: {sum(side.left_out for side in sides)}"
    )


def _print_steps(address: Address, presses: Sequence[Press]) -> None:
    """Hold where people stand against the steps that they were shown."""
    course = read_course(default_course())
    number_of = {position: number for number, position in enumerate(outline(course), start=1)}
    shown = Counter(p.who for p in presses if p.is_next and p.answered_at is not None)
    open_ = Counter(p.who for p in presses if p.is_next and p.answered_at is None and p.was_heard)
    lost = doubled = unseen = 0
    with closing(open_store(address)) as store:
        for who in {p.who for p in presses}:
            saved = store.positions.of(f"discord:{who}", course.id)
            stands = 0 if saved is None else number_of[saved.position]
            lost += max(0, shown[who] - stands)
            doubled += max(0, stands - shown[who] - open_[who])
            unseen += min(max(0, stands - shown[who]), open_[who])
    _say(
        f"steps answered: {shown.total():,}; of them lost: {lost}; taken twice: {doubled}; "
        f"taken, but the answer did not arrive: {unseen} of {open_.total()}"
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
