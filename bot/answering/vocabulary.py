"""The words a course knows, and which of them a mistyped word most likely is."""

from __future__ import annotations

import functools
import operator
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answering.opposites import are_opposites

# Similarity from which an unknown word is taken for a typo; a short word must be nearer, as one letter is more of it.
# Both from a prototype's run over typed questions, shared with the settings of `index`.
LONG_CUT = 0.75
SHORT_CUT = 0.79
SHORT = 5
SHORTEST_REPAIRED = 4
SWAPPED = 3  # letters of a word, FDI, that is repaired only where two neighbours changed places
LONGEST_WORD = 40
LETTER_BITS = 61  # letters that share a bit only let more words pass to the exact comparison


class Vocabulary:
    """Every word of a course, as typed."""

    def __init__(
        self,
        words: Iterable[str],
        compounds: Mapping[str, tuple[str, ...]] | None = None,
        correct: Container[str] = (),
    ) -> None:
        """Take down what a course knows.

        Args:
            words: Each as often as the course uses it: of two equally near, the commoner is meant.
            compounds: Words that the course writes apart, `cherrypicking`, and how.
            correct: Words that need no repair although the course doesn't know them.
        """
        self._counts = Counter(words)
        self._compounds = compounds or {}
        self._correct = correct
        self._words = sorted(w for w in {*self._counts, *self._compounds} if len(w) >= SHORTEST_REPAIRED)
        self._lengths = np.array([len(word) for word in self._words], np.int64)
        self._letters = np.array([_letters(word) for word in self._words], np.int64)
        self.read = lru_cache(maxsize=20_000)(self._read)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def _read(self, word: str) -> tuple[str, ...]:
        """The known words that a word stands for; the word itself where it is correct, or near nothing."""
        if word in self._counts:
            return (word,)
        if word in self._compounds:
            return self._compounds[word]
        if word in self._correct:
            return (word,)
        meant = self._repair(word)
        return self._compounds.get(meant, (meant,)) if meant else (word,)

    def _repair(self, word: str) -> str | None:
        if word.isdigit() or not SWAPPED <= len(word) <= LONGEST_WORD:
            return None
        if len(word) == SWAPPED:
            swaps = (word[1] + word[0] + word[2], word[0] + word[2] + word[1])
            return next((swapped for swapped in swaps if swapped in self._counts), None)
        cut = SHORT_CUT if len(word) <= SHORT else LONG_CUT
        found = process.extract(
            word, self._near(word, cut), scorer=OSA.normalized_similarity, score_cutoff=cut, limit=None
        )
        likely = (known for known, _, _ in found if not are_opposites(word, known))
        return min(likely, key=lambda known: self._unlikeliness(word, known), default=None)

    def _near(self, word: str, cut: float) -> list[str]:
        """The words that can be as like as the cut: of like length, and few letters that only one of the two has."""
        longest = len(word) / cut
        slips = int((1 - cut) * longest)  # one changes, adds or drops a letter: two letters at most differ
        apart = np.bitwise_count(self._letters ^ _letters(word))
        fits = (self._lengths >= len(word) * cut) & (self._lengths <= longest) & (apart <= 2 * slips)
        return [self._words[place] for place in np.flatnonzero(fits)]

    def _unlikeliness(self, typed: str, meant: str) -> tuple[int, bool, int]:
        """Fewer slips before more, letters in the wrong order before wrong letters, common words before rare ones."""
        return OSA.distance(typed, meant), sorted(typed) != sorted(meant), -self._counts[meant]


def _letters(word: str) -> int:
    """Which letters a word has, as bits."""
    return functools.reduce(operator.or_, (1 << ord(letter) % LETTER_BITS for letter in word), 0)
