"""The threads of their own in which learners chose to learn."""

from __future__ import annotations

from bot.store.connection import Connection


class Threads:
    """The drawer of learners' own threads: one for each channel they learn in."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def of(self, learner: str, channel: str) -> str | None:
        """The thread that a learner has in a channel; None if they have none."""
        row = self._db.execute(
            "SELECT thread FROM threads WHERE learner = ? AND channel = ?", [learner, channel]
        ).fetchone()
        return None if row is None else str(row[0])

    def is_of(self, learner: str, thread: str) -> bool:
        """Whether a thread is a learner's own."""
        row = self._db.execute(
            "SELECT 1 FROM threads WHERE learner = ? AND thread = ?", [learner, thread]
        ).fetchone()
        return row is not None

    def keep(self, learner: str, channel: str, thread: str, server: str) -> None:
        """Remember a thread that was opened in a server's channel."""
        self._db.execute(
            """INSERT INTO threads (learner, channel, thread, server) VALUES (?, ?, ?, ?)
               ON CONFLICT (learner, channel) DO UPDATE SET thread = excluded.thread, server = excluded.server""",
            [learner, channel, thread, server],
        )
