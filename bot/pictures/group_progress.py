"""How far a study group is: its members against the course's lessons, and how many have done each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.pictures.lettering import BOX, cut, legible, length
from bot.pictures.paper import (
    BODY,
    CAPTION,
    DEEP_GREEN,
    DOT,
    FADED,
    HEADING,
    INNER,
    LEADING,
    MARGIN,
    PALE,
    RIGHT,
    TITLE,
    TRACK,
    VIOLET,
    Drawn,
    Paper,
)
from bot.pictures.signs import LessonState, Sign, draw_legend, draw_state
from bot.pictures.wording import one_line, plural, told

MOST_SHOWN = 30
"""How many members get a row: as many as a phone shows on two screens."""


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """A member who shows where they are.

    Attributes:
        name: What they call themselves, in any script.
        done: The lessons they have done, by their places in the course, from 0.
        here: The lesson they are in; None for one who hasn't begun.
    """

    name: str
    done: frozenset[int]
    here: int | None = None


@dataclass(frozen=True, slots=True)
class GroupView:
    """What the picture of a group's progress shows.

    Attributes:
        group: Its name.
        lessons: The lessons' titles, in order.
        members: Those who show where they are.
        counted: How many further members there are, who are only counted.
        counted_done: How many of those have done each lesson.
    """

    group: str
    lessons: tuple[str, ...]
    members: tuple[MemberProgress, ...]
    counted: int
    counted_done: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.counted_done) != len(self.lessons):
            raise ValueError(f"{len(self.counted_done)} totals for {len(self.lessons)} lessons")
        if not all(0 <= done <= self.counted for done in self.counted_done):
            raise ValueError(f"of {self.counted} members, {self.counted_done} can't have done the lessons")
        places = frozenset(range(len(self.lessons)))
        if not all(member.done <= places and member.here in {None, *places} for member in self.members):
            raise ValueError("a member is in a lesson, or has done one, that isn't listed")

    @property
    def everybody(self) -> int:
        """How many members there are."""
        return len(self.members) + self.counted

    @property
    def totals(self) -> tuple[int, ...]:
        """How many of all members have done each lesson."""
        return tuple(
            counted + sum(i in member.done for member in self.members)
            for i, counted in enumerate(self.counted_done)
        )


def draw_group_progress(view: GroupView) -> Drawn:
    """Draw how far a study group is, and say it in words."""
    paper = Paper()
    paper.paragraph("Where the group is", size=HEADING, colour=VIOLET, bold=True)
    paper.y += 6
    paper.paragraph(_drawable(view.group), size=TITLE, bold=True)
    paper.y += 14
    for sentence in _sentences(view):
        paper.paragraph(sentence)
    for band in _bands(len(view.lessons)):
        _band(paper, view, band)
    paper.y += 24
    paper.rule()
    paper.y += 14
    if view.members:
        _legend(paper)
    _titles(paper, view.lessons)
    return Drawn(paper.png(), _alt(view))


def names_beside(view: GroupView) -> tuple[tuple[str, str], ...]:
    """The members whose names can't be drawn in full: what their rows say, and their names, to be told in text."""
    return tuple(
        (_label(number, member), name)
        for number, member in _rows(view)
        if not _is_drawn_in_full(member.name) and (name := one_line(member.name, _LONG))
    )


def _rows(view: GroupView) -> tuple[tuple[int, MemberProgress], ...]:
    return tuple(enumerate(view.members[:MOST_SHOWN], start=1))


def _label(number: int, member: MemberProgress) -> str:
    return _drawable(member.name) or f"Member {number}"


def _drawable(name: str) -> str:
    """The words of a name that can be drawn; empty where none of them says anything."""
    words = [word for word in legible(name).split() if BOX not in word]
    while words and not any(map(str.isalnum, words[-1])):  # a dash that joined what is left out
        words.pop()
    return " ".join(words)


def _is_drawn_in_full(name: str) -> bool:
    drawn = legible(name)
    return BOX not in drawn and any(map(str.isalnum, drawn))


# -- its parts, from the top --------------------------------------------------------------------------

_ROW = 50  # a member
_NAMES = 290  # the widest that names get: some 18 letters
_STEP = 90  # the widest a column gets
_BAND = 26  # lessons side by side, 9 points each on a phone; more of them go on in a band below
_SIGN, _AHEAD = 16, 4  # radius of a lesson's mark, and of the dot for one ahead
_COLUMN_GAP, _TITLE_LEADING = 40, 1.45  # of the lessons' titles
_TALLEST_BAR = 80
_NUMBER_GAP = 8  # between numbers side by side
_HAVE_DONE = "have done it"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the lessons of a band stand."""

    lessons: range
    left: float
    step: float

    @property
    def right(self) -> float:
        return self.left + len(self.lessons) * self.step

    def middle(self, lesson: int) -> float:
        return self.left + (lesson - self.lessons.start + 0.5) * self.step

    def needed_for(self, widest: str) -> int:
        """How many columns a number takes up."""
        return max(1, math.ceil((length(widest, CAPTION) + _NUMBER_GAP) / self.step))


def _bands(lessons: int) -> tuple[range, ...]:
    """Cut the lessons into bands of about the same number."""
    many = math.ceil(lessons / _BAND)
    edges = [lessons * i // many for i in range(many + 1)] if many else []
    return tuple(range(a, b) for a, b in pairwise(edges))


def _band(paper: Paper, view: GroupView, lessons: range) -> None:
    labels = [_label(number, member) for number, member in _rows(view)]
    everybody = f"All {view.everybody:,}"
    widest = max(length(_HAVE_DONE, CAPTION), *(length(label, BODY) for label in (everybody, *labels)))
    names = min(_NAMES, widest)
    left = MARGIN + names + 20
    columns = _Columns(lessons, left, min(_STEP, (RIGHT - left) / len(lessons)))
    paper.y += 30
    _numbers(paper, columns)
    for i, (label, member) in enumerate(zip(labels, view.members, strict=False)):
        if i % 2 == 0:
            paper.slab(MARGIN - 16, paper.y, columns.right + 16, paper.y + _ROW, fill=PALE, radius=8)
        paper.words(MARGIN, paper.y + _ROW / 2, cut(label, BODY, names))
        for lesson in lessons:
            _cell(paper, columns, lesson, member)
        paper.y += _ROW
    _totals(paper, columns, view, everybody)


def _numbers(paper: Paper, columns: _Columns) -> None:
    """Head the columns with the lessons' numbers: with every second or third where they would touch."""
    every = columns.needed_for(str(columns.lessons.stop))
    for lesson in columns.lessons[::every]:
        spot = (columns.middle(lesson), paper.y + CAPTION / 2)
        paper.words(*spot, str(lesson + 1), size=CAPTION, colour=FADED, across=0.5)
    paper.y += CAPTION + 12


def _cell(paper: Paper, columns: _Columns, lesson: int, member: MemberProgress) -> None:
    spot = (columns.middle(lesson), paper.y + _ROW / 2)
    if (state := _state(member, lesson)) is LessonState.AHEAD:
        paper.disc(*spot, _AHEAD, fill=DOT)  # a ring, as elsewhere, would drown the others
    else:
        draw_state(paper, *spot, state, min(_SIGN, columns.step * 0.4))


def _state(member: MemberProgress, lesson: int) -> LessonState:
    if lesson in member.done:
        return LessonState.AGAIN if lesson == member.here else LessonState.DONE
    return LessonState.HERE if lesson == member.here else LessonState.AHEAD


def _totals(paper: Paper, columns: _Columns, view: GroupView, label: str) -> None:
    """Draw how many have done each lesson: a bar, and the number below it, in as many lines as keep numbers apart."""
    paper.y += 18
    base = paper.y + _TALLEST_BAR
    rows = columns.needed_for(f"{view.everybody}")
    paper.words(MARGIN, base - CAPTION, label, bold=True)
    paper.words(MARGIN, base + 14 + CAPTION / 2, _HAVE_DONE, size=CAPTION, colour=FADED)
    totals = view.totals
    for i, lesson in enumerate(columns.lessons):
        x, half = columns.middle(lesson), min(_SIGN, columns.step * 0.32)
        done = totals[lesson]
        paper.slab(x - half, paper.y, x + half, base, fill=TRACK, radius=4)
        if done:
            high = max(6, _TALLEST_BAR * done / view.everybody)
            paper.slab(x - half, base - high, x + half, base, fill=DEEP_GREEN, radius=4)
        below = base + 14 + CAPTION * (0.5 + LEADING * (i % rows))
        paper.words(x, below, str(done), size=CAPTION, across=0.5)
    paper.y = base + 14 + CAPTION * LEADING * rows


def _legend(paper: Paper) -> None:
    def sign(state: LessonState) -> Sign:
        return lambda x, y: draw_state(paper, x, y, state, _SIGN)

    def dot(x: float, y: float) -> None:
        paper.disc(x, y, _AHEAD, fill=DOT)

    states = {
        LessonState.DONE: "done",
        LessonState.HERE: "here",
        LessonState.AGAIN: "done, and here again",
    }
    draw_legend(paper, [*((sign(state), says) for state, says in states.items()), (dot, "ahead")])


def _titles(paper: Paper, lessons: Sequence[str]) -> None:
    """Say what the numbers stand for, in two columns; a title that is its number needs no saying."""
    numbered = [(str(number), legible(title)) for number, title in enumerate(lessons, start=1)]
    texts = [f"{number}. {title}" for number, title in numbered if title not in ("", number)]
    width, high = (INNER - _COLUMN_GAP) / 2, CAPTION * _TITLE_LEADING
    rows = math.ceil(len(texts) / 2)
    for i, text in enumerate(texts):
        column, row = divmod(i, rows)
        x, middle = MARGIN + column * (width + _COLUMN_GAP), paper.y + 10 + (row + 0.5) * high
        paper.words(x, middle, cut(text, CAPTION, width), size=CAPTION)
    paper.y += 10 + rows * high


# -- its sentences ------------------------------------------------------------------------------------

_LONG, _SHORT = 60, 20  # characters of a name in text: as many as anybody needs, and a hint of it


def _sentences(view: GroupView) -> tuple[str, ...]:
    visible, unseen = len(view.members), len(view.members) - MOST_SHOWN
    everybody = plural(view.everybody, "member")
    if not view.counted:
        who = f"{everybody}."
    elif visible:
        who = f"{everybody}: {visible:,} by name, {view.counted:,} only counted in the last row."
    else:
        who = f"{everybody}, all of them only counted."
    rows = f"{unseen:,} of those by name are not shown; the last row counts them." if unseen > 0 else ""
    return tuple(filter(None, (who, rows)))


def _alt(view: GroupView) -> str:
    lessons = len(view.lessons)
    totals = ", ".join(f"{done:,}" for done in view.totals)
    before = (
        f"Where the group is: {one_line(view.group, _LONG)}.",
        *_sentences(view),
        f"How many have done each lesson, from 1 to {lessons}: {totals}." if lessons else "",
        "Lessons done, and the one they are in:" if view.members else "",
    )
    in_full, in_short = (
        [f"{_name(number, member, limit)}: {_place(member)}." for number, member in _rows(view)]
        for limit in (_LONG, _SHORT)
    )
    return told(before, in_full, in_short, more="member")


def _name(number: int, member: MemberProgress, limit: int) -> str:
    name, label = one_line(member.name, limit), _label(number, member)
    return name if _is_drawn_in_full(member.name) else f"{label} ({name})" if name else label


def _place(member: MemberProgress) -> str:
    done = f"{len(member.done)} done"
    return done if member.here is None else f"{done}, in {member.here + 1}"
