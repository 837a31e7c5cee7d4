"""How much of a question each key point speaks of, rare words counting more than common ones."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np

from bot.answering.postings import Postings, Real, Whole, numbered

# BM25's usual settings (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), b lowered because
# the documents of a course are of nearly one length.
K1 = 1.2
B = 0.5


class Index:
    """Documents, each a bag of stems, scored by BM25."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._size = len(documents)
        self._numbers: dict[str, int] = {}
        stems = numbered(documents, self._numbers)
        lengths = np.array([len(document) for document in documents], np.int64)
        cells, counts = np.unique(
            stems * max(self._size, 1) + np.repeat(np.arange(self._size), lengths), return_counts=True
        )
        stems, holders = np.divmod(cells, max(self._size, 1))
        self._rarity = self._idf(np.bincount(stems, minlength=len(self._numbers)))
        average = lengths.mean() if stems.size else 1.0
        saturation = K1 * (1 - B + B * lengths / average)
        worth = self._rarity[stems] * counts * (K1 + 1) / (counts + saturation[holders])
        self._postings = Postings(stems, holders, worth)  # numbers are rows: every stem has a cell

    def holds(self, document: int, stem: str) -> bool:
        """Whether a document has a stem."""
        number = self._numbers.get(stem)
        return number is not None and document in self._postings.holders(number)

    def rarity(self, stem: str) -> float:
        """How much a stem tells: more for one that fewer documents have, most for one that none has."""
        number = self._numbers.get(stem)
        return float(self._rarity[number]) if number is not None else float(self._idf(np.zeros(1))[0])

    def scores(self, stems: Collection[str]) -> Real:
        """Each document's BM25 score, as a share of what the question's words are worth: 0 to 1 + K1."""
        worth = sum(map(self.rarity, stems))
        rows = np.array([self._numbers[stem] for stem in stems if stem in self._numbers], np.int64)
        return self._postings.totals(rows, np.ones(len(rows)), self._size) / (worth or math.inf)

    def _idf(self, holders: Real | Whole) -> Real:
        idf: Real = np.log(1 + (self._size - holders + 0.5) / (holders + 0.5))
        return idf
