"""Quizzes that run, one for each learner, and how those went that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Running:
    """A quiz: on which lesson or unit (empty: on all that was learned), and how it stands."""

    scope: str
    state: str


class Quizzes:
    """The drawer of quizzes."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def of(self, learner: str, course: str) -> Running | None:
        """The quiz that a learner is in; None if they are in none."""
        row = self._db.execute(
            "SELECT scope, state FROM quizzes WHERE learner = ? AND course = ?", [learner, course]
        ).fetchone()
        return None if row is None else Running(*row)

    def begin(self, learner: str, course: str, quiz: Running, at: datetime) -> None:
        """Begin a quiz; one that runs is given up."""
        self._db.execute(
            """INSERT INTO quizzes VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (learner, course) DO UPDATE SET scope = excluded.scope, state = excluded.state, begun_at = excluded.begun_at""",
            [learner, course, quiz.scope, quiz.state, at.isoformat()],
        )

    def move(self, learner: str, course: str, *, seen: str, to: str) -> bool:
        """Go on, if the quiz still stands as it was seen: two presses count once."""
        changed = self._db.execute(
            "UPDATE quizzes SET state = ? WHERE learner = ? AND course = ? AND state = ?",
            [to, learner, course, seen],
        )
        return changed.rowcount == 1

    def finish(self, learner: str, course: str, *, total: int, right_first: int, at: datetime) -> None:
        """A quiz is over: keep how it went."""
        with self._db.atomic():
            self._db.execute(
                """INSERT INTO quiz_results (learner, course, scope, total, right_first, finished_at)
                   SELECT learner, course, scope, ?, ?, ? FROM quizzes WHERE learner = ? AND course = ?""",
                [total, right_first, at.isoformat(), learner, course],
            )
            self.give_up(learner, course)

    def give_up(self, learner: str, course: str) -> None:
        """Leave the quiz that runs."""
        self._db.execute("DELETE FROM quizzes WHERE learner = ? AND course = ?", [learner, course])
