"""Lab orders too long for a button's 100 characters, such as one with a learner's own list of words."""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.store.connection import Connection


class LabOrders:
    """The drawer of long lab orders."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def keep(self, learner: str, order: str, at: datetime) -> str:
        """Keep an order for a button; the same order of the same learner is kept once.

        Returns:
            The key that fetches it.
        """
        key = hashlib.sha256(f"{learner}\n{order}".encode()).hexdigest()[:16]
        self._db.execute(
            "INSERT INTO lab_orders VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [key, learner, order, at.isoformat()],
        )
        return key

    def fetch(self, learner: str, key: str) -> str | None:
        """An order that this learner gave; None for another's, or one that isn't there."""
        row = self._db.execute(
            "SELECT lab_order FROM lab_orders WHERE key = ? AND learner = ?", [key, learner]
        ).fetchone()
        return None if row is None else str(row[0])
