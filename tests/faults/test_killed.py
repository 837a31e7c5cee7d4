"""The bot is killed at any moment, under load: nothing that a learner was shown is lost, nothing is done by halves."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.course.model import Course
from tests.faults.crowd import Student
from tests.faults.database import is_sound
from tests.faults.kept import Rules, kept_of
from tests.wire.fake_discord import FakeDiscord
from tests.wire.process import BotProcess
from tests.wire.world import Channel

SEED = 9
ROUNDS, AT_LENGTH = 6, 200
LEARNERS = 8
MOST_DEEDS = 60  # before the kill: so many that some learners finish lessons and quizzes between two kills
DEED_S = 0.02  # about as long as all of them are at one deed: the kill falls anywhere in it
OVERNIGHT = timedelta(days=1)  # key points come back


@pytest.fixture
def settings(small_settings: Mapping[str, str]) -> Mapping[str, str]:
    return small_settings


async def test_a_killed_bot_has_kept_all_that_was_acknowledged_and_goes_on(
    fake: FakeDiscord,
    bot: BotProcess,
    study: Channel,
    course: Course,
    at_length: bool,
    record_property: Callable[[str, object], None],
) -> None:
    rng = random.Random(SEED)
    rules = Rules(course)
    crowd = [
        Student(fake, fake.user(f"learner {n}"), study, rules, random.Random(f"{SEED}/{n}"))
        for n in range(LEARNERS)
    ]
    rounds = AT_LENGTH if at_length else ROUNDS
    whole = undone = 0

    for _ in range(rounds):
        await study_until_killed(fake, bot, crowd, rng)
        in_hand = [student for student in crowd if student.doing is not None]
        await bot.start()
        with bot.database() as store:
            found = {student.name: kept_of(store, student.name) for student in crowd}
        assert is_sound(bot.db)
        lost = [fault for student in crowd if (fault := student.fault(found[student.name]))]
        assert lost == []
        whole += sum(found[student.name] != student.kept for student in in_hand)
        undone += sum(found[student.name] == student.kept for student in in_hand)
        for student in crowd:
            student.go_on_from(found[student.name])
        fake.skip(OVERNIGHT)

    done = [student.done for student in crowd]
    for student in crowd:  # and each can go on
        await student.act()
    assert [student.done for student in crowd] == [count + 1 for count in done]
    assert whole or not at_length, "no kill fell between a step's commit and its answer"
    record_property("kills", rounds)
    record_property("acknowledged", sum(done))
    record_property("in hand when killed, done as a whole", whole)
    record_property("in hand when killed, nothing to be seen of it", undone)


async def study_until_killed(
    fake: FakeDiscord, bot: BotProcess, crowd: Sequence[Student], rng: random.Random
) -> None:
    """Let all of them study at once, and kill the bot somewhere in the middle of it."""
    goal = sum(student.done for student in crowd) + rng.randrange(MOST_DEEDS)
    studying: asyncio.Future[Any] = asyncio.gather(*(student.study() for student in crowd))

    async def kill() -> None:
        await fake.world.bell.until(lambda: sum(student.done for student in crowd) >= goal, "so many deeds")
        await asyncio.sleep(rng.uniform(0, DEED_S))
        await bot.kill()

    killing = asyncio.create_task(kill())
    await asyncio.wait({studying, killing}, return_when=asyncio.FIRST_COMPLETED)
    studying.cancel()
    try:
        with suppress(asyncio.CancelledError):
            await studying
    except BaseException:  # a learner found something wrong
        killing.cancel()
        raise
    await killing
