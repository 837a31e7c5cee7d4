"""Rank a course's key points, and the topics it leaves out, by how likely a question is about each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.answering.index import Index
from bot.answering.likeness import Asks
from bot.answering.postings import Real, Whole
from bot.answering.reading import Question
from bot.answering.words import stems
from bot.course.model import Course, KeyPoint

HERE_BONUS = 0.3  # in log-odds, for the lesson the learner is in: decides between near equals, never against a clear winner
TITLE_COUNT = 4


@dataclass(frozen=True, slots=True)
class RankWeights:
    """What the two parts of a score count, in log-odds: the words shared, the likeness to the nearest asks."""

    shared: float
    nearest: float


@dataclass(frozen=True)
class Ranking:
    """Key points beside a question.

    Attributes:
        scores: Log-odds of each key point, then of each topic beyond the course.
        shared: The share of the question that each speaks of.
        nearest: Its likeness to the nearest ask of each.
        nearest_few: To the nearest five.
        which: The place of that nearest ask.
        points: How many key points there are.
    """

    scores: Real
    shared: Real
    nearest: Real
    nearest_few: Real
    which: Whole
    points: int

    @cached_property
    def order(self) -> list[int]:
        """The places of the key points, best first."""
        places: list[int] = np.argsort(-self.scores[: self.points], kind="stable").tolist()
        return places

    @property
    def near_beyond(self) -> float:
        """How like the question is to the nearest one that the course leaves out."""
        return float(self.nearest[self.points :].max(initial=0))

    @cached_property
    def odds(self) -> Real:
        """The scores as probabilities that add up to 1."""
        powers = np.exp(self.scores - self.scores.max())
        odds: Real = powers / powers.sum()
        return odds


class Ranker:
    """Ranks the key points of one course."""

    def __init__(self, course: Course, weights: RankWeights) -> None:
        self._weights = weights
        self._points = list(course.key_points.values())
        self._lessons = np.array([course.lesson_of[point.id].id for point in self._points])
        asks = [[stems(ask) for ask in asks_of(course, point)] for point in self._points]
        asks += [[stems(ask) for ask in topic.asks] for topic in course.beyond]
        titles = [*(point.title for point in self._points), *(topic.title for topic in course.beyond)]
        prose = [[s for text in prose_of(course, point) for s in stems(text)] for point in self._points]
        prose += [[] for _ in course.beyond]
        self._asks = Asks(asks)
        self._index = Index(
            [
                [*stems(title) * TITLE_COUNT, *(s for ask in own for s in ask), *texts]
                for title, own, texts in zip(titles, asks, prose, strict=True)
            ]
        )

    def rank(self, question: Question, lesson: str | None = None) -> Ranking:
        """Rank the key points for a question of someone who stands in a lesson."""
        shared = self._index.scores(question.distinct)
        like = self._asks.likeness(question.stems)
        scores = self._weights.shared * shared + self._weights.nearest * like.nearest_few
        scores[: len(self._points)] += HERE_BONUS * (self._lessons == lesson)
        return Ranking(scores, shared, like.nearest, like.nearest_few, like.which, len(self._points))

    def speaks(self, place: int, stem: str) -> bool:
        """Whether a key point has a stem."""
        return self._index.holds(place, stem)

    def rarity(self, stem: str) -> float:
        """How much a stem tells."""
        return self._index.rarity(stem)


def asks_of(course: Course, point: KeyPoint) -> Iterator[str]:
    """All that asks for a key point: its asks, and the glossary's terms, which are questions when typed alone."""
    yield from point.asks.all
    yield from (term.term for term in course.glossary if term.key_point == point.id)


def prose_of(course: Course, point: KeyPoint) -> Iterator[str]:
    """All that is said of a key point."""
    yield from filter(None, (point.statement, point.explain, point.why, point.example, point.simpler))
    for term in course.glossary:
        if term.key_point == point.id:
            yield from (term.term, term.means)
