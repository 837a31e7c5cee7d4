"""The progress desk: what the picture shows, and what is said beside it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.pictures.progress import ProgressView
from bot.pictures.signs import LessonState, Strength
from bot.store import Kept, Store
from bot.tutor.reply import Card
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON, visit

DAY = timedelta(days=1)


def view(tutor: Tutor) -> ProgressView:
    return tutor.progress.view(visit())


def shown(tutor: Tutor) -> Card:
    (card,) = tutor.progress.show(visit()).cards
    return card


def walk(tutor: Tutor, steps: int, at: datetime = NOON) -> None:
    for _ in range(steps):
        tutor.lessons.next(Visit("ann", "kitchen", at))


def days(tutor: Tutor, at: datetime = NOON) -> str:
    """The last fourteen days, oldest first: x for here, . for away."""
    return "".join("x" if day else "." for day in tutor.progress.view(Visit("ann", "kitchen", at)).days)


class TestLessons:
    def test_a_newcomer_has_all_lessons_ahead_and_has_met_nothing(self, tutor: Tutor) -> None:
        seen = view(tutor)

        assert [lesson.state for lesson in seen.lessons] == [LessonState.AHEAD] * 2
        assert [lesson.strengths for lesson in seen.lessons] == [(None, None), (None,)]
        assert not any(seen.days)
        assert seen.due == 0

    def test_done_and_here_are_told_apart(self, tutor: Tutor) -> None:
        walk(tutor, 9)

        assert [lesson.state for lesson in view(tutor).lessons] == [LessonState.DONE, LessonState.HERE]

    def test_a_done_lesson_that_one_is_in_again_is_both(self, tutor: Tutor) -> None:
        walk(tutor, 9)
        tutor.lessons.goto(visit(), "rising")

        assert [lesson.state for lesson in view(tutor).lessons] == [LessonState.AGAIN, LessonState.AHEAD]
        assert shown(tutor).text.startswith("1 of 2 lessons done.")


class TestStrengths:
    @pytest.mark.parametrize(
        ("stability", "reviewed", "strength"),
        [
            (None, None, Strength.NEW),
            (2.0, NOON - 30 * DAY, Strength.FADING),
            (5.0, NOON - DAY, Strength.HOLDING),
            (40.0, NOON - DAY, Strength.STRONG),
        ],
        ids=lambda value: getattr(value, "value", None),
    )
    def test_each_key_point_is_as_strong_as_reviews_say(
        self,
        tutor: Tutor,
        store: Store,
        stability: float | None,
        reviewed: datetime | None,
        strength: Strength,
    ) -> None:
        kept = Kept("proofing", stability, 5.0 if stability else None, NOON + DAY, reviewed, 3)
        store.memories.enter("ann", "bread", [kept], NOON)

        assert view(tutor).lessons[0].strengths == (None, strength)

    def test_what_is_due_is_counted_and_a_press_away(self, tutor: Tutor, store: Store) -> None:
        store.memories.enter("ann", "bread", [Kept("yeast", None, None, NOON, None, 0)], NOON)

        assert view(tutor).due == 1
        assert [button.label for button in shown(tutor).buttons] == ["Start the course", "Review 1 key point"]


class TestDays:
    def test_each_day_on_which_something_was_done_is_marked_today_last(
        self, tutor: Tutor, store: Store
    ) -> None:
        for ago in (15, 13, 2, 0):
            store.attempts.add(
                "ann", "bread", "rising", "gas-check", choice="x", is_right=False, at=NOON - ago * DAY
            )

        assert days(tutor) == "x..........x.x"

    def test_a_day_begins_at_midnight_by_the_clock_they_told_us_of(self, tutor: Tutor) -> None:
        late = datetime.fromisoformat("2026-11-21T23:30:00+00:00")  # half past midnight in Berlin
        walk(tutor, 1, late)
        assert days(tutor, NOON) == "............x."

        tutor.my.reminders(visit(), "daily 19:30 Europe/Berlin")

        assert days(tutor, NOON) == ".............x"

    def test_another_s_days_are_not_theirs(self, tutor: Tutor) -> None:
        tutor.lessons.next(visit("bob"))

        assert not any(view(tutor).days)


class TestThePicture:
    def test_it_is_drawn_only_when_a_front_end_draws_it_and_told_in_words(self, tutor: Tutor) -> None:
        walk(tutor, 9)

        reply = tutor.progress.show(visit())
        (card,) = reply.finished().cards

        assert reply.is_sketched
        assert [picture.name for picture in card.pictures] == ["progress.png"]
        assert card.pictures[0].read().startswith(b"\x89PNG")
        assert card.pictures[0].alt.startswith(
            "Your progress in Bread from nothing: 1 of 2 lessons done. You are in"
        )

    @pytest.mark.parametrize(
        ("steps", "text"),
        [
            (0, "0 of 2 lessons done. You haven't begun yet."),
            (1, "0 of 2 lessons done. You are in **Why bread rises**."),
            (15, "2 of 2 lessons done. You are in **Bread without bought yeast**."),
        ],
    )
    def test_the_line_beside_it_says_how_far_one_is(self, tutor: Tutor, steps: int, text: str) -> None:
        walk(tutor, steps)

        assert shown(tutor).text == text

    def test_one_who_comes_back_is_greeted_with_the_line_alone(self, tutor: Tutor) -> None:
        walk(tutor, 1)

        reply = tutor.progress.greet(visit())

        assert not reply.is_sketched
        assert reply.cards[0].title == "Welcome back"
        assert reply.cards[0].text == shown(tutor).text
