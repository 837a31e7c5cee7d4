"""Key points called by a term of the glossary."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.reading import Question
from bot.answering.words import STOPWORDS, all_words, stem, telling_words
from bot.course.model import Term

LONGEST_NAME = 4  # telling words
_LEADING = frozenset(["what", "what's", "is", "are", "does", "mean", "means"])
_COMPARING = frozenset(
    ["versus", "difference", "different", "differ", "differs", "compare", "compared", "comparison", "between"]
)


class Terms:
    """The glossary's terms, as their stems."""

    def __init__(self, glossary: Iterable[Term]) -> None:
        self._points = {
            _bare(name): term.key_point for term in glossary if term.key_point for name in term.names
        }

    def alone(self, question: str) -> str | None:
        """The key point of a term that a question asks for with no word more: "what is LoRA?"."""
        return self._points.get(_bare(question))

    def compared(self, question: Question) -> tuple[str, ...]:
        """The key points of the terms that a question compares, saying nothing else: "difference between LoRA and DDIM"."""
        if not _COMPARING & set(question.words):
            return ()
        pairs = zip(question.stems, question.words, strict=True)
        stems = [stem for stem, word in pairs if word not in STOPWORDS | _COMPARING]
        found: dict[str, None] = {}
        while stems:
            lengths = range(min(LONGEST_NAME, len(stems)), 0, -1)
            length = next((n for n in lengths if tuple(stems[:n]) in self._points), None)
            if length is None:
                return ()
            found[self._points[tuple(stems[:length])]] = None
            stems = stems[length:]
        return tuple(found)


def _bare(text: str) -> tuple[str, ...]:
    words = telling_words(text) or [word for word in all_words(text) if word not in _LEADING]
    return tuple(map(stem, words))
