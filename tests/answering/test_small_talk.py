"""Hello, thanks, are you a bot: said to a tutor, and no question about the course."""

from __future__ import annotations

import pytest

from bot.answering.small_talk import SmallTalker
from bot.course.model import SmallTalk

TALKER = SmallTalker(
    [
        SmallTalk(id="greeting", asks=("hello", "good morning"), answer="Hello!"),
        SmallTalk(id="robot", asks=("are you a bot", "how does this work"), answer="Yes."),
        SmallTalk(id="thanks", asks=("thanks", "thank you"), answer="Welcome.", mixes=True),
        SmallTalk(id="ok", asks=("ok", "got it", "haha", "nice"), answer="Good.", mixes=True),
    ],
    is_term={"yellow", "tts"}.__contains__,
)


@pytest.mark.parametrize("said", ["hello", "Hello!!", "helo", "good mornign", "  HELLO  "])
def test_small_talk_is_answered_whatever_its_letters(said: str) -> None:
    assert TALKER.answer(said) == "Hello!"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "🍞",
        "hello what is a GAN",
        "are you sure about the bot detector",
        "yellow",
        "how does TTS work",
        "hello " * 50,
    ],
)
def test_what_is_more_than_small_talk_is_left_to_the_course(said: str) -> None:
    assert TALKER.answer(said) is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("haha ok nice", "Good."),
        ("ok thanks", "Welcome."),
        ("Nice, thank you!", "Welcome."),
        ("thanks, got it", "Good."),
    ],
)
def test_words_that_mix_may_come_in_any_mixture_and_the_last_is_answered(said: str, answer: str) -> None:
    assert TALKER.answer(said) == answer


@pytest.mark.parametrize("said", ["ok yellow", "good bot thanks", "are you ok"])
def test_one_other_word_makes_it_no_mixture(said: str) -> None:
    assert TALKER.answer(said) is None
