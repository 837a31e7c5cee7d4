"""From two probabilities to what a learner is shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.confidence import Confidence, Logistic, Mode, Signs, Weighing


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


@pytest.mark.parametrize(
    ("first", "three", "mode"),
    [
        (0.95, 0.99, Mode.ANSWER),
        (0.6, 0.9, Mode.SUGGEST),
        (0.6, 0.61, Mode.SUGGEST),
        (0.3, 0.5, Mode.SUGGEST),
        (0.54, 0.2, Mode.DECLINE),
        (0.1, 0.3, Mode.DECLINE),
        (0.01, 0.02, Mode.DECLINE),
    ],
)
def test_what_is_worth_most_is_done_and_an_answer_must_be_worth_a_little_more(
    first: float, three: float, mode: Mode
) -> None:
    assert Confidence(log_odds(first), log_odds(three)).mode is mode


def test_a_weight_turns_its_sign_into_log_odds() -> None:
    likes_a_lead = Logistic((2.0, *(0.0,) * 7), -1.0)

    assert likes_a_lead.log_odds([0.5, *[9.0] * 7]) == 0
    assert likes_a_lead.log_odds([2.0, *[9.0] * 7]) == 3


def test_each_of_the_two_is_weighed_by_its_own_weights() -> None:
    weighing = Weighing(Logistic((1.0, *(0.0,) * 7), 0.0), Logistic((*(0.0,) * 7, 1.0), 0.0))

    sure = weighing.confidence(Signs(2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0))

    assert (sure.first, sure.three) == (2.0, 3.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=8), st.floats(-1e6, 1e6))
def test_whatever_it_is_given_there_is_a_mode(signs: list[float], intercept: float) -> None:
    odds = Logistic((1.0,) * 8, intercept).log_odds(signs)

    assert -30 <= odds <= 30
    assert Confidence(odds, odds).mode in Mode
