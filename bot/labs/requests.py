"""What the workshop and its worker say to each other.

These types live apart from worker.py because that file runs as `__main__`, under which name nobody
could unpack them.
"""

from __future__ import annotations

import pickle
import struct
import time
from dataclasses import dataclass

from bot.errors import LearnerError, whereabouts
from bot.labs.catalogue import find
from bot.labs.outcome import Options, Outcome

HEADER = struct.Struct("!I")
"""Before each message its length."""


@dataclass(frozen=True, slots=True)
class Request:
    """Run this lab."""

    name: str
    options: Options


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: an outcome, or words for the learner, or else where a fault of ours happened."""

    outcome: Outcome | None = None
    seconds: float = 0.0
    refusal: str = ""
    fault: str = ""


def pack(message: Request | Answer) -> bytes:
    """Turn a message into bytes, its length first."""
    body = pickle.dumps(message)
    return HEADER.pack(len(body)) + body


def answer(request: Request) -> Answer:
    """Run one lab, and turn whatever happens into an answer."""
    begun = time.perf_counter()
    try:
        outcome = find(request.name).run(request.options)
    except LearnerError as refused:
        return Answer(refusal=str(refused))
    except Exception as fault:  # noqa: BLE001 - the workshop raises it again, where it is logged
        return Answer(fault=whereabouts(fault))
    return Answer(outcome, time.perf_counter() - begun)
