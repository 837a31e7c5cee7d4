"""How checks were answered."""

from __future__ import annotations

from datetime import datetime

from bot.store.connection import Connection


class Attempts:
    """The drawer of answers to checks."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(
        self, learner: str, course: str, lesson: str, check: str, *, choice: str, is_right: bool, at: datetime
    ) -> None:
        """Keep one answer."""
        self._db.execute(
            """INSERT INTO attempts (learner, course, lesson, check_id, choice, is_right, made_at)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            [learner, course, lesson, check, choice, is_right, at.isoformat()],
        )

    def first_of_each(self, learner: str, course: str, lesson: str) -> dict[str, bool]:
        """Whether the first answer to each check of a lesson was right, by the check's id."""
        rows = self._db.execute(
            """SELECT check_id, is_right FROM attempts WHERE id IN (SELECT min(id) FROM attempts
               WHERE learner = ? AND course = ? AND lesson = ? GROUP BY check_id)""",
            [learner, course, lesson],
        )
        return {check: bool(is_right) for check, is_right in rows}
