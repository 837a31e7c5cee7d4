"""What came of each thing that learners did, and what the bot complained of."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.wire.fake_discord import FakeDiscord
from tests.wire.process import BotProcess


def answered_twice(fake: FakeDiscord) -> dict[str, int]:
    """The interactions that the bot tried to acknowledge more than once, and how often."""
    ids = (request.path.split("/")[2] for request in fake.requests if request.path.endswith("/callback"))
    return {interaction: times for interaction, times in Counter(ids).items() if times > 1}


def complaints(bot: BotProcess) -> list[dict[str, Any]]:
    """The errors in a log of JSON lines, but for those by which discord.py tells that it will try again."""
    lines = [json.loads(line) for line in bot.stderr.splitlines()]
    return [
        line
        for line in lines
        if (line["level"] == "ERROR" or "exception" in line)
        and not line["message"].startswith("Attempting a reconnect")
    ]
