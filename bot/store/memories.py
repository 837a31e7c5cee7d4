"""What learners hold in memory, key point by key point, and the log of their reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Kept:
    """How well a learner holds a key point; see `learning.review` for what the numbers mean."""

    key_point: str
    stability: float | None
    difficulty: float | None
    due: datetime
    reviewed_at: datetime | None
    reviews: int


@dataclass(frozen=True, slots=True)
class Review:
    """One review as it went: in which form, how it was graded, and with what chance it had been expected to succeed."""

    key_point: str
    form: str
    grade: int
    expected: float | None
    at: datetime


class Memories:
    """The drawer of memories and reviews."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def enter(self, learner: str, course: str, fresh: Iterable[Kept], at: datetime) -> None:
        """Take key points up for review; one that is there already stays as it is."""
        with self._db.atomic():
            for kept in fresh:
                self._db.execute(
                    "INSERT INTO memories VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    [learner, course, *_values(kept), at.isoformat()],
                )

    def bring_forward(self, learner: str, course: str, key_point: str, due: datetime) -> None:
        """Make a key point due no later than this."""
        self._db.execute(
            "UPDATE memories SET due = ? WHERE learner = ? AND course = ? AND key_point = ? AND due > ?",
            [due.isoformat(), learner, course, key_point, due.isoformat()],
        )

    def of(self, learner: str, course: str) -> dict[str, Kept]:
        """All that a learner holds, by key point."""
        rows = self._db.execute(
            """SELECT key_point, stability, difficulty, due, reviewed_at, reviews FROM memories
               WHERE learner = ? AND course = ? ORDER BY due, key_point""",
            [learner, course],
        )
        return {row[0]: _kept(row) for row in rows}

    def due(self, learner: str, course: str, at: datetime) -> list[Kept]:
        """What is due, the longest due first."""
        rows = self._db.execute(
            """SELECT key_point, stability, difficulty, due, reviewed_at, reviews FROM memories
               WHERE learner = ? AND course = ? AND due <= ? ORDER BY due, key_point""",
            [learner, course, at.isoformat()],
        )
        return [_kept(row) for row in rows]

    def review(self, learner: str, course: str, after: Kept, review: Review) -> bool:
        """Keep what a review did, unless the key point was reviewed meanwhile.

        Returns:
            Whether it was kept. A second press of the same button finds one review more than it was made for.
        """
        with self._db.atomic():
            changed = self._db.execute(
                """UPDATE memories SET stability = ?, difficulty = ?, due = ?, reviewed_at = ?, reviews = ?
                   WHERE learner = ? AND course = ? AND key_point = ? AND reviews = ?""",
                [*_values(after)[1:], learner, course, after.key_point, after.reviews - 1],
            )
            if changed.rowcount != 1:
                return False
            self._db.execute(
                """INSERT INTO reviews (learner, course, key_point, form, grade, expected, reviewed_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?)""",
                [
                    learner,
                    course,
                    review.key_point,
                    review.form,
                    review.grade,
                    review.expected,
                    review.at.isoformat(),
                ],
            )
        return True

    def reviewed(self, course: str) -> Iterator[Review]:
        """Every review in a course, oldest first; whose they are is not told."""
        rows = self._db.execute(
            "SELECT key_point, form, grade, expected, reviewed_at FROM reviews WHERE course = ? ORDER BY id",
            [course],
        )
        for key_point, form, grade, expected, at in rows:
            yield Review(key_point, form, grade, expected, datetime.fromisoformat(at))


def _values(kept: Kept) -> list[Any]:
    reviewed_at = None if kept.reviewed_at is None else kept.reviewed_at.isoformat()
    return [kept.key_point, kept.stability, kept.difficulty, kept.due.isoformat(), reviewed_at, kept.reviews]


def _kept(row: Sequence[Any]) -> Kept:
    key_point, stability, difficulty, due, reviewed_at, reviews = row
    then = None if reviewed_at is None else datetime.fromisoformat(reviewed_at)
    return Kept(key_point, stability, difficulty, datetime.fromisoformat(due), then, reviews)
