"""Pointing at one of several things that were offered."""

from __future__ import annotations

import pytest

from bot.answering.picks import picked

OFFERED = ("yeast", "proofing", "sourdough")


@pytest.mark.parametrize(
    ("said", "point"),
    [
        ("what about the other one?", "proofing"),
        ("the second", "proofing"),
        ("the 1st one please", "yeast"),
        ("I mean the third one", "sourdough"),
        ("and the latter?", "proofing"),
    ],
)
def test_one_of_the_things_offered_is_pointed_at(said: str, point: str) -> None:
    assert picked(said, OFFERED) == point


@pytest.mark.parametrize(
    "said",
    [
        "",
        "what about proofing",
        "the second law of thermodynamics",
        "first or second?",
        "one",
        "the other bread",
    ],
)
def test_what_says_more_or_less_than_that_points_at_nothing(said: str) -> None:
    assert picked(said, OFFERED) is None


def test_what_was_not_offered_is_not_pointed_at() -> None:
    assert picked("the third", OFFERED[:2]) is None
