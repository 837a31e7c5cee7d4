"""Courses of any size, made from the real one: copies in which most words are others."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.course.model import Asks, Course, KeyPoint, Unit

VOICES = ("canonical", "keywords", "beginner", "scenario")
_WORD = re.compile(r"[^\W\d_]{5,}")
NEW_OF_THREE = 2  # of three long words a copy replaces two: a larger course shares a part of its vocabulary


def grown(course: Course, times: int) -> Course:
    """The course so many times over, each copy on other matters."""
    copies = [unit for number in range(1, times) for unit in _copies(course, number)]
    return replace(course, units=(*course.units, *copies))


def with_fewer_asks(course: Course, share: int) -> Course:
    """The course with one of so many asks of each voice."""
    units = (
        _changed(unit, "", lambda point: _with_asks(point, lambda asks: asks[::share]))
        for unit in course.units
    )
    return replace(course, units=tuple(units))


def _copies(course: Course, number: int) -> Iterator[Unit]:
    for unit in course.units:
        yield _changed(unit, f"-{number}", lambda point: _copy(point, number))


def _changed(unit: Unit, suffix: str, change: Callable[[KeyPoint], KeyPoint]) -> Unit:
    lessons = (
        lesson.model_copy(
            update={"id": lesson.id + suffix, "key_points": tuple(map(change, lesson.key_points))}
        )
        for lesson in unit.lessons
    )
    return Unit(unit.id + suffix, unit.title, tuple(lessons))


def _copy(point: KeyPoint, number: int) -> KeyPoint:
    texts = {
        name: _reworded(getattr(point, name) or "", number)
        for name in ("title", "statement", "explain", "why", "example", "simpler")
    }
    reworded = _with_asks(point, lambda asks: tuple(_reworded(ask, number) for ask in asks))
    return reworded.model_copy(update={**texts, "id": f"{point.id}-{number}"})


def _with_asks(point: KeyPoint, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> KeyPoint:
    # not model_copy: a copy would keep what the original has worked out and cached
    asks = Asks.model_construct(None, **{voice: change(getattr(point.asks, voice)) for voice in VOICES})
    return point.model_copy(update={"asks": asks})


def _reworded(text: str, number: int) -> str:
    def other(word: re.Match[str]) -> str:
        is_new = zlib.crc32(f"{word[0].lower()} {number}".encode()) % 3 < NEW_OF_THREE
        return f"{word[0]}{'qxzkvj'[number % 6]}{number}" if is_new else word[0]

    return _WORD.sub(other, text)
