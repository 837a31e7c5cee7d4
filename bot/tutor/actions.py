"""Buttons' actions: short stable strings that mean one definite thing after a restart, twice, or pressed by another.

`desk:verb:argument`, such as `lesson:next:learn-and-sample/hook` or `answer:why:sampling`. They stand in messages
that learners keep, so a released one never changes its meaning.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.course.model import Check, Choice
from bot.course.position import Position
from bot.errors import LearnerError

STALE = "That button is from an older message that no longer fits. Type `/lesson again` to go on from where you are."


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does."""

    desk: str
    verb: str
    argument: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.desk, self.verb, self.argument)))

    @classmethod
    def parse(cls, text: str) -> Action:
        """Read a button's action.

        Raises:
            LearnerError: It is none: forged, or from a version that is gone.
        """
        parts = text.split(":", 2)
        if len(parts) < 2:
            raise LearnerError(STALE)
        return cls(*parts)

    @property
    def position(self) -> Position:
        """The argument as a position.

        Raises:
            LearnerError: It is none.
        """
        try:
            return Position.parse(self.argument)
        except ValueError:
            raise LearnerError(STALE) from None


def lesson(verb: str, position: Position | None = None) -> str:
    """An action of the lesson desk, perhaps at a position."""
    return str(Action("lesson", verb, "" if position is None else str(position)))


def choose(at: Position, choice: Choice) -> str:
    """Choosing an answer to the check at a position."""
    return str(Action("check", "choose", f"{at}:{fingerprint(choice)}"))


def chosen(check: Check, mark: str) -> Choice | None:
    """The choice with a fingerprint, None if the check was rewritten since."""
    return next((choice for choice in check.choices if fingerprint(choice) == mark), None)


def fingerprint(choice: Choice) -> str:
    """Eight characters for a choice's text: reordering choices leaves old buttons right."""
    return hashlib.sha256(choice.text.encode()).hexdigest()[:8]


def answer(verb: str, key_point: str = "") -> str:
    """An action of the question desk, perhaps about a key point."""
    return str(Action("answer", verb, key_point))


def report(subject: str) -> str:
    """Reporting a mistake in a step or a key point."""
    return str(Action("report", "write", subject))


def unanswered(verb: str, argument: object = "") -> str:
    """An action of the desk of questions without an answer."""
    return str(Action("unanswered", verb, str(argument)))


def review(verb: str, argument: object = "") -> str:
    """An action of the review desk."""
    return str(Action("review", verb, str(argument)))


def quiz(verb: str, argument: object = "") -> str:
    """An action of the quiz desk."""
    return str(Action("quiz", verb, str(argument)))


def my(verb: str, argument: object = "") -> str:
    """An action of the desk of what is one's own: settings, reminders, data."""
    return str(Action("my", verb, str(argument)))


def session(verb: str, argument: object) -> str:
    """An action in a study group's lesson."""
    return str(Action("session", verb, str(argument)))


def group(verb: str, argument: object = "") -> str:
    """An action of the group desk."""
    return str(Action("group", verb, str(argument)))


def server(verb: str, argument: object = "") -> str:
    """An action of the desk of a server's settings."""
    return str(Action("server", verb, str(argument)))
