"""What a study group sees when its lesson is over."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bot.course.model import Course, KeyPoint, Lesson
from bot.course.position import Position
from bot.learning.group_lesson import Tally, most_missed
from bot.pictures.group_summary import CheckResult, SummaryView, draw_group_summary
from bot.tutor import actions
from bot.tutor.reply import Button, Card, Reply, Sketch, Tone
from bot.tutor.words import plural


def group_summary(
    course: Course, lesson: Lesson, session: int, *, came: int, stayed: int, tallies: Mapping[str, Tally]
) -> Reply:
    """How the checks went, the key points missed most, something to talk about, ways to catch up.

    Args:
        course: The course.
        lesson: What was taken together.
        session: Which lesson of the group that was.
        came: How many were there, if only for a while.
        stayed: How many were there at the end.
        tallies: How the checks went that anybody answered.
    """
    missed = most_missed(tallies, {check.id: check.key_point for check in lesson.checks})
    text = (
        f"{plural(stayed, 'learner')} here at the end. Whoever was ready to the last has the lesson done, and its key points come "
        "back in their reviews."
    )
    pictures = (_picture(lesson, came, tallies),) if tallies else ()
    cards = (
        Card(f"Done together: {lesson.title}", text, Tone.LESSON, sketches=pictures),
        *(_missed(course.key_points[point]) for point in missed),
        _to_talk_about(lesson, session),
    )
    return Reply(cards, private=False)


def _picture(lesson: Lesson, came: int, tallies: Mapping[str, Tally]) -> Sketch:
    """All checks, so that each has the number that it was asked by."""
    nobody = Tally(0, 0)
    went = ((check.question, tallies.get(check.id, nobody)) for check in lesson.checks)
    checks = tuple(CheckResult(question, tally.right, tally.answered) for question, tally in went)
    return Sketch("summary.png", partial(_drawn, SummaryView(lesson.title, came, checks)))


def _missed(point: KeyPoint) -> Card:
    buttons = (
        Button("Simpler", actions.answer("simpler", point.id)),
        Button("Example", actions.answer("example", point.id)),
    )
    return Card(f"Missed most: {point.title}", point.explain, Tone.ANSWER, buttons=buttons)


def _to_talk_about(lesson: Lesson, session: int) -> Card:
    question = (
        lesson.discuss or f"How would you tell a friend in one sentence what “{lesson.title}” was about?"
    )
    buttons = (
        Button("Catch me up", actions.session("catch-up", session)),
        Button("Take it alone", actions.lesson("at", Position(lesson.id, lesson.steps[0]))),
        Button("Quiz", actions.quiz("anew", lesson.id)),
    )
    text = f"{question}\n\n*Came late? Catch up here, or take the lesson alone.*"
    return Card("To talk about", text, Tone.NOTE, buttons=buttons)


def _drawn(view: SummaryView) -> tuple[bytes, str]:
    drawn = draw_group_summary(view)
    return drawn.png, drawn.alt
