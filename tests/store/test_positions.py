"""Where learners stand: moved once per press, remembered with the course as it was."""

from __future__ import annotations

import pytest

from bot.course.position import Outline, Position
from bot.store import Saved, Store
from tests.fakes import NOON


def outline(text: str) -> Outline:
    return tuple(map(Position.parse, text.split()))


COURSE = outline("rising/hook rising/gas rising/end sour/hook")
HOOK, GAS, END, SOUR = COURSE


def move(
    store: Store,
    expected: Position | None,
    to: Position,
    *,
    learner: str = "ann",
    course: str = "bread",
    steps: Outline = COURSE,
    finished: str | None = None,
) -> bool:
    return store.positions.move(
        learner, course, expected=expected, to=to, outline=steps, at=NOON, finished=finished
    )


def place(store: Store, learner: str = "ann", course: str = "bread") -> Position | None:
    saved = store.positions.of(learner, course)
    return None if saved is None else saved.position


class TestMove:
    def test_one_who_has_not_begun_stands_nowhere(self, store: Store) -> None:
        assert store.positions.of("ann", "bread") is None

    def test_the_first_move_begins_the_course(self, store: Store) -> None:
        assert move(store, None, HOOK)

        assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)

    def test_one_that_was_undone_leaves_no_trace_and_can_be_made_again(self, store: Store) -> None:
        def undone() -> None:
            with store.atomic():
                move(store, None, HOOK)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            undone()

        assert place(store) is None
        assert move(store, None, HOOK)

    def test_a_second_beginning_changes_nothing(self, store: Store) -> None:
        move(store, None, HOOK)

        assert not move(store, None, GAS)

        assert place(store) == HOOK

    def test_a_second_press_of_the_same_button_moves_nobody(self, store: Store) -> None:
        move(store, None, HOOK)
        assert move(store, HOOK, GAS)

        assert not move(store, HOOK, GAS)

        assert place(store) == GAS

    @pytest.mark.parametrize(
        "expected", [GAS, Position("sour", "hook"), Position("rising", "hooks")], ids=str
    )
    def test_a_move_from_elsewhere_changes_nothing(self, store: Store, expected: Position) -> None:
        move(store, None, HOOK)

        assert not move(store, expected, END)

        assert place(store) == HOOK

    def test_one_who_has_not_begun_cannot_go_on(self, store: Store) -> None:
        assert not move(store, HOOK, GAS)

        assert place(store) is None

    def test_learners_and_courses_do_not_disturb_each_other(self, store: Store) -> None:
        move(store, None, HOOK)
        move(store, None, GAS, learner="bob")
        move(store, None, END, course="cake")

        move(store, HOOK, SOUR)

        assert place(store) == SOUR
        assert place(store, "bob") == GAS
        assert place(store, course="cake") == END


class TestOutlines:
    def test_a_position_keeps_the_outline_it_was_saved_with(self, store: Store) -> None:
        shorter = COURSE[1:]
        move(store, None, HOOK)
        move(store, None, GAS, learner="bob", steps=shorter)

        assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)
        assert store.positions.of("bob", "bread") == Saved(GAS, shorter)

    def test_a_move_brings_the_outline_up_to_date(self, store: Store) -> None:
        changed = outline("rising/hook rising/air rising/end")
        move(store, None, HOOK)

        move(store, HOOK, END, steps=changed)

        assert store.positions.of("ann", "bread") == Saved(END, changed)

    def test_the_same_steps_of_two_courses_are_two_outlines(self, store: Store) -> None:
        move(store, None, HOOK, course="bread")
        move(store, None, HOOK, course="cake")

        assert store.positions.of("ann", "cake") == Saved(HOOK, COURSE)


class TestFinished:
    def test_a_lesson_is_finished_with_the_move_that_finishes_it(self, store: Store) -> None:
        move(store, None, GAS)

        move(store, GAS, END, finished="rising")

        assert store.positions.finished("ann", "bread") == {"rising"}

    def test_a_refused_move_finishes_nothing(self, store: Store) -> None:
        move(store, None, HOOK)

        move(store, GAS, END, finished="rising")

        assert store.positions.finished("ann", "bread") == frozenset()

    def test_a_lesson_may_be_finished_again(self, store: Store) -> None:
        move(store, None, END, finished="rising")

        assert move(store, END, END, finished="rising")

        assert store.positions.finished("ann", "bread") == {"rising"}

    def test_nobody_finishes_for_another(self, store: Store) -> None:
        move(store, None, END, finished="rising")

        assert store.positions.finished("bob", "bread") == frozenset()
        assert store.positions.finished("ann", "cake") == frozenset()


class TestRestart:
    def test_it_forgets_position_finished_lessons_and_answers(self, store: Store) -> None:
        move(store, None, END, finished="rising")
        store.attempts.add("ann", "bread", "rising", "gas-check", choice="gas", is_right=True, at=NOON)

        store.positions.restart("ann", "bread")

        assert place(store) is None
        assert store.positions.finished("ann", "bread") == frozenset()
        assert store.attempts.first_of_each("ann", "bread", "rising") == {}

    def test_it_leaves_others_and_other_courses_alone(self, store: Store) -> None:
        for learner, course in [("ann", "bread"), ("bob", "bread"), ("ann", "cake")]:
            move(store, None, END, learner=learner, course=course, finished="rising")

        store.positions.restart("ann", "bread")

        assert place(store, "bob") == place(store, "ann", "cake") == END
        assert store.positions.finished("bob", "bread") == {"rising"}

    def test_it_leaves_reports_to_the_author(self, store: Store) -> None:
        store.reports.add("ann", "bread", "rising/gas", "a typo", NOON)

        store.positions.restart("ann", "bread")

        assert [report.text for report in store.reports.all("bread")] == ["a typo"]

    def test_one_can_begin_again(self, store: Store) -> None:
        move(store, None, END, finished="rising")
        store.positions.restart("ann", "bread")

        assert move(store, None, HOOK)

        assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)
