"""A process that does by the clock what is due, as several bots on one server do: `python -m tests.faults.taker URL COURSE`.

A line of minutes has it look at the clock so long after noon: it does what is due and sends every letter it can have, saying
each letter's number and where it goes as it is out, which is when Discord would have it. Then it waits for the next line.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from bot.address import Address
from bot.course.reader import read_course
from bot.store import open_store
from bot.tutor.tutor import Tutor
from tests.fakes import NOON

OVER = "nothing is left"


def main(url: str, course: Path) -> None:
    """Do what is due until standard input ends."""
    tutor = Tutor(read_course(course), open_store(Address(url, course.parent)))
    say("ready")
    for line in sys.stdin:
        at = NOON + timedelta(minutes=int(line))
        while tutor.reminders.write(at):
            pass
        tutor.schedules.hold_due(at)
        while taken := tutor.letters.take(at):
            letter, _ = taken
            say(f"{letter.number} {letter.to.learner or letter.to.channel}")
            tutor.letters.settle(letter)
        say(OVER)


def say(line: str) -> None:
    """The line is out before anything else is done."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
