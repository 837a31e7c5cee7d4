"""Questions that an organiser has settled."""

from __future__ import annotations

import pytest

from bot.answering.confidence import Mode
from bot.answering.matcher import Matcher
from bot.answering.settlements import Settled
from bot.course.model import Course

SETTLED = [Settled("my loaf has a hole in the middle", "proofing"), Settled("which oven should I buy", None)]


@pytest.fixture(scope="module")
def matcher(course: Course) -> Matcher:
    return Matcher(course)


@pytest.mark.parametrize(
    "question",
    [
        "my loaf has a hole in the middle",
        "My loaf's got a hole in the middle!",
        "why has my loaf a hole in its middle",
    ],
)
def test_a_settled_question_is_answered_as_it_was_settled_however_it_is_turned(
    matcher: Matcher, question: str
) -> None:
    match = matcher.match(question, settlements=matcher.settlements(SETTLED))

    assert (match.mode, match.ranking[:1]) == (Mode.ANSWER, ("proofing",))


def test_without_that_it_was_not(matcher: Matcher) -> None:
    match = matcher.match("my loaf has a hole in the middle")

    assert (match.mode, match.ranking[:1]) != (Mode.ANSWER, ("proofing",))


def test_what_was_settled_as_out_of_the_course_is_declined(matcher: Matcher) -> None:
    match = matcher.match("which oven should i buy?", settlements=matcher.settlements(SETTLED))

    assert match.mode is Mode.DECLINE
    assert match.ranking == ()


@pytest.mark.parametrize("question", ["what is yeast", "my loaf tastes sour", "hole", "", "the", "🍞"])
def test_another_question_is_left_alone(matcher: Matcher, question: str) -> None:
    assert matcher.match(question, settlements=matcher.settlements(SETTLED)) == matcher.match(question)


def test_a_key_point_that_the_course_no_longer_has_settles_nothing(matcher: Matcher) -> None:
    gone = matcher.settlements([Settled("what is yeast", "gone")])

    assert matcher.match("what is yeast", settlements=gone) == matcher.match("what is yeast")
