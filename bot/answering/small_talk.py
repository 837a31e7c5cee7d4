"""What is said to a tutor that is no question about the course: hello, thanks, are you a bot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from bot.answering.words import all_words, stem, telling_words
from bot.course.model import SmallTalk

# Of 100, over all the words in order: lets "helo" and "thank u" pass, not a question that only begins with "hi".
CUT = 88.0
LONGEST = 10  # words; small talk is short


class SmallTalker:
    """Finds the answer to small talk."""

    def __init__(self, talk: Sequence[SmallTalk], is_term: Callable[[str], bool]) -> None:
        """Learn what is small talk here.

        Args:
            talk: What people say, and the answers.
            is_term: Whether the course has a stem: "how does TTS work" is not "how does this work".
        """
        self._answers = {" ".join(all_words(ask)): entry.answer for entry in talk for ask in entry.asks}
        self._mixing = {
            word: entry.answer
            for entry in talk
            if entry.mixes
            for ask in entry.asks
            for word in all_words(ask)
        }
        self._is_term = is_term

    def answer(self, said: str) -> str | None:
        """What to say back; None if it is no small talk."""
        words = all_words(said)
        if not words or len(words) > LONGEST:
            return None
        if all(word in self._mixing for word in words):  # "haha ok nice, thanks"
            return self._mixing[words[-1]]
        found = process.extractOne(" ".join(words), self._answers.keys(), scorer=fuzz.ratio, score_cutoff=CUT)
        if found is None:
            return None
        own = set(telling_words(said)) - set(found[0].split())
        return None if any(self._is_term(stem(word)) for word in own) else self._answers[found[0]]
