"""When learners want to be reminded, and what they are to be told at their next command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Reminder:
    """A learner's reminder.

    Attributes:
        learner: Whose.
        rhythm: When, as `learning.calendar` writes it.
        next_at: The next time.
        unanswered: How many were sent since they last did something.
    """

    learner: str
    rhythm: str
    next_at: datetime
    unanswered: int


class Reminders:
    """The drawer of reminders."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def set(self, course: str, reminder: Reminder) -> None:
        """Begin to remind, or at other times."""
        self._db.execute(
            """INSERT INTO reminders VALUES (?, ?, ?, ?, ?) ON CONFLICT (learner, course) DO UPDATE SET
                   rhythm = excluded.rhythm, next_at = excluded.next_at, unanswered = excluded.unanswered""",
            [reminder.learner, course, reminder.rhythm, reminder.next_at.isoformat(), reminder.unanswered],
        )

    def of(self, learner: str, course: str) -> Reminder | None:
        """A learner's reminder; None if they have none."""
        row = self._db.execute(
            "SELECT learner, rhythm, next_at, unanswered FROM reminders WHERE learner = ? AND course = ?",
            [learner, course],
        ).fetchone()
        return None if row is None else _reminder(row)

    def due(self, course: str, at: datetime, limit: int) -> list[Reminder]:
        """Whose time has come, the longest ago first."""
        rows = self._db.execute(
            """SELECT learner, rhythm, next_at, unanswered FROM reminders
               WHERE course = ? AND next_at <= ? ORDER BY next_at LIMIT ?""",
            [course, at.isoformat(), limit],
        )
        return [_reminder(row) for row in rows]

    def take(self, course: str, due: Reminder, *, next_at: datetime, unanswered: int) -> bool:
        """Put a due reminder off to its next time before it is sent, so that it is sent once at most.

        Returns:
            Whether it was still due: another process may have been quicker.
        """
        changed = self._db.execute(
            """UPDATE reminders SET next_at = ?, unanswered = ?
               WHERE learner = ? AND course = ? AND next_at = ?""",
            [next_at.isoformat(), unanswered, due.learner, course, due.next_at.isoformat()],
        )
        return changed.rowcount == 1

    def answered(self, learner: str, course: str) -> None:
        """Its learner did something. Mostly there is nothing to note, and then nothing is written: reading goes on without."""
        reminder = self.of(learner, course)
        if reminder is not None and reminder.unanswered:
            self._db.execute(
                "UPDATE reminders SET unanswered = 0 WHERE learner = ? AND course = ?", [learner, course]
            )

    def stop(self, learner: str, course: str) -> None:
        """Remind no more."""
        self._db.execute("DELETE FROM reminders WHERE learner = ? AND course = ?", [learner, course])


class Notices:
    """The drawer of what learners are to be told at their next command."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, learner: str, notice: str) -> None:
        """Tell them next time."""
        self._db.execute("INSERT INTO notices VALUES (?, ?) ON CONFLICT DO NOTHING", [learner, notice])

    def take(self, learner: str) -> list[str]:
        """What to tell them now; then it is told."""
        # Mostly there is nothing, and then nothing is written: reading goes on where writing can't.
        if self._db.execute("SELECT 1 FROM notices WHERE learner = ?", [learner]).fetchone() is None:
            return []
        with self._db.atomic():
            taken = self._db.execute(
                "DELETE FROM notices WHERE learner = ? RETURNING notice", [learner]
            ).fetchall()
        return sorted(notice for (notice,) in taken)


def _reminder(row: Sequence[Any]) -> Reminder:
    learner, rhythm, next_at, unanswered = row
    return Reminder(learner, rhythm, datetime.fromisoformat(next_at), unanswered)
