"""Everything that can go wrong on purpose.

TutorError
├── LearnerError    the learner can mend it: one sentence with the next step
├── ContentError    the course's author can mend it: file, line, fix
├── SettingsError   the operator can mend it: the setting, and what to put there
├── StoreError      the database can't be used
└── LabError        a lab broke, and where
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


class TutorError(Exception):
    """Something that has words for the person who meets it."""


class LearnerError(TutorError):
    """A sentence for the learner that ends with what to do next."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong in a course, and how its author mends it."""

    file: str
    line: int
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.fix}"


class ContentError(TutorError):
    """A course with mistakes, all of them at once."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class SettingsError(TutorError):
    """A setting that is missing or refused."""


class StoreError(TutorError):
    """A database that can't be opened or is newer than the program."""


class LabError(TutorError):
    """A mishap of ours in the process of the labs; its words are where it happened."""


def whereabouts(error: BaseException) -> str:
    """Where an error came from, as Python writes it, without what it says: that may repeat what a learner typed.

    Only our own words for operators, the system's and the database's are kept: they name files, hosts and tables.
    """
    return "".join(_lines(error)).rstrip("\n")


def _lines(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _lines(before)
        yield "\nAfter that:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    kind = type(error)
    is_telling = isinstance(error, OSError | TutorError) and not isinstance(error, LearnerError)
    words = f": {error}" if is_telling or kind.__module__ == "sqlite3" else ""
    yield f"{kind.__module__}.{kind.__qualname__}{words}\n".removeprefix("builtins.")
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield "\nIn that group:\n\n"
            yield from _lines(one)


def repeated(text: object) -> str:
    """As much of what was typed as an error may repeat: forty characters, and none that is markup or a mention."""
    return "".join(c for c in str(text) if c.isalnum() or c in " .,+'-")[:40]
