"""What was last answered or offered to a learner in a place, so that "why?" and "the other one" mean something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.store.connection import Connection

MEMORY = timedelta(minutes=30)  # after that a bare "why?" is more likely about something else


class LastAnswers:
    """The drawer of last answers: one for each learner and place."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def keep(self, learner: str, place: str, key_points: Sequence[str], at: datetime) -> None:
        """Remember key points, the one that was answered first; there is one at least."""
        answered, *offered = key_points
        self._db.execute(
            """INSERT INTO last_answers (learner, place, key_point, offered, answered_at) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (learner, place) DO UPDATE SET
                   key_point = excluded.key_point, offered = excluded.offered, answered_at = excluded.answered_at""",
            [learner, place, answered, " ".join(offered), at.isoformat()],
        )

    def of(self, learner: str, place: str, at: datetime) -> tuple[str, ...]:
        """The key points last answered or offered, none when that is too long ago."""
        row = self._db.execute(
            "SELECT key_point, offered, answered_at FROM last_answers WHERE learner = ? AND place = ?",
            [learner, place],
        ).fetchone()
        if row is None or at - datetime.fromisoformat(row[2]) > MEMORY:
            return ()
        return (row[0], *row[1].split())

    def purge(self, at: datetime) -> None:
        """Forget what is too long ago to mean anything."""
        self._db.execute("DELETE FROM last_answers WHERE answered_at < ?", [(at - MEMORY).isoformat()])
