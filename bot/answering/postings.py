"""Which of many texts hold a feature, such as a word, and how much it weighs there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


def numbered(bags: Sequence[Sequence[str]], numbers: dict[str, int]) -> Whole:
    """All words of all texts, one after the other, as numbers; a word that has none yet gets the next."""
    return np.array([numbers.setdefault(word, len(numbers)) for bag in bags for word in bag], np.int64)


class Postings:
    """A sparse table: a row for each feature, a cell for each text that holds it."""

    def __init__(self, features: Whole, holders: Whole, weights: Real) -> None:
        """Take down the table's cells, in order of their features, no cell twice."""
        self._features, starts = np.unique(features, return_index=True)
        self._starts = np.append(starts, len(features))
        self._holders = holders.astype(np.int32)
        self._weights = weights.astype(np.float32)

    def rows(self, features: Whole) -> Whole:
        """The row of each feature, -1 for one that no text holds."""
        if not self._features.size:
            return np.full(features.shape, -1)
        rows = np.minimum(np.searchsorted(self._features, features), self._features.size - 1)
        return np.where(self._features[rows] == features, rows, -1)

    def holders(self, row: int) -> NDArray[np.int32]:
        """The texts that hold a row's feature."""
        return self._holders[self._starts[row] : self._starts[row + 1]]

    def totals(self, rows: Whole, counts: Real, size: int) -> Real:
        """Each text's weights, summed over rows that count so and so much; `size` is how many texts there are."""
        totals = np.zeros(size)
        for row, count in zip(rows.tolist(), counts.tolist(), strict=True):
            cells = slice(self._starts[row], self._starts[row + 1])
            totals[self._holders[cells]] += count * self._weights[cells]
        return totals
