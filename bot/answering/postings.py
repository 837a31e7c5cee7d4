"""Which of many texts hold a feature, such as a word, and how much it weighs there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


def numbered(bags: Sequence[Sequence[str]], numbers: dict[str, int]) -> Whole:
    """All words of all texts, one after the other, as numbers; a word that has none yet gets the next."""
    return np.array([numbers.setdefault(word, len(numbers)) for bag in bags for word in bag], np.int64)


class Postings:
    """A sparse table of features against texts, read one feature at a time."""

    def __init__(self, features: Whole, holders: Whole, weights: Real) -> None:
        """Take down the table's cells, in order of their features, no cell twice."""
        self._features, starts = np.unique(features, return_index=True)
        self._starts = np.append(starts, len(features)).tolist()
        self._holders = holders
        self._weights = weights

    def holders(self, feature: int) -> Whole:
        """The texts that hold a feature."""
        row = int(np.searchsorted(self._features, feature))
        if row == len(self._features) or self._features[row] != feature:
            return self._holders[:0]
        return self._holders[self._starts[row] : self._starts[row + 1]]

    def totals(self, asked: Iterable[tuple[int, float]], size: int) -> Real:
        """Each text's weights, summed over features that count so and so much.

        Args:
            asked: A feature and what it counts; one that no text holds adds nothing.
            size: How many texts there are.
        """
        totals = np.zeros(size)
        wanted = list(asked)
        if not wanted or not len(self._features):
            return totals
        features = np.array([feature for feature, _ in wanted])
        rows = np.searchsorted(self._features, features)
        found = self._features[np.minimum(rows, len(self._features) - 1)] == features
        for row, (_, count), is_there in zip(rows.tolist(), wanted, found.tolist(), strict=True):
            if is_there:
                cells = slice(self._starts[row], self._starts[row + 1])
                totals[self._holders[cells]] += count * self._weights[cells]
        return totals
