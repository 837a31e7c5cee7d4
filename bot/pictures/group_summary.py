"""What a study group got right at the end of a lesson: a bar a check, in totals only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.pictures.lettering import Colour, legible, length, lines
from bot.pictures.paper import (
    BODY,
    CAPTION,
    CORAL,
    DEEP_CORAL,
    DEEP_GREEN,
    FADED,
    HEADING,
    LEADING,
    MARGIN,
    PAPER,
    RIGHT,
    TITLE,
    TRACK,
    VIOLET,
    Drawn,
    Paper,
)
from bot.pictures.wording import one_line, plural, told

HARDEST = 2
"""How many checks are pointed out as hard."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How a group did on one check."""

    question: str
    right: int
    answered: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.answered:
            raise ValueError(f"{self.right} right answers of {self.answered}")


@dataclass(frozen=True, slots=True)
class SummaryView:
    """What the picture of a finished lesson shows.

    Attributes:
        lesson: Its title.
        took_part: How many learners were there.
        checks: In the order they were asked.
    """

    lesson: str
    took_part: int
    checks: tuple[CheckResult, ...]


def draw_group_summary(view: SummaryView) -> Drawn:
    """Draw what a study group got right, and say it in words."""
    paper = Paper()
    paper.paragraph("What the group got right", size=HEADING, colour=VIOLET, bold=True)
    paper.y += 6
    paper.paragraph(legible(view.lesson), size=TITLE, bold=True)
    paper.y += 14
    paper.paragraph(_total_sentence(view))
    remarks = _remarks(view.checks)
    bars_end = RIGHT - max((length(_result(check), BODY) for check in view.checks), default=0) - _GAP
    for i, check in enumerate(view.checks):
        _check(paper, i + 1, check, bars_end, remarks.get(i, ""))
    return Drawn(paper.png(), _alt(view, remarks))


def hardest(checks: Sequence[CheckResult]) -> tuple[int, ...]:
    """The checks that the fewest got right, two at most, by their places; none of those tied where there are more.

    What everybody got right isn't hard, and of what nobody answered it can't be told.
    """
    shares = {i: check.right / check.answered for i, check in enumerate(checks) if check.answered}
    return tuple(
        i
        for i, share in shares.items()
        if share < 1 and sum(other <= share for other in shares.values()) <= HARDEST
    )


# -- its parts ----------------------------------------------------------------------------------------

_BAR, _SIGN = 38, 17
_INDENT = MARGIN + 52  # where questions and bars begin, right of their numbers
_GAP = 26  # between a bar and its numbers
_QUESTION_LINES = 2


def _check(paper: Paper, number: int, check: CheckResult, bars_end: float, remark: str) -> None:
    paper.y += 34
    paper.words(MARGIN, paper.y + BODY * LEADING / 2, f"{number}.", colour=FADED)
    for line in lines(legible(check.question), BODY, RIGHT - _INDENT, _QUESTION_LINES):
        paper.words(_INDENT, paper.y + BODY * LEADING / 2, line)
        paper.y += BODY * LEADING
    paper.y += 8
    _bar(paper, check, bars_end, CORAL if remark else DEEP_GREEN)
    paper.y += _BAR
    if remark:
        _warning(paper, _INDENT + _SIGN, paper.y + 30)
        paper.words(_INDENT + 2 * _SIGN + 12, paper.y + 32, remark, size=CAPTION, colour=DEEP_CORAL)
        paper.y += 48


def _bar(paper: Paper, check: CheckResult, end: float, colour: Colour) -> None:
    top, bottom = paper.y, paper.y + _BAR
    paper.slab(_INDENT, top, end, bottom, fill=TRACK, radius=8)
    if check.right:
        share = check.right / check.answered
        paper.slab(_INDENT, top, _INDENT + max(10, share * (end - _INDENT)), bottom, fill=colour, radius=8)
    paper.words(RIGHT, (top + bottom) / 2, _result(check), across=1, bold=True)


def _warning(paper: Paper, x: float, y: float) -> None:
    """Draw a triangle with an exclamation mark."""
    r = _SIGN
    paper.polygon([(x, y - r), (x + 1.1 * r, y + 0.85 * r), (x - 1.1 * r, y + 0.85 * r)], DEEP_CORAL)
    paper.line([(x, y - 0.4 * r), (x, y + 0.25 * r)], colour=PAPER, width=4)
    paper.disc(x, y + 0.55 * r, 2.2, fill=PAPER)


# -- its sentences ------------------------------------------------------------------------------------

_LONG, _SHORT = 100, 40  # characters of a question in the alternative text


def _total_sentence(view: SummaryView) -> str:
    right, answered = sum(c.right for c in view.checks), sum(c.answered for c in view.checks)
    total = f"{right:,} of {plural(answered, 'answer')} right." if answered else "Nobody answered a check."
    return f"{plural(view.took_part, 'learner')} took part. {total}"


def _remarks(checks: Sequence[CheckResult]) -> dict[int, str]:
    hard = hardest(checks)
    which = "The hardest one" if len(hard) == 1 else "One of the two hardest"
    return dict.fromkeys(hard, f"{which}: worth another look")


def _result(check: CheckResult) -> str:
    return f"{check.right:,} of {check.answered:,}" if check.answered else "no answer"


def _alt(view: SummaryView, remarks: Mapping[int, str]) -> str:
    def told_check(i: int, check: CheckResult, limit: int) -> str:
        remark = f" ({remarks[i]})" if i in remarks else ""
        return f"{i + 1}. {one_line(check.question, limit)} {_result(check)}{remark}."

    before = f"What the group got right in {one_line(view.lesson, _LONG)}. {_total_sentence(view)}"
    in_full, in_short = (
        [told_check(i, check, limit) for i, check in enumerate(view.checks)] for limit in (_LONG, _SHORT)
    )
    return told((before,), in_full, in_short, more="check")
