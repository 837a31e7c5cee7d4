"""What learners chose for themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Choices:
    """A learner's choices.

    Attributes:
        keeps_questions: Whether the words of questions without a good answer may be kept; None until they say.
        was_asked: Whether they were asked that.
    """

    keeps_questions: bool | None = None
    was_asked: bool = False


class ChoiceDrawer:
    """The drawer of choices."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, learner: str) -> Choices:
        """What a learner chose so far."""
        row = self._db.execute(
            "SELECT keeps_questions, was_asked FROM choices WHERE learner = ?", [learner]
        ).fetchone()
        if row is None:
            return Choices()
        return Choices(None if row[0] is None else bool(row[0]), bool(row[1]))

    def note_asked(self, learner: str) -> None:
        """They were asked whether their questions may be kept; nobody asks again."""
        self._db.execute(
            """INSERT INTO choices (learner, was_asked) VALUES (?, 1)
               ON CONFLICT DO UPDATE SET was_asked = 1""",
            [learner],
        )

    def keep_questions(self, learner: str, *, may: bool) -> None:
        """They said whether their questions may be kept."""
        self._db.execute(
            """INSERT INTO choices (learner, keeps_questions, was_asked) VALUES (?, ?, 1)
               ON CONFLICT DO UPDATE SET keeps_questions = excluded.keeps_questions, was_asked = 1""",
            [learner, int(may)],
        )
