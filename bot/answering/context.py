"""What a question after an answer is about: that same key point, another one, or nothing the course has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import cache

import numpy as np

from bot.answering.confidence import Confidence
from bot.answering.postings import Real
from bot.answering.ranking import Ranking
from bot.answering.reading import Question, QuestionReader
from bot.course.model import Course

ELLIPTIC = 2  # so many telling words at most leave something to be understood: "and for audio?"
_JOINING = frozenset(["and", "so", "but", "or", "then", "und", "et", "y"])


@dataclass(frozen=True, slots=True)
class Leanings:
    """What counts how much, in log-odds, for a key point or for none.

    Attributes:
        fits: Each unit of the ranking's score, for its key point.
        kin: Each unit that the last key point's own words score, for another.
        kin_of_few_words: The same, where the question has a telling word or two.
        linked_of_few_words: A link (`see`) between the two, where it has a telling word or two.
        neighbour: A key point of the same lesson.
        stays: The last key point.
        stays_joined: The last key point, where the question begins with "and" or "so".
        stays_unknown: The last key point, by the share of the question that the course has no words for.
        best: The first of the ranking.
        sure: The first, by how sure the matcher is of it alone.
        none: None, by how sure it is that the first three are right.
        beyond: None, by how like the question is to one that the course leaves out.
    """

    fits: float
    kin: float
    kin_of_few_words: float
    linked_of_few_words: float
    neighbour: float
    stays: float
    stays_joined: float
    stays_unknown: float
    best: float
    sure: float
    none: float
    beyond: float


class Conversation:
    """Weighs a question against what was answered before it."""

    def __init__(
        self, course: Course, reader: QuestionReader, rank: Callable[[Question], Ranking], leanings: Leanings
    ) -> None:
        points = list(course.key_points.values())
        self._places = {point.id: n for n, point in enumerate(points)}
        self._points = points
        self._lessons = np.array([course.lesson_of[point.id].id for point in points])
        self._reader = reader
        self._rank = rank
        self._leanings = np.array(astuple(leanings))
        self._kin = cache(self._kin_of)
        self._links = cache(self._links_of)

    def subject(self, question: Question, ranking: Ranking, confidence: Confidence, last: str) -> int | None:
        """The place of the key point that a question is about; None for none."""
        weighed = self.signs(question, ranking, confidence, last) @ self._leanings
        likeliest = int(weighed.argmax())
        return likeliest if likeliest < len(self._points) else None

    def signs(self, question: Question, ranking: Ranking, confidence: Confidence, last: str) -> Real:
        """What speaks for each key point and, in the last row, for none: a column for each of the leanings."""
        place, count = self._places[last], len(self._points)
        telling = question.telling
        of_few_words = len(telling) <= ELLIPTIC
        unknown = sum(not self._reader.knows(stem) for stem in telling) / (len(telling) or 1)
        joined = bool(question.words) and question.words[0] in _JOINING
        signs = np.zeros((count + 1, len(self._leanings)))
        signs[:count, 0] = ranking.scores[:count]
        signs[:count, 1] = self._kin(last)
        signs[:count, 2] = self._kin(last) * of_few_words
        signs[:count, 3] = self._links(last) * of_few_words
        signs[:count, 4] = self._lessons == self._lessons[place]
        signs[place, 4:8] = 0, 1, joined, unknown
        signs[ranking.order[0], 8:10] = 1, confidence.first
        signs[count, 10:] = confidence.three, ranking.near_beyond
        return signs

    def _kin_of(self, last: str) -> Real:
        """How much the words of a key point speak of each of the others."""
        point = self._points[self._places[last]]
        kin = (
            self._rank(self._reader.read(f"{point.title}. {point.statement}"))
            .scores[: len(self._points)]
            .copy()
        )
        kin[self._places[last]] = 0
        return kin

    def _links_of(self, last: str) -> Real:
        """1 for each key point that names this one, or is named by it."""
        seen = self._points[self._places[last]].see
        return np.array([float(point.id in seen or last in point.see) for point in self._points])
