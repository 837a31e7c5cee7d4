"""Practice in the real process: a lesson, a quiz, reviews, one's own data, reminders, and places to learn at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.faults.database import change
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.offered import NotOfferedError
from tests.wire.process import BotProcess
from tests.wire.world import Channel

COURSE = "bread"
MINUTE = timedelta(minutes=1)
YEAR = timedelta(days=365)  # by then whatever was learned is due
CLOSED = "Your direct messages are closed to me"


@pytest.fixture
def settings(small_settings: Mapping[str, str]) -> Mapping[str, str]:
    return small_settings


async def test_a_learner_practises_what_a_lesson_taught_and_has_themselves_forgotten(
    fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner, bob: Learner
) -> None:
    # A lesson: three messages, the key points, three checks
    page = await ann.slash(study, "lesson start")
    for way_on in ("Next", "Next", "Next: the key points", "Next: 3 checks"):
        page = await ann.press(page, way_on)
    for way_on in ("Next check", "Next check", "Finish the lesson"):
        page = await ann.press(await ann.press(page, button(page, "right")), way_on)
    assert page.title == "Lesson done: Why bread rises"

    # A quiz: an answer pressed twice counts once, a missed one comes with a hint, and a kill loses nothing
    card = await ann.slash(study, "quiz", scope="rising")
    twice = await asyncio.gather(*(ann.press(card, button(card, "right")) for _ in range(2)))
    card = await ann.press(next(answer for answer in twice if answer.title == "Right"), "Next (2 left)")
    assert card.title == "Quiz: 1 of 3 done"
    card = await ann.press(card, button(card, "wrong"))
    assert "A hint:" in card.text
    await bot.kill()
    await bot.start()
    card = await ann.press(await ann.press(card, button(card, "right")), "Next (1 left)")
    result = await ann.press(card, button(card, "right"))
    assert "**2 of 3** right at the first try" in result.text

    # Reviews, year by year: first a check, then the term is typed, then it is said in one's own words
    for way, heading in FORMS.items():
        fake.skip(YEAR)
        overview = await ann.slash(study, "review")
        first = await ann.press(overview, "Start")
        judged = await way(ann, first)
        second = await ann.press(judged, "Next (1 left)")
        last = await way(ann, second)
        assert "**2 key points** to bring back" in overview.text
        assert (first.title, second.title, judged.title, last.title) == (heading, heading, "Right", "Right")
        assert "That was all that was due." in last.text

    # All that is kept, as a file
    export = await ann.slash(study, "my export")
    [file] = export.files
    kept = json.loads(file.content)
    assert (file.name, export.ephemeral) == ("about-you.json", True)
    assert kept["learner"] == f"discord:{ann.id}"
    assert [review["form"] for review in kept["kept"]["reviews"][::2]] == ["check", "term", "own-words"]
    assert [quiz["right_first"] for quiz in kept["kept"]["quiz_results"]] == [2]
    assert [one["lesson"] for one in kept["kept"]["finished"]] == ["rising"]

    # Forgotten, once she has typed it; others are not
    await bob.slash(study, "lesson start")
    for typed, title in (("no", "Nothing was deleted."), ("forget me", "Deleted")):
        window = await ann.press_for_modal(await ann.slash(study, "my forget"), "Delete it all …")
        answer = await ann.submit(window, {window.labels[0]: typed})
        assert answer.title.startswith(title)
    with bot.database() as store:
        left = [store.privacy.everything(f"discord:{someone.id}").keys() for someone in (ann, bob)]
    assert [list(tables) for tables in left] == [[], ["positions"]]
    assert fake.pinging() == []


class TestReminders:
    @pytest.fixture(autouse=True)
    async def _set(self, bot: BotProcess, fake: FakeDiscord, study: Channel, ann: Learner) -> None:
        """Ann has had a lesson and wants to be reminded; the bot is away when it is time."""
        page = await ann.slash(study, "lesson goto", lesson="sour")
        while not page.title.startswith("Lesson done"):
            page = await ann.press(page, next(label for label in page.buttons if is_way_on(label)))
        await ann.slash(study, "my reminders", days="daily", time="19:30", zone="Europe/Berlin")
        await bot.stop()
        name, due = f"discord:{ann.id}", fake.world.clock.now - MINUTE
        with bot.database() as store:
            reminder = store.reminders.of(name, COURSE)
            assert reminder is not None
            store.reminders.set(COURSE, replace(reminder, next_at=due))
            store.memories.bring_forward(name, COURSE, "sourdough", due)

    async def test_one_comes_directly_once_and_its_button_ends_them(
        self, bot: BotProcess, ann: Learner
    ) -> None:
        await bot.start()
        letter = await ann.hear(ann.dms)
        await bot.kill()
        await bot.start()

        asked = await ann.press(letter, "Review")
        stopped = await ann.press(letter, "Stop reminding me")

        assert "**1 key point** would be good to bring back now" in letter.text
        assert asked.title == "Review"
        assert stopped.title == "Reminders stopped"
        assert [said.title for said in ann.reads(ann.dms)].count("Time to review") == 1
        with bot.database() as store:
            assert store.reminders.of(f"discord:{ann.id}", COURSE) is None

    @pytest.mark.parametrize(
        "is_carried_out", [False, True], ids=["before Discord has it", "as Discord has it"]
    )
    async def test_one_that_the_bot_is_killed_over_comes_once(
        self, fake: FakeDiscord, bot: BotProcess, ann: Learner, *, is_carried_out: bool
    ) -> None:
        way = f"/channels/{ann.dms.id}/messages"
        with fake.hold("POST", way, is_carried_out=is_carried_out) as hold:
            await bot.start()
            await hold.caught()
            await bot.kill()
        change(bot.db, "UPDATE letters SET taken_until = ''")  # two minutes later

        await bot.start()
        await fake.carried_out("POST", way, times=1 + is_carried_out)
        await bot.stop()

        assert [said.title for said in ann.reads(ann.dms)] == ["Time to review"]

    async def test_at_a_closed_door_they_end_and_the_next_command_says_so(
        self, bot: BotProcess, study: Channel, ann: Learner
    ) -> None:
        ann.user.takes_messages = False
        await bot.start()
        await bot.logged("code 50007")

        told, later = [await ann.slash(study, "my settings") for _ in range(2)]

        assert CLOSED in told.text
        assert "**Reminders**: none" in told.text
        assert CLOSED not in later.text
        assert ann.reads(ann.dms) == []

    async def test_who_left_the_server_is_reminded_no_more(
        self, bot: BotProcess, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        ann.user.is_member = False
        await bot.start()
        await bot.logged("code 50278")

        await bob.slash(study, "help")  # the bot does one thing after the other

        with bot.database() as store:
            assert store.reminders.of(f"discord:{ann.id}", COURSE) is None


class TestPlaces:
    async def test_lessons_go_on_in_a_thread_that_only_their_learner_sees(
        self, bot: BotProcess, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        await ann.press(await ann.slash(study, "my settings"), "Lessons in my own thread")

        word = await ann.slash(study, "lesson start")
        thread = await ann.thread(study)
        page = await ann.hear(thread)
        following = await ann.press(page, "Next")
        again = await ann.slash(study, "lesson next")

        assert word.text == f"It is in your thread: <#{thread.id}>"
        assert (thread.type, page.title) == (12, "Why bread rises (1 of 3)")
        assert (following.channel, following.ephemeral) == (thread, False)
        assert again.text == word.text
        with pytest.raises(NotOfferedError, match="bob has no way into Ann: lessons"):
            bob.post(thread, "May I?")

    async def test_lessons_by_direct_message_stay_here_while_the_door_is_closed(
        self, bot: BotProcess, study: Channel, ann: Learner
    ) -> None:
        await ann.press(await ann.slash(study, "my settings"), "Lessons by direct message")

        sent = await ann.slash(study, "lesson start")
        ann.user.takes_messages = False
        shown = await ann.slash(study, "lesson next")

        assert sent.text == "It is in your direct messages."
        assert (await ann.hear(ann.dms)).title == "Why bread rises (1 of 3)"
        assert shown.text.startswith(CLOSED)
        assert "Why bread rises (2 of 3)" in shown.text
        assert shown.ephemeral


def button(card: Reply, kind: str) -> str:
    """An answer of a check, right or wrong as its label says."""
    return next(label for label in card.buttons if label.startswith(kind))


def is_way_on(label: str) -> bool:
    return label.startswith(("Next", "Finish"))


async def check(learner: Learner, asked: Reply) -> Reply:
    return await learner.press(asked, button(asked, "right"))


async def term(learner: Learner, asked: Reply) -> Reply:
    """Type the term, which is the key point's id here: `review:term:yeast/1`."""
    key_point = asked.custom_ids[0].split(":")[2].partition("/")[0]
    window = await learner.press_for_modal(asked, "Type what is missing")
    return await learner.submit(window, {window.labels[0]: key_point})


async def own_words(learner: Learner, asked: Reply) -> Reply:
    return await learner.press(await learner.press(asked, "Look"), "Yes")


# How a key point is asked back the first time, the second and the third, and what stands over it.
FORMS = {
    check: "Review",
    term: "Review: what stands in the gap?",
    own_words: "Review: in your own words",
}
