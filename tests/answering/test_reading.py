"""A question in a course's words."""

from __future__ import annotations

import pytest

from bot.answering.english import WordList
from bot.answering.reading import UNKNOWN_READ, QuestionReader

READER = QuestionReader(
    [
        "Why a cherry-picked demo shows the best image",
        "A model can sample",
        "what makes it slow",
        "is it ok for you",
    ],
    correct={"planet", "this", "tell", "about", "kind"},
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("why is the modle slow", ["whi", "is", "the", "model", "slow"]),
        ("lol ok. why slow", ["whi", "slow"]),
        ("thanks! btw what makes it slow", ["what", "make", "it", "slow"]),
        ("ok nice", ["ok", "nice"]),
        ("cherrypicked demo", ["cherri", "pick", "demo"]),
        ("cherypicked demo", ["cherri", "pick", "demo"]),
        ("model vs planet", ["model", "versus", "planet"]),
        ("u sampel pics", ["you", "sampl", "pictur"]),
    ],
    ids=[
        "a typo",
        "chatter in front",
        "more chatter",
        "only chatter",
        "a compound",
        "a mistyped compound",
        "English",
        "chat",
    ],
)
def test_it_is_read_as_the_words_it_stands_for(typed: str, words: list[str]) -> None:
    assert list(READER.read(typed).stems) == words


def test_it_tells_what_it_took_for_a_typo() -> None:
    assert READER.read("the modle of the planet is cherypicked").repaired == (
        ("modle", "model"),
        ("cherypicked", "cherry picked"),
    )


def test_every_stem_remembers_the_word_it_was_typed_as() -> None:
    question = READER.read("why is a modle cherypicked")

    assert question.words == ("why", "is", "a", "modle", "cherypicked", "cherypicked")
    assert len(question.stems) == len(question.words)


def test_what_it_is_about_is_what_is_left_without_the_words_of_every_question() -> None:
    assert READER.read("why is the model so slow, is the model old").telling == ("model", "slow", "old")


def test_among_very_many_strange_words_only_the_first_are_looked_at_for_typos() -> None:
    strange = " ".join(f"{a}{b}zqx" for a in "abcdefgh" for b in "jkm")

    question = READER.read(f"{strange} modle")

    assert len(strange.split()) > UNKNOWN_READ
    assert question.repaired == ()
    assert question.stems[-1] == "modl"


@pytest.mark.parametrize("text", ["was gibt es heute mittag", "кто ты такой", "qzx wvk"])
def test_another_language_is_noticed(text: str) -> None:
    assert READER.is_foreign(text)


@pytest.mark.parametrize(
    "text", ["why is the model slow", "planet", "qzx", "", "tell about this kind model, qzx"]
)
def test_one_strange_word_is_no_other_language(text: str) -> None:
    assert not READER.is_foreign(text)


@pytest.mark.parametrize("word", ["planet", "lawyer", "colors", "slower", "unsupervised", "don't"])
def test_english_words_are_known_as_such(word: str) -> None:
    assert word in WordList.english()


@pytest.mark.parametrize("word", ["modle", "difusion", "imgae", "", "扩散"])
def test_typos_and_other_scripts_are_not(word: str) -> None:
    assert word not in WordList.english()
