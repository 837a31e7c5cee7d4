"""Which words mean the opposite of each other, however alike they look."""

from __future__ import annotations

import pytest

from bot.answering.opposites import are_opposites

OPPOSITES = [
    ("supervised", "unsupervised"),
    ("supervized", "unsupervised"),
    ("conditional", "unconditional"),
    ("encoder", "decoder"),
    ("linear", "nonlinear"),
    ("overfitting", "underfitting"),
    ("maximise", "minimise"),
    ("include", "exclude"),
    ("symmetric", "asymmetric"),
]


@pytest.mark.parametrize(("one", "other"), OPPOSITES)
def test_a_beginning_makes_opposites_whichever_word_has_it(one: str, other: str) -> None:
    assert are_opposites(one, other)
    assert are_opposites(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("latent", "latant"), ("diffusion", "difusion"), ("encoder", "encodre"), ("token", "token"), ("", "")],
)
def test_a_slip_makes_none(one: str, other: str) -> None:
    assert not are_opposites(one, other)
    assert not are_opposites(other, one)
