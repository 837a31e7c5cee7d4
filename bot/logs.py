"""The log: lines for a terminal, or JSON objects for a machine. No secret and no learner's words ever go into it."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import IO, Any

from bot.errors import whereabouts

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
NOISY = (
    "discord",
    "aiohttp",
    "asyncio",
    "PIL",
)  # at DEBUG, discord.py prints whole payloads, learners' words among them
POOL = "psycopg.pool"  # it warns of each try to reach a server that is away; the store says once that it is, and why


class Lines(logging.Formatter):
    """Each record as text; an exception as where it came from, without its words, which may be a learner's."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the library's name
        """Write an exception."""
        return whereabouts(ei[1])


class JsonLines(Lines):
    """Each record as one JSON object on a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(level: int, *, as_json: bool, stream: IO[str] = sys.stderr) -> None:
    """Begin to log.

    Args:
        level: Of our own loggers; libraries stay at INFO at least, and at DEBUG every try to reach a server is told.
        as_json: JSON objects instead of text.
        stream: Where to.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if as_json else Lines(TEXT))
    handler.addFilter(_without_objects)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(level, logging.INFO))
    logging.getLogger(POOL).setLevel(logging.WARNING if level <= logging.DEBUG else logging.ERROR)


def _without_objects(record: logging.LogRecord) -> bool:
    """Keep of what asyncio complains of the first line: below it prints tasks, with their exceptions' words."""
    if record.name == "asyncio":
        record.msg, record.args = record.getMessage().partition("\n")[0], None
    return True
