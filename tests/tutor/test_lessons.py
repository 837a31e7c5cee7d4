"""The lesson desk, seen as a learner sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.course.model import Course
from bot.course.position import Position
from bot.errors import LearnerError
from bot.store import Store
from bot.tutor.reply import Button, Card, Reply, Weight
from bot.tutor.tutor import Tutor
from tests.fakes import course_files, small_course, visit

STEPS = (
    "rising/hook", "rising/gas", "rising/warmth", "rising/recap", "rising/gas-check", "rising/yeast-check",
    "rising/time-check", "rising/end", "sour/hook", "sour/feed", "sour/recap", "sour/first", "sour/second",
    "sour/third", "sour/end",
)  # fmt: skip


def card_of(reply: Reply) -> Card:
    (card,) = reply.cards
    return card


def button(reply: Reply, label: str) -> Button:
    return next(b for card in reply.cards for b in card.buttons if b.label == label)


def position(tutor: Tutor, learner: str = "ann") -> str:
    return str(tutor.lessons.here(visit(learner)))


def walk_to(tutor: Tutor, step: str) -> Reply:
    """Press Next until a step is reached."""
    reply = tutor.lessons.next(visit())
    while position(tutor) != step:
        reply = tutor.lessons.next(visit())
    return reply


class TestNext:
    def test_the_first_next_shows_the_first_message_with_what_it_leads_to(self, tutor: Tutor) -> None:
        card = card_of(tutor.lessons.next(visit()))

        assert card.title == "Why bread rises (1 of 3)"
        assert (
            card.text
            == "*After this you can say what yeast does. About 5 minutes.*\n\nLook at the dough: it has **grown**."
        )
        assert card.footer == "Lesson 1 of 2"

    def test_nexts_pass_through_messages_recap_checks_and_end_of_every_lesson(self, tutor: Tutor) -> None:
        passed = []
        for _ in STEPS:
            tutor.lessons.next(visit())
            passed.append(position(tutor))

        assert tuple(passed) == STEPS

    def test_next_at_the_very_end_stays_there_and_says_so(self, tutor: Tutor) -> None:
        walk_to(tutor, "sour/end")

        card = card_of(tutor.lessons.next(visit()))

        assert position(tutor) == "sour/end"
        assert "last lesson of the course" in card.text
        assert not [b for b in card.buttons if b.action.startswith("lesson:next")]

    def test_pressing_the_same_next_twice_advances_once_and_shows_the_same_message(
        self, tutor: Tutor
    ) -> None:
        action = button(tutor.lessons.next(visit()), "Next").action

        first = tutor.press(visit(), action)
        second = tutor.press(visit(), action)

        assert position(tutor) == "rising/gas"
        assert first == second

    def test_an_old_next_button_moves_nobody_back_and_says_where_they_stand(self, tutor: Tutor) -> None:
        action = button(tutor.lessons.next(visit()), "Next").action
        walk_to(tutor, "rising/recap")

        card = card_of(tutor.press(visit(), action))

        assert position(tutor) == "rising/recap"
        assert card.title == "The key points, in one line each"
        assert card.text.startswith("*You have moved on since")

    def test_a_next_under_a_step_that_is_gone_shows_where_one_stands(self, tutor: Tutor) -> None:
        walk_to(tutor, "rising/gas")

        card = card_of(tutor.press(visit(), "lesson:next:rising/long-gone"))

        assert position(tutor) == "rising/gas"
        assert "Yeast makes gas." in card.text

    def test_two_learners_do_not_move_each_other(self, tutor: Tutor) -> None:
        walk_to(tutor, "rising/warmth")

        tutor.lessons.next(visit("ben"))

        assert position(tutor, "ann") == "rising/warmth"
        assert position(tutor, "ben") == "rising/hook"

    def test_the_recap_gives_every_key_point_in_one_line(self, tutor: Tutor) -> None:
        card = card_of(walk_to(tutor, "rising/recap"))

        assert card.text == "- Yeast in one line.\n- Proofing in one line."

    def test_the_end_names_the_reading_and_the_next_lesson(self, tutor: Tutor) -> None:
        reply = walk_to(tutor, "rising/end")

        assert card_of(reply).title == "Lesson done: Why bread rises"
        assert "Crumb et al. (2019). *On Bread*. <https://bread.example/1>" in card_of(reply).text
        assert "From tomorrow on `/review` brings the key points back" in card_of(reply).text
        assert button(reply, "Next lesson: Bread without bought yeast").weight is Weight.MAIN


class TestBack:
    def test_back_goes_to_the_message_before(self, tutor: Tutor) -> None:
        reply = walk_to(tutor, "rising/gas")

        tutor.press(visit(), button(reply, "Back").action)

        assert position(tutor) == "rising/hook"

    def test_pressing_the_same_back_twice_goes_back_once(self, tutor: Tutor) -> None:
        action = button(walk_to(tutor, "rising/warmth"), "Back").action

        tutor.press(visit(), action)
        tutor.press(visit(), action)

        assert position(tutor) == "rising/gas"

    def test_there_is_nothing_before_the_first_message(self, tutor: Tutor) -> None:
        walk_to(tutor, "rising/hook")

        card = card_of(tutor.lessons.back(visit()))

        assert position(tutor) == "rising/hook"
        assert "very first message" in card.text


class TestGoto:
    @pytest.mark.parametrize(
        "wanted", ["sour", "2", "Bread without bought yeast", "without", "bread witout bougth yest"]
    )
    def test_a_lesson_is_found_by_id_title_part_or_nearly(self, tutor: Tutor, wanted: str) -> None:
        tutor.lessons.goto(visit(), wanted)

        assert position(tutor) == "sour/hook"

    def test_a_way_leads_back_to_where_one_was(self, tutor: Tutor) -> None:
        walk_to(tutor, "rising/warmth")
        reply = tutor.lessons.goto(visit(), "sour")

        tutor.press(visit(), button(reply, "Return to “Why bread rises”").action)

        assert position(tutor) == "rising/warmth"

    def test_a_title_that_fits_nothing_says_how_to_see_them_all(self, tutor: Tutor) -> None:
        with pytest.raises(LearnerError, match="/lesson list"):
            tutor.lessons.goto(visit(), "quantum pizza")

    def test_completion_offers_every_lesson_before_anything_is_typed(self, tutor: Tutor) -> None:
        assert [lesson.id for lesson in tutor.lessons.complete("")] == ["rising", "sour"]

    def test_completion_puts_the_nearest_title_first(self, tutor: Tutor) -> None:
        assert tutor.lessons.complete("bread wi")[0].id == "sour"


class TestOutlineAndProgress:
    def test_the_outline_shows_done_here_and_ahead(self, tutor: Tutor) -> None:
        walk_to(tutor, "sour/hook")

        text = card_of(tutor.lessons.outline(visit())).text

        assert (
            text == "**Dough**\n1. Why bread rises · done\n2. Bread without bought yeast · **you are here**"
        )

    def test_a_finished_lesson_stays_done_when_one_goes_back_into_it(self, tutor: Tutor) -> None:
        walk_to(tutor, "sour/hook")
        tutor.lessons.goto(visit(), "rising")

        assert "Why bread rises · done, **you are here**" in card_of(tutor.lessons.outline(visit())).text


class TestRestart:
    def test_restart_asks_first_and_changes_nothing(self, tutor: Tutor) -> None:
        walk_to(tutor, "sour/hook")

        tutor.lessons.restart(visit())

        assert position(tutor) == "sour/hook"

    def test_a_confirmed_restart_forgets_the_place_and_what_was_done(self, tutor: Tutor) -> None:
        walk_to(tutor, "sour/hook")

        tutor.press(visit(), button(tutor.lessons.restart(visit()), "Yes, start over").action)

        assert position(tutor) == "rising/hook"
        assert "done" not in card_of(tutor.lessons.outline(visit())).text


class TestChecks:
    def choose(self, tutor: Tutor, label: str) -> Reply:
        return tutor.press(visit(), button(tutor.lessons.again(visit()), label).action)

    def test_a_right_choice_is_confirmed(self, tutor: Tutor) -> None:
        walk_to(tutor, "rising/gas-check")

        card = card_of(self.choose(tutor, "right one of gas-check"))

        assert (card.title, "Yes, that is it." in card.text) == ("Right", True)

    def test_a_wrong_choice_is_helped_and_may_be_tried_again_at_once(self, tutor: Tutor) -> None:
        walk_to(tutor, "rising/gas-check")

        reply = self.choose(tutor, "wrong one of gas-check")

        assert "It is the other way round." in card_of(reply).text
        again = tutor.press(visit(), button(reply, "right one of gas-check").action)
        assert card_of(again).title == "Right"

    def test_the_feedback_leads_on_to_the_next_check(self, tutor: Tutor) -> None:
        walk_to(tutor, "rising/gas-check")
        reply = self.choose(tutor, "right one of gas-check")

        tutor.press(visit(), button(reply, "Next check").action)

        assert position(tutor) == "rising/yeast-check"

    def test_the_end_counts_what_was_right_at_the_first_try(self, tutor: Tutor) -> None:
        walk_to(tutor, "rising/gas-check")
        self.choose(tutor, "wrong one of gas-check")
        self.choose(tutor, "right one of gas-check")
        walk_to(tutor, "rising/yeast-check")
        self.choose(tutor, "right one of yeast-check")

        assert "first try: **1 of 3**" in card_of(walk_to(tutor, "rising/end")).text

    def test_a_choice_that_was_rewritten_since_is_not_marked(self, tutor: Tutor) -> None:
        with pytest.raises(LearnerError, match="rewritten"):
            tutor.press(visit(), "check:choose:rising/gas-check:00000000")

    def test_buttons_survive_a_new_order_of_the_choices(
        self, tutor: Tutor, store: Store, tmp_path: Path
    ) -> None:
        walk_to(tutor, "rising/gas-check")
        action = button(tutor.lessons.again(visit()), "right one of gas-check").action
        files = course_files()
        files["01-dough/01-rising.yaml"]["checks"][0]["choices"].reverse()

        reply = Tutor(small_course(tmp_path, files), store).press(visit(), action)

        assert card_of(reply).title == "Right"


class TestAnEditedCourse:
    def edited(self, tmp_path: Path, store: Store, *, without: str) -> Tutor:
        files = course_files()
        lesson = files["01-dough/01-rising.yaml"]
        lesson["messages"] = [m for m in lesson["messages"] if m["id"] != without]
        return Tutor(small_course(tmp_path, files), store)

    def test_a_learner_whose_message_is_gone_goes_on_from_the_one_before_and_is_told_once(
        self, tutor: Tutor, store: Store, tmp_path: Path
    ) -> None:
        walk_to(tutor, "rising/gas")
        edited = self.edited(tmp_path, store, without="gas")

        first, second = edited.lessons.next(visit()), edited.lessons.next(visit())

        assert "The course has been edited" in card_of(first).text
        assert "grown" in card_of(first).text
        assert card_of(second).text == "Warmth helps."

    def test_a_learner_elsewhere_notices_nothing(self, tutor: Tutor, store: Store, tmp_path: Path) -> None:
        walk_to(tutor, "rising/warmth")
        edited = self.edited(tmp_path, store, without="gas")

        assert card_of(edited.lessons.again(visit())).text == "Warmth helps."


class TestForgedButtons:
    @pytest.mark.parametrize(
        "action",
        ["", "x", "lesson:next:", "lesson:next:nowhere", "lesson:fly", "lesson:at:rising/nowhere", "check:choose:a:b",
         "check:choose:rising/hook:12345678", "answer:open:nothing", "answer:dance:yeast", "report:write:",
         "report:read:x", "admin:drop:all", "\0:\0:\0"],
    )  # fmt: skip
    def test_a_forged_button_gets_one_sentence_and_moves_nobody(self, tutor: Tutor, action: str) -> None:
        walk_to(tutor, "rising/gas")

        with pytest.raises(LearnerError, match=r"\.$"):
            tutor.press(visit(), action)

        assert position(tutor) == "rising/gas"


def test_every_action_of_the_real_course_fits_discords_limit(real_course: Course, store: Store) -> None:
    tutor = Tutor(real_course, store)
    actions = []
    for lesson in real_course.lessons.values():
        for step in lesson.steps:
            reply = tutor.press(visit(), f"lesson:at:{Position(lesson.id, step)}")
            actions += [b.action for b in card_of(reply).buttons]

    assert max(map(len, actions)) <= 100
