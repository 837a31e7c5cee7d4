"""Questions beside the ways people are known to ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.likeness import BEST_FEW, Asks

YEAST, PROOFING, SILENT = range(3)
ASKS = Asks(
    [
        [["what", "is", "yeast"], ["dough", "stay", "flat"], ["yeast", "live"]],
        [["how", "long", "must", "dough", "rest"], ["proof"]],
        [],
    ]
)


def test_the_very_words_of_an_ask_are_as_like_as_can_be() -> None:
    like = ASKS.likeness(["dough", "stay", "flat"])

    assert like.nearest[YEAST] == pytest.approx(1)
    assert like.which[YEAST] == 1


def test_the_same_words_in_another_order_are_less_like() -> None:
    in_order = ASKS.likeness(["dough", "stay", "flat"]).nearest[YEAST]
    shuffled = ASKS.likeness(["flat", "dough", "stay"]).nearest[YEAST]

    assert 0 < shuffled < in_order


def test_many_near_asks_count_more_than_one() -> None:
    one = Asks([[["sour", "dough"], ["a"], ["b"]]]).likeness(["sour"]).nearest_few[0]
    many = Asks([[["sour", "dough"], ["sour", "bread"], ["sour", "rye"]]]).likeness(["sour"]).nearest_few[0]

    assert 0 < one < many


def test_a_rare_shared_word_counts_more_than_a_common_one() -> None:
    rare = ASKS.likeness(["rest", "shoe"]).nearest[PROOFING]
    common = ASKS.likeness(["dough", "shoe"]).nearest[PROOFING]

    assert rare > common > 0


def test_two_words_with_a_strange_one_between_are_no_neighbours() -> None:
    apart = ASKS.likeness(["dough", "moon", "stay"]).nearest[YEAST]
    together = ASKS.likeness(["dough", "stay"]).nearest[YEAST]

    assert apart < together


def test_a_key_point_without_asks_is_like_nothing() -> None:
    like = ASKS.likeness(["yeast"])

    assert (like.nearest[SILENT], like.nearest_few[SILENT]) == (0, 0)


@pytest.mark.parametrize("stems", [[], ["🍞"], [""], ["?"]])
def test_strange_words_are_like_nothing_and_break_nothing(stems: list[str]) -> None:
    assert not ASKS.likeness(stems).nearest.any()


def test_no_asks_at_all_are_like_nothing() -> None:
    assert not Asks([[], []]).likeness(["yeast"]).nearest.any()
    assert Asks([]).likeness(["yeast"]).nearest.tolist() == []


@given(st.lists(st.sampled_from(["yeast", "dough", "rest", "is", "moon", ""]), max_size=12))
def test_likeness_is_a_cosine(stems: list[str]) -> None:
    like = ASKS.likeness(stems)

    assert like.nearest.min() >= 0
    assert like.nearest.max() <= 1.000001
    assert (like.nearest_few <= like.nearest + 1e-9).all()
    assert len(like.nearest) == 3
    assert BEST_FEW == 5
