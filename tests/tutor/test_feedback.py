"""Helpful or not, and whether a question's words may be kept."""

from __future__ import annotations

import pytest

from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.store import Asked, Store
from bot.tutor.reply import Card
from bot.tutor.tutor import Tutor
from tests.fakes import NOON, UNSURE, visit

OUTSIDE = "who won the football match"


def asked(tutor: Tutor, question: str, learner: str = "ann") -> list[Card]:
    return list(tutor.questions.ask(visit(learner), question).cards)


def pressed(tutor: Tutor, action: str, learner: str = "ann") -> list[Card]:
    return list(tutor.press(visit(learner), action).cards)


def waiting(store: Store) -> list[Asked]:
    return store.asked.open("bread", NOON)


def titles(cards: list[Card]) -> list[str]:
    return [card.title for card in cards]


class TestMayI:
    def test_with_the_first_question_in_vain_a_learner_is_asked_once(self, tutor: Tutor) -> None:
        assert titles(asked(tutor, OUTSIDE)) == ["Not in this course", "May I?"]
        assert titles(asked(tutor, OUTSIDE)) == ["Not in this course"]

    def test_a_good_answer_asks_for_nothing(self, tutor: Tutor) -> None:
        assert titles(asked(tutor, "what is yeast")) == ["Yeast"]

    def test_in_public_nobody_is_asked(self, tutor: Tutor) -> None:
        reply = tutor.questions.ask(visit(), OUTSIDE, private=False)

        assert titles(list(reply.cards)) == ["Not in this course"]

    def test_nothing_is_kept_before_they_say_yes(self, tutor: Tutor, store: Store) -> None:
        asked(tutor, OUTSIDE)

        assert waiting(store) == []

    def test_a_yes_keeps_this_question_and_the_next(self, tutor: Tutor, store: Store) -> None:
        asked(tutor, OUTSIDE)
        pressed(tutor, "answer:keep-yes")
        asked(tutor, "how is the weather")

        assert [question.text for question in waiting(store)] == ["how is the weather", OUTSIDE]

    def test_a_no_keeps_none(self, tutor: Tutor, store: Store) -> None:
        asked(tutor, OUTSIDE)
        pressed(tutor, "answer:keep-no")
        asked(tutor, "how is the weather")

        assert waiting(store) == []

    def test_a_yes_after_a_restart_keeps_what_comes(self, course: Course, tutor: Tutor, store: Store) -> None:
        asked(tutor, OUTSIDE)
        restarted = Tutor(course, store)
        pressed(restarted, "answer:keep-yes")
        asked(restarted, "how is the weather")

        assert [question.text for question in waiting(store)] == ["how is the weather"]

    def test_one_learner_s_yes_is_not_another_s(self, tutor: Tutor, store: Store) -> None:
        asked(tutor, OUTSIDE)
        pressed(tutor, "answer:keep-yes", "bob")
        asked(tutor, OUTSIDE)

        assert waiting(store) == []


class TestVerdicts:
    @pytest.fixture(autouse=True)
    def _allowed(self, store: Store) -> None:
        store.choices.keep_questions("ann", may=True)

    @pytest.mark.parametrize("question", ["what is yeast", OUTSIDE], ids=["an answer", "a refusal"])
    def test_every_answer_and_refusal_can_be_judged(self, tutor: Tutor, question: str) -> None:
        card, *_ = asked(tutor, question)

        assert {"Helpful", "Not helpful"} <= {button.label for button in card.buttons}

    def test_an_answer_that_helped_waits_for_nothing(self, tutor: Tutor, store: Store) -> None:
        asked(tutor, "what is yeast")

        assert titles(pressed(tutor, "answer:helpful:yeast")) == ["Thank you"]
        assert waiting(store) == []

    def test_an_answer_that_did_not_help_is_kept_with_its_words_and_others_are_offered(
        self, tutor: Tutor, store: Store
    ) -> None:
        asked(tutor, "what is yeast")

        (card,) = pressed(tutor, "answer:unhelpful:yeast")

        assert [(q.text, q.outcome, q.nearest[0]) for q in waiting(store)] == [
            ("what is yeast", "answer", "yeast")
        ]
        labels = [button.label for button in card.buttons]
        assert "Sourdough" in labels
        assert "Something wrong here?" in labels
        assert "Yeast" not in labels

    def test_pressing_again_or_thinking_again_changes_the_one_verdict(
        self, tutor: Tutor, store: Store
    ) -> None:
        asked(tutor, "what is yeast")
        for _ in range(3):
            pressed(tutor, "answer:unhelpful:yeast")
        assert len(waiting(store)) == 1

        pressed(tutor, "answer:helpful:yeast")
        assert waiting(store) == []

    def test_a_refusal_that_was_right_waits_no_more(self, tutor: Tutor, store: Store) -> None:
        asked(tutor, OUTSIDE)
        pressed(tutor, "answer:helpful:none")

        assert waiting(store) == []

    def test_opening_what_was_suggested_shows_that_it_was_meant(self, course: Course, store: Store) -> None:
        tutor = Tutor(course, store, Matcher(course, UNSURE))
        card, *_ = asked(tutor, "the dough or the football")
        assert len(waiting(store)) == 1

        pressed(tutor, card.buttons[0].action)
        assert waiting(store) == []

    def test_none_of_these_keeps_a_suggestion_waiting(self, course: Course, store: Store) -> None:
        tutor = Tutor(course, store, Matcher(course, UNSURE))
        card, *_ = asked(tutor, "the dough or the football")

        pressed(tutor, next(b.action for b in card.buttons if b.label == "None of these"))
        assert [question.outcome for question in waiting(store)] == ["suggest"]

    def test_a_verdict_after_a_restart_counts_without_words(
        self, course: Course, tutor: Tutor, store: Store
    ) -> None:
        asked(tutor, "what is yeast")

        cards = pressed(Tutor(course, store), "answer:unhelpful:yeast")

        assert titles(cards) == ["Not helpful"]
        assert waiting(store) == []

    def test_another_learner_s_verdict_takes_nobody_s_words(self, tutor: Tutor, store: Store) -> None:
        asked(tutor, "what is yeast")
        store.choices.keep_questions("bob", may=True)

        pressed(tutor, "answer:unhelpful:yeast", "bob")

        assert waiting(store) == []
