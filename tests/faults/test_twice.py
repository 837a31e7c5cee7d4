"""What is done many times at once, or delivered twice, is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.course.position import Position
from bot.tutor.pace import BURST
from tests.faults.database import rows
from tests.faults.deliveries import answered_twice, complaints
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.process import BotProcess
from tests.wire.world import Channel, Permission

PRESSES, AT_LENGTH = 50, 200
FIRST, SECOND, THIRD = (f"Why bread rises ({number} of 3)" for number in (1, 2, 3))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CHANGED = (
    *("positions", "finished", "attempts", "last_answers", "reports", "asked", "choices", "memories"),
    *("reviews", "quizzes", "reminders", "groups", "members", "sessions", "attendance", "schedules"),
    *("study", "direct messages", "thread", "stands"),
)
TO_THE_END = (
    *("Next", "Next", "Next: the key points", "Next: 3 checks", "right one of gas-check"),
    *("Next check", "wrong one of yeast-check", "Next check", "Finish the lesson"),
)


@pytest.fixture
def settings(small_settings: Mapping[str, str]) -> Mapping[str, str]:
    return {**small_settings, "MANY_COATS_LOG": "json"}


class TestAtOnce:
    async def test_presses_of_one_learner_lead_one_step_on(
        self, bot: BotProcess, study: Channel, ann: Learner, at_length: bool
    ) -> None:
        page = await ann.slash(study, "lesson start")

        presses = (ann.press(page, "Next") for _ in range(AT_LENGTH if at_length else PRESSES))
        replies = await asyncio.gather(*presses)

        titles = [reply.title for reply in replies]
        assert titles.count(SECOND) >= BURST - 1  # the others are told to wait
        assert {title for title in titles if not title.startswith("That was a lot at once")} == {SECOND}
        with bot.database() as store:
            saved = store.positions.of(f"discord:{ann.id}", "bread")
        assert saved is not None
        assert saved.position == Position("rising", "gas")
        assert complaints(bot) == []

    async def test_presses_of_organisers_lead_a_group_one_step_on(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, olga: Learner, at_length: bool
    ) -> None:
        count = AT_LENGTH if at_length else PRESSES
        members = [fake.user(f"member{n}", roles=olga.user.roles) for n in range(count)]
        await olga.slash(study, "group create", name="Bakers")
        await olga.slash(study, "group lesson")
        thread = await olga.thread(study)
        page = await olga.hear(thread)
        await asyncio.gather(*(member.press(page, "Join") for member in members))

        await asyncio.gather(*(member.press(page, "Next (organisers)") for member in members))

        second = await olga.hear(thread, after=page)
        await olga.press(
            second, "Next (organisers)"
        )  # after which no late message of the step before can come
        await olga.hear(thread, after=second)
        assert [said.title for said in olga.reads(thread) if not said.ephemeral] == [FIRST, SECOND, THIRD]
        assert answered_twice(fake) == {}
        assert complaints(bot) == []

    async def test_presses_of_ready_count_each_member_once(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, olga: Learner, ann: Learner
    ) -> None:
        await olga.slash(study, "group create", name="Bakers")
        await olga.slash(study, "group lesson")
        thread = await olga.thread(study)
        page = await olga.hear(thread)
        await asyncio.gather(olga.press(page, "Join"), ann.press(page, "Join"))

        await asyncio.gather(*(ann.press(page, "Ready") for _ in range(BURST - 1)))

        assert (await ann.see(page, "Ready: 1 of 2")).title == FIRST
        assert [said.title for said in ann.reads(thread) if not said.ephemeral] == [FIRST]


class TestDelivered:
    async def test_twice_leaves_what_once_leaves(self, tmp_path: Path, settings: Mapping[str, str]) -> None:
        folders = {copies: tmp_path / f"{copies}" for copies in (1, 2)}
        for folder in folders.values():
            folder.mkdir()

        once, twice = [
            await left_behind(folder, settings, copies=copies) for copies, folder in folders.items()
        ]

        assert {name: (once[name], twice[name]) for name in once if once[name] != twice[name]} == {}
        assert {name for name, found in once.items() if found} >= set(CHANGED)


async def left_behind(folder: Path, settings: Mapping[str, str], *, copies: int) -> dict[str, object]:
    """What is in the database and before the eyes of learners who did all that changes something.

    Args:
        folder: Where the bot lives.
        settings: The bot's.
        copies: How often each thing that learners do is delivered.
    """
    async with FakeDiscord() as fake, BotProcess(fake, folder, settings) as bot:
        fake.gateway.copies = copies
        study, ann = fake.channel("study"), fake.user("ann")
        olga = fake.user("olga", roles=[fake.role("organisers", Permission.MANAGE_GUILD)])
        await learn(fake, ann, study)
        thread = await learn_together(olga, ann, study)
        await bot.stop()  # which answers what is in hand
        assert fake.problems == []
        assert answered_twice(fake) == {}
        assert complaints(bot) == []
        counts = {table: len(found) for table, found in rows(bot.db).items()}
        with bot.database() as store:
            stands = store.positions.of(f"discord:{ann.id}", "bread")
        places = {"study": study, "direct messages": ann.dms, "thread": thread}
        seen = {
            name: sorted(said.title for said in ann.reads(place) if said.author != ann.user.name)
            for name, place in places.items()
        }
        return {**counts, **seen, "stands": stands and stands.position}


async def learn(fake: FakeDiscord, ann: Learner, study: Channel) -> None:
    """Learn alone: a lesson, a quiz, a review, questions, a report and choices."""
    page = report = await ann.slash(study, "lesson start")
    for button in TO_THE_END:
        fake.skip(MINUTE)
        page = await ann.press(page, button)
    await write(ann, report, "Something wrong here?", "A typo.")
    await ann.press(await ann.slash(study, "my settings"), "Keep my questions")
    await write(ann, report, "Ask", "qwertz uiop")
    await ann.press(await ann.slash(study, "ask", question="what is yeast"), "Helpful")
    await ann.slash(study, "my reminders", days="daily", time="19:30", zone="UTC")

    fake.skip(MINUTE)
    quiz = await ann.slash(study, "quiz", scope="rising")
    wrong = quiz.buttons[0]
    quiz = await ann.press(quiz, wrong)
    await ann.press(quiz, wrong.replace("wrong one", "right one"))

    fake.skip(3 * DAY)
    review = await ann.press(await ann.slash(study, "review"), "Start")
    await ann.press(review, review.buttons[0])

    await ann.dm("next")
    await ann.dm("what is yeast")
    await ann.say(study, f"{fake.mention} what is yeast")


async def learn_together(olga: Learner, ann: Learner, study: Channel) -> Channel:
    """A lesson of a group, as far as its second message; the thread that it is in."""
    await olga.slash(study, "group create", name="Bakers")
    await olga.slash(study, "group schedule", days="daily", time="19:30", zone="UTC")
    await ann.slash(study, "group join")
    await olga.slash(study, "group lesson")
    thread = await olga.thread(study)
    page = await olga.hear(thread)
    await olga.press(page, "Join")
    await ann.press(page, "Ready")
    await olga.press(page, "Ready")
    second = await ann.hear(thread, after=page)
    await olga.press(second, "Next (organisers)")
    await ann.hear(thread, after=second)
    return thread


async def write(learner: Learner, page: Reply, button: str, text: str) -> None:
    """Press a button that opens a window, and write a line into it."""
    window = await learner.press_for_modal(page, button)
    await learner.submit(window, {window.labels[0]: text})
