"""Small pieces of wording, and learners' text made safe to keep and show."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.course.model import Source
from bot.tutor.words import clean, listed, plural, quoted, shortened, source_line, when
from tests.fakes import NOON


class TestClean:
    @pytest.mark.parametrize(
        ("text", "cleaned"),
        [
            ("  what is yeast\n", "what is yeast"),
            ("one\n\ttwo", "one\n\ttwo"),
            ("no\0thing \x07rings", "nothing rings"),
            ("\u202eright to left\u202c", "right to left"),
            ("zero\u200bwidth", "zerowidth"),
            ("lone \ud800 surrogate", "lone  surrogate"),
            ("private \ue000 use", "private  use"),
            ("Straße 🍞 扩散", "Straße 🍞 扩散"),
            ("\0\u200b", ""),
            ("", ""),
        ],
        ids=[
            "edges",
            "line breaks and tabs",
            "control characters",
            "direction marks",
            "zero width",
            "surrogate",
            "private use",
            "other scripts",
            "nothing visible",
            "nothing",
        ],
    )
    def test_what_cannot_be_seen_is_taken_out(self, text: str, cleaned: str) -> None:
        assert clean(text) == cleaned

    @pytest.mark.parametrize(
        "text",
        ["👩\u200d🍳", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "क्\u200dष"],
        ids=["cook", "Persian", "Hindi"],
    )
    def test_the_joiners_that_emoji_and_scripts_need_stay(self, text: str) -> None:
        assert clean(text) == text

    def test_text_is_cut_to_what_discord_sends(self) -> None:
        assert clean("x" * 5_000) == "x" * 4_000

    @given(st.text(max_size=300))
    def test_what_is_clean_stays_as_it_is_and_can_be_stored(self, text: str) -> None:
        cleaned = clean(text)

        assert clean(cleaned) == cleaned
        assert cleaned.encode("utf-8").decode("utf-8") == cleaned


class TestQuoted:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("what is yeast?", "what is yeast?"),
            ("one\ntwo   three", "one two three"),
            ("**bold** _it_ ~no~", r"\*\*bold\*\* \_it\_ \~no\~"),
            ("`code` ||spoiler||", r"\`code\` \|\|spoiler\|\|"),
            ("[yeast](https://evil.example)", r"\[yeast\]\(https\://evil.example\)"),
            ("# big", r"\# big"),
            ("> cited", r"\> cited"),
            ("@everyone", "@\u200beveryone"),
            ("<@123>", "\\<@\u200b123\\>"),
            (r"\@here", "\\\\@\u200bhere"),
        ],
    )
    def test_learners_words_are_shown_as_they_were_typed(self, text: str, shown: str) -> None:
        assert quoted(text) == shown

    def test_a_long_text_is_cut_with_an_ellipsis(self) -> None:
        assert quoted("x" * 301) == "x" * 299 + "…"
        assert quoted("x" * 300) == "x" * 300
        assert quoted("yeast", limit=4) == "yea…"

    @given(st.text(alphabet="@<>!&#\\*_`|[]()ehrvyon1\n\u200b\u202e\0", max_size=60))
    def test_nothing_quoted_can_ping_or_break_its_line(self, text: str) -> None:
        shown = quoted(text)

        assert re.search(r"@everyone|@here|<[@#][!&]?\d", shown) is None
        assert "\n" not in shown


class TestWhen:
    @pytest.mark.parametrize(
        ("ahead", "said"),
        [
            (timedelta(hours=11), "in a few hours"),
            (timedelta(hours=12), "tomorrow"),
            (timedelta(hours=35), "tomorrow"),
            (timedelta(hours=36), "in 2 days"),
            (timedelta(days=13), "in 13 days"),
            (timedelta(days=14), "in 2 weeks"),
            (timedelta(days=62), "in 9 weeks"),
            (timedelta(days=63), "in 2 months"),
            (timedelta(days=365), "in 12 months"),
        ],
        ids=lambda value: None if isinstance(value, str) else str(value),
    )
    def test_a_time_ahead_is_told_as_people_tell_it(self, ahead: timedelta, said: str) -> None:
        assert when(NOON + ahead, NOON) == said


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 lessons"), (1, "1 lesson"), (2, "2 lessons")], ids=["none", "one", "two"]
)
def test_only_one_is_singular(count: int, words: str) -> None:
    assert plural(count, "lesson") == words


def test_a_label_too_long_for_a_button_ends_in_an_ellipsis() -> None:
    assert shortened("T" * 80) == "T" * 80
    assert shortened("T" * 81) == "T" * 79 + "…"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ({"arxiv": "1904.09751"}, "Crumb (2019). *On Bread*. <https://arxiv.org/abs/1904.09751>"),
        ({"url": "https://b.example"}, "Crumb (2019). *On Bread*. <https://b.example>"),
        ({"where": "Bakers' Weekly 7"}, "Crumb (2019). *On Bread*. Bakers' Weekly 7."),
    ],
    ids=["arxiv", "url", "print"],
)
def test_a_source_is_one_line(place: dict[str, str], line: str) -> None:
    source = Source.model_validate({"title": "On Bread", "authors": "Crumb", "year": 2019, **place})

    assert source_line(source) == line


def test_a_list_has_an_item_a_line() -> None:
    assert listed(["rye", "oat"]) == "- rye\n- oat"
    assert listed([]) == ""
