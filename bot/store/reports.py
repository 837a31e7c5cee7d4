"""What learners found wrong in the course."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Report:
    """One report, for the course's author; who wrote it is not told."""

    subject: str
    text: str
    at: datetime


class Reports:
    """The drawer of reports."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, learner: str, course: str, subject: str, text: str, at: datetime) -> None:
        """Keep what a learner wrote about a step or a key point."""
        self._db.execute(
            "INSERT INTO reports (learner, course, subject, text, reported_at) VALUES (?, ?, ?, ?, ?)",
            [learner, course, subject, text, at.isoformat()],
        )

    def all(self, course: str) -> Iterator[Report]:
        """Every report about a course, oldest first."""
        rows = self._db.execute(
            "SELECT subject, text, reported_at FROM reports WHERE course = ? ORDER BY id", [course]
        )
        for subject, text, at in rows:
            yield Report(subject, text, datetime.fromisoformat(at))
