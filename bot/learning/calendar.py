"""The calendar of reminders and weekly lessons: which days, at what time, where, and when that is next.

A rhythm is kept in local time, because "Mondays at 19:30" means the clock on the wall, in summer and in winter. What is
planned is a moment, in UTC. Where the two part, the clock on the wall leads: a time that it jumps over is as soon as it
has jumped, a time that it shows twice is when it first shows it, and a day that a zone leaves out has no moment.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, IntEnum
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Self, overload
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo

from bot.errors import LearnerError, repeated

MOST_ZONES = 25  # as many as Discord shows below what is being typed
SUGGESTED = 3  # zones that an error names: it stays one line on a phone
SHORTEST_DAY = 2  # letters that tell all seven days apart: Tu, Th, Sa, Su
HALF_DAY = 12  # hours, from am to pm
SECOND = timedelta(seconds=1)  # no zone has ever jumped at a fraction of one
PUNCTUAL = timedelta(minutes=1)  # people plan to the minute: nobody calls a start within it late
EXAMPLE = "Mon, Thu 19:30 Europe/Berlin"

# Offered before anything is typed, and first among equals: large cities, spread over the continents and the hours.
WELL_KNOWN = (
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Dubai",
    "Asia/Jakarta",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/London",
    "Europe/Moscow",
    "Europe/Paris",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "UTC",
)


class Day(IntEnum):
    """A day of the week, numbered as `date.weekday` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


EVERY_DAY = frozenset(Day)
WEEKEND = frozenset({Day.SATURDAY, Day.SUNDAY})
WEEKDAYS = EVERY_DAY - WEEKEND

_GROUPS = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "day": EVERY_DAY,
    "weekday": WEEKDAYS,
    "weekend": WEEKEND,
}
_SAID = {EVERY_DAY: "Every day", WEEKDAYS: "Mondays to Fridays"}
_FILLERS = {"", "and", "at", "each", "every", "on"}
_TO = re.compile(r" ?(?:[-\N{EN DASH}]|\bto\b) ?")
_BETWEEN_DAYS = re.compile(r"[ ,;.&+/]+")
_TYPED = re.compile(  # days, the first number with what belongs to it, zone; "9 America" has no "am"
    r"([^0-9]*)([0-9]+(?:[:.][0-9]+)*(?: ?[ap]\.?m\b\.?)?)(.*)", re.IGNORECASE
)
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?: ?([ap])\.?m\.?)?", re.IGNORECASE)
_REPEATABLE = str.maketrans("/_:", "  .")  # `repeated` would drop these, and run together what they divide


class Fate(Enum):
    """What becomes of something planned when the bot looks at the clock."""

    AHEAD = "ahead"
    NOW = "now"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days of the week and a time by the clock on the wall of a zone, to the minute.

    Raises:
        LearnerError: It has no days, or a zone that IANA doesn't know by exactly that name.
        ValueError: The time has seconds or a zone of its own, which the text form would lose.
    """

    days: frozenset[Day]
    at: time
    zone: str

    def __post_init__(self) -> None:
        if not self.days:
            raise _unread("The days are missing")
        if self.at != time(self.at.hour, self.at.minute):
            raise ValueError(f"not a time to the minute: {self.at!r}")
        if _zones().get(self.zone.casefold()) != self.zone:
            raise _unknown(self.zone)

    def __str__(self) -> str:
        days = ",".join(day.name[:3].lower() for day in sorted(self.days))
        return f"{days} {self.at:%H:%M} {self.zone}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` or `spoken` wrote, or a person typed: `Mon Thu 7:30pm Europe/Berlin`.

        Raises:
            LearnerError: Something in it can't be read, or is missing.
        """
        typed = _TYPED.fullmatch(" ".join(text.split()))
        if typed is None:
            raise _unread("The time of day is missing")
        days, at, zone = typed.groups()
        zone = zone.strip(" ,()").replace(" ", "_")
        if not zone:
            raise _unread("The time zone is missing")
        return cls(_read_days(days), _read_time(at), _zones().get(zone.casefold(), zone))

    def spoken(self) -> str:
        """The rhythm as people say it: `Mondays and Thursdays at 19:30 (Europe/Berlin)`."""
        *others, last = (f"{day.name.title()}s" for day in sorted(self.days))
        days = _SAID.get(self.days) or " and ".join(filter(None, (", ".join(others), last)))
        return f"{days} at {self.at:%H:%M} ({self.zone})"


@overload
def next_time(rhythm: Rhythm, after: datetime, last_day: None = None) -> datetime: ...
@overload
def next_time(rhythm: Rhythm, after: datetime, last_day: date) -> datetime | None: ...
def next_time(rhythm: Rhythm, after: datetime, last_day: date | None = None) -> datetime | None:
    """The first planned moment later than another one, in UTC; None where the last day leaves none.

    Args:
        rhythm: What is planned.
        after: Timezone-aware.
        last_day: The last that may be planned, in the rhythm's zone; endless without.

    Raises:
        OverflowError: The calendar itself ends: the year is 1 or 9999.
    """
    return next(_planned(rhythm, after, last_day), None)


def planned_between(
    rhythm: Rhythm, after: datetime, until: datetime, last_day: date | None = None
) -> Iterator[datetime]:
    """Every planned moment later than `after` and not later than `until`, in order; see `next_time`."""
    return takewhile(lambda moment: moment <= until, _planned(rhythm, after, last_day))


def fate(planned: datetime, now: datetime, grace: timedelta) -> Fate:
    """What becomes of a planned moment, if the bot looks at the clock now.

    Args:
        planned: Timezone-aware, as is `now`.
        now: The time on the clock.
        grace: How late it may still begin, the last moment included.
    """
    if now < planned:
        return Fate.AHEAD
    if now <= planned + PUNCTUAL:
        return Fate.NOW
    return Fate.LATE if now <= planned + grace else Fate.MISSED


def fitting_zones(typed: str) -> list[str]:
    """The zones to offer while somebody types one, best first, at most 25; reads files at its first call only.

    What begins with the letters typed, or whose city does, stands before what contains them. Names that are no longer
    given to places (`US/Eastern`, `Europe/Kiev`) are offered when they or their city are typed in full, and those that
    are offsets in disguise (`Etc/GMT+5` is five hours *behind*) by their full name only.
    """
    letters = _letters(typed)
    ranks = {name: _rank(letters, name) for name in _zones().values()}
    fitting = (name for name, rank in ranks.items() if rank is not None)
    return sorted(fitting, key=lambda name: (ranks[name], name not in WELL_KNOWN, name))[:MOST_ZONES]


def _planned(rhythm: Rhythm, after: datetime, last_day: date | None) -> Iterator[datetime]:
    zone = ZoneInfo(rhythm.zone)
    day = after.astimezone(zone).date()  # whatever an earlier one planned has begun: the clock is past it
    while last_day is None or day <= last_day:
        if day.weekday() in rhythm.days:
            moment = _moment(day, rhythm.at, zone)
            if moment is not None and moment > after:
                yield moment
        day += timedelta(days=1)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """When a day's clock first shows a time or, where it jumps over it, the next; None for a day left out."""
    planned = datetime.combine(day, at)
    first, second = (planned.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first

    # The clock jumps over it, and Python counts on from before the jump and back from after it: `first` is too late,
    # `second` too early. In between, the first second that shows a later time is the jump.
    def shown(seconds: int) -> datetime:
        return (second + seconds * SECOND).astimezone(zone).replace(tzinfo=None)

    jump = bisect_left(range((first - second) // SECOND), planned, key=shown)
    if day not in {shown(jump - 1).date(), shown(jump).date()}:
        return None
    return second + jump * SECOND


def _read_days(typed: str) -> frozenset[Day]:
    words = _BETWEEN_DAYS.split(_TO.sub("-", typed.casefold()))
    return frozenset(day for word in words if word not in _FILLERS for day in _days_in(word))


def _days_in(word: str) -> Iterable[Day]:
    """The days of `daily`, of `thurs` or, across a weekend too, of `fri-mon`."""
    if group := _GROUPS.get(word.removesuffix("s")):
        return group
    first, dash, last = word.partition("-")
    begin, end = _day(first), _day(last if dash else first)
    if begin is None or end is None:
        raise _unread(f"{_quoted(word)} is no day of the week")
    return [Day((begin + further) % len(Day)) for further in range((end - begin) % len(Day) + 1)]


def _day(word: str) -> Day | None:
    stem = word.removesuffix("s")
    if len(stem) < SHORTEST_DAY:
        return None
    return next((day for day in Day if day.name.casefold().startswith(stem)), None)


def _read_time(typed: str) -> time:
    unread = _unread(f"{_quoted(typed)} is no time of day")
    parts = _TIME.fullmatch(typed)
    if parts is None:
        raise unread
    hour, minute, half = int(parts[1]), int(parts[2] or 0), (parts[3] or "").casefold()
    if half and not 1 <= hour <= HALF_DAY:
        raise unread
    if half:
        hour = hour % HALF_DAY + HALF_DAY * (half == "p")  # twelve begins its half, and doesn't end it
    try:
        return time(hour, minute)
    except ValueError:
        raise unread from None


def _quoted(typed: str) -> str:
    return f"“{repeated(typed.translate(_REPEATABLE)).strip() or '?'}”"


def _unread(what: str) -> LearnerError:
    return LearnerError(f"{what}. Write it like this: “{EXAMPLE}”.")


def _unknown(zone: str) -> LearnerError:
    what = f"There is no time zone {_quoted(zone)}"
    if near := fitting_zones(zone)[:SUGGESTED]:
        return LearnerError(f"{what}. Choose from: {', '.join(near)}.")
    return _unread(what)


@cache
def _zones() -> Mapping[str, str]:
    """Every zone's name, by its name in lower case; from the library, as a system may lack zones or have more."""
    names = (files("tzdata") / "zones").read_text("utf-8").split()
    return {name.casefold(): name for name in names}


@cache
def _current() -> frozenset[str]:
    """The zones that IANA lists for a country's places today, and the one that has no place."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    return frozenset(line.split("\t")[2] for line in lines if not line.startswith("#")) | {"UTC"}


def _rank(letters: str, name: str) -> int | None:
    """How well a zone fits the letters typed, from 0 for its very name or city; None where it isn't offered."""
    whole = name.casefold()
    city = whole.rpartition("/")[2]
    if letters == whole or (letters == city and not whole.startswith("etc/")):
        return 0
    if letters not in whole or name not in _current():
        return None
    return 1 if whole.startswith(letters) or city.startswith(letters) else 2


def _letters(typed: str) -> str:
    """What was typed as zones are written, in lower case: `são paulo` is `sao_paulo`."""
    plain = "".join(letter for letter in normalize("NFKD", typed) if not combining(letter))
    return "_".join(plain.casefold().split())
