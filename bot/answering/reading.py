"""Read a question as the words that a course knows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.answering.vocabulary import Vocabulary
from bot.answering.words import STOPWORDS, all_words, plain, stem

# What is said before a question and is no part of it: "lol ok, btw why …".
INTERJECTIONS = frozenset(
    """
    ah alright anyway btw cool fine great haha hey hm hmm interesting lmao lol nah nice no now oh ok okay please right sorry
    thanks then thx ty uh um wait well wow yeah yes
    """.split()  # noqa: SIM905  # a list of quoted words is harder to read
)
UNKNOWN_READ = 12  # unknown words that are looked at for typos: each takes half a millisecond

_HYPHENATED = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})+")


@dataclass(frozen=True)
class Question:
    """A question as the matcher reads it.

    Attributes:
        stems: Every word without its ending, in order.
        words: The words that stems stand for, as typed.
        repaired: What was taken for a typo, and for which word.
    """

    stems: tuple[str, ...]
    words: tuple[str, ...]
    repaired: tuple[tuple[str, str], ...] = ()

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The stems that say what it is about, each once."""
        pairs = zip(self.stems, self.words, strict=True)
        return tuple(dict.fromkeys(stem for stem, word in pairs if word not in STOPWORDS))

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        """Its stems, each once."""
        return tuple(dict.fromkeys(self.stems))


class QuestionReader:
    """Reads questions with the vocabulary of a course."""

    def __init__(self, texts: Iterable[str], correct: Container[str] = ()) -> None:
        """Learn the words.

        Args:
            texts: All that the course says and is asked by.
            correct: Words that are no typos although the course lacks them.
        """
        self._correct = correct
        words: list[str] = []
        compounds: dict[str, tuple[str, ...]] = {}
        for text in texts:
            words += all_words(text)
            if "-" in text:
                parts = (tuple(found.split("-")) for found in _HYPHENATED.findall(plain(text)))
                compounds |= {"".join(part): part for part in parts}
        known = frozenset(words)
        self._vocabulary = Vocabulary(
            [*words, *STOPWORDS], {c: p for c, p in compounds.items() if c not in known}, correct
        )
        self._stems = frozenset(map(stem, known))

    def knows(self, stem: str) -> bool:
        """Whether the course has a word of this stem."""
        return stem in self._stems

    def is_foreign(self, text: str) -> bool:
        """Whether a text is hardly in the course's language: of its words, most are in no list."""
        words = all_words(text)
        strange = [
            w for w in words if stem(w) not in self._stems and w not in STOPWORDS and w not in self._correct
        ]
        return len(words) > 1 and len(strange) > len(words) / 2

    def read(self, text: str) -> Question:
        """Read a question: typos mended, compounds taken apart."""
        unknown = 0
        stems: list[str] = []
        words: list[str] = []
        repaired: dict[str, str] = {}
        for word in _without_interjections(all_words(text)):
            if word in STOPWORDS and stem(word) not in self._stems:
                continue  # tells nothing, and would count as a word that the course lacks
            meant: tuple[str, ...] = (word,)
            if stem(word) not in self._stems and unknown < UNKNOWN_READ:
                unknown += 1
                meant = self._vocabulary.read(word)
            if "".join(meant) != word:
                repaired[word] = " ".join(meant)
            stems += map(stem, meant)
            words += [word] * len(meant)
        return Question(tuple(stems), tuple(words), tuple(repaired.items()))


def _without_interjections(words: list[str]) -> list[str]:
    """A question from its first word on; all of it where it has none."""
    begins = next((n for n, word in enumerate(words) if word not in INTERJECTIONS), 0)
    return words[begins:]
