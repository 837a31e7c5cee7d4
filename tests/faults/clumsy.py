"""Runs a bot that trips over what is typed: python -m tests.faults.clumsy run.

Wherever a learner's text has the word `trip` in it, something raises an error that repeats the whole text, as errors of
Python and of libraries do. Standard output goes where standard error goes, so that a test sees both.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from bot.__main__ import main
from bot.discord_ui import run
from bot.discord_ui.client import TutorClient
from bot.tutor import tutor
from bot.tutor.glossary import GlossaryDesk
from bot.tutor.reply import Reply

TRIP = "trip"


def trip(text: str) -> None:
    """Fall over a text, twice, as one error while another is seen to."""
    if TRIP in text:
        nothing: dict[str, None] = {}
        try:
            nothing[text]
        except KeyError:
            int(text)


class ClumsyDesk(GlossaryDesk):
    """Trips where the boundary catches it."""

    def look_up(self, wanted: str) -> Reply:
        """Say what a term means."""
        trip(wanted)
        return super().look_up(wanted)


class ClumsyClient(TutorClient):
    """Trips where only discord.py notices, and where only asyncio does."""

    async def on_message(self, message: Any) -> None:
        """Answer a message."""
        if TRIP in message.content:
            asyncio.create_task(self._trip(message.content))  # noqa: RUF006  # lost, on purpose
        trip(message.content)
        await super().on_message(message)

    async def _trip(self, text: str) -> None:
        trip(text)


if __name__ == "__main__":
    vars(tutor)["GlossaryDesk"] = ClumsyDesk
    vars(run)["TutorClient"] = ClumsyClient
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    main()
