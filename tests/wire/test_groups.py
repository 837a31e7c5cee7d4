"""A study group in the real process: from making it to the summary of a lesson, with the bot killed on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.course.model import END, Check, Course
from bot.store import Store
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.process import BotProcess
from tests.wire.world import Channel, Role

COURSE = "one-idea-many-coats"
LESSON = "learning-to-denoise"  # lesson 2 of unit 2
MISSED = {"its-mark": "Guessing the noise", "the-arrow": "The score"}
GROUP = 1
MINUTE = timedelta(minutes=1)


@pytest.fixture
def learners(fake: FakeDiscord) -> Role:
    """The role that is called when a lesson begins."""
    return fake.role("learners", is_mentionable=True)


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
    lesson = real_course.lessons[LESSON]

    # The organiser makes a group, has a role called and plans when it meets; nobody else may
    made = await olga.slash(study, "group create", name="Denoisers")
    asked = await olga.slash(study, "group settings", role=learners)
    confirmed = await olga.press(asked, "Yes, call that role")
    planned = await olga.slash(study, "group schedule", days="daily", time="19:30", zone="Europe/Berlin")
    refused = await ann.slash(study, "group schedule", days="daily", time="3:00", zone="Europe/Berlin")
    assert "I call nobody" in asked.text
    assert f"I call <@&{learners.id}>" in confirmed.text
    assert "Every day at 19:30 (Europe/Berlin)" in planned.text
    assert "Only those who may manage this server" in refused.text

    # By themselves one is far ahead, the other has just begun
    await ann.slash(study, "lesson goto", lesson="from-noise-to-picture")
    await bob.slash(study, "lesson start")

    # The time comes while the bot is away: it opens the lesson late, and calls the role
    await bot.stop()
    with bot.database() as store:
        hold_the_lessons_before(store, real_course)
        come(store, fake)
    await bot.start()
    opening = await ann.hear(study, after=made)
    thread = await ann.thread(study)
    page = await ann.hear(thread)
    assert "It is time for the lesson" in opening.text
    assert (thread.name, thread.type, thread.id) == (lesson.title, 11, opening.id)
    assert page.title == f"{lesson.title} (1 of 8)"

    # Two are there, and it goes on when both are ready
    await olga.press(page, "Join")
    await ann.press(page, "Join")
    for number in (2, 3):
        noted = [(await learner.press(page, "Ready")).text for learner in (olga, ann)]
        page = await ann.hear(thread, after=page)
        assert noted == ["Noted. Ready: 1 of 2.", "Noted. Ready: 2 of 2."]
        assert page.title == f"{lesson.title} ({number} of 8)"

    # Killed after a press: who was ready still is
    await ann.press(page, "Ready")
    await bot.kill()
    await bot.start()
    await ann.see(page, "Ready: 1 of 2")
    await olga.press(page, "Ready")
    page = await ann.hear(thread, after=page)

    # Killed after the press with which it goes on: it has gone on
    await ready(page, olga, ann)
    await bot.kill()
    await bot.start()
    page = await ann.hear(thread, after=page)
    assert page.title == f"{lesson.title} (5 of 8)"

    # One comes late, has all so far at one press, and asks; from now on it waits for three
    await bob.press(page, "Join")
    caught_up = await bob.press(page, "Catch me up")
    so_far = caught_up.text + (await bob.followup(caught_up)).text
    answer = await bob.say(thread, f"{fake.mention} what is the score function?")
    assert [f"({number} of 8)" in so_far for number in range(1, 7)] == [True] * 5 + [False]
    assert caught_up.ephemeral
    assert MISSED["the-arrow"] in answer.text
    for _ in range(4):  # three messages and the key points
        await ready(page, olga, ann)
        assert (await bob.press(page, "Ready")).text == "Noted. Ready: 3 of 3."
        page = await ann.hear(thread, after=page)
    assert page.title == "The key points, in one line each"

    # The organiser has to go; the two others answer the checks, and one of them misses two
    await olga.press(page, "Leave")
    await ready(page, ann, bob)
    for check in lesson.checks:
        page = await ann.hear(thread, after=page)
        right = await ann.press(page, choice(check, is_right=True))
        other = await bob.press(page, choice(check, is_right=check.id not in MISSED))
        page = await ann.see(page, f"{1 if check.id in MISSED else 2} of 2 right")
        assert (right.title, right.ephemeral) == ("Right", True)
        assert other.title == ("Not that one" if check.id in MISSED else "Right")
        assert page.buttons == ()

    # The summary: a picture told in words too, what was missed most, something to talk about, ways to catch up
    summary = await ann.hear(thread, after=page)
    [picture] = summary.files
    assert f"Done together: {lesson.title}" in summary.text
    assert picture.content.startswith(b"\x89PNG")
    assert lesson.title in (picture.description or "")
    assert [f"Missed most: {point}" in summary.text for point in MISSED.values()] == [True, True]
    assert lesson.discuss is not None
    assert lesson.discuss in summary.text
    assert summary.buttons[-3:] == ("Catch me up", "Take it alone", "Quiz")

    # Killed when all is over: nothing is said twice, and the group meets again tomorrow
    await bot.kill()
    await bot.start()
    told = await olga.slash(study, "group schedule")
    with bot.database() as store:
        schedule = store.schedules.of(GROUP)
    assert schedule is not None
    assert schedule.next_at is not None
    assert timedelta() < schedule.next_at - fake.world.clock.now <= timedelta(days=1)
    assert f"<t:{int(schedule.next_at.timestamp())}:F>" in told.text

    # Every step was there once, and in all of it one role was called once, and nobody else
    shown = public(olga, thread)
    assert [said.title for said in shown if said.id != answer.id] == [
        *(f"{lesson.title} ({number} of 8)" for number in range(1, 9)),
        "The key points, in one line each",
        *(f"Check {number} of 7" for number in range(1, 8)),
        f"Done together: {lesson.title}",
    ]
    assert opening.pings == ("@learners",)
    assert [said.id for said in (*public(olga, study), *shown) if said.pings] == [opening.id]
    assert [request.allowed_mentions for request in fake.pinging()] == [{"parse": [], "roles": [learners.id]}]

    # Who was ready to the end has the lesson done; nobody was moved in their own course
    with bot.database() as store:
        done = {name: LESSON in store.positions.finished(of(name), COURSE) for name in (olga, ann, bob)}
        here = [store.positions.of(of(name), COURSE) for name in (olga, ann, bob)]
        held = store.memories.of(of(bob), COURSE).keys()
    assert done == {olga: False, ann: True, bob: True}
    assert [saved and saved.position.lesson for saved in here] == [
        None,
        "from-noise-to-picture",
        "learn-and-sample",
    ]
    assert held == {point.id for point in lesson.key_points}


def hold_the_lessons_before(store: Store, course: Course) -> None:
    """Let the group have had all lessons before the one of this story."""
    schedule = store.schedules.of(GROUP)
    assert schedule is not None
    assert schedule.next_at is not None
    long_ago = schedule.next_at - timedelta(days=30)
    for lesson in list(course.lessons)[: list(course.lessons).index(LESSON)]:
        session = store.sessions.begin(GROUP, lesson, END, long_ago)
        assert session is not None
        store.sessions.move(session, END, long_ago, is_over=True)


def come(store: Store, fake: FakeDiscord) -> None:
    """Let the group's next meeting be a minute ago."""
    schedule = store.schedules.of(GROUP)
    assert schedule is not None
    store.schedules.set(replace(schedule, next_at=fake.world.clock.now - MINUTE))


async def ready(page: Reply, *learners: Learner) -> None:
    """Several press Ready, one after the other."""
    for learner in learners:
        await learner.press(page, "Ready")


def choice(check: Check, *, is_right: bool) -> str:
    return next(choice.text for choice in check.choices if choice.right is is_right)


def of(learner: Learner) -> str:
    """How the database knows a learner."""
    return f"discord:{learner.id}"


def public(reader: Learner, channel: Channel) -> list[Reply]:
    """What the bot said for everybody in a channel."""
    return [said for said in reader.reads(channel) if said.author == "many-coats" and not said.ephemeral]
