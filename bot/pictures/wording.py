"""The words of alternative texts: counted, on one line, and within their limit."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.course.model import ALT_LIMIT

_DROPPED = ("Cc", "Cf", "Cs", "Co")  # control, format (direction marks), surrogates, private use
_JOINERS = "\u200c\u200d"  # some scripts and emoji need them
_LOOKED_AT = 4  # times the limit: a text may be endless, and little of it is spaces


def plural(count: int, noun: str) -> str:
    """`1 lesson`, `1,200 lessons`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def one_line(text: str, limit: int) -> str:
    """A text without line breaks and control characters, cut to `limit` characters."""
    spaced = " ".join(text[: _LOOKED_AT * limit].split())
    line = "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _DROPPED)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def told(before: Sequence[str], *choices: Sequence[str], more: str) -> str:
    """An alternative text that lists as many items as its 1,024 characters allow.

    Args:
        before: The sentences in front of them; empty ones are left out.
        choices: The items in order, in full, then ever shorter; the first choice that fits is taken, the last one cut.
        more: What is counted where it is cut: `member`, for "And 3 more members."
    """
    for items in choices[:-1]:
        if len(text := _joined(*before, *items)) <= ALT_LIMIT:
            return text
    items = choices[-1]
    for kept in range(len(items), -1, -1):
        rest = f"And {plural(len(items) - kept, f'more {more}')}." if kept < len(items) else ""
        if len(text := _joined(*before, *items[:kept], rest)) <= ALT_LIMIT:
            return text
    return one_line(_joined(*before), ALT_LIMIT)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
