"""How far a learner has come: every lesson of the course, how well each key point holds, the last days."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.lettering import cut, legible
from bot.pictures.paper import (
    BODY,
    CAPTION,
    DEEP_BLUE,
    DEEP_GREEN,
    DOT,
    FADED,
    HEADING,
    INK,
    INNER,
    LINE,
    MARGIN,
    PALE,
    RIGHT,
    TITLE,
    VIOLET,
    Drawn,
    Paper,
)
from bot.pictures.signs import LessonState, Sign, Strength, draw_legend, draw_state, draw_strength
from bot.pictures.wording import one_line, plural, told

DAYS = 14


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """A lesson as a learner has it: where it stands, and each key point's strength, None where it wasn't met yet."""

    title: str
    state: LessonState
    strengths: tuple[Strength | None, ...]


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A unit's title and its lessons, in order."""

    title: str
    lessons: tuple[LessonProgress, ...]


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What the picture of one learner's progress shows.

    Attributes:
        course: The course's title.
        units: In order.
        days: Whether the learner was here, for each of the last 14 days, today last.
        due: How many key points are due for review.
    """

    course: str
    units: tuple[UnitProgress, ...]
    days: tuple[bool, ...]
    due: int

    def __post_init__(self) -> None:
        if len(self.days) != DAYS:
            raise ValueError(f"{DAYS} days are shown, not {len(self.days)}")

    @property
    def lessons(self) -> tuple[LessonProgress, ...]:
        """Every lesson, in order."""
        return tuple(lesson for unit in self.units for lesson in unit.lessons)


def draw_progress(view: ProgressView) -> Drawn:
    """Draw how far a learner has come, and say it in words."""
    paper = Paper()
    _head(paper, view)
    _days(paper, view)
    _units(paper, view)
    _legend(paper, view)
    return Drawn(paper.png(), _alt(view))


# -- its parts, from the top --------------------------------------------------------------------------

_BAR = 30
_DAY = 19  # radius of a day's mark
_ROW = 53  # a lesson
_SIGN = 18  # radius of a lesson's mark
_GAP = 18  # on both sides of a title
_TITLES = MARGIN + 2 * _SIGN + _GAP
_MARK_STEP = 34  # from a key point's mark to the next
_MARKS_IN_ROW = 10  # more key points than that go on below: the course's lessons have 4 to 7
_LONG, _SHORT = (
    100,
    30,
)  # characters of a title in the alternative text: all that a title may have, and a hint


def _head(paper: Paper, view: ProgressView) -> None:
    paper.paragraph(legible(view.course), size=TITLE, bold=True)
    paper.y += 22
    paper.paragraph(_done_sentence(view), size=HEADING, colour=DEEP_GREEN, bold=True)
    paper.y += 8
    paper.slab(MARGIN, paper.y, RIGHT, paper.y + _BAR, fill=PALE, outline=LINE, width=2, radius=_BAR)
    if done := _done(view):
        end = MARGIN + max(_BAR, INNER * done / len(view.lessons))
        paper.slab(MARGIN, paper.y, end, paper.y + _BAR, fill=DEEP_GREEN, radius=_BAR)
    paper.y += _BAR + 18
    for sentence in (_place_sentence(view), _due_sentence(view)):
        if sentence:
            paper.paragraph(legible(sentence), most=1)


def _days(paper: Paper, view: ProgressView) -> None:
    paper.paragraph(_days_sentence(view))
    paper.y += 12
    step = (INNER - 2 * _DAY) / (DAYS - 1)
    for i, active in enumerate(view.days):
        spot = (MARGIN + _DAY + i * step, paper.y + _DAY)
        paper.disc(*spot, _DAY if active else _DAY * 0.4, fill=DEEP_BLUE if active else DOT)
    below = paper.y + 2 * _DAY + 22
    paper.words(MARGIN, below, f"{DAYS - 1} days ago", size=CAPTION, colour=FADED)
    paper.words(RIGHT, below, "today", size=CAPTION, colour=FADED, across=1)
    paper.y = below + 38
    paper.rule()


def _units(paper: Paper, view: ProgressView) -> None:
    widest = max((len(lesson.strengths) for lesson in view.lessons), default=0)
    marks_left = RIGHT - min(widest, _MARKS_IN_ROW) * _MARK_STEP
    number = 0
    for unit in view.units:
        paper.y += 30
        heading = cut(legible(unit.title), HEADING, INNER)
        paper.words(MARGIN, paper.y + HEADING / 2, heading, size=HEADING, colour=VIOLET, bold=True)
        paper.y += HEADING + 12
        for lesson in unit.lessons:
            number += 1
            _lesson(paper, number, lesson, marks_left)


def _lesson(paper: Paper, number: int, lesson: LessonProgress, marks_left: float) -> None:
    rows = max(1, math.ceil(len(lesson.strengths) / _MARKS_IN_ROW))
    middle = paper.y + _ROW / 2
    if lesson.state.is_here:
        paper.slab(MARGIN - 16, paper.y, RIGHT + 16, paper.y + rows * _ROW, fill=PALE, radius=12)
    draw_state(paper, MARGIN + _SIGN, middle, lesson.state, _SIGN)
    title = cut(f"{number}. {legible(lesson.title)}", BODY, marks_left - _TITLES - _GAP)
    colour = FADED if lesson.state is LessonState.AHEAD else INK
    paper.words(_TITLES, middle, title, colour=colour, bold=lesson.state.is_here)
    for i, strength in enumerate(lesson.strengths):
        row, column = divmod(i, _MARKS_IN_ROW)
        draw_strength(paper, marks_left + (column + 0.5) * _MARK_STEP, middle + row * _ROW, strength)
    paper.y += rows * _ROW


_STATES = {
    LessonState.DONE: "lesson done",
    LessonState.HERE: "you are here",
    LessonState.AGAIN: "you are here, in a lesson done",
    LessonState.AHEAD: "ahead",
}


def _legend(paper: Paper, view: ProgressView) -> None:
    def lesson(state: LessonState) -> Sign:
        return lambda x, y: draw_state(paper, x, y, state, _SIGN)

    def key_point(strength: Strength | None) -> Sign:
        return lambda x, y: draw_strength(paper, x, y, strength)

    states = {lesson.state for lesson in view.lessons}
    paper.y += 26
    paper.rule()
    paper.y += 14
    draw_legend(paper, [(lesson(state), says) for state, says in _STATES.items() if state in states])
    paper.y += 8
    paper.paragraph("Key points, by how well they are remembered", size=CAPTION, colour=FADED)
    counts = _counts(view.lessons)
    draw_legend(paper, [(key_point(strength), _counted(strength, many)) for strength, many in counts.items()])


# -- its sentences ------------------------------------------------------------------------------------


def _done(view: ProgressView) -> int:
    return sum(lesson.state.is_done for lesson in view.lessons)


def _done_sentence(view: ProgressView) -> str:
    done, lessons = _done(view), len(view.lessons)
    if done == 0:
        return f"{plural(lessons, 'lesson')} ahead"
    return f"All {plural(lessons, 'lesson')} done" if done == lessons else f"{done} of {lessons} lessons done"


def _place_sentence(view: ProgressView) -> str:
    for number, lesson in enumerate(view.lessons, start=1):
        if lesson.state.is_here:
            return f"You are in lesson {number}: {lesson.title}"
    return ""


def _due_sentence(view: ProgressView) -> str:
    if view.due:
        return f"{plural(view.due, 'key point')} {'is' if view.due == 1 else 'are'} due for review."
    return "Nothing is due for review."


def _days_sentence(view: ProgressView) -> str:
    here = sum(view.days)
    if here == DAYS:
        return f"You were here on every one of the last {DAYS} days."
    if here:
        return f"You were here on {here} of the last {DAYS} days."
    return "Each day on which you are here gets a mark."  # a nought would only reproach


def _counts(lessons: Sequence[LessonProgress]) -> dict[Strength | None, int]:
    """How many key points there are of each strength, the strongest first, those not met last."""
    counts = Counter(strength for lesson in lessons for strength in lesson.strengths)
    return {strength: counts[strength] for strength in (*reversed(Strength), None)}


def _counted(strength: Strength | None, many: int) -> str:
    return f"{many:,} {'not met yet' if strength is None else strength.value}"


def _alt(view: ProgressView) -> str:
    place = one_line(_place_sentence(view), _LONG)
    before = (
        f"Your progress in {one_line(view.course, _LONG)}: {_done_sentence(view)}.",
        f"{place}." if place else "",
        f"{_due_sentence(view)} {_days_sentence(view)}",
        f"Key points: {_strengths(view.lessons)}. Unit by unit:",
    )
    in_full = [f"{_unit(unit, _LONG)}; {_strengths(unit.lessons)}." for unit in view.units]
    in_short = [f"{_unit(unit, _SHORT)}." for unit in view.units]
    return told(before, in_full, in_short, more="unit")


def _unit(unit: UnitProgress, limit: int) -> str:
    done = sum(lesson.state.is_done for lesson in unit.lessons)
    return f"{one_line(unit.title, limit)}: {done} of {len(unit.lessons)} done"


def _strengths(lessons: Sequence[LessonProgress]) -> str:
    counted = [_counted(strength, many) for strength, many in _counts(lessons).items() if many]
    return ", ".join(counted) or "none"
