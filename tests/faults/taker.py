"""A process that does by the clock what is due, as several bots on one server do: `python -m tests.faults.taker URL COURSE`.

It waits for a line, then takes until nothing is left, saying what it took, and waits again.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.address import Address
from bot.course.reader import read_course
from bot.store import open_store
from bot.tutor.tutor import Tutor
from tests.fakes import NOON

OVER = "nothing is left"


def main(url: str, course: Path) -> None:
    """Take what is due until standard input ends."""
    tutor = Tutor(read_course(course), open_store(Address(url, course.parent)))
    say([])
    for _ in sys.stdin:
        while True:
            letters, meetings = tutor.reminders.due(NOON), tutor.schedules.due(NOON)
            say([f"letter {one.learner}" for one in letters])
            say([f"meeting {one.channel} {'missed' if one.session is None else 'held'}" for one in meetings])
            if not letters and not meetings:
                break
        say([OVER])


def say(lines: Sequence[str]) -> None:
    """Each line is out before anything else is taken."""
    sys.stdout.write("".join(f"{line}\n" for line in lines or [""]))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
