"""Find a title from what has been typed of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.titles import called, fitting_titles

TITLES = {
    "shape": "Learn the shape, then sample",
    "directions": "Understanding and generation",
    "now": "Why now",
    "why": "Why sampling matters",
}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("learn", "shape"),
        ("LEARN THE", "shape"),
        ("lern sampl", "shape"),
        ("generation", "directions"),
        ("understnding", "directions"),
        ("why n", "now"),
        ("why s", "why"),
    ],
)
def test_the_best_fitting_title_comes_first(typed: str, first: str) -> None:
    assert fitting_titles(typed, TITLES)[0] == first


@pytest.mark.parametrize("typed", ["", "  ", "\n"], ids=["empty", "blank", "line break"])
def test_nothing_typed_fits_every_title_in_order(typed: str) -> None:
    assert fitting_titles(typed, TITLES) == ["shape", "directions", "now", "why"]


def test_titles_that_begin_as_typed_come_before_those_that_only_resemble_it() -> None:
    assert fitting_titles("why", TITLES)[:2] == ["now", "why"]


@pytest.mark.parametrize("typed", ["pizza", "x" * 4_000, "扩散"], ids=["pizza", "endless", "script"])
def test_what_resembles_no_title_fits_none(typed: str) -> None:
    assert fitting_titles(typed, TITLES) == []


def test_every_title_that_begins_as_typed_is_found_however_many() -> None:
    titles = {str(n): f"Lesson {n}" for n in range(30)}

    assert fitting_titles("less", titles) == [str(n) for n in range(30)]


def test_a_course_without_titles_has_none_that_fit() -> None:
    assert fitting_titles("why", {}) == []


@given(st.text(max_size=100))
def test_whatever_is_typed_each_title_fits_at_most_once(typed: str) -> None:
    found = fitting_titles(typed, TITLES)

    assert len(found) == len(set(found))
    assert set(found) <= set(TITLES)


class TestWhatSomebodyCallsIt:
    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ("3", "now"),
            (" 3 ", "now"),
            ("٣", "now"),
            ("now", "now"),
            (" why ", "why"),
            ("Why sampling matters", "why"),
            ("lern sampl", "shape"),
        ],
        ids=["number", "with blanks", "in Arabic", "id", "id with blanks", "title", "nearly"],
    )
    def test_its_number_its_id_its_title_or_nearly_so_will_do(self, wanted: str, found: str) -> None:
        assert called(wanted, TITLES) == found

    @pytest.mark.parametrize(
        "wanted",
        ["", "  ", "0", "5", "-1", "²", "9" * 5_000, "pizza"],
        ids=["nothing", "blanks", "zero", "too many", "negative", "raised", "endless", "pizza"],
    )
    def test_what_is_none_of_them_calls_nothing(self, wanted: str) -> None:
        assert called(wanted, TITLES) is None

    def test_a_number_that_is_an_id_too_counts_in_order(self) -> None:
        assert called("2", {"2": "First", "1": "Second"}) == "1"
