"""The reminder desk: whom to write to when the clock is looked at, and when to leave it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.errors import LearnerError
from bot.store import Kept, Letter, Store
from bot.tutor.reply import Card, Reply, note
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON, sent, visit

EVENING = datetime.fromisoformat("2026-11-22T18:30:00+00:00")  # 19:30 in Berlin, on the Sunday of NOON
DAY = timedelta(days=1)
DAILY = "daily 19:30 Europe/Berlin"


def hold(store: Store, *key_points: str, learner: str = "ann", due: datetime = NOON) -> None:
    store.memories.enter(
        learner, "bread", [Kept(name, None, None, due, None, 0) for name in key_points], NOON
    )


def letters(tutor: Tutor, at: datetime) -> list[tuple[Letter, Reply]]:
    """Look at the clock, and send what lies ready."""
    while tutor.reminders.write(at):
        pass
    return sent(tutor, at)


def written(tutor: Tutor, at: datetime) -> list[str]:
    return [reply.cards[0].text for _, reply in letters(tutor, at)]


def come_back(tutor: Tutor, work: str = "next") -> Reply:
    """The learner does something, as a front end has it done."""
    return tutor.serve(visit(), lambda tutor, visit: tutor.say(visit, work))


def titles(reply: Reply) -> list[str]:
    return [card.title or card.text for card in reply.cards]


def fail(tutor: Tutor, visit: Visit) -> Reply:
    raise LearnerError("No lesson is called that.")


@pytest.fixture
def reminded(tutor: Tutor, store: Store) -> Tutor:
    """A tutor whom ann asked for a reminder every evening, with one key point due."""
    hold(store, "yeast")
    tutor.my.reminders(visit(), DAILY)
    return tutor


class TestWhen:
    def test_nobody_who_did_not_ask_for_it_is_written_to(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast")

        assert letters(tutor, EVENING + 30 * DAY) == []

    @pytest.mark.parametrize(
        ("later", "count"),
        [
            (timedelta(seconds=-1), 0),
            (timedelta(0), 1),
            (timedelta(hours=2), 1),
            (timedelta(hours=2, seconds=1), 0),
        ],
        ids=["before its time", "at its time", "held up for two hours", "held up for longer"],
    )
    def test_it_comes_at_its_time_or_a_little_late_or_not_at_all(
        self, reminded: Tutor, later: timedelta, count: int
    ) -> None:
        assert len(letters(reminded, EVENING + later)) == count

    def test_each_comes_once(self, reminded: Tutor) -> None:
        assert [len(letters(reminded, EVENING)) for _ in range(3)] == [1, 0, 0]

    def test_the_clock_on_the_wall_counts_in_summer_too(self, reminded: Tutor, store: Store) -> None:
        summer = datetime.fromisoformat("2027-06-01T17:30:00+00:00")
        letters(reminded, summer - DAY)  # missed: the bot was off all spring

        assert letters(reminded, summer - timedelta(seconds=1)) == []
        assert len(letters(reminded, summer)) == 1

    def test_only_on_the_days_they_chose(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast")
        tutor.my.reminders(visit(), "tue 19:30 Europe/Berlin")

        days = [day for day in range(8) if letters(tutor, EVENING + day * DAY)]

        assert days == [2]

    def test_silent_when_nothing_is_due_and_that_counts_for_nothing(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast", due=EVENING + 9 * DAY)
        tutor.my.reminders(visit(), DAILY)

        days = [day for day in range(10) if letters(tutor, EVENING + day * DAY)]

        assert days == [9]

    def test_looking_every_half_hour_for_a_fortnight_writes_once_a_day(self, reminded: Tutor) -> None:
        at, sent = NOON, []
        while at < NOON + 14 * DAY:
            if letters(reminded, at):
                sent.append(at)
                come_back(reminded)
            at += timedelta(minutes=30)

        assert sent == [EVENING + day * DAY for day in range(14)]

    def test_who_reviews_after_each_reminder_is_not_reminded_a_day_late_ever_after(
        self, tutor: Tutor, store: Store
    ) -> None:
        """Two days after eight o'clock is eight o'clock: at half past seven of that day nothing would be due yet."""
        hold(store, "yeast")
        tutor.my.reminders(visit(), DAILY)
        letters(tutor, EVENING)

        tutor.press(Visit("ann", "kitchen", EVENING + timedelta(minutes=30)), "review:own:yeast/0/3")

        days = [day for day in range(1, 4) if letters(tutor, EVENING + day * DAY)]
        assert days == [2, 3]

    def test_everybody_whose_time_it_is_gets_their_own(self, reminded: Tutor, store: Store) -> None:
        hold(store, "yeast", "proofing", learner="bob")
        reminded.my.reminders(visit("bob"), DAILY)

        counts = {letter.to.learner: reply.cards[0].text[:16] for letter, reply in letters(reminded, EVENING)}

        assert counts == {"ann": "**1 key point** ", "bob": "**2 key points**"}


class TestWhatItSays:
    def test_it_says_how_many_and_how_long_and_has_a_button_to_begin_and_one_to_stop(
        self, reminded: Tutor
    ) -> None:
        [(_, reply)] = letters(reminded, EVENING)

        (card,) = reply.cards
        assert card.title == "Time to review"
        assert card.text == "**1 key point** would be good to bring back now, in about 1 minute."
        assert [(button.label, button.action) for button in card.buttons] == [
            ("Review", "review:next"),
            ("Stop reminding me", "my:stop-reminders"),
        ]

    def test_its_stop_button_stops_it_and_says_how_to_have_it_back(self, reminded: Tutor) -> None:
        reply = reminded.press(visit(), "my:stop-reminders")

        assert "`/my reminders` brings them back" in reply.cards[0].text
        assert letters(reminded, EVENING) == []


class TestUnanswered:
    def test_after_three_without_an_answer_there_is_no_fourth(self, reminded: Tutor, store: Store) -> None:
        counts = [len(letters(reminded, EVENING + day * DAY)) for day in range(6)]

        assert counts == [1, 1, 1, 0, 0, 0]
        assert store.reminders.of("ann", "bread") is None

    def test_the_third_says_so(self, reminded: Tutor) -> None:
        texts = [text for day in range(3) for text in written(reminded, EVENING + day * DAY)]

        assert ["it is the last" in text for text in texts] == [False, False, True]

    @pytest.mark.parametrize("days_before", [1, 2, 3])
    def test_doing_anything_answers_them_even_the_third(self, reminded: Tutor, days_before: int) -> None:
        for day in range(days_before):
            letters(reminded, EVENING + day * DAY)

        come_back(reminded)

        counts = [len(letters(reminded, EVENING + day * DAY)) for day in range(days_before, days_before + 5)]
        assert counts == [1, 1, 1, 0, 0]

    def test_what_an_outage_swallowed_was_not_left_unanswered(self, reminded: Tutor) -> None:
        for day in range(5):
            letters(reminded, EVENING + day * DAY + timedelta(hours=5))

        assert "it is the last" not in written(reminded, EVENING + 5 * DAY)[0]

    def test_setting_them_anew_begins_to_count_anew(self, reminded: Tutor) -> None:
        for day in range(4):
            letters(reminded, EVENING + day * DAY)

        reminded.my.reminders(visit(minutes=4 * 24 * 60), DAILY)

        assert len(written(reminded, EVENING + 4 * DAY)) == 1


class TestAClosedDoor:
    @pytest.fixture
    def closed(self, reminded: Tutor) -> Tutor:
        letters(reminded, EVENING)
        reminded.reminders.undeliverable("ann")
        return reminded

    def test_it_stops_them(self, closed: Tutor) -> None:
        assert letters(closed, EVENING + DAY) == []

    def test_the_next_command_says_so_once_with_the_way_to_have_them_back(self, closed: Tutor) -> None:
        first, second = come_back(closed), come_back(closed)

        assert first.cards[0].text.startswith("Your direct messages are closed to me, so I stopped")
        assert "`/my reminders`" in first.cards[0].text
        assert titles(first)[1:] == ["Why bread rises (1 of 3)"]
        assert titles(second) == ["Why bread rises (2 of 3)"]

    def test_a_slip_does_not_swallow_it(self, closed: Tutor) -> None:
        with pytest.raises(LearnerError):
            closed.serve(visit(), fail)

        assert len(come_back(closed).cards) == 2

    def test_it_is_not_said_where_others_read(self, closed: Tutor) -> None:
        public = closed.serve(
            visit(server="s"), lambda tutor, visit: tutor.questions.ask(visit, "what is yeast", private=False)
        )

        assert titles(public) == ["Yeast"]
        assert len(come_back(closed).cards) == 2

    def test_it_is_said_in_direct_messages(self, closed: Tutor) -> None:
        direct = closed.serve(visit(), lambda tutor, visit: tutor.say(visit, "what is yeast"))

        assert len(direct.cards) == 2

    def test_another_is_told_nothing(self, closed: Tutor) -> None:
        reply = closed.serve(visit("bob"), lambda tutor, visit: note("", "Hello"))

        assert reply.cards == (Card("", "Hello"),)

    def test_who_is_forgotten_in_between_is_told_nothing(self, closed: Tutor) -> None:
        reply = closed.serve(visit(), lambda tutor, visit: tutor.press(visit, "my:forget", "forget me"))

        assert titles(reply) == ["Deleted"]
        assert len(come_back(closed).cards) == 1
