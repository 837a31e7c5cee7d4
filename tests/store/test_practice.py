"""Memories and reviews, quizzes, reminders, notices, threads, traces of activity; and a file from before there were any."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.course.position import Position
from bot.store import Kept, Place, Reminder, Review, Running, Saved, Store, open_store
from bot.store.choices import Choices
from bot.store.opening import migrate
from bot.store.schema import MIGRATIONS
from tests.fakes import NOON

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def kept(key_point: str = "yeast", due: datetime = NOON, reviews: int = 0) -> Kept:
    return Kept(key_point, None, None, due, None, reviews)


class TestMemories:
    def enter(self, store: Store, *all_kept: Kept, learner: str = "ann", course: str = "bread") -> None:
        store.memories.enter(learner, course, all_kept, NOON)

    def due(self, store: Store, at: datetime = NOON) -> list[str]:
        return [one.key_point for one in store.memories.due("ann", "bread", at)]

    def test_what_was_kept_comes_back_to_the_digit(self, store: Store) -> None:
        whole = Kept("yeast", 3.1415926535, 5.5, NOON + MINUTE / 7, NOON - MINUTE / 3, 4)

        self.enter(store, whole, kept("proofing"))

        assert store.memories.of("ann", "bread") == {"proofing": kept("proofing"), "yeast": whole}

    def test_one_that_is_there_already_stays_as_it_is(self, store: Store) -> None:
        self.enter(store, kept(reviews=3))

        self.enter(store, kept(due=NOON + DAY), kept("proofing"))

        assert store.memories.of("ann", "bread")["yeast"] == kept(reviews=3)
        assert "proofing" in store.memories.of("ann", "bread")

    def test_due_is_what_has_its_time_behind_it_the_longest_first(self, store: Store) -> None:
        self.enter(store, kept("now"), kept("long ago", NOON - DAY), kept("soon", NOON + MINUTE / 60_000))

        assert self.due(store) == ["long ago", "now"]
        assert self.due(store, NOON + MINUTE) == ["long ago", "now", "soon"]

    def test_learners_and_courses_are_apart(self, store: Store) -> None:
        self.enter(store, kept(), learner="bob")
        self.enter(store, kept(), course="cake")

        assert self.due(store) == []
        assert store.memories.of("ann", "bread") == {}

    @pytest.mark.parametrize(
        ("due", "after"), [(NOON + 9 * DAY, NOON), (NOON - DAY, NOON - DAY)], ids=["far ahead", "due already"]
    )
    def test_bringing_forward_never_puts_off(self, store: Store, due: datetime, after: datetime) -> None:
        self.enter(store, kept(due=due), kept("proofing", NOON + DAY))

        store.memories.bring_forward("ann", "bread", "yeast", NOON)

        assert store.memories.of("ann", "bread")["yeast"].due == after
        assert store.memories.of("ann", "bread")["proofing"].due == NOON + DAY


class TestReviews:
    def review(self, store: Store, reviews: int, grade: int = 3, learner: str = "ann") -> bool:
        after = Kept("yeast", 2.5, 5.0, NOON + DAY, NOON, reviews)
        return store.memories.review(
            learner, "bread", after, Review("yeast", "term", grade, 0.9 if reviews > 1 else None, NOON)
        )

    def test_a_review_changes_what_is_held_and_is_logged(self, store: Store) -> None:
        store.memories.enter("ann", "bread", [kept()], NOON)

        assert self.review(store, 1)

        assert store.memories.of("ann", "bread")["yeast"] == Kept("yeast", 2.5, 5.0, NOON + DAY, NOON, 1)
        assert list(store.memories.reviewed("bread")) == [Review("yeast", "term", 3, None, NOON)]

    def test_two_presses_of_one_button_are_one_review(self, store: Store) -> None:
        store.memories.enter("ann", "bread", [kept()], NOON)

        assert [self.review(store, 1, grade) for grade in (3, 1)] == [True, False]

        assert [review.grade for review in store.memories.reviewed("bread")] == [3]

    def test_what_is_not_held_is_not_reviewed(self, store: Store) -> None:
        store.memories.enter("ann", "bread", [kept()], NOON)

        assert not self.review(store, 1, learner="bob")

        assert list(store.memories.reviewed("bread")) == []

    def test_the_log_is_in_order_and_of_one_course(self, store: Store) -> None:
        store.memories.enter("ann", "bread", [kept()], NOON)
        for number in (1, 2, 3):
            self.review(store, number, number)

        assert [review.grade for review in store.memories.reviewed("bread")] == [1, 2, 3]
        assert list(store.memories.reviewed("cake")) == []


class TestQuizzes:
    QUIZ = Running("rising", "begun")

    @pytest.fixture(autouse=True)
    def _begun(self, store: Store) -> None:
        store.quizzes.begin("ann", "bread", self.QUIZ, NOON)

    def results(self, store: Store) -> list[dict[str, Any]]:
        return store.privacy.everything("ann").get("quiz_results", [])

    def test_each_learner_is_in_one_at_a_time(self, store: Store) -> None:
        store.quizzes.begin("ann", "bread", Running("", "anew"), NOON)

        assert store.quizzes.of("ann", "bread") == Running("", "anew")
        assert store.quizzes.of("bob", "bread") is None
        assert store.quizzes.of("ann", "cake") is None

    def test_it_moves_once_from_each_state(self, store: Store) -> None:
        moves = [store.quizzes.move("ann", "bread", seen="begun", to=to) for to in ("second", "third")]

        assert moves == [True, False]
        assert store.quizzes.of("ann", "bread") == Running("rising", "second")

    def test_over_it_is_gone_and_its_result_kept(self, store: Store) -> None:
        store.quizzes.finish("ann", "bread", total=3, right_first=2, at=NOON + DAY)

        assert store.quizzes.of("ann", "bread") is None
        (result,) = self.results(store)
        assert (result["scope"], result["total"], result["right_first"]) == ("rising", 3, 2)

    def test_it_is_over_once(self, store: Store) -> None:
        for _ in range(2):
            store.quizzes.finish("ann", "bread", total=3, right_first=2, at=NOON)

        assert len(self.results(store)) == 1

    def test_given_up_it_leaves_no_result(self, store: Store) -> None:
        store.quizzes.give_up("ann", "bread")

        assert store.quizzes.of("ann", "bread") is None
        assert self.results(store) == []


class TestReminders:
    REMINDER = Reminder("ann", "mon 19:30 UTC", NOON, 0)

    @pytest.fixture(autouse=True)
    def _set(self, store: Store) -> None:
        store.reminders.set("bread", self.REMINDER)

    def test_setting_them_again_takes_the_place_of_the_old_ones(self, store: Store) -> None:
        other = Reminder("ann", "tue 07:00 UTC", NOON + DAY, 2)

        store.reminders.set("bread", other)

        assert store.reminders.of("ann", "bread") == other
        assert store.reminders.of("ann", "cake") is None

    def test_due_are_those_whose_time_has_come_the_longest_ago_first_and_no_more_than_asked_for(
        self, store: Store
    ) -> None:
        for learner, at in (("bob", NOON - DAY), ("cid", NOON + MINUTE), ("dee", NOON - MINUTE)):
            store.reminders.set("bread", Reminder(learner, "mon 19:30 UTC", at, 0))

        assert [due.learner for due in store.reminders.due("bread", NOON, 9)] == ["bob", "dee", "ann"]
        assert [due.learner for due in store.reminders.due("bread", NOON, 2)] == ["bob", "dee"]
        assert store.reminders.due("cake", NOON, 9) == []

    def test_one_is_taken_once_however_many_look(self, store: Store) -> None:
        taken = [
            store.reminders.take("bread", self.REMINDER, next_at=NOON + DAY, unanswered=1) for _ in range(2)
        ]

        assert taken == [True, False]
        assert store.reminders.of("ann", "bread") == Reminder("ann", "mon 19:30 UTC", NOON + DAY, 1)

    def test_doing_something_answers_them_all(self, store: Store) -> None:
        store.reminders.set("bread", Reminder("ann", "mon 19:30 UTC", NOON, 2))
        store.reminders.set("bread", Reminder("bob", "mon 19:30 UTC", NOON, 2))

        store.reminders.answered("ann", "bread")

        unanswered = {due.learner: due.unanswered for due in store.reminders.due("bread", NOON, 9)}
        assert unanswered == {"ann": 0, "bob": 2}

    def test_stopped_they_are_gone(self, store: Store) -> None:
        store.reminders.stop("ann", "bread")

        assert store.reminders.of("ann", "bread") is None


class TestNotices:
    def test_each_is_told_once_to_the_one_it_is_for(self, store: Store) -> None:
        for learner, notice in (("ann", "b"), ("ann", "a"), ("ann", "b"), ("bob", "c")):
            store.notices.add(learner, notice)

        assert store.notices.take("ann") == ["a", "b"]
        assert store.notices.take("ann") == []
        assert store.notices.take("bob") == ["c"]


class TestThreads:
    def test_each_learner_has_one_in_each_channel(self, store: Store) -> None:
        for learner, channel, thread in (("ann", "1", "a1"), ("ann", "2", "a2"), ("bob", "1", "b1")):
            store.threads.keep(learner, channel, thread, "s")

        assert store.threads.of("ann", "1") == "a1"
        assert store.threads.of("ann", "2") == "a2"
        assert store.threads.of("bob", "2") is None
        assert store.threads.is_of("ann", "a2")
        assert not store.threads.is_of("ann", "b1")

    def test_a_new_one_takes_the_place_of_the_old(self, store: Store) -> None:
        store.threads.keep("ann", "1", "old", "s")
        store.threads.keep("ann", "1", "new", "s")

        assert store.threads.of("ann", "1") == "new"


class TestActivity:
    def test_every_way_of_doing_something_leaves_a_time(self, store: Store) -> None:
        hook = Position("rising", "hook")
        times = [NOON + number * DAY for number in range(5)]
        here = {"learner": "ann", "course": "bread"}
        store.attempts.add(**here, lesson="rising", check="gas", choice="x", is_right=False, at=times[0])
        store.positions.move(**here, expected=None, to=hook, outline=(hook,), at=times[1], finished="rising")
        store.positions.move(**here, expected=hook, to=hook, outline=(hook,), at=times[2])
        store.memories.enter("ann", "bread", [kept()], times[3])
        store.memories.review("ann", "bread", kept(reviews=1), Review("yeast", "term", 1, None, times[4]))

        assert sorted(store.activity.since("ann", "bread", NOON)) == times
        assert sorted(store.activity.since("ann", "bread", NOON + MINUTE)) == times[1:]
        assert store.activity.since("bob", "bread", NOON) == []
        assert store.activity.since("ann", "cake", NOON) == []


class TestChoices:
    def test_a_newcomer_chose_no_place_and_shows_nothing(self, store: Store) -> None:
        assert store.choices.of("ann") == Choices(place=None, is_visible=False)

    @pytest.mark.parametrize("place", Place)
    def test_each_choice_is_kept_beside_the_others(self, store: Store, place: Place) -> None:
        store.choices.keep_questions("ann", may=True)
        store.choices.learn_at("ann", place)
        store.choices.be_visible("ann", is_visible=True)

        assert store.choices.of("ann") == Choices(
            keeps_questions=True, was_asked=True, place=place, is_visible=True
        )

    def test_who_may_be_seen_can_hide_again(self, store: Store) -> None:
        store.choices.be_visible("ann", is_visible=True)
        store.choices.be_visible("ann", is_visible=False)

        assert store.choices.of("ann").is_visible is False


def program_until(last: str) -> Migrations:
    """The steps that an older Many Coats knew."""
    steps = Migrations("many-coats")
    with closing(Database(memory=True)) as empty:
        for step in MIGRATIONS.pending(empty):
            steps()(step.fn)
            if step.name == last:
                return steps
    raise AssertionError(f"no step {last}")


class TestAFileFromBeforePractice:
    """Step m004: from a file of m003 with a row in each of its tables."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "learners.db"
        with closing(Database(sqlite3.connect(path))) as db:
            migrate(db, path, program_until("m003_learn_from_questions"))
            noon = NOON.isoformat()
            db.executescript(f"""
                INSERT INTO outlines VALUES (1, 'bread', 'abc', 'rising/hook' || char(10) || 'rising/gas');
                INSERT INTO positions VALUES ('ann', 'bread', 'rising', 'gas', 1, '{noon}');
                INSERT INTO finished VALUES ('ann', 'bread', 'rising', '{noon}');
                INSERT INTO attempts VALUES (1, 'ann', 'bread', 'rising', 'gas-check', 'x', 1, '{noon}');
                INSERT INTO last_answers VALUES ('ann', 'kitchen', 'yeast', '{noon}', 'proofing');
                INSERT INTO reports VALUES (1, 'ann', 'bread', 'yeast', 'A typo.', '{noon}');
                INSERT INTO lab_orders VALUES ('k', 'ann', 'words=bread', '{noon}');
                INSERT INTO choices VALUES ('ann', 1, 1), ('bob', NULL, 1);
                INSERT INTO asked VALUES (1, 'bread', 's', 'p', 'why', 'decline', 'yeast', NULL, NULL, '{noon}');
                INSERT INTO settled VALUES ('bread', 's', 'why', 'yeast', 'p', '{noon}');
            """)  # noqa: S608  # our own values
        return path

    def test_what_was_kept_is_there_still(self, path: Path) -> None:
        gas = Position("rising", "gas")
        with closing(open_store(path)) as store:
            assert store.positions.of("ann", "bread") == Saved(gas, (Position("rising", "hook"), gas))
            assert store.positions.finished("ann", "bread") == {"rising"}
            assert store.attempts.first_of_each("ann", "bread", "rising") == {"gas-check": True}
            assert store.last_answers.of("ann", "kitchen", NOON) == ("yeast", "proofing")
            assert [report.text for report in store.reports.all("bread")] == ["A typo."]
            assert store.lab_orders.fetch("ann", "k") == "words=bread"
            assert [asked.text for asked in store.asked.open("bread", NOON)] == ["why"]
            assert [settled.ask for settled in store.settled.of("bread")] == ["why"]

    def test_what_they_chose_holds_and_what_they_could_not_choose_yet_is_open(self, path: Path) -> None:
        with closing(open_store(path)) as store:
            assert store.choices.of("ann") == Choices(keeps_questions=True, was_asked=True)
            assert store.choices.of("bob") == Choices(keeps_questions=None, was_asked=True)

    def test_they_can_practise_from_now_on(self, path: Path) -> None:
        with closing(open_store(path)) as store:
            store.memories.enter("ann", "bread", [kept()], NOON)
            store.quizzes.begin("ann", "bread", Running("rising", "begun"), NOON)
            store.reminders.set("bread", Reminder("ann", "mon 19:30 UTC", NOON, 0))

            assert len(store.memories.due("ann", "bread", NOON)) == 1
            assert store.activity.since("ann", "bread", NOON) == [NOON]

    def test_a_place_that_is_none_is_refused(self, path: Path) -> None:
        open_store(path).close()
        with closing(sqlite3.connect(path)) as db, pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            db.execute("UPDATE choices SET place = 'moon'")

    def test_a_copy_of_it_is_set_aside_first(self, path: Path) -> None:
        open_store(path).close()

        with closing(sqlite3.connect(path.with_name("learners.db.after-m003_learn_from_questions"))) as copy:
            assert copy.execute("SELECT learner, step FROM positions").fetchall() == [("ann", "gas")]

    def test_who_is_forgotten_afterwards_is_forgotten_from_that_copy_too(self, path: Path) -> None:
        with closing(open_store(path)) as store:
            store.privacy.forget("ann", NOON)
        path.with_name("learners.db.after-m003_learn_from_questions").replace(path)

        with closing(open_store(path)) as store:
            assert store.privacy.everything("ann") == {}
            assert store.choices.of("bob").was_asked
