"""Pointing at one of several things that were just offered: "the other one", "the second"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.words import all_words

_PLACES = {
    "first": 0,
    "1st": 0,
    "former": 0,
    "second": 1,
    "2nd": 1,
    "other": 1,
    "latter": 1,
    "third": 2,
    "3rd": 2,
}
_FILLERS = frozenset(
    """
    a about and but do explain for give go how i is it let's mean meant me no of ok okay one please so take tell that the them then
    those to want what what's with yes
    """.split()  # noqa: SIM905  # a list of quoted words is harder to read
)


def picked(said: str, offered: Sequence[str]) -> str | None:
    """Which of the things offered is pointed at; None for none, or for something else besides."""
    words = set(all_words(said))
    places = {_PLACES[word] for word in words if word in _PLACES}
    if len(places) != 1 or not words <= _FILLERS | _PLACES.keys():
        return None
    place = places.pop()
    return offered[place] if place < len(offered) else None
