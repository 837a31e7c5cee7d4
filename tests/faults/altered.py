"""Runs the bot with one thing altered: python -m tests.faults.altered thoughtful|impatient run.

One that is `thoughtful` thinks over its next question for as many seconds as the file THINK in its folder says. One that
is `impatient` takes a silent Discord for dead after a second, and looks for a lost one several times a second.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import discord.shard  # noqa: TID251  # where it waits is nowhere to be set

from bot import __main__ as program
from bot.answering.matcher import Match, Matcher
from bot.discord_ui import run
from bot.discord_ui.client import TutorClient
from bot.tutor import tutor

THINK = "think"
SILENCE_S = 1.0
RETRY_S = 0.2


class Thoughtful(Matcher):
    """Takes its time where it is asked to."""

    def match(self, *asked: Any, **more: Any) -> Match:
        """Think, then answer."""
        with suppress(FileNotFoundError):
            seconds = float(Path(THINK).read_text("utf-8"))
            Path(THINK).unlink()
            time.sleep(seconds)
        return super().match(*asked, **more)


class Impatient(TutorClient):
    """Takes Discord for dead after a second of silence, and logs in again at once."""

    def __init__(self, *asked: Any, **more: Any) -> None:
        super().__init__(*asked, **more, heartbeat_timeout=SILENCE_S)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing."""


class Retry:
    """Waits as long before the tenth try as before the first."""

    def delay(self) -> float:
        """How long to wait, in seconds."""
        return RETRY_S


def main() -> None:
    """Alter the program, then run it."""
    how = sys.argv.pop(1)
    if how == "thoughtful":
        tutor.Matcher = Thoughtful  # type: ignore[attr-defined]
    else:
        run.TutorClient = Impatient  # type: ignore[attr-defined]
        discord.shard.ExponentialBackoff = Retry  # type: ignore[attr-defined,assignment]
    program.main()


if __name__ == "__main__":
    main()
