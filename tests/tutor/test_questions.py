"""The question desk: answers, suggestions, refusals, facets."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.errors import LearnerError
from bot.store import Store
from bot.tutor.reply import Card, Reply
from bot.tutor.tutor import Tutor
from tests.fakes import UNSURE, course_files, small_course, visit

NASTY = {
    "everyone": "@everyone what is yeast",
    "mention": "<@123456789012345678> what is yeast",
    "markdown": "**what** is [yeast](https://evil.example)",
    "long": "yeast " * 800,
    "emoji": "🍞🍞🍞",
    "right to left": "\u202ewhat is yeast\u202c",
    "nul": "what\0 is yeast",
    "lone surrogate": "what is yeast \ud800",
}


def card_of(reply: Reply) -> Card:
    (card,) = reply.cards
    return card


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


def ask(tutor: Tutor, question: str, *, minutes: int = 0, place: str = "kitchen") -> Card:
    """What is shown first; a learner who was not yet asked whether that may be kept is asked in a second card."""
    return tutor.questions.ask(visit(place=place, minutes=minutes), question).cards[0]


class TestAnswers:
    def test_an_answer_explains_names_its_lesson_and_offers_the_facets(self, tutor: Tutor) -> None:
        card = ask(tutor, "what is yeast")

        assert card.title == "Yeast"
        assert card.text.endswith("Yeast is explained here. It takes two sentences.")
        assert card.footer == "From the lesson “Why bread rises” · after Crumb et al. (2019)"
        assert labels(card)[:4] == ["Why it matters", "Example", "Simpler", "Source"]

    def test_a_learner_in_the_middle_of_a_lesson_has_a_way_back_to_it(self, tutor: Tutor) -> None:
        tutor.lessons.next(visit())
        tutor.lessons.next(visit())

        card = ask(tutor, "what is yeast")

        back = next(b for b in card.buttons if b.label == "Back to the lesson")
        assert "Yeast makes gas." in card_of(tutor.press(visit(), back.action)).text
        assert "Go to that lesson" not in labels(card)

    def test_an_answer_from_elsewhere_leads_there(self, tutor: Tutor) -> None:
        tutor.lessons.next(visit())

        card = ask(tutor, "what is sourdough")

        there = next(b for b in card.buttons if b.label == "Go to that lesson")
        assert "Flour and water" in card_of(tutor.press(visit(), there.action)).text

    def test_a_facet_that_a_key_point_lacks_has_no_button(self, tmp_path: Path, store: Store) -> None:
        files = course_files()
        del files["01-dough/01-rising.yaml"]["key_points"][0]["example"]
        tutor = Tutor(small_course(tmp_path, files), store)

        assert "Example" not in labels(ask(tutor, "what is yeast"))

    def test_an_abbreviation_of_the_glossary_is_understood(self, tutor: Tutor) -> None:
        assert ask(tutor, "SD").title == "Sourdough"

    def test_a_question_outside_the_course_is_refused_plainly(self, tutor: Tutor) -> None:
        card = ask(tutor, "who won the football match")

        assert card.title == "Not in this course"

    def test_a_question_half_known_gets_up_to_three_suggestions_that_open(
        self, course: Course, store: Store
    ) -> None:
        tutor = Tutor(course, store, Matcher(course, UNSURE))

        card = ask(tutor, "the dough or the football")

        assert card.title == "Did you mean one of these?"
        opened = tutor.press(visit(), card.buttons[0].action)
        assert card_of(opened).title == card.buttons[0].label

    @pytest.mark.parametrize("question", ["  \n ", "🍞🍞", "?!", "\u202e"])
    def test_no_question_at_all_is_met_with_a_hint(self, tutor: Tutor, question: str) -> None:
        assert "Type your question" in ask(tutor, question).text

    def test_another_language_is_told_that_only_english_is_read(self, tutor: Tutor) -> None:
        assert "I read English only" in ask(tutor, "wo kann ich morgen frische brötchen kaufen").text

    def test_a_word_taken_for_a_typo_is_shown(self, tutor: Tutor) -> None:
        assert "Taking “sourdouhg” as “sourdough”" in ask(tutor, "what is sourdouhg").text

    def test_two_terms_are_set_side_by_side(self, tmp_path: Path, store: Store) -> None:
        files = course_files()
        files["course.yaml"]["glossary"].append({"term": "Yeast", "means": "It lives.", "key_point": "yeast"})
        tutor = Tutor(small_course(tmp_path, files), store)

        card = ask(tutor, "what is the difference between SD and yeast?")

        assert card.title in ("Yeast and Sourdough, side by side", "Sourdough and Yeast, side by side")
        assert "Yeast in one line." in card.text
        assert "Sourdough in one line." in card.text
        assert "More: Yeast" in labels(card)


class TestReasons:
    def test_they_name_the_words_the_likest_ask_and_the_runner_up(self, tutor: Tutor) -> None:
        ask(tutor, "why does my dough stay flat")

        card = card_of(tutor.press(visit(), "answer:reasons:yeast"))

        assert "**flat**" in card.text
        assert "my dough stays flat" in card.text
        assert "Second came “" in card.text

    def test_what_was_typed_is_shown_as_text(self, tutor: Tutor) -> None:
        ask(tutor, "why does **my** @everyone dough stay flat")

        card = card_of(tutor.press(visit(), "answer:reasons:yeast"))

        assert "@everyone" not in card.text
        assert "\\*\\*my" in card.text

    @pytest.mark.parametrize(
        ("place", "minutes"), [("garden", 0), ("kitchen", 31)], ids=["in another place", "half an hour later"]
    )
    def test_a_question_that_is_gone_is_asked_for_again(self, tutor: Tutor, place: str, minutes: int) -> None:
        ask(tutor, "what is yeast")

        with pytest.raises(LearnerError, match="/ask"):
            tutor.press(visit(place=place, minutes=minutes), "answer:reasons:yeast")

    @pytest.mark.parametrize("question", NASTY.values(), ids=NASTY.keys())
    def test_what_learners_type_is_shown_as_text_and_pings_nobody(self, tutor: Tutor, question: str) -> None:
        text = ask(tutor, question).text

        assert "@everyone" not in text
        assert "<@1" not in text
        assert "](https://evil" not in text
        assert "\0" not in text
        assert "\u202e" not in text
        assert len(text) < 3500


class TestFacets:
    @pytest.mark.parametrize(
        ("question", "text"),
        [
            ("why?", "Yeast matters to bakers."),
            ("an example please", "For instance, yeast on a Sunday."),
            ("simpler", "Yeast, told to a child."),
            ("source?", "Crumb et al. (2019). *On Bread*. <https://arxiv.org/abs/1904.09751>"),
        ],
    )
    def test_a_bare_facet_is_about_what_was_just_answered(
        self, tutor: Tutor, question: str, text: str
    ) -> None:
        ask(tutor, "what is yeast")

        assert text in ask(tutor, question, minutes=1).text

    def test_a_bare_facet_half_an_hour_later_is_about_nothing(self, tutor: Tutor) -> None:
        ask(tutor, "what is yeast")

        assert ask(tutor, "why?", minutes=31).title == "Not in this course"

    def test_a_bare_facet_in_another_place_is_about_nothing(self, tutor: Tutor) -> None:
        ask(tutor, "what is yeast")

        assert ask(tutor, "why?", place="garden").title == "Not in this course"

    def test_a_bare_facet_after_suggestions_is_about_the_first_of_them(
        self, course: Course, store: Store
    ) -> None:
        tutor = Tutor(course, store, Matcher(course, UNSURE))
        first, *_ = ask(tutor, "the dough or the football").buttons

        assert ask(tutor, "why?").title == f"{first.label}, why it matters"

    def test_more_gives_all_there_is(self, tutor: Tutor) -> None:
        ask(tutor, "what is yeast")

        card = ask(tutor, "tell me more")

        assert card.title == "Yeast, all there is"
        assert "Yeast is explained here." in card.text
        assert "matters to bakers" in card.text
        assert "on a Sunday" in card.text

    def test_the_other_one_is_the_one_that_came_second(self, tutor: Tutor) -> None:
        ask(tutor, "what is sourdough, and yeast")

        assert ask(tutor, "what about the other one?").title == "Yeast"

    def test_a_pressed_facet_works_without_any_question_before(self, tutor: Tutor) -> None:
        assert card_of(tutor.press(visit(), "answer:why:yeast")).text == "Yeast matters to bakers."


class TestReports:
    def test_a_report_is_kept_for_the_author(self, tutor: Tutor, store: Store) -> None:
        tutor.press(visit(), "report:write:rising/gas", "It is not *gas*,\nit is carbon dioxide.")

        (report,) = store.reports.all("bread")
        assert (report.subject, report.text) == ("rising/gas", "It is not *gas*,\nit is carbon dioxide.")

    def test_the_report_button_asks_for_a_line_first(self, tutor: Tutor) -> None:
        prompt = tutor.prompt("report:write:yeast")

        assert prompt is not None
        assert prompt.label == "What is wrong, or unclear?"

    def test_a_next_button_asks_for_nothing(self, tutor: Tutor) -> None:
        assert tutor.prompt("lesson:next:rising/gas") is None


class TestBareWords:
    @pytest.mark.parametrize(
        ("said", "title"),
        [
            ("next", "Why bread rises (1 of 3)"),
            ("Go on!", "Why bread rises (1 of 3)"),
            ("lessons", "Bread from nothing"),
            ("progress", "Your progress"),
            ("help", "How this works"),
            ("what is yeast", "Yeast"),
        ],
    )
    def test_a_commands_bare_word_does_what_the_command_does(
        self, tutor: Tutor, said: str, title: str
    ) -> None:
        assert card_of(tutor.say(visit(), said)).title == title

    def test_back_and_again_stay_in_the_lesson(self, tutor: Tutor) -> None:
        for said in ("next", "next", "back", "again"):
            card = card_of(tutor.say(visit(), said))

        assert card.title == "Why bread rises (1 of 3)"
