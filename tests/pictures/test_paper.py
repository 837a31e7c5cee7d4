"""The sheet that pictures are drawn on."""

from __future__ import annotations

import pytest

from bot.pictures.paper import DEEP_GREEN, INNER, MARGIN, PAPER, RIGHT, WIDTH, Paper
from tests.pictures.seen import longest_run, painted, pixels


class TestPaper:
    @pytest.mark.parametrize("cursor", [0, 250.4, 3000])
    def test_is_as_wide_as_a_phone_and_ends_a_margin_below_the_cursor(self, cursor: float) -> None:
        paper = Paper()
        paper.y = cursor

        assert pixels(paper.png()).shape == (round(cursor + MARGIN), WIDTH, 3)

    def test_carries_its_own_background(self) -> None:
        assert (pixels(painted(lambda paper: paper.paragraph("words")))[0, 0] == PAPER).all()

    def test_a_line_of_words_moves_the_cursor_below_itself(self) -> None:
        paper = Paper()

        paper.paragraph("words", size=50)

        assert paper.y == MARGIN + 66

    def test_long_words_go_on_in_further_lines_and_then_are_cut(self) -> None:
        paper = Paper()

        paper.paragraph("words " * 200, size=50, most=3)

        assert paper.y == MARGIN + 3 * 66

    def test_shapes_lie_where_they_should(self) -> None:
        bar = painted(lambda paper: paper.slab(MARGIN, 20, RIGHT, 60, fill=DEEP_GREEN, radius=0))

        assert abs(longest_run(bar, DEEP_GREEN) - INNER) <= 1
        assert (pixels(bar)[40, MARGIN + 2] == DEEP_GREEN).all()
        assert (pixels(bar)[64, MARGIN + 2] == PAPER).all()

    def test_the_same_strokes_make_the_same_file(self) -> None:
        def draw(paper: Paper) -> None:
            paper.paragraph("words", bold=True)
            paper.disc(500, 50, 20, fill=DEEP_GREEN)

        assert painted(draw) == painted(draw)
