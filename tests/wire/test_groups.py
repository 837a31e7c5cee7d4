"""Study groups in the real process: from making one to the summary, with the bot killed on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.course.model import END, Course
from bot.store import Store, open_store
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.process import BotProcess
from tests.wire.world import Channel, Permission, Role, Thread

COURSE = "one-idea-many-coats"
LESSON = "learning-to-denoise"  # lesson 2 of unit 2
AHEAD, BEHIND = "latents-and-rivals", "learn-and-sample"  # where two learners are by themselves
MINUTE = timedelta(minutes=1)


@pytest.fixture
def olga(fake: FakeDiscord) -> Learner:
    """An organiser, by her role."""
    return fake.user("olga", roles=[fake.role("organisers", Permission.MANAGE_GUILD)])


@pytest.fixture
def learners(fake: FakeDiscord) -> Role:
    """The role that is called when a lesson begins."""
    return fake.role("learners", is_mentionable=True)


@contextmanager
def database(bot: BotProcess) -> Iterator[Store]:
    """The bot's database, to look into or, while the bot is stopped, to change."""
    store = open_store(bot.db)
    try:
        yield store
    finally:
        store.close()


def title(page: Reply) -> str:
    return page.text.splitlines()[0].removeprefix("### ")


async def ready(page: Reply, *learners: Learner) -> list[str]:
    """Several press Ready under a message, one after the other; what each of them is told."""
    return [(await learner.press(page, "Ready")).text for learner in learners]


def hold_the_lessons_before(store: Store, fake: FakeDiscord, course: Course) -> None:
    """Let the group have had all lessons before the one of this story, and its next meeting be a minute ago."""
    group, now = 1, fake.world.clock.now
    for lesson in list(course.lessons)[: list(course.lessons).index(LESSON)]:
        session = store.sessions.begin(group, lesson, END, now)
        assert session is not None
        store.sessions.move(session, END, now, is_over=True)
    schedule = store.schedules.of(group)
    assert schedule is not None
    store.schedules.set(replace(schedule, next_at=now - MINUTE))


async def test_a_group_takes_a_lesson_from_its_schedule_to_the_summary_though_the_bot_is_killed(
    fake: FakeDiscord,
    bot: BotProcess,
    real_course: Course,
    study: Channel,
    olga: Learner,
    ann: Learner,
    bob: Learner,
    learners: Role,
) -> None:
    # The organiser makes a group, has a role called, and plans when it meets
    made = await olga.slash(study, "group create", name="Denoisers")
    asked = await olga.slash(study, "group settings", role=learners)
    assert "Shall I call" in asked.text
    confirmed = await olga.press(asked, "Yes, call that role")
    planned = await olga.slash(study, "group schedule", days="daily", time="19:30", zone="Europe/Berlin")
    refused = await ann.slash(study, "group schedule", days="daily", time="3:00", zone="Europe/Berlin")
    assert f"I call <@&{learners.id}>" in confirmed.text
    assert "Every day at 19:30 (Europe/Berlin)" in planned.text
    assert "Only those who may manage this server" in refused.text
    await ann.slash(study, "lesson goto", lesson="Latents")
    await bob.slash(study, "lesson start")

    # Its time comes while the bot is away
    await bot.stop()
    with database(bot) as store:
        hold_the_lessons_before(store, fake, real_course)
    await bot.start()

    opening = await ann.hear(study, after=made)
    thread = await ann.thread(study)
    page = await ann.hear(thread)
    assert "It is time for the lesson" in opening.text
    assert opening.pings == ("@learners",)
    assert (thread.name, thread.type, thread.id) == ("Learning to undo it", 11, opening.id)
    assert title(page) == "Learning to undo it (1 of 8)"

    # Two are there, and it goes on when both are ready
    assert "You are in" in (await olga.press(page, "Join")).text
    await ann.press(page, "Join")
    for number in (2, 3):
        assert await ready(page, olga, ann) == ["Noted. Ready: 1 of 2.", "Noted. Ready: 2 of 2."]
        page = await ann.hear(thread, after=page)
        assert title(page) == f"Learning to undo it ({number} of 8)"

    # Killed after a press: who was ready still is
    await ann.press(page, "Ready")
    await bot.kill()
    await bot.start()
    page = await ann.see(page, "Ready: 1 of 2")
    await olga.press(page, "Ready")

    # Killed after the press with which it goes on: it has gone on
    page = await ann.hear(thread, after=page)
    await ready(page, olga, ann)
    await bot.kill()
    await bot.start()
    page = await ann.hear(thread, after=page)
    assert title(page) == "Learning to undo it (5 of 8)"

    # One comes late and has it all at one press; from now on it waits for three
    await bob.press(page, "Join")
    caught_up = await bob.press(page, "Catch me up")
    so_far = caught_up.text + (await bob.followup(caught_up)).text
    assert [f"({number} of 8)" in so_far for number in range(1, 7)] == [True] * 5 + [False]
    assert caught_up.ephemeral
    for _ in range(4):  # three messages and the key points
        assert (await ready(page, olga, ann, bob))[-1] == "Noted. Ready: 3 of 3."
        page = await ann.hear(thread, after=page)
    assert title(page) == "The key points, in one line each"

    # The organiser has to go; the two others answer the checks, and one of them misses two
    await olga.press(page, "Leave")
    await ready(page, ann, bob)
    lesson = real_course.lessons[LESSON]
    for check in lesson.checks:
        page = await ann.hear(thread, after=page)
        right, wrong = (next(c.text for c in check.choices if c.right is is_right) for is_right in (True, False))
        a = await ann.press(page, right)
        b = await bob.press(page, wrong if check.id in ("its-mark",) else right)
        print(title(page), "|", page.text[-100:])
        print(a.text, b.text)
    page = await ann.hear(thread, after=page)
    print(page)
    for m in ann.reads(thread):
        print(m.text[:50], "|", m.text[-50:], m.pings)
