"""Settings: a mapping in, a frozen value out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bot.errors import SettingsError

_PACKAGE = Path(__file__).parent
LEAST_RETENTION, MOST_RETENTION = 0.7, 0.97  # as `learning.review` takes it
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can set for the Discord bot.

    Attributes:
        token: The bot's secret.
        db: The database file.
        course: The course's folder.
        log_level: Of our own loggers; discord.py's stay at INFO, as their DEBUG prints whole payloads.
        api: Base URL of a Discord-compatible REST API; None for Discord's own.
        gateway: URL of its gateway; None for Discord's own.
        retention: The chance of recall at which a key point comes back in reviews.
    """

    token: str
    db: Path
    course: Path
    log_level: int
    api: str | None = None
    gateway: str | None = None
    retention: float = 0.9


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings of `many-coats run`.

    Args:
        environment: Variables by name; an empty one counts as not set.

    Raises:
        SettingsError: Everything that is missing or makes no sense, in one message.
    """
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    level = given.get("MANY_COATS_LOG_LEVEL", "INFO").upper()
    problems = []
    if "DISCORD_TOKEN" not in given:
        problems.append("DISCORD_TOKEN is not set: put the bot's token there, or in a file named .env")
    if level not in LEVELS:
        problems.append(f"MANY_COATS_LOG_LEVEL is {level}: use one of {', '.join(LEVELS)}")
    if ("MANY_COATS_DISCORD_API" in given) != ("MANY_COATS_DISCORD_GATEWAY" in given):
        problems.append(
            "MANY_COATS_DISCORD_API and MANY_COATS_DISCORD_GATEWAY go together: set both or neither"
        )
    retention = _number(given.get("MANY_COATS_RETENTION", "0.9"))
    if retention is None or not LEAST_RETENTION <= retention <= MOST_RETENTION:
        problems.append(
            f"MANY_COATS_RETENTION is {given['MANY_COATS_RETENTION']}: use a number from {LEAST_RETENTION} to {MOST_RETENTION}"
        )
    if problems or retention is None:
        raise SettingsError("; ".join(problems) + ".")
    return Settings(
        token=given["DISCORD_TOKEN"],
        db=Path(given["MANY_COATS_DB"]) if "MANY_COATS_DB" in given else default_db(),
        course=Path(given["MANY_COATS_COURSE"]) if "MANY_COATS_COURSE" in given else default_course(),
        log_level=logging.getLevelNamesMapping()[level],
        api=given.get("MANY_COATS_DISCORD_API"),
        gateway=given.get("MANY_COATS_DISCORD_GATEWAY"),
        retention=retention,
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def default_db() -> Path:
    """The database in the user's own data folder."""
    return platformdirs.user_data_path("many-coats", appauthor=False) / "many-coats.db"


def default_course() -> Path:
    """The course that comes with the program: inside the installed package, or beside it in a checkout."""
    shipped = _PACKAGE / "lessons"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "lessons"
