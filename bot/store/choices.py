"""What learners chose for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.store.connection import Connection


class Place(Enum):
    """Where in a server a learner's lessons are shown."""

    HERE = "here"
    THREAD = "thread"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Choices:
    """A learner's choices.

    Attributes:
        keeps_questions: Whether the words of questions without a good answer may be kept; None until they say.
        was_asked: Whether they were asked that.
        place: Where their lessons are shown; None until they choose.
        is_visible: Whether a study group sees their progress.
    """

    keeps_questions: bool | None = None
    was_asked: bool = False
    place: Place | None = None
    is_visible: bool = False


class ChoiceDrawer:
    """The drawer of choices."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def of(self, learner: str) -> Choices:
        """What a learner chose so far."""
        row = self._db.execute(
            "SELECT keeps_questions, was_asked, place, is_visible FROM choices WHERE learner = ?", [learner]
        ).fetchone()
        if row is None:
            return Choices()
        keeps, asked, place, is_visible = row
        return Choices(
            None if keeps is None else bool(keeps),
            bool(asked),
            Place(place) if place else None,
            bool(is_visible),
        )

    def note_asked(self, learner: str) -> None:
        """They were asked whether their questions may be kept; nobody asks again."""
        self._choose(learner, "was_asked", True)

    def keep_questions(self, learner: str, *, may: bool) -> None:
        """They said whether their questions may be kept."""
        with self._db.atomic():
            self._choose(learner, "was_asked", True)
            self._choose(learner, "keeps_questions", may)

    def learn_at(self, learner: str, place: Place) -> None:
        """They said where their lessons are to be shown."""
        self._choose(learner, "place", place.value)

    def be_visible(self, learner: str, *, is_visible: bool) -> None:
        """They said whether a study group may see their progress."""
        self._choose(learner, "is_visible", is_visible)

    def _choose(self, learner: str, column: str, value: bool | str) -> None:
        self._db.execute(
            f"""INSERT INTO choices (learner, {column}) VALUES (?, ?)
                ON CONFLICT (learner) DO UPDATE SET {column} = excluded.{column}""",  # noqa: S608  # our own names
            [learner, value],
        )
