"""Marks can be told from each other without their colour, and legends go on below."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from bot.pictures.paper import DEEP_GREEN, Paper
from bot.pictures.signs import LessonState, Strength, draw_legend, draw_state, draw_strength
from tests.pictures.seen import Pixels, grey, leaves_its_edges_bare, painted, where

STRENGTHS = (None, *Strength)


def state_in_grey(state: LessonState, radius: float) -> Pixels:
    return grey(painted(lambda paper: draw_state(paper, 50, 50, state, radius)))[30:70, 30:70]


def strength_in_grey(strength: Strength | None) -> Pixels:
    return grey(painted(lambda paper: draw_strength(paper, 50, 50, strength)))[30:70, 30:70]


def share_that_differs(one: Pixels, other: Pixels) -> float:
    """Of the pixels that either mark covers, how many are plainly lighter or darker in the other."""
    covered = (one < 235) | (other < 235)
    return float((np.abs(one - other) > 40)[covered].mean())


class TestStates:
    @pytest.mark.parametrize("radius", [12, 18])
    @pytest.mark.parametrize(("one", "other"), [*combinations(LessonState, 2)])
    def test_differ_without_their_colour(self, one: LessonState, other: LessonState, radius: float) -> None:
        assert share_that_differs(state_in_grey(one, radius), state_in_grey(other, radius)) > 0.1

    def test_done_is_dark_and_ahead_is_hollow(self) -> None:
        done, ahead = (state_in_grey(state, 18).mean() for state in (LessonState.DONE, LessonState.AHEAD))

        assert done < ahead - 60

    @pytest.mark.parametrize(
        ("state", "is_done", "is_here"),
        [
            (LessonState.DONE, True, False),
            (LessonState.HERE, False, True),
            (LessonState.AGAIN, True, True),
            (LessonState.AHEAD, False, False),
        ],
    )
    def test_say_whether_a_lesson_is_done_and_whether_one_is_in_it(
        self, state: LessonState, is_done: bool, is_here: bool
    ) -> None:
        assert (state.is_done, state.is_here) == (is_done, is_here)


class TestStrengths:
    @pytest.mark.parametrize(("one", "other"), [*combinations(STRENGTHS, 2)])
    def test_differ_without_their_colour(self, one: Strength | None, other: Strength | None) -> None:
        assert share_that_differs(strength_in_grey(one), strength_in_grey(other)) > 0.1

    def test_the_better_remembered_the_higher_the_column(self) -> None:
        columns = [strength_in_grey(s) for s in (Strength.FADING, Strength.HOLDING, Strength.STRONG)]

        heights = [int((column[:, 20] < 200).sum()) for column in columns]

        assert heights == pytest.approx([13, 25.5, 38], abs=1)


class TestLegend:
    @staticmethod
    def drawn(entries: int) -> tuple[Paper, bytes]:
        paper = Paper()
        paper.y = 20

        def square(x: float, y: float) -> None:
            paper.slab(x - 8, y - 8, x + 8, y + 8, fill=DEEP_GREEN, radius=0)

        draw_legend(paper, [(square, "twelve words")] * entries)
        return paper, paper.png()

    def test_has_a_mark_for_each_entry(self) -> None:
        _, png = self.drawn(4)

        assert where(png, DEEP_GREEN).sum() == 4 * 16 * 16

    def test_goes_on_below_where_the_row_is_full(self) -> None:
        one_row, _ = self.drawn(3)
        two_rows, png = self.drawn(6)

        assert two_rows.y - 20 == 2 * (one_row.y - 20)
        assert leaves_its_edges_bare(png)
