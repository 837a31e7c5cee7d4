"""A place in a course, by ids."""

from __future__ import annotations

from typing import NamedTuple, Self

from bot.course.model import Course


class Position(NamedTuple):  # a tuple, for every message compares hundreds of them
    """A step of a lesson, by id: editing a course never moves a learner wrongly."""

    lesson: str
    step: str

    def __str__(self) -> str:
        return f"{self.lesson}/{self.step}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote.

        Raises:
            ValueError: There is no `/` in it.
        """
        lesson, slash, step = text.partition("/")
        if not slash:
            raise ValueError(f"not a position: {text!r}")
        return cls(lesson, step)


Outline = tuple[Position, ...]


def outline(course: Course) -> Outline:
    """Every step of a course, in order."""
    return tuple(Position(lesson.id, step) for lesson in course.lessons.values() for step in lesson.steps)
