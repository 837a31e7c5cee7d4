"""When learners did something, as far as what is kept tells."""

from __future__ import annotations

from datetime import datetime

from bot.store.connection import Connection

# Each way of doing something leaves a time behind; nothing is written for its own sake.
_TRACES = """
    SELECT made_at FROM attempts WHERE learner = :learner AND course = :course AND made_at >= :since
    UNION SELECT reviewed_at FROM reviews WHERE learner = :learner AND course = :course AND reviewed_at >= :since
    UNION SELECT finished_at FROM finished WHERE learner = :learner AND course = :course AND finished_at >= :since
    UNION SELECT moved_at FROM positions WHERE learner = :learner AND course = :course AND moved_at >= :since
    UNION SELECT entered_at FROM memories WHERE learner = :learner AND course = :course AND entered_at >= :since
"""


class Activity:
    """A look into the drawers for times."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def since(self, learner: str, course: str, then: datetime) -> list[datetime]:
        """When a learner did something since then, in no order."""
        rows = self._db.execute(_TRACES, {"learner": learner, "course": course, "since": then.isoformat()})
        return [datetime.fromisoformat(at) for (at,) in rows]
