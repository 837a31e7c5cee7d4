"""The drawers that PostgreSQL does better in its own words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.store.letters import Letters
from bot.store.postgres.connection import Server
from bot.store.privacy import Privacy, make_folder_of, record_beside
from bot.store.pseudonyms import Pseudonyms
from bot.store.reminders import Reminder, Reminders
from bot.store.schedules import Schedule, Schedules
from bot.store.settled import SettledAsks
from bot.store.store import Store


class ServerPrivacy(Privacy):
    """The door to all that is kept about a learner. The server itself clears away what was deleted, at its next vacuum."""

    def forget(self, learner: str, at: datetime) -> None:
        """Delete every row about a learner, in one transaction; the record's folder is made, as no database is in it."""
        if self._record is not None:
            make_folder_of(self._record)
        super().forget(learner, at)

    def _bury(self) -> None:
        pass


class ServerReminders(Reminders):
    """The drawer of reminders, for several processes: one that another is just taking is passed over, not waited for."""

    def take(self, course: str, due: Reminder, *, next_at: datetime, unanswered: int) -> bool:
        """Put a due reminder off to its next time; whether nobody else did, or is about to."""
        taken = self._db.execute(
            """UPDATE reminders SET next_at = ?, unanswered = ? WHERE (learner, course) IN (
                   SELECT learner, course FROM reminders WHERE learner = ? AND course = ? AND next_at = ?
                   FOR UPDATE SKIP LOCKED)""",
            [next_at.isoformat(), unanswered, due.learner, course, due.next_at.isoformat()],
        )
        return taken.rowcount == 1


class ServerLetters(Letters):
    """The drawer of letters, for several processes: one that another is just taking is passed over, not waited for."""

    _passing_over = "FOR UPDATE SKIP LOCKED"


class ServerSchedules(Schedules):
    """The drawer of schedules, for several processes: one that another is just taking is passed over, not waited for."""

    def take(self, due: Schedule, next_at: datetime | None) -> bool:
        """Put a due schedule off to its next meeting; whether nobody else did, or is about to."""
        taken = self._db.execute(
            """UPDATE schedules SET next_at = ? WHERE group_id IN (
                   SELECT group_id FROM schedules WHERE group_id = ? AND next_at = ? FOR UPDATE SKIP LOCKED)""",
            [next_at and next_at.isoformat(), due.group, due.next_at and due.next_at.isoformat()],
        )
        return taken.rowcount == 1


class ServerSettledAsks(SettledAsks):
    """The drawer of settled questions; an index on a server holds no long text, so questions are told apart by their sums."""

    _one = "course, server, md5(ask)"


class ServerStore(Store):
    """The store on a server."""

    def __init__(self, db: Server, beside: Path) -> None:
        """Take a database with today's tables.

        Args:
            db: The way to it.
            beside: What the files beside it are named after.
        """
        super().__init__(db, beside)
        self.reminders = ServerReminders(db)
        self.letters = ServerLetters(db)
        self.schedules = ServerSchedules(db)
        self.settled = ServerSettledAsks(db)
        self.privacy = ServerPrivacy(db, Pseudonyms(db), record_beside(beside))
