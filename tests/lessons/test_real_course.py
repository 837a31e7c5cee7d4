"""The course that the project ships: it loads, its questions find their answers, its ids fit on buttons."""

from __future__ import annotations

import pytest

from bot.answering.confidence import Mode
from bot.answering.matcher import Matcher
from bot.answering.words import all_words
from bot.course.model import Course
from bot.course.position import outline
from bot.course.reader import read_course
from bot.errors import ContentError
from bot.settings import default_course
from bot.tutor import actions
from tests.benchmarks.questions import singles

CUSTOM_ID_LIMIT = 100  # Discord's, for a button
FOUND_FIRST = 0.85  # of a key point's own asks; the rest are about two key points and end up second
ANSWERED = 0.95  # of all asks


def test_the_course_has_no_mistakes() -> None:
    try:
        course = read_course(default_course())
    except ContentError as error:
        pytest.fail(f"many-coats check says:\n{error}")

    assert course.lessons
    assert all(unit.lessons for unit in course.units)


def test_the_asks_of_every_key_point_find_it_first(real_course: Course, real_matcher: Matcher) -> None:
    missed = {
        point.id: [ask for ask in point.asks.all if real_matcher.match(ask).ranking[:1] != (point.id,)]
        for point in real_course.key_points.values()
    }

    too_many = {
        name: asks
        for name, asks in missed.items()
        if len(asks) > (1 - FOUND_FIRST) * len(real_course.key_points[name].asks)
    }
    assert too_many == {}


def test_nearly_every_ask_is_answered_not_only_suggested(real_course: Course, real_matcher: Matcher) -> None:
    asks = [ask for point in real_course.key_points.values() for ask in point.asks.all]

    unanswered = [ask for ask in asks if real_matcher.match(ask).mode is not Mode.ANSWER]

    assert len(unanswered) <= (1 - ANSWERED) * len(asks), unanswered


def test_every_term_of_the_glossary_finds_its_key_point(real_course: Course, real_matcher: Matcher) -> None:
    missed = {
        term.term: term.key_point
        for term in real_course.glossary
        if term.key_point is not None
        and term.key_point not in real_matcher.match(f"what is {term.term}?").ranking
    }

    assert missed == {}


@pytest.mark.parametrize(
    "question",
    [
        "LoRa gateway antenna frequency for my farm sensors",
        "noise complaint neighbour police landlord",
        "diffusion of oxygen across the alveolar membrane",
        "attention deficit disorder medication side effects",
        "latent heat of vaporization of water",
        "how do transformers step down voltage",
        "embedding a youtube video in wordpress",
        "is the seed oil bad for you",
        "what is resolution of the UN security council",
        "my guidance counselor is mean",
    ],
)
def test_a_word_of_the_course_in_another_matter_is_no_answer(real_matcher: Matcher, question: str) -> None:
    assert real_matcher.match(question).mode is not Mode.ANSWER


HOSTILE = {
    "4,000 characters": ("how does the noise schedule change what is learned " * 80)[:4_000],
    "thousands of tokens": " ".join(f"w{n}" for n in range(1_000))[:4_000],
    "thousands of near words": " ".join(f"difusio{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400)),
    "combining marks": "d\u0301i\u0302f\u0303f\u0304u\u0305s\u0306i\u0307o\u0308n\u030a" * 200,
    "one word": "diffusion" * 440,
    "another script": "扩散模型是如何工作的 " * 300,
}


@pytest.mark.parametrize("question", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_question_gets_an_answer_of_some_kind(real_matcher: Matcher, question: str) -> None:
    assert real_matcher.match(question).mode in Mode


def test_no_ask_is_a_development_question(real_course: Course) -> None:
    asks = [ask for point in real_course.key_points.values() for ask in point.asks.all]
    asks += [ask for topic in real_course.beyond for ask in topic.asks]
    questions = {tuple(all_words(asked.text)) for asked in singles("dev")} - {()}

    assert [ask for ask in asks if tuple(all_words(ask)) in questions] == []


def test_every_key_point_says_why_and_gives_an_example_and_a_simpler_wording(real_course: Course) -> None:
    lacking = [
        point.id
        for point in real_course.key_points.values()
        if not (point.why and point.example and point.simpler)
    ]

    assert lacking == []


def test_every_lesson_can_be_done_in_half_an_hour(real_course: Course) -> None:
    assert {lesson.id: lesson.minutes for lesson in real_course.lessons.values() if lesson.minutes > 30} == {}


def test_every_button_s_id_fits(real_course: Course) -> None:
    ids = [actions.lesson("next", position) for position in outline(real_course)]
    ids += [actions.report(str(position)) for position in outline(real_course)]
    ids += [actions.answer("simpler", name) for name in real_course.key_points]
    ids += [
        actions.choose(position, choice)
        for position in outline(real_course)
        for check in real_course.lessons[position.lesson].checks
        if check.id == position.step
        for choice in check.choices
    ]

    assert {name for name in ids if len(name) > CUSTOM_ID_LIMIT} == set()
    assert len(ids) == len(set(ids))


def test_every_drawn_picture_and_sound_is_used_by_a_lesson(real_course: Course) -> None:
    shown = {
        real_course.media_path(media)
        for lesson in real_course.lessons.values()
        for message in lesson.messages
        for media in (message.picture, message.sound)
        if media is not None
    }
    drawn = {
        p
        for p in (real_course.folder / "pictures").rglob("*")
        if p.suffix in (".png", ".gif", ".wav", ".ogg")
    }

    assert sorted(map(str, drawn - shown)) == []


def test_every_lesson_has_a_picture_and_none_is_too_large_for_discord(real_course: Course) -> None:
    without, large = [], []
    for lesson in real_course.lessons.values():
        media = [m for message in lesson.messages for m in (message.picture, message.sound) if m is not None]
        without += [] if media else [lesson.id]
        large += [m.file for m in media if real_course.media_path(m).stat().st_size > 1_000_000]

    assert (without, large) == ([], [])
