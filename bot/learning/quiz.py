"""A quiz: one check at a time, a hint before the second try, and what was missed again until it is right."""

from __future__ import annotations

import random
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

TRIES = 2  # at one showing, the second with a hint; of three choices a third try would be no answer


@dataclass(frozen=True, slots=True)
class Quiz:
    """Where a quiz stands. Checks are named as `lesson/check`.

    Attributes:
        waiting: What is still to be answered; the first is on screen.
        tries: Wrong answers to the one on screen, since it came on.
        total: How many checks there are in all.
        right_first: How many of them were right at the first try.
        missed: Those that were not, in the order they were missed.
        turn: Grows with every answer, so that a button pressed twice answers once.
    """

    waiting: tuple[str, ...]
    tries: int
    total: int
    right_first: int
    missed: tuple[str, ...]
    turn: int

    def __str__(self) -> str:
        return _TEXT.dump_json(self).decode()

    @staticmethod
    def parse(text: str) -> Quiz:
        """Read what `str` wrote.

        Raises:
            ValueError: It wrote something else.
        """
        return _TEXT.validate_json(text)

    @property
    def on_screen(self) -> str | None:
        """The check to answer now, None when the quiz is done."""
        return self.waiting[0] if self.waiting else None

    @property
    def is_done(self) -> bool:
        """Whether every check was right in the end."""
        return not self.waiting

    @property
    def wants_hint(self) -> bool:
        """Whether the check on screen is to be tried again, with a hint."""
        return self.tries > 0


_TEXT = TypeAdapter(Quiz)


def begin(references: Iterable[str], rng: random.Random) -> Quiz:
    """A quiz of some checks, in any order; one that is named twice is asked once.

    Raises:
        ValueError: There are none.
    """
    checks = list(dict.fromkeys(references))
    if not checks:
        raise ValueError("a quiz has one check at least")
    rng.shuffle(checks)
    return Quiz(tuple(checks), tries=0, total=len(checks), right_first=0, missed=(), turn=0)


def chosen(quiz: Quiz, is_right: bool) -> Quiz:
    """The quiz after an answer to the check on screen.

    A right answer leads to the next check. After a wrong one the check stays, for a try with a hint; after the second
    it goes to the back of the queue.

    Raises:
        ValueError: The quiz is done.
    """
    if quiz.is_done:
        raise ValueError("the quiz is done")
    check, *rest = quiz.waiting
    turn = quiz.turn + 1
    if is_right:
        is_first = quiz.tries == 0 and check not in quiz.missed
        return replace(quiz, waiting=tuple(rest), tries=0, right_first=quiz.right_first + is_first, turn=turn)
    missed = tuple(dict.fromkeys([*quiz.missed, check]))
    if quiz.tries + 1 < TRIES:
        return replace(quiz, tries=quiz.tries + 1, missed=missed, turn=turn)
    return replace(quiz, waiting=(*rest, check), tries=0, missed=missed, turn=turn)


def without(quiz: Quiz, known: Container[str]) -> Quiz:
    """The quiz without the checks that a course no longer has.

    What was right at first counts still. If the check on screen has gone, the next one comes on in a turn of its own.
    """
    gone = {check for check in (*quiz.waiting, *quiz.missed) if check not in known}
    left = replace(
        quiz,
        waiting=tuple(check for check in quiz.waiting if check not in gone),
        missed=tuple(check for check in quiz.missed if check not in gone),
        total=quiz.total - len(gone),
    )
    return left if left.on_screen == quiz.on_screen else replace(left, tries=0, turn=quiz.turn + 1)
