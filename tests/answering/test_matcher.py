"""From a question to key points: answer, suggest, or decline."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.confidence import Mode
from bot.answering.facets import Facet
from bot.answering.matcher import Match, Matcher
from bot.course.model import Course
from tests.fakes import UNSURE, course_files, small_course

NASTY = {
    "nothing": "",
    "blanks": " \n\t ",
    "emoji": "🍞🍞🍞",
    "NUL": "\0",
    "4,000 characters": "bröt " * 800,
    "one word of 4,000": "x" * 4_000,
    "right to left": "\u202eמה זה\u202c",
    "markup": "**<@1> @everyone** `|| ||`",
    "combining marks": "z\u0351\u036b\u0343" * 200,
    "signs": "%s {0} $(x) '; --",
    "stop words": "what is it about then",
}


@pytest.fixture(scope="module")
def matcher(course: Course) -> Matcher:
    return Matcher(course)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    """A matcher of a course in which `proofing` and `sourdough` speak equally of crumpets."""
    files = course_files()
    files["01-dough/01-rising.yaml"]["key_points"][1]["why"] = "Crumpets need it."
    files["01-dough/02-sour.yaml"]["key_points"][0]["why"] = "Crumpets need it."
    return Matcher(small_course(tmp_path_factory.mktemp("twins"), files))


class TestAnswer:
    @pytest.mark.parametrize(
        ("question", "key_point"),
        [
            ("what is yeast", "yeast"),
            ("PROOFING basics!", "proofing"),
            ("my dough stays flat", "yeast"),
            ("bread without a packet", "sourdough"),
            ("describe sourdouhg", "sourdough"),
            ("first steps prooofing", "proofing"),
            ("proofing", "proofing"),
            ("so, um, how long must the dough rest?", "proofing"),
            ("what is y\u00e9ast", "yeast"),
            ("\u202ewhat is yeast\u202c", "yeast"),
            ("what\0is\0yeast", "yeast"),
        ],
        ids=[
            "an ask",
            "in capitals",
            "a scenario",
            "another scenario",
            "a typo",
            "another typo",
            "one word",
            "around an ask",
            "an accent",
            "direction marks",
            "NUL between words",
        ],
    )
    def test_a_question_that_a_key_point_covers_is_answered_with_it(
        self, matcher: Matcher, question: str, key_point: str
    ) -> None:
        match = matcher.match(question)

        assert (match.mode, match.ranking[:1]) == (Mode.ANSWER, (key_point,))

    def test_every_ask_of_the_course_finds_its_key_point(self, matcher: Matcher, course: Course) -> None:
        asks = {ask: point.id for point in course.key_points.values() for ask in point.asks.all}

        found = {ask: matcher.match(ask).ranking[:1] for ask in asks}

        assert found == {ask: (key_point,) for ask, key_point in asks.items()}

    def test_a_term_of_the_glossary_finds_its_key_point(self, matcher: Matcher) -> None:
        assert matcher.match("SD").ranking == ("sourdough",)


class TestSuggestAndDecline:
    def test_where_only_one_of_three_is_likely_it_suggests(self, course: Course) -> None:
        match = Matcher(course, UNSURE).match("dough")

        assert match.mode is Mode.SUGGEST
        assert set(match.ranking) == {"yeast", "proofing"}

    @pytest.mark.parametrize(
        "question",
        ["what is the weather", "who won the football match", "write me a poem", "quantum chromodynamics"],
    )
    def test_what_the_course_does_not_speak_of_is_declined(self, matcher: Matcher, question: str) -> None:
        assert matcher.match(question).mode is Mode.DECLINE

    @pytest.mark.parametrize("question", NASTY.values(), ids=NASTY)
    def test_what_holds_no_question_is_declined(self, matcher: Matcher, question: str) -> None:
        match = matcher.match(question)

        assert (match.mode, match.ranking) == (Mode.DECLINE, ())


class TestFollowUps:
    @pytest.mark.parametrize(
        ("question", "facet"),
        [
            ("why?", Facet.WHY),
            ("an example please", Facet.EXAMPLE),
            ("simpler", Facet.SIMPLER),
            ("source?", Facet.SOURCE),
        ],
    )
    def test_a_bare_facet_is_about_what_was_last_answered(
        self, matcher: Matcher, question: str, facet: Facet
    ) -> None:
        assert matcher.match(question, before=("proofing",)) == Match(Mode.ANSWER, ("proofing",), facet)

    @pytest.mark.parametrize("before", [(), ("baking",)], ids=["nothing answered", "no longer in the course"])
    def test_a_bare_why_about_nothing_is_declined(self, matcher: Matcher, before: tuple[str, ...]) -> None:
        assert matcher.match("why?", before=before) == Match(Mode.DECLINE)

    def test_a_question_with_a_subject_is_not_about_what_was_last_answered(self, matcher: Matcher) -> None:
        match = matcher.match("what is yeast", before=("proofing",))

        assert match.ranking[0] == "yeast"
        assert match.facet is None


class TestTermsOfTheGlossary:
    @pytest.mark.parametrize("question", ["SD", "what is SD?", "what does sd mean", "explain SD please"])
    def test_a_term_and_no_word_more_is_answered(self, matcher: Matcher, question: str) -> None:
        match = matcher.match(question)

        assert (match.mode, match.ranking[0]) == (Mode.ANSWER, "sourdough")


class TestHere:
    @pytest.mark.parametrize(("lesson", "first"), [("rising", "proofing"), ("sour", "sourdough")])
    def test_of_near_equals_the_one_taught_here_comes_first(
        self, twins: Matcher, lesson: str, first: str
    ) -> None:
        assert twins.match("crumpets", lesson=lesson).ranking[0] == first

    @pytest.mark.parametrize("lesson", ["sour", None, "no-such-lesson"])
    def test_where_one_is_does_not_change_a_clear_answer(self, matcher: Matcher, lesson: str | None) -> None:
        match = matcher.match("what is yeast", lesson=lesson)

        assert (match.mode, match.ranking[0]) == (Mode.ANSWER, "yeast")


class TestRanking:
    def test_it_holds_ten_at_most_each_once(self, tmp_path: Path) -> None:
        files = course_files()
        lesson = files["01-dough/02-sour.yaml"]
        (point,), (check, *_) = lesson["key_points"], lesson["checks"]
        (entry,) = files["01-dough/02-sour.asks.yaml"]
        lesson["minutes"] = 20
        for n in range(14):
            lesson["key_points"].append(
                {**copy.deepcopy(point), "id": f"loaf-{n}", "statement": f"Loaf {n}."}
            )
            lesson["checks"].append({**copy.deepcopy(check), "id": f"check-{n}", "key_point": f"loaf-{n}"})
            asks = {voice: [f"{ask} loaf {n}" for ask in asks] for voice, asks in entry["asks"].items()}
            files["01-dough/02-sour.asks.yaml"].append({"id": f"loaf-{n}", "asks": asks})

        ranking = Matcher(small_course(tmp_path, files)).match("sourdough loaf").ranking

        assert len(ranking) == len(set(ranking)) == 10

    @pytest.mark.parametrize("question", ["dough", "bakers on a Sunday", "yeast or sourdough"])
    def test_the_same_question_finds_the_same_whoever_asks(self, course: Course, question: str) -> None:
        assert Matcher(course).match(question) == Matcher(course).match(question)


class TestAnythingGoes:
    @given(
        st.text(max_size=400),
        st.sampled_from([None, "rising", "nowhere"]),
        st.sampled_from([(), ("yeast", "gone")]),
    )
    def test_no_question_is_too_strange(
        self, matcher: Matcher, course: Course, question: str, lesson: str | None, before: tuple[str, ...]
    ) -> None:
        match = matcher.match(question, lesson=lesson, before=before)

        assert set(match.ranking) <= set(course.key_points)
        assert match.ranking or match.mode is Mode.DECLINE

    @given(
        st.lists(
            st.sampled_from(("yeast", "sour", "dough", "why", "the", "\0", "🍞", "'", "ß", "3d", "-")),
            max_size=60,
        )
    )
    def test_no_mixture_of_words_is_too_strange(
        self, matcher: Matcher, course: Course, words: list[str]
    ) -> None:
        match = matcher.match(" ".join(words))

        assert set(match.ranking) <= set(course.key_points)
        assert match.ranking or match.mode is Mode.DECLINE
