"""Alternative texts stay within their limit and say what they leave out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.course.model import ALT_LIMIT
from bot.pictures.wording import one_line, plural, told

SENTENCES = st.lists(st.text(max_size=200), max_size=30)


class TestPlural:
    @pytest.mark.parametrize(
        ("count", "says"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1200, "1,200 days")]
    )
    def test_counts(self, count: int, says: str) -> None:
        assert plural(count, "day") == says


class TestOneLine:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("李小龍 🥖", "李小龍 🥖"),
            ("a\n b\x00\u202ec", "a bc"),
            ("👩\u200d🍳", "👩\u200d🍳"),
            ("\ud800x", "x"),
            ("ten letter", "ten letter"),
            ("ten letters", "ten lette…"),
            ("the word is", "the word…"),
            ("", ""),
        ],
        ids=[
            "any script",
            "controls",
            "joined emoji",
            "half a pair",
            "fits",
            "too long",
            "at a space",
            "empty",
        ],
    )
    def test_keeps_the_words_and_cuts_them_to_ten_characters(self, text: str, line: str) -> None:
        assert one_line(text, 10) == line


class TestTold:
    def test_says_everything_that_fits(self) -> None:
        assert told(("Before.", ""), ("One.", "Two."), more="item") == "Before. One. Two."

    def test_takes_the_first_choice_that_fits(self) -> None:
        long, short = ("x" * 600, "y" * 600), ("x", "y")

        assert told(("Before.",), long, short, more="item") == "Before. x y"

    @pytest.mark.parametrize(
        ("items", "kept", "says"), [(3, 2, "And 1 more item."), (5, 2, "And 3 more items.")]
    )
    def test_counts_what_even_the_last_choice_has_too_much(self, items: int, kept: int, says: str) -> None:
        text = told((), ("x" * 500,) * items, more="item")

        assert text == f"{'x' * 500} " * kept + says

    def test_cuts_what_stands_before_where_that_alone_is_too_long(self) -> None:
        text = told(("x" * 2000,), ("One.",), more="item")

        assert text == "x" * (ALT_LIMIT - 1) + "…"

    @given(SENTENCES, SENTENCES, SENTENCES)
    def test_never_exceeds_the_limit(self, before: list[str], long: list[str], short: list[str]) -> None:
        assert len(told(before, long, short, more="item")) <= ALT_LIMIT
