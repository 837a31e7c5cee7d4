"""What is in the store, counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.store.connection import Connection

_COUNTS = {
    "learners": "SELECT count(*) FROM positions WHERE course = :course",
    "learners active in 7 days": "SELECT count(*) FROM positions WHERE course = :course AND moved_at >= :week",
    "lessons finished": "SELECT count(*) FROM finished WHERE course = :course",
    "checks answered": "SELECT count(*) FROM attempts WHERE course = :course",
    "key points held": "SELECT count(*) FROM memories WHERE course = :course",
    "reviews": "SELECT count(*) FROM reviews WHERE course = :course",
    "quizzes finished": "SELECT count(*) FROM quiz_results WHERE course = :course",
    "reminders": "SELECT count(*) FROM reminders WHERE course = :course",
    "questions kept": "SELECT count(*) FROM asked WHERE course = :course",
    "study groups": "SELECT count(*) FROM groups WHERE course = :course AND ended_at IS NULL",
    "lessons held together": "SELECT count(*) FROM sessions WHERE step = 'end'",
    "reports": "SELECT count(*) FROM reports WHERE course = :course",
}


class Numbers:
    """Counts over all drawers."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self, course: str, at: datetime) -> Mapping[str, int]:
        """What there is, by name."""
        values = {"course": course, "week": (at - timedelta(days=7)).isoformat()}
        return {name: int(self._db.execute(sql, values).fetchone()[0]) for name, sql in _COUNTS.items()}
