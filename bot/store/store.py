"""The store: one drawer per subject."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.store.asked import AskedQuestions
from bot.store.attempts import Attempts
from bot.store.choices import ChoiceDrawer
from bot.store.commands import SyncedCommands
from bot.store.lab_orders import LabOrders
from bot.store.last_answers import LastAnswers
from bot.store.positions import Positions
from bot.store.reports import Reports
from bot.store.settled import SettledAsks


class Store:
    """Everything kept about learners. Belongs to the thread that opened its database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.positions = Positions(db)
        self.attempts = Attempts(db)
        self.last_answers = LastAnswers(db)
        self.choices = ChoiceDrawer(db)
        self.asked = AskedQuestions(db)
        self.settled = SettledAsks(db)
        self.reports = Reports(db)
        self.lab_orders = LabOrders(db)
        self.synced_commands = SyncedCommands(db)

    def purge(self, at: datetime) -> None:
        """Delete what is only kept for a while and that while is over."""
        self.last_answers.purge(at)
        self.asked.purge(at)

    def close(self) -> None:
        """Close the database; nothing can be read or kept afterwards."""
        self._db.close()
