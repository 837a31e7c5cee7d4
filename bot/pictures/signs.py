"""Marks with a meaning, and the legend that explains them. Each can be told from the others without its colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from bot.pictures.lettering import Colour, length
from bot.pictures.paper import (
    CAPTION,
    CORAL,
    DEEP_BLUE,
    DEEP_GOLD,
    DEEP_GREEN,
    DOT,
    FADED,
    MARGIN,
    PAPER,
    RIGHT,
    TRACK,
    VIOLET,
    Paper,
)

Sign = Callable[[float, float], None]
"""Draws a mark around a spot."""

_PLACE, _GAP, _ROW = 46, 30, 54  # of a legend: room for a mark, between entries, from row to row


class LessonState(Enum):
    """Where a lesson stands for a learner; AGAIN is a lesson that is done, and the learner is in it."""

    DONE = "done"
    HERE = "here"
    AGAIN = "again"
    AHEAD = "ahead"

    @property
    def is_done(self) -> bool:
        """Whether the lesson was done once."""
        return self in (LessonState.DONE, LessonState.AGAIN)

    @property
    def is_here(self) -> bool:
        """Whether the learner is in it."""
        return self in (LessonState.HERE, LessonState.AGAIN)


class Strength(Enum):
    """How well a key point that was met is remembered."""

    NEW = "new"
    FADING = "fading"
    HOLDING = "holding"
    STRONG = "strong"


def draw_state(paper: Paper, x: float, y: float, state: LessonState, radius: float) -> None:
    """Draw the mark of a lesson's state: a disc for done, an arrowhead for here, both for both, a ring for ahead."""
    r = radius
    if state is LessonState.AHEAD:
        paper.disc(x, y, r * 0.9, outline=FADED, width=2)
    if state.is_done:
        paper.disc(x, y, r, fill=DEEP_GREEN)
    if state is LessonState.DONE:
        tick = [(x - 0.45 * r, y + 0.02 * r), (x - 0.12 * r, y + 0.36 * r), (x + 0.46 * r, y - 0.34 * r)]
        paper.line(tick, colour=PAPER, width=0.24 * r)
    elif state is LessonState.HERE:
        _arrowhead(paper, x, y, r, VIOLET)
    elif state is LessonState.AGAIN:
        _arrowhead(paper, x, y, r * 0.55, PAPER)


def _arrowhead(paper: Paper, x: float, y: float, r: float, colour: Colour) -> None:
    paper.polygon([(x - 0.7 * r, y - r), (x + r, y), (x - 0.7 * r, y + r)], colour)


_MARK, _MARK_HIGH = 24, 38  # of a key point
_FILLED: dict[Strength, tuple[float, Colour]] = {
    Strength.FADING: (0.34, CORAL),
    Strength.HOLDING: (0.67, DEEP_GOLD),
    Strength.STRONG: (1.0, DEEP_GREEN),
}
"""How high the column of each stands, and its colour."""


def draw_strength(paper: Paper, x: float, y: float, strength: Strength | None) -> None:
    """Draw a key point's mark: a dot where it wasn't met, a ring where it is new, else a column, the higher the better."""
    if strength is None:
        paper.disc(x, y, 5, fill=DOT)
    elif strength is Strength.NEW:
        paper.disc(x, y, _MARK / 2, outline=DEEP_BLUE, width=4)
    else:
        share, colour = _FILLED[strength]
        left, right, bottom = x - _MARK / 2, x + _MARK / 2, y + _MARK_HIGH / 2
        paper.slab(left, bottom - _MARK_HIGH, right, bottom, fill=TRACK, radius=4)
        paper.slab(left, bottom - share * _MARK_HIGH, right, bottom, fill=colour, radius=4)


def draw_legend(paper: Paper, entries: Sequence[tuple[Sign, str]]) -> None:
    """Set marks and their meanings side by side at the cursor, in as many rows as they need."""
    x: float = MARGIN
    for sign, says in entries:
        wide = _PLACE + length(says, CAPTION)
        if x > MARGIN and x + wide > RIGHT:
            x = MARGIN
            paper.y += _ROW
        sign(x + _PLACE / 2 - 4, paper.y + _ROW / 2)
        paper.words(x + _PLACE, paper.y + _ROW / 2, says, size=CAPTION)
        x += wide + _GAP
    paper.y += _ROW
