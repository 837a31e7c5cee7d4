"""Which known word a mistyped one stands for, and which words must not be taken for each other."""

from __future__ import annotations

from typing import ClassVar

import pytest

from bot.answering.vocabulary import Vocabulary


def taken_for(typed: str, *known: str) -> str | None:
    """The known word that a typed one is taken for; None where it is left as it is."""
    (meant,) = Vocabulary(known).read(typed)
    return None if meant == typed else meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("difusion", "diffusion"),
        ("diffusoin", "diffusion"),
        ("transfromer", "transformer"),
        ("latant", "latent"),
        ("tokem", "token"),
        ("temprature", "temperature"),
        ("hallucenation", "hallucination"),
    ],
)
def test_a_typo_is_taken_for_the_word_it_nearly_is(typed: str, meant: str) -> None:
    words = ["diffusion", "transformer", "latent", "token", "temperature", "hallucination"]

    assert taken_for(typed, *words) == meant


OPPOSITES = [
    ("supervised", "unsupervised"),
    ("conditional", "unconditional"),
    ("encoder", "decoder"),
    ("encode", "decode"),
    ("linear", "nonlinear"),
    ("enable", "disable"),
    ("possible", "impossible"),
    ("deterministic", "indeterministic"),
    ("include", "exclude"),
    ("overfitting", "underfitting"),
    ("maximise", "minimise"),
    ("increase", "decrease"),
    ("explicit", "implicit"),
    ("intrinsic", "extrinsic"),
    ("inductive", "deductive"),
    ("symmetric", "asymmetric"),
    ("understanding", "misunderstanding"),
]


@pytest.mark.parametrize(("one", "other"), OPPOSITES, ids=lambda word: str(word))
def test_a_word_is_not_taken_for_its_opposite(one: str, other: str) -> None:
    assert taken_for(one, other) is None
    assert taken_for(other, one) is None


def test_a_mistyped_word_is_not_taken_for_its_opposite() -> None:
    assert taken_for("supervized", "unsupervised") is None


def test_where_the_nearest_word_is_an_opposite_the_next_one_is_taken() -> None:
    assert taken_for("certain", "uncertain", "curtain") == "curtain"


@pytest.mark.parametrize(
    "typed",
    ["gan", "gann", "tkn", "3d", "20234", "x" * 10_000, "", "pizza", "扩散模型", "weather"],
    ids=[
        "short",
        "four letters",
        "three letters",
        "digit",
        "number",
        "endless",
        "nothing",
        "pizza",
        "script",
        "weather",
    ],
)
def test_what_is_near_nothing_stays_as_it_is(typed: str) -> None:
    words = ["gans", "tokens", "token", "2023", "20233", "diffusion", "whether", "x" * 40]

    assert taken_for(typed, *words) is None


def test_an_empty_vocabulary_repairs_nothing() -> None:
    assert taken_for("difusion") is None


def test_the_same_words_in_another_order_repair_alike() -> None:
    assert taken_for("semple", "sample", "simple") == taken_for("semple", "simple", "sample")


class TestOfSeveralNearWords:
    def test_the_one_with_fewer_slips_is_meant(self) -> None:
        assert taken_for("modle", "models", "model") == "model"

    def test_letters_out_of_order_are_likelier_than_wrong_letters(self) -> None:
        assert taken_for("samplres", "samples", "samplers") == "samplers"

    def test_the_commoner_word_is_meant(self) -> None:
        assert taken_for("sempling", "sampling", "sempting", "sampling") == "sampling"


class TestShortWords:
    def test_a_word_of_three_letters_is_repaired_where_two_changed_places(self) -> None:
        assert taken_for("fdi", "fid", "fad") == "fid"

    def test_a_wrong_letter_in_three_is_another_word(self) -> None:
        assert taken_for("fod", "fid", "fad") is None


class TestCorrectWords:
    def test_a_correct_word_that_the_course_lacks_is_no_typo(self) -> None:
        assert Vocabulary(["plainest", "layer"], correct={"planet", "lawyer"}).read("planet") == ("planet",)

    def test_a_typo_of_a_known_word_is_still_mended(self) -> None:
        assert Vocabulary(["layer"], correct={"lawyer"}).read("layr") == ("layer",)


class TestCompounds:
    COMPOUNDS: ClassVar = {"cherrypicking": ("cherry", "picking")}

    def test_a_compound_is_taken_apart_as_the_course_writes_it(self) -> None:
        assert Vocabulary(["cherry"], self.COMPOUNDS).read("cherrypicking") == ("cherry", "picking")

    def test_a_mistyped_compound_too(self) -> None:
        assert Vocabulary(["cherry"], self.COMPOUNDS).read("cherypicking") == ("cherry", "picking")
