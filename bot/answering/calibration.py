"""Everything in the answering that is fitted to questions rather than chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.confidence import Weighing
from bot.answering.context import Leanings
from bot.answering.ranking import RankWeights, asks_of, prose_of
from bot.course.model import Course


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted, and cross-validated, by `python -m tests.benchmarks.fit_answers --write`.

    Attributes:
        course: The id of the course it was fitted on; another is answered with the same numbers.
        digest: What that course said and was asked by, at the time.
        ranking: What the parts of the ranking count.
        weighing: How sure a ranking is.
        leanings: What a question after an answer leans on.
    """

    course: str
    digest: str
    ranking: RankWeights
    weighing: Weighing
    leanings: Leanings

    def is_older_than(self, course: Course) -> bool:
        """Whether a course has changed since these numbers were fitted on it."""
        return course.id == self.course and digest(course) != self.digest


def digest(course: Course) -> str:
    """A mark of all that the matcher reads of a course."""
    return hashlib.sha256("\n".join(_texts(course)).encode()).hexdigest()[:16]


def _texts(course: Course) -> Iterator[str]:
    for point in course.key_points.values():
        yield from (point.id, point.title, *asks_of(course, point), *prose_of(course, point))
    for topic in course.beyond:
        yield from (topic.title, *topic.asks)
