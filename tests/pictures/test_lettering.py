"""What a typeface of 113 characters makes of what people write."""

# ruff: noqa: RUF001  # letters that look like others are what it is about

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures.lettering import BOX, cut, legible, length, lines
from bot.pictures.paper import BODY, CAPTION, MARGIN, TITLE, Paper
from tests.pictures.seen import grey, painted

ANYTHING = st.text(max_size=80)
SIZES = st.sampled_from([TITLE, BODY, CAPTION])


def written(text: str, *, bold: bool = False) -> bytes:
    def write(paper: Paper) -> None:
        paper.words(MARGIN, 60, legible(text), bold=bold)

    return painted(write)


BARE = written("")


def ink(png: bytes) -> int:
    """How many pixels are clearly darker than paper."""
    return int((grey(png) < 160).sum())


class TestLegible:
    @pytest.mark.parametrize(
        ("written", "drawn"),
        [
            ("What for?", "What for?"),
            ("José", "Jose\u0301"),
            ("Jose\u0301", "Jose\u0301"),
            ("Nguyễn", "Nguye\u0302\u0303n"),
            ("Łukasz Ørsted", "L\u0335ukasz O\u0338rsted"),
            ("Straße – 3 × 4", "Strasse - 3 x 4"),
            ("𝓢𝓪𝓻𝓪 Ｋｉｍ", "Sara Kim"),
            ("½ ﬁne", "1⁄2 fine"),
            ("🥖 Zoë 👩🏽\u200d🍳", "Zoe\u0308"),
            ("李小龍", BOX * 3),
            ("Анна B", BOX * 4 + " B"),
            ("한국어", BOX * 3),
            ("a\n\tb\x00\u202ec\u200d \ud800d", "a bc d"),
            ("a" + "\u0301" * 40 + "b", "a\u0301\u0301b"),
            ("\u0301a", "a"),
            ("🔥🔥", ""),
            (" \u200b\n", ""),
        ],
        ids=[
            "plain",
            "accent",
            "accent apart",
            "two accents",
            "strokes",
            "plain spellings",
            "fancy letters",
            "compatibility",
            "emoji",
            "Chinese",
            "Cyrillic",
            "Korean syllables",
            "controls, directions, half a pair",
            "heaped accents",
            "an accent on nothing",
            "emoji only",
            "nothing",
        ],
    )
    def test_keeps_what_can_be_drawn(self, written: str, drawn: str) -> None:
        assert legible(written) == drawn

    @given(ANYTHING)
    def test_changes_nothing_that_it_made(self, text: str) -> None:
        assert legible(legible(text)) == legible(text)

    def test_looks_at_no_more_than_a_picture_has_room_for(self) -> None:
        assert legible("a" * 1_000_000) == "a" * 500


class TestLength:
    @pytest.mark.parametrize(
        "text", ["i" * 60, "W" * 20, "Nguyễn Thị Hường", "李小龍", "fine tuning, AVAToy"]
    )
    def test_is_as_far_as_the_ink_goes(self, text: str) -> None:
        dark = np.flatnonzero((grey(written(text)) < 200).any(0))

        assert abs(dark.max() - MARGIN - length(legible(text), BODY)) <= 4


class TestWriting:
    @pytest.mark.parametrize("accented", ["é", "í", "ñ", "Å", "ç", "ł", "ư", "ḥ"])
    def test_an_accent_is_seen(self, accented: str) -> None:
        bare = legible(accented)[0]

        assert (grey(written(accented)) != grey(written(bare))).any()

    @pytest.mark.parametrize(("text", "strokes"), [("l", 1), ("i", 2), ("ī", 2), ("ị", 3)])
    def test_an_accent_above_takes_the_dot_of_an_i(self, text: str, strokes: int) -> None:
        through_the_stem = (grey(written(text))[:, MARGIN + 4] < 160).astype(int)

        assert (np.diff(through_the_stem) == 1).sum() == strokes

    def test_bold_letters_are_heavier(self) -> None:
        assert ink(written("Zoë", bold=True)) > 1.1 * ink(written("Zoë"))

    @given(ANYTHING)
    @settings(max_examples=50, deadline=None)
    def test_anything_can_be_written(self, text: str) -> None:
        assert (written(text) == BARE) == (legible(text) == "")


class TestCut:
    @given(ANYTHING, SIZES, st.integers(60, 1000))
    def test_fits_and_keeps_the_beginning(self, text: str, size: int, width: int) -> None:
        whole = legible(text)

        kept = cut(whole, size, width)

        assert length(kept, size) <= width
        assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))

    def test_says_that_something_is_left_out(self) -> None:
        assert cut("abcdefghijklmnopqrstuvwxyz", BODY, 100) == "abcd…"


class TestLines:
    @given(ANYTHING, st.integers(1, 3), st.integers(60, 1000))
    def test_fit_in_width_and_number(self, text: str, most: int, width: int) -> None:
        broken = lines(legible(text), BODY, width, most)

        assert len(broken) <= most
        assert all(length(line, BODY) <= width for line in broken)

    def test_break_between_words(self) -> None:
        assert lines("one two three", BODY, 130, 3) == ("one two", "three")

    def test_the_last_one_is_cut(self) -> None:
        assert lines("one two three four five", BODY, 130, 2) == ("one two", "three f…")
