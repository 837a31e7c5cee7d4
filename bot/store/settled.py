"""What organisers settled about questions: a key point that answers them, or that the course has no answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.store.asked import Asked
from bot.store.connection import Connection

EVERYWHERE = ""  # the server of what whoever runs the bot settled


@dataclass(frozen=True, slots=True)
class SettledAsk:
    """A way of asking, and the key point it asks for; None where the course has no answer."""

    ask: str
    key_point: str | None


class SettledAsks:
    """The drawer of settled questions."""

    _one = "course, server, ask"  # what tells one from another

    def __init__(self, db: Connection) -> None:
        self._db = db

    def settle(
        self,
        course: str,
        server: str,
        question: Asked,
        *,
        key_point: str | None,
        alike: Iterable[int],
        at: datetime,
    ) -> None:
        """Settle a question, and take it and its like off what waits.

        Args:
            course: The course.
            server: Where it holds.
            question: Its words become a way of asking.
            key_point: What answers it; None if the course has no answer.
            alike: The ids of the questions that ask the same.
            at: When.
        """
        with self._db.atomic():
            self._db.execute(
                f"""INSERT INTO settled VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT ({self._one})
                    DO UPDATE SET key_point = excluded.key_point, settled_at = excluded.settled_at""",  # noqa: S608
                [course, server, question.text, key_point, question.asker, at.isoformat()],
            )
            for other in {question.id, *alike}:
                self._db.execute("UPDATE asked SET settled_as = ? WHERE id = ?", [question.id, other])

    def undo(self, course: str, server: str, question: Asked) -> None:
        """Take back what was settled about a question."""
        with self._db.atomic():
            self._db.execute(
                "DELETE FROM settled WHERE course = ? AND server = ? AND ask = ?",
                [course, server, question.text],
            )
            self._db.execute("UPDATE asked SET settled_as = NULL WHERE settled_as = ?", [question.id])

    def edition(self, course: str) -> tuple[int, str]:
        """Changes with everything that is settled or undone, also by another process: how many there are, and the newest."""
        count, newest = self._db.execute(
            "SELECT count(*), coalesce(max(settled_at), '') FROM settled WHERE course = ?", [course]
        ).fetchone()
        return int(count), str(newest)

    def of(self, course: str, server: str | None = None) -> list[SettledAsk]:
        """What holds in a server, oldest first, what holds everywhere included; all there is for None."""
        rows = self._db.execute(
            """SELECT ask, key_point FROM settled
               WHERE course = ? AND (CAST(? AS TEXT) IS NULL OR server IN (?, ?)) ORDER BY settled_at""",
            [course, server, server, EVERYWHERE],
        )
        return [SettledAsk(ask, key_point) for ask, key_point in rows]
