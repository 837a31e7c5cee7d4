"""The quiz desk: one check at a time, a hint before the second try, what was missed again before the end."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.course.model import BUTTON_LIMIT, Course
from bot.errors import LearnerError
from bot.store import Store
from bot.tutor.reply import ACTION_LIMIT, Card, Reply, Weight
from bot.tutor.tutor import Tutor
from tests.fakes import Files, course_files, memory_store, small_course, visit

LESSON_STEPS = {"rising": 8, "sour": 7}


def start(tutor: Tutor, wanted: str = "rising", learner: str = "ann") -> Card:
    (card,) = tutor.quizzes.start(visit(learner), wanted).cards
    return card


def press(tutor: Tutor, action: str) -> Reply:
    return tutor.press(visit(), action)


def press_label(tutor: Tutor, card: Card, label: str) -> Card:
    """Press a button by the beginning of its label; the first card of what comes."""
    return press(tutor, next(b.action for b in card.buttons if b.label.startswith(label))).cards[0]


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


def right(card: Card) -> str:
    return next(label for label in labels(card) if label.startswith("right one"))


def answer_all(tutor: Tutor, card: Card, answers: Iterable[bool] = ()) -> Reply:
    """Answer rightly or not, then rightly until the quiz is done."""
    for is_right in chain(answers, repeat(True)):
        choices = [button for button in card.buttons if button.action.startswith("quiz:choose")]
        reply = press(tutor, next(b.action for b in choices if b.label.startswith("right") is is_right))
        if len(reply.cards) > 1:
            return reply
        (card,) = reply.cards
        if card.title != "Not that one":
            card = press_label(tutor, card, "Next")
    raise AssertionError("chain never ends")


def finish(tutor: Tutor, lesson: str) -> None:
    tutor.lessons.goto(visit(), lesson)
    for _ in range(LESSON_STEPS[lesson] - 1):
        tutor.lessons.next(visit())


def results(store: Store, learner: str = "ann") -> list[tuple[Any, ...]]:
    rows = store.privacy.everything(learner).get("quiz_results", [])
    return [(row["scope"], row["total"], row["right_first"]) for row in rows]


def due(tutor: Tutor) -> int:
    return tutor.reviews.due_count("ann", visit().at)


class TestWhatIsAsked:
    def test_a_lesson_s_quiz_has_all_of_its_checks(self, tutor: Tutor) -> None:
        card = start(tutor, "rising")

        assert card.title == "Quiz: 0 of 3 done"
        assert card.footer == "From the lesson “Why bread rises”"
        assert labels(card)[-1] == "Leave the quiz"

    @pytest.mark.parametrize(
        ("wanted", "checks"),
        [("dough", 6), ("Dough", 6), ("sour", 3), ("2", 3), ("bread witout bougth yest", 3)],
        ids=["a unit's id", "a unit's title", "a lesson's id", "its number", "nearly its title"],
    )
    def test_lessons_and_units_are_found_by_what_people_call_them(
        self, tutor: Tutor, wanted: str, checks: int
    ) -> None:
        assert start(tutor, wanted).title == f"Quiz: 0 of {checks} done"

    def test_without_a_name_it_is_about_what_was_finished(self, tutor: Tutor) -> None:
        finish(tutor, "sour")

        assert start(tutor, "").footer == "From the lesson “Bread without bought yeast”"

    def test_before_anything_is_finished_it_is_about_the_lesson_one_is_in(self, tutor: Tutor) -> None:
        tutor.lessons.goto(visit(), "sour")

        assert start(tutor, " ").footer == "From the lesson “Bread without bought yeast”"

    def test_a_newcomer_is_sent_to_a_lesson(self, tutor: Tutor) -> None:
        with pytest.raises(LearnerError, match="/lesson next"):
            start(tutor, "")

    def test_what_nothing_is_called_is_refused_with_the_way_to_find_out(self, tutor: Tutor) -> None:
        with pytest.raises(LearnerError, match="/lesson list"):
            start(tutor, "quantum pizza")

    def test_of_more_than_a_lesson_ten_checks_are_asked_at_most(
        self, real_course: Course, store: Store
    ) -> None:
        tutor = Tutor(real_course, store)

        assert start(tutor, real_course.units[0].id).title == "Quiz: 0 of 10 done"

    def test_chance_decides_the_order(self, course: Course, store: Store) -> None:
        texts = [
            start(Tutor(course, store, rng=random.Random(seed)), "rising", f"ann{seed}").text
            for seed in range(9)
        ]

        assert len(set(texts)) > 1

    def test_completion_offers_units_and_lessons(self, tutor: Tutor) -> None:
        assert tutor.quizzes.complete("dou") == (("dough", "Unit: Dough"),)
        assert [name for name, _ in tutor.quizzes.complete("")] == ["dough", "rising", "sour"]


class TestAnswering:
    def test_a_right_answer_says_why_and_leads_on(self, tutor: Tutor) -> None:
        card = start(tutor)

        said = press_label(tutor, card, "right one")

        assert said.title == "Right"
        assert said.text == f"You chose: **{right(card)}**\n\nYes, that is it."
        assert labels(said) == ["Next (2 left)", "Explain it"]
        assert press_label(tutor, said, "Next").title == "Quiz: 1 of 3 done"

    def test_a_wrong_one_gets_a_hint_and_a_second_try_without_it(self, tutor: Tutor) -> None:
        card = start(tutor)

        again = press_label(tutor, card, "wrong one")

        assert again.title == "Not that one"
        assert "**A hint:** " in again.text
        assert ", told to a child." in again.text
        assert again.text.endswith(card.text)
        assert [label.split(" of ")[0] for label in labels(again)] == [
            "right one",
            "other wrong one",
            "Leave the quiz",
        ]

    def test_right_at_the_second_try_goes_on_and_is_not_asked_again(self, tutor: Tutor) -> None:
        again = press_label(tutor, start(tutor), "wrong one")

        said = press_label(tutor, again, "right one")

        assert labels(said)[0] == "Next (2 left)"

    def test_wrong_twice_names_the_right_one_and_comes_back_before_the_end(self, tutor: Tutor) -> None:
        first = start(tutor)
        again = press_label(tutor, first, "wrong one")

        said = press_label(tutor, again, "other wrong one")

        assert said.title == "Not that one either"
        assert said.text.endswith(f"Right is: **{right(first)}**\n\nIt comes back before the end.")
        assert labels(said)[0] == "Next (3 left)"
        texts = []
        for _ in range(3):
            card = press_label(tutor, said, "Next")
            texts.append(card.text)
            said = press_label(tutor, card, "right one")
        assert texts[-1] == first.text

    def test_the_explanation_is_a_press_away(self, tutor: Tutor) -> None:
        said = press_label(tutor, start(tutor), "right one")

        assert "is explained here" in press_label(tutor, said, "Explain it").text

    def test_every_answer_is_kept(self, tutor: Tutor, store: Store) -> None:
        answer_all(tutor, start(tutor), [False])

        assert len(store.privacy.everything("ann")["attempts"]) == 4


class TestTheEnd:
    def test_all_right_at_the_first_try(self, tutor: Tutor, store: Store) -> None:
        _, result = answer_all(tutor, start(tutor)).cards

        assert result.title == "Quiz done"
        assert result.text == "**3 of 3** right at the first try."
        assert labels(result) == ["Start the course"]
        assert results(store) == [("rising", 3, 3)]

    def test_what_was_missed_is_named_comes_back_in_reviews_and_can_be_reviewed_at_once(
        self, tutor: Tutor, store: Store
    ) -> None:
        _, result = answer_all(tutor, start(tutor, "sour"), [False]).cards

        assert result.text == (
            "**2 of 3** right at the first try. All of them in the end. What was missed comes back in your reviews:\n"
            "- Sourdough"
        )
        assert labels(result) == ["Review now", "Start the course"]
        assert press_label(tutor, result, "Review").text == "What of sourdough?"
        assert results(store) == [("sour", 3, 2)]

    def test_a_key_point_that_was_missed_twice_is_named_once(self, tutor: Tutor) -> None:
        _, result = answer_all(tutor, start(tutor, "sour"), [False, True] * 3).cards

        assert result.text.count("- Sourdough") == 1

    def test_what_was_missed_is_due_at_once_even_if_it_was_far_ahead(
        self, tutor: Tutor, store: Store
    ) -> None:
        finish(tutor, "sour")
        assert due(tutor) == 0

        press_label(tutor, start(tutor, "sour"), "wrong one")

        assert due(tutor) == 1

    def test_what_was_right_is_no_more_due_than_before(self, tutor: Tutor) -> None:
        answer_all(tutor, start(tutor))

        assert due(tutor) == 0

    def test_the_next_quiz_begins_without_a_question(self, tutor: Tutor) -> None:
        answer_all(tutor, start(tutor))

        assert start(tutor).title == "Quiz: 0 of 3 done"

    @given(st.randoms(use_true_random=False), st.lists(st.booleans(), max_size=12))
    @settings(max_examples=40, deadline=None)
    def test_whatever_is_answered_it_ends_with_every_check_right(
        self, course: Course, chance: random.Random, answers: list[bool]
    ) -> None:
        store = memory_store()
        tutor = Tutor(course, store, rng=chance)

        answer_all(tutor, start(tutor), answers)

        ((_, total, right_first),) = results(store)
        assert total == 3
        assert 0 <= right_first <= 3
        right_ones = {
            row["check_id"] for row in store.privacy.everything("ann")["attempts"] if row["is_right"]
        }
        assert right_ones == {"gas-check", "yeast-check", "time-check"}
        store.close()


class TestGoingOn:
    def test_a_second_quiz_asks_whether_the_first_is_to_go_on(self, tutor: Tutor) -> None:
        press_label(tutor, start(tutor, "rising"), "right one")

        card = start(tutor, "sour")

        assert card.title == "A quiz is running"
        assert card.text == "**Why bread rises**: 1 of 3 checks done."
        assert labels(card) == ["Go on with it", "Begin: Bread without bought yeast"]
        assert card.buttons[0].weight is Weight.MAIN

    def test_it_goes_on_where_it_stood(self, tutor: Tutor) -> None:
        press_label(tutor, start(tutor), "right one")

        assert press_label(tutor, start(tutor), "Go on").title == "Quiz: 1 of 3 done"

    def test_or_another_one_begins(self, tutor: Tutor) -> None:
        start(tutor, "rising")

        card = press_label(tutor, start(tutor, "dough"), "Begin: Unit: Dough")

        assert card.title == "Quiz: 0 of 6 done"

    def test_one_about_all_that_was_learned_is_called_so(self, tutor: Tutor) -> None:
        finish(tutor, "rising")
        start(tutor, "")

        card = start(tutor, "")

        assert card.text == "**All that you learned**: 0 of 3 checks done."
        assert press_label(tutor, card, "Begin another").title == "Quiz: 0 of 3 done"

    def test_in_the_middle_of_a_second_try_it_goes_on_with_the_hint(self, tutor: Tutor) -> None:
        press_label(tutor, start(tutor), "wrong one")

        card = press_label(tutor, start(tutor), "Go on")

        assert "**A hint:** " in card.text

    def test_it_goes_on_after_a_restart(self, course: Course, tutor: Tutor, store: Store) -> None:
        said = press_label(tutor, start(tutor), "right one")

        assert press_label(Tutor(course, store), said, "Next").title == "Quiz: 1 of 3 done"

    def test_leaving_keeps_no_result_and_what_was_missed_due(self, tutor: Tutor, store: Store) -> None:
        again = press_label(tutor, start(tutor), "wrong one")

        left = press_label(tutor, again, "Leave the quiz")

        assert left.title == "Quiz left"
        assert left.text == "Your answers are kept, and what you missed comes back in your reviews."
        assert results(store) == []
        assert due(tutor) == 1

    def test_leaving_before_anything_was_missed_promises_nothing(self, tutor: Tutor) -> None:
        left = press_label(tutor, start(tutor), "Leave the quiz")

        assert left.text == "`/quiz` begins another."


class TestTwiceAndStale:
    def test_a_right_answer_pressed_twice_counts_once_and_shows_the_next_check(
        self, tutor: Tutor, store: Store
    ) -> None:
        card = start(tutor)

        press_label(tutor, card, "right one")
        again = press_label(tutor, card, "right one")

        assert again.title == "Quiz: 1 of 3 done"
        assert len(store.privacy.everything("ann")["attempts"]) == 1

    def test_a_wrong_answer_pressed_twice_is_one_try_and_shows_the_hint(
        self, tutor: Tutor, store: Store
    ) -> None:
        card = start(tutor)

        press_label(tutor, card, "wrong one")
        again = press_label(tutor, card, "wrong one")

        assert again.text.endswith(card.text)
        assert "**A hint:** " in again.text
        assert len(store.privacy.everything("ann")["attempts"]) == 1

    def test_the_last_answer_pressed_twice_ends_one_quiz(self, tutor: Tutor, store: Store) -> None:
        card = start(tutor)
        for _ in range(2):
            card = press_label(tutor, press_label(tutor, card, "right one"), "Next")

        press_label(tutor, card, "right one")
        with pytest.raises(LearnerError, match="`/quiz`"):
            press_label(tutor, card, "right one")

        assert results(store) == [("rising", 3, 3)]

    def test_a_button_of_an_earlier_quiz_answers_nothing_in_this_one(
        self, course: Course, store: Store
    ) -> None:
        old = start(Tutor(course, store, rng=random.Random(1)), "rising")
        tutor = Tutor(course, store, rng=random.Random(1))
        new = press_label(tutor, start(tutor, "sour"), "Begin: Bread")

        card = press_label(tutor, old, "right one")

        assert card == new
        assert "attempts" not in store.privacy.everything("ann")

    def test_another_s_button_answers_nothing_for_them(self, tutor: Tutor, store: Store) -> None:
        action = start(tutor).buttons[0].action

        with pytest.raises(LearnerError, match="No quiz is running"):
            tutor.press(visit("bob"), action)

        assert "attempts" not in store.privacy.everything("ann")

    def test_the_hint_s_buttons_cannot_be_pressed_in_an_earlier_turn(
        self, tutor: Tutor, store: Store
    ) -> None:
        again = press_label(tutor, start(tutor), "wrong one")
        press_label(tutor, again, "other wrong one")

        card = press_label(tutor, again, "right one")

        assert card.title == "Quiz: 0 of 3 done"
        assert len(store.privacy.everything("ann")["attempts"]) == 2

    @pytest.mark.parametrize("action", ["choose:", "choose:0", "choose:x/y", "choose:0/00000000"])
    def test_a_forged_choice_shows_where_the_quiz_stands(
        self, tutor: Tutor, store: Store, action: str
    ) -> None:
        card = start(tutor)

        assert press(tutor, f"quiz:{action}").cards == (card,)
        assert "attempts" not in store.privacy.everything("ann")

    @pytest.mark.parametrize(
        "action", ["anew:quantum pizza", "anew:" + "z" * 60, "fly", "go-on", "choose:0/1"]
    )
    def test_a_forged_button_without_a_quiz_gets_one_sentence(self, tutor: Tutor, action: str) -> None:
        with pytest.raises(LearnerError, match=r"`/.*\.$"):
            press(tutor, f"quiz:{action}")


class TestAnEditedCourse:
    def edited(self, folder: Path, store: Store, change: Callable[[Files], object]) -> Tutor:
        files = course_files()
        change(files)
        return Tutor(small_course(folder, files), store)

    def test_a_check_that_is_gone_is_passed_over(self, tutor: Tutor, store: Store, tmp_path: Path) -> None:
        start(tutor, "dough")
        edited = self.edited(tmp_path, store, lambda f: f["01-dough/02-sour.yaml"]["checks"].append(
            f["01-dough/02-sour.yaml"]["checks"].pop() | {"id": "fourth"}
        ))  # fmt: skip

        card = press_label(edited, start(edited), "Go on")
        answer_all(edited, card)

        assert results(store) == [("dough", 5, 5)]

    def test_if_all_of_them_are_gone_a_new_quiz_begins(
        self, tutor: Tutor, store: Store, tmp_path: Path
    ) -> None:
        start(tutor, "sour")

        def rename(files: Files) -> None:
            for check in files["01-dough/02-sour.yaml"]["checks"]:
                check["id"] += "-new"

        assert start(self.edited(tmp_path, store, rename), "sour").title == "Quiz: 0 of 3 done"

    def test_if_its_unit_is_gone_it_still_goes_on(self, tutor: Tutor, store: Store, tmp_path: Path) -> None:
        start(tutor, "dough")

        def rename(files: Files) -> None:
            files["course.yaml"]["units"][0]["id"] = "batter"
            for name in [name for name in files if name.startswith("01-dough")]:
                files[name.replace("01-dough", "01-batter")] = files.pop(name)

        card = start(self.edited(tmp_path, store, rename), "rising")

        assert card.text == "**dough**: 0 of 6 checks done."

    def test_a_choice_that_was_rewritten_is_shown_anew_and_not_marked(
        self, tutor: Tutor, store: Store, tmp_path: Path
    ) -> None:
        card = start(tutor)

        def rewrite(files: Files) -> None:
            for check in files["01-dough/01-rising.yaml"]["checks"]:
                check["choices"][1]["text"] += ", rewritten"

        again = press_label(self.edited(tmp_path, store, rewrite), card, "right one")

        assert right(again).endswith(", rewritten")
        assert "attempts" not in store.privacy.everything("ann")


def test_every_quiz_of_the_real_course_fits_on_discord_s_buttons(real_course: Course, store: Store) -> None:
    tutor = Tutor(real_course, store)
    cards = []
    for lesson in real_course.lessons.values():
        learner = f"ann-{lesson.id}"
        cards += [start(tutor, lesson.id, learner), start(tutor, lesson.id, learner)]
        for check in lesson.checks:
            wrong = next(
                b for b in cards[-2].buttons if b.label not in {c.text for c in check.choices if c.right}
            )
            cards.append(tutor.press(visit(learner), wrong.action).cards[0])

    buttons = [button for card in cards for button in card.buttons]
    assert max(len(button.action) for button in buttons) <= ACTION_LIMIT
    assert max(len(button.label) for button in buttons) <= BUTTON_LIMIT
