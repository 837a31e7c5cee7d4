"""How much of a question each document speaks of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.index import K1, Index

RYE, TOAST, SODA = range(3)
BREADS = Index([["flour", "rye", "sour"], ["flour", "wheat", "toast", "toast"], ["flour", "wheat", "soda"]])
STEMS = st.sampled_from(["flour", "wheat", "rye", "soda", "toast", "moon"])


class TestRarity:
    # log(1 + (3 - held by + 0.5) / (held by + 0.5)), worked out by hand
    @pytest.mark.parametrize(
        ("stem", "rarity"), [("flour", 0.1335), ("wheat", 0.4700), ("rye", 0.9808), ("moon", 2.0794)]
    )
    def test_a_stem_tells_more_the_fewer_documents_have_it(self, stem: str, rarity: float) -> None:
        assert BREADS.rarity(stem) == pytest.approx(rarity, abs=1e-4)


class TestScores:
    def test_only_documents_that_share_a_stem_have_a_score(self) -> None:
        scores = BREADS.scores(["wheat", "moon"])

        assert [bool(score) for score in scores] == [False, True, True]

    def test_a_rare_stem_counts_more_than_a_common_one(self) -> None:
        scores = BREADS.scores(["flour", "rye"])

        assert scores.argmax() == RYE
        assert scores[RYE] > 2 * scores[SODA]

    def test_a_stem_that_a_document_repeats_counts_more_there_but_not_twice(self) -> None:
        once = Index([["x", "y"], ["z", "z"]]).scores(["x"])[0]
        twice = Index([["x", "x"], ["z", "z"]]).scores(["x"])[0]

        assert once < twice < 2 * once

    def test_a_word_that_no_document_has_takes_away_from_all(self) -> None:
        assert BREADS.scores(["rye", "moon"])[RYE] < BREADS.scores(["rye"])[RYE]

    def test_nothing_asked_scores_nothing(self) -> None:
        assert not BREADS.scores([]).any()

    @given(st.lists(STEMS, unique=True))
    def test_a_score_lies_between_nothing_and_a_little_more_than_all(self, stems: list[str]) -> None:
        scores = BREADS.scores(stems)

        assert scores.min() >= 0
        assert scores.max() <= 1 + K1


def test_it_knows_which_document_holds_a_stem() -> None:
    assert BREADS.holds(RYE, "sour")
    assert not BREADS.holds(SODA, "sour")
    assert not BREADS.holds(RYE, "moon")


@pytest.mark.parametrize("documents", [[], [[]], [[], []]], ids=["none", "a blank", "two blanks"])
def test_documents_without_words_are_never_found(documents: list[list[str]]) -> None:
    index = Index(documents)

    assert index.scores(["flour"]).tolist() == [0.0] * len(documents)
