"""The database or the answerer keeps everybody waiting: each is told at once that it takes a while, and answered then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import pytest

from bot.course.position import Position
from tests.faults.altered import THINK
from tests.faults.database import held, is_sound
from tests.faults.deliveries import answered_twice
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.message import Answer
from tests.wire.process import BotProcess
from tests.wire.world import Channel

LEARNERS, AT_LENGTH = 12, 50
STALL_S = 1.5
HELD_AT_LENGTH_S = 4.7  # SQLite gives up at 5 s, and then it is told: see test_disk
THOUGHT_AT_LENGTH_S = 5.0
AT_ONCE_MS = 1000
PATIENCE_S = 30.0
FIRST, SECOND = Position("rising", "hook"), Position("rising", "gas")

Property = Callable[[str, object], None]
Deed = Callable[[Learner, Reply], Awaitable[Reply]]


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """A Discord in which learners wait longer."""
    async with FakeDiscord(PATIENCE_S) as fake:
        yield fake
    assert not fake.problems, fake.tell()


@pytest.fixture
async def bot(
    fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str]
) -> AsyncIterator[BotProcess]:
    """A bot that can be made to think long."""
    program = ("-m", "tests.faults.altered", "thoughtful", "run")
    async with BotProcess(fake, tmp_path, small_settings, program) as bot:
        yield bot


@pytest.fixture
def learners(fake: FakeDiscord, at_length: bool) -> list[Learner]:
    return [fake.user(f"learner{n}") for n in range(AT_LENGTH if at_length else LEARNERS)]


async def go_on(learner: Learner, page: Reply) -> Reply:
    return await learner.press(page, "Next")


async def ask(learner: Learner, page: Reply) -> Reply:
    return await learner.slash(page.channel, "ask", question="what is yeast")


async def ask_in_a_window(learner: Learner, page: Reply) -> Reply:
    window = await learner.press_for_modal(page, "Ask")
    return await learner.submit(window, {window.labels[0]: "what is yeast"})


async def begin_a_quiz(learner: Learner, page: Reply) -> Reply:
    scope, *_ = await learner.complete(page.channel, "quiz", "scope", "why bread")
    return await learner.slash(page.channel, "quiz", scope=scope.value)


async def look_at_settings(learner: Learner, page: Reply) -> Reply:
    return await learner.slash(page.channel, "my settings")


DEEDS: Sequence[tuple[Deed, str]] = (  # and the title of the answer
    (go_on, "Why bread rises (2 of 3)"),
    (ask, "Yeast"),
    (begin_a_quiz, "Quiz: 0 of 3 done"),
    (ask_in_a_window, "Yeast"),
    (look_at_settings, "Your settings"),
)


async def test_while_another_program_writes_all_are_told_at_once_and_answered_afterwards(
    fake: FakeDiscord,
    bot: BotProcess,
    study: Channel,
    learners: list[Learner],
    at_length: bool,
    record_property: Property,
) -> None:
    pages = await asyncio.gather(*(learner.slash(study, "lesson start") for learner in learners))

    with held(bot.db):
        doing = do_something(learners, pages)
        await asyncio.sleep(HELD_AT_LENGTH_S if at_length else STALL_S)
        done_early = [task for task in doing if task.done()]
    answers = await asyncio.gather(*doing)

    assert done_early == []
    hold_against(fake, bot, learners, answers, record_property)


async def test_while_the_answerer_thinks_all_are_told_at_once_and_answered_afterwards(
    fake: FakeDiscord,
    bot: BotProcess,
    study: Channel,
    ann: Learner,
    learners: list[Learner],
    tmp_path: Path,
    at_length: bool,
    record_property: Property,
) -> None:
    pages = await asyncio.gather(*(learner.slash(study, "lesson start") for learner in learners))
    (tmp_path / THINK).write_text(str(THOUGHT_AT_LENGTH_S if at_length else STALL_S))

    asking = asyncio.create_task(ann.slash(study, "ask", question="how long must the dough rest"))
    answers = await asyncio.gather(*do_something(learners, pages))

    assert (await asking).title == "Proofing"
    hold_against(fake, bot, learners, answers, record_property)


def do_something(learners: Sequence[Learner], pages: Sequence[Reply]) -> list[asyncio.Task[Reply]]:
    """Each learner does another thing than their neighbour, all at once."""

    async def do(number: int) -> Reply:
        deed, _ = DEEDS[number % len(DEEDS)]
        return await deed(learners[number], pages[number])

    return [asyncio.create_task(do(number)) for number in range(len(learners))]


def hold_against(
    fake: FakeDiscord,
    bot: BotProcess,
    learners: Sequence[Learner],
    answers: Sequence[Reply],
    record_property: Property,
) -> None:
    """Every answer is the right one, the only one, and was promised in time."""
    interactions = fake.world.interactions.values()
    late = {
        i.data.get("name", i.data.get("custom_id")): i.ack_ms for i in interactions if i.ack_ms >= AT_ONCE_MS
    }
    record_property("worst_ack_ms", round(max(i.ack_ms for i in interactions)))
    assert late == {}
    assert sum(i.answer is Answer.MESSAGE_LATER for i in interactions) >= len(learners)
    assert answered_twice(fake) == {}

    wanted = [DEEDS[number % len(DEEDS)] for number in range(len(learners))]
    assert [answer.title for answer in answers] == [title for _, title in wanted]
    assert {len(learner.reads(answers[0].channel)) for learner in learners} == {
        2
    }  # the first page, and the answer
    with bot.database() as store:
        found = [store.positions.of(f"discord:{learner.id}", "bread") for learner in learners]
    stands = [None if saved is None else saved.position for saved in found]
    assert stands == [SECOND if deed is go_on else FIRST for deed, _ in wanted]
    assert is_sound(bot.db)
    assert "ERROR" not in bot.stderr
