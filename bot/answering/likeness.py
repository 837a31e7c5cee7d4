"""How much a question is like the ways people are known to ask about each key point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.postings import Postings, Real, Whole, numbered

# How many of a key point's asks a question must be like: one lucky ask is not enough. Three to eight did alike on
# the questions that `python -m tests.benchmarks.fit_answers` measures; one and fifteen did worse.
BEST_FEW = 5
EDGE = 0  # stands before the first stem of an ask and after its last, so that how it begins and ends counts
UNKNOWN = 1  # stands for a stem that no ask has


@dataclass(frozen=True, slots=True)
class Likeness:
    """A question beside the asks of each key point, in the key points' order; cosines from 0 to 1.

    Attributes:
        nearest: To the most similar ask.
        nearest_few: To the five most similar ones, on average.
        which: The place of the most similar one among the key point's own.
    """

    nearest: Real
    nearest_few: Real
    which: Whole


class Asks:
    """Every ask of every key point, as stems and as pairs of neighbouring stems; rare ones count more."""

    def __init__(self, asks: Sequence[Sequence[Sequence[str]]]) -> None:
        """Learn how each key point is asked about: its asks, each a row of stems."""
        every = [ask for own in asks for ask in own]
        self._size = len(asks)
        self._width = max([BEST_FEW, *map(len, asks)])
        self._numbers = {"": EDGE, "?": UNKNOWN}  # neither is a stem
        row = np.append(numbered([["", *ask] for ask in every], self._numbers), EDGE)
        asked = np.repeat(np.arange(len(every)), [1 + len(ask) for ask in every])
        features, owners = self._features(row), np.tile(asked, 2)
        cells, counts = np.unique(features * len(every) + owners, return_counts=True)
        cells, counts = cells[cells >= len(every)], counts[cells >= len(every)]  # an edge alone says nothing
        features, owners = np.divmod(cells, max(len(every), 1))
        _, held = np.unique(features, return_counts=True)
        # smoothed as if one more ask held everything, which is scikit-learn's way too
        self._rarity = np.log((1 + len(every)) / (1 + held)) + 1
        weights = (1 + np.log(counts)) * np.repeat(self._rarity, held)
        lengths = np.sqrt(np.bincount(owners, weights**2, minlength=len(every)))
        places = [n * self._width + m for n, own in enumerate(asks) for m in range(len(own))]
        self._postings = Postings(features, np.array(places, np.int64)[owners], weights / lengths[owners])

    def likeness(self, stems: Sequence[str]) -> Likeness:
        """Compare a question with every ask."""
        numbers = [self._numbers.get(stem, UNKNOWN) for stem in stems]
        features = self._features(np.array([EDGE, *numbers, EDGE], np.int64))
        features, counts = np.unique(features, return_counts=True)
        rows = self._postings.rows(features)
        rows, counts = rows[rows >= 0], counts[rows >= 0]
        weights = (1 + np.log(counts)) * self._rarity[rows]
        length = np.sqrt((weights**2).sum()) or 1.0
        cosines = self._postings.totals(rows, weights, self._size * self._width) / length
        table = cosines.reshape(self._size, self._width)
        few = np.partition(table, -BEST_FEW, axis=1)[:, -BEST_FEW:].mean(axis=1)
        return Likeness(table.max(axis=1), few, table.argmax(axis=1))

    def _features(self, row: Whole) -> Whole:
        """The stems of a row but its last, and the pairs of neighbours, which are numbered after all stems."""
        count = len(self._numbers)
        return np.concatenate((row[:-1], count + row[:-1] * count + row[1:]))
