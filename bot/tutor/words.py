"""Small pieces of wording, and what is done to learners' text before it is kept or shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.course.model import BUTTON_LIMIT, Source

LEARNER_LIMIT = 4_000  # Discord's longest option and message

_MARKUP = re.compile(r"([\\*_~`|>#\[\]()<:@-])")
# What separates one way of telling a time ahead from the next, in days.
FEW_HOURS = 0.5
TOMORROW = 1.5
DAYS_COUNTED = 14
WEEKS_COUNTED = 9
_DROPPED = ("Cc", "Cf", "Cs", "Co")  # control, format (direction marks), surrogates, private use
_KEPT = "\n\t\u200c\u200d"  # line breaks, and the joiners that some scripts and emoji need


def clean(text: str) -> str:
    """A learner's text without control characters, invisible direction marks and edges, cut to 4,000."""
    kept = (c for c in text[:LEARNER_LIMIT] if c in _KEPT or unicodedata.category(c) not in _DROPPED)
    return "".join(kept).strip()


def quoted(text: str, limit: int = 300) -> str:
    """A learner's text as it can be shown: one line, no markup, no mention, cut to `limit`."""
    single = " ".join(clean(text).split())
    cut = single if len(single) <= limit else single[: limit - 1] + "…"
    return _MARKUP.sub(r"\\\1", cut).replace("\\@", "@\u200b")


def shortened(label: str) -> str:
    """A label that fits on a button."""
    return label if len(label) <= BUTTON_LIMIT else label[: BUTTON_LIMIT - 1] + "…"


def plural(count: int, noun: str) -> str:
    """`1 lesson`, `3 lessons`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def when(then: datetime, now: datetime) -> str:
    """`in a few hours`, `tomorrow`, `in 3 days`, `in 5 weeks`: a time ahead, as people say it."""
    days = (then - now) / timedelta(days=1)
    if days < FEW_HOURS:
        return "in a few hours"  # today or in the morning: their clock isn't known
    if days < TOMORROW:
        return "tomorrow"
    if days < DAYS_COUNTED:
        return f"in {round(days)} days"
    if days < WEEKS_COUNTED * 7:
        return f"in {round(days / 7)} weeks"
    return f"in {plural(round(days / 30.4), 'month')}"


def source_line(source: Source) -> str:
    """A source as one line of Markdown."""
    place = f" <{source.link}>" if source.link else f" {source.where}."
    return f"{source.authors} ({source.year}). *{source.title}*.{place}"


def listed(items: Sequence[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {item}" for item in items)
