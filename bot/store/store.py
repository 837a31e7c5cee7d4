"""The store: one drawer per subject."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.store.activity import Activity
from bot.store.asked import AskedQuestions
from bot.store.attempts import Attempts
from bot.store.choices import ChoiceDrawer
from bot.store.commands import SyncedCommands
from bot.store.connection import Connection
from bot.store.groups import Groups
from bot.store.lab_orders import LabOrders
from bot.store.last_answers import LastAnswers
from bot.store.letters import Letters
from bot.store.memories import Memories
from bot.store.numbers import Numbers
from bot.store.positions import Positions
from bot.store.privacy import Privacy, record_beside
from bot.store.pseudonyms import Pseudonyms
from bot.store.quizzes import Quizzes
from bot.store.reminders import Notices, Reminders
from bot.store.reports import Reports
from bot.store.schedules import Schedules
from bot.store.servers import Servers
from bot.store.sessions import Sessions
from bot.store.settled import SettledAsks
from bot.store.shards import ShardHolders
from bot.store.threads import Threads

COPIES_KEPT = timedelta(
    days=30
)  # of those set aside before a migration or a restore: they hold what was deleted since


class Store:
    """Everything kept about learners. Belongs to the thread that opened its database."""

    def __init__(self, db: Connection, path: Path | None = None) -> None:
        """Take a database with today's tables.

        Args:
            db: The database.
            path: Its file; None in memory.
        """
        self._db = db
        self._path = path
        pseudonyms = Pseudonyms(db)
        self.positions = Positions(db)
        self.attempts = Attempts(db)
        self.memories = Memories(db)
        self.quizzes = Quizzes(db)
        self.activity = Activity(db)
        self.reminders = Reminders(db)
        self.letters = Letters(db)
        self.notices = Notices(db)
        self.last_answers = LastAnswers(db)
        self.choices = ChoiceDrawer(db)
        self.threads = Threads(db)
        self.asked = AskedQuestions(db, pseudonyms)
        self.settled = SettledAsks(db)
        self.servers = Servers(db)
        self.groups = Groups(db)
        self.sessions = Sessions(db)
        self.schedules = Schedules(db)
        self.reports = Reports(db)
        self.lab_orders = LabOrders(db)
        self.privacy = Privacy(db, pseudonyms, path and record_beside(path))
        self.numbers = Numbers(db)
        self.synced_commands = SyncedCommands(db)
        self.shards = ShardHolders(db)

    def atomic(self) -> AbstractContextManager[Any]:
        """What is done inside is kept whole or not at all."""
        return self._db.atomic()

    def purge(self, at: datetime) -> None:
        """Delete what is only kept for a while and that while is over."""
        self.last_answers.purge(at)
        self.letters.purge(at)
        self.asked.purge(at)
        self.servers.purge(at)
        if self._path is not None:
            oldest = (at - COPIES_KEPT).timestamp()
            for kind in ("after-*", "before-*"):
                for copy in self._path.parent.glob(f"{self._path.name}.{kind}"):
                    if copy.stat().st_mtime < oldest:
                        copy.unlink()

    def close(self) -> None:
        """Close the database; nothing can be read or kept afterwards."""
        self._db.close()
