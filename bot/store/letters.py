"""What the bot is to say without being asked: it lies here from when that was decided until it was sent.

Who sends a letter takes it for a while only. If they die over it, somebody takes it again when that while is over; and as
they name it to Discord by the same number, it is not sent a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.connection import Connection

# A message is sent within seconds, or within half a minute when Discord has to be asked again; and who sends it again after
# this does so while Discord remembers its name, for which it promises some minutes.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a letter goes: to a learner, or into a channel of a server."""

    learner: str = ""
    server: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was taken to be sent.

    Attributes:
        number: No other letter has it.
        to: Where it goes.
        content: What it says, as it was put in.
    """

    number: int
    to: Recipient
    content: str


class Letters:
    """The drawer of letters."""

    _passing_over = ""  # one process writes at a time, so none is in another's hands

    def __init__(self, db: Connection) -> None:
        self._db = db

    def put(self, course: str, to: Recipient, content: str, *, send_by: datetime) -> None:
        """Have something sent, and if that is impossible until then, not at all."""
        self._db.execute(
            """INSERT INTO letters (course, learner, server, channel, content, send_by) VALUES (?, ?, ?, ?, ?, ?)""",
            [course, to.learner, to.server, to.channel, content, send_by.isoformat()],
        )

    def take(self, course: str, at: datetime) -> Letter | None:
        """The most urgent letter that nobody has, for two minutes; None if there is none."""
        with self._db.atomic():
            rows = self._db.execute(
                f"""UPDATE letters SET taken_until = ? WHERE id = (
                        SELECT id FROM letters WHERE course = ? AND send_by >= ? AND taken_until <= ?
                        ORDER BY send_by, id LIMIT 1 {self._passing_over})
                    RETURNING id, learner, server, channel, content""",  # noqa: S608
                [(at + LEASE).isoformat(), course, at.isoformat(), at.isoformat()],
            ).fetchall()
        for number, learner, server, channel, content in rows:
            return Letter(number, Recipient(learner, server, channel), content)
        return None

    def settle(self, letter: Letter) -> None:
        """It was sent, or never can be."""
        self._db.execute("DELETE FROM letters WHERE id = ?", [letter.number])

    def withdraw(self, course: str, learner: str) -> None:
        """Send a learner none of what lies here for them."""
        self._db.execute("DELETE FROM letters WHERE course = ? AND learner = ?", [course, learner])

    def waiting(self, course: str, at: datetime) -> int:
        """How many are still to be sent."""
        (count,) = self._db.execute(
            "SELECT COUNT(*) FROM letters WHERE course = ? AND send_by >= ?", [course, at.isoformat()]
        ).fetchone()
        return int(count)

    def purge(self, at: datetime) -> None:
        """Throw away what comes too late."""
        self._db.execute("DELETE FROM letters WHERE send_by < ?", [at.isoformat()])
