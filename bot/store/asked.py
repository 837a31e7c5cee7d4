"""Questions that found no good answer, and what was made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.store.connection import Connection
from bot.store.pseudonyms import Pseudonyms

KEPT = timedelta(days=90)
MOST_ASKED = 10  # what fits on a card


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was kept; its words only if its asker allowed that, else empty.

    Attributes:
        id: Names it.
        server: Where it was asked; empty outside servers.
        asker: A pseudonym, which tells two people apart and names neither.
        text: Its words.
        outcome: "answer", "suggest" or "decline".
        nearest: The key points that came nearest, best first.
        is_settled: Whether somebody has said where it belongs.
    """

    id: int
    server: str
    asker: str
    text: str
    outcome: str
    nearest: tuple[str, ...]
    is_settled: bool


class AskedQuestions:
    """The drawer of questions that found no good answer."""

    def __init__(self, db: Connection, pseudonyms: Pseudonyms) -> None:
        self._db = db
        self._pseudonyms = pseudonyms

    def add(
        self,
        learner: str,
        course: str,
        server: str,
        *,
        text: str,
        outcome: str,
        nearest: Sequence[str],
        at: datetime,
        is_helpful: bool | None = None,
    ) -> int:
        """Keep a question.

        Returns:
            Its id.
        """
        values: list[str | bool | None] = [course, server, self._pseudonyms.of(learner), text, outcome]
        values += [" ".join(nearest), is_helpful, at.isoformat()]
        with self._db.atomic():
            (number,) = self._db.execute(
                """INSERT INTO asked (course, server, asker, text, outcome, nearest, is_helpful, asked_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
                values,
            ).fetchone()
        return int(number)

    def judge(self, question: int, *, is_helpful: bool, text: str = "") -> None:
        """Its asker says whether what they were shown helped; words are added where they may be kept."""
        self._db.execute(
            "UPDATE asked SET is_helpful = ?, text = coalesce(nullif(?, ''), text) WHERE id = ?",
            [is_helpful, text, question],
        )

    def add_words(self, question: int, text: str) -> None:
        """Its asker has just allowed its words to be kept."""
        self._db.execute("UPDATE asked SET text = ? WHERE id = ?", [text, question])

    def open(self, course: str, at: datetime, server: str | None = None) -> list[Asked]:
        """What waits to be settled: questions with words, without a good answer, newest first.

        Args:
            course: The course.
            at: Now; what is older than 90 days is not shown, even if it is still there.
            server: Only those asked in this server; None for all.
        """
        rows = self._db.execute(
            """SELECT id, server, asker, text, outcome, nearest, settled_as FROM asked
               WHERE course = ? AND asked_at >= ? AND (CAST(? AS TEXT) IS NULL OR server = ?)
                 AND text != '' AND settled_as IS NULL AND NOT coalesce(is_helpful, FALSE) ORDER BY id DESC""",
            [course, (at - KEPT).isoformat(), server, server],
        )
        return [_asked(row) for row in rows]

    def most_asked(self, course: str, server: str, least: int) -> list[tuple[str, int]]:
        """The key points that came nearest to most people's questions in a server, and to how many; ten at most.

        Args:
            course: The course.
            server: The server.
            least: Told only from so many people on.
        """
        rows = self._db.execute(
            "SELECT DISTINCT nearest, asker FROM asked WHERE course = ? AND server = ? AND nearest != ''",
            [course, server],
        )
        askers = Counter(
            first for first, _ in {(nearest.split()[0], asker) for nearest, asker in rows.fetchall()}
        )
        ranked = sorted(askers.items(), key=lambda counted: (-counted[1], counted[0]))
        return [(first, count) for first, count in ranked if count >= least][:MOST_ASKED]

    def outcomes(self, course: str, server: str) -> dict[str, int]:
        """How many questions of a server are kept, by what was shown."""
        rows = self._db.execute(
            "SELECT outcome, count(*) FROM asked WHERE course = ? AND server = ? GROUP BY outcome",
            [course, server],
        )
        return dict(rows.fetchall())

    def get(self, question: int) -> Asked | None:
        """A question by its id; None if it is gone."""
        row = self._db.execute(
            "SELECT id, server, asker, text, outcome, nearest, settled_as FROM asked WHERE id = ?", [question]
        ).fetchone()
        return None if row is None else _asked(row)

    def purge(self, at: datetime) -> None:
        """Delete what is older than 90 days."""
        self._db.execute("DELETE FROM asked WHERE asked_at < ?", [(at - KEPT).isoformat()])


def _asked(row: Sequence[Any]) -> Asked:
    question, server, asker, text, outcome, nearest, settled_as = row
    return Asked(question, server, asker, text, outcome, tuple(nearest.split()), settled_as is not None)
