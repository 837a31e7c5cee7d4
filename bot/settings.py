"""Settings: a mapping in, a frozen value out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bot.address import SCHEMES, Place, place_of
from bot.errors import SettingsError
from bot.shards import Shards

_PACKAGE = Path(__file__).parent
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOGS = ("text", "json")
LEAST_RETENTION, MOST_RETENTION = 0.7, 0.97  # as `learning.review` takes it
HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can set for the Discord bot.

    Attributes:
        token: The bot's secret.
        db: The database.
        course: The course's folder.
        log_level: Of our own loggers; discord.py's stay at INFO, as their DEBUG prints whole payloads.
        log_as_json: Whether the log is JSON objects, for a machine.
        api: Base URL of a Discord-compatible REST API; None for Discord's own.
        gateway: URL of its gateway; None for Discord's own.
        retention: The chance of recall at which a key point comes back in reviews.
        ops_port: Where numbers and health are shown on the loopback; None for nowhere.
        backups: The folder for a copy of the database every day; None for none.
        shards: Which of the bot's shards this process holds; None for all of them, as many as Discord recommends.
    """

    token: str
    db: Place
    course: Path
    log_level: int
    log_as_json: bool = False
    api: str | None = None
    gateway: str | None = None
    retention: float = 0.9
    ops_port: int | None = None
    backups: Path | None = None
    shards: Shards | None = None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings of `many-coats run`.

    Args:
        environment: Variables by name; an empty one counts as not set.

    Raises:
        SettingsError: Everything that is missing or makes no sense, in one message.
    """
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    problems = list(_problems(given))
    if problems:
        raise SettingsError("; ".join(problems) + ".")
    return Settings(
        token=given["DISCORD_TOKEN"],
        db=place_of(given["MANY_COATS_DB"], default_db().parent)
        if "MANY_COATS_DB" in given
        else default_db(),
        course=Path(given["MANY_COATS_COURSE"]) if "MANY_COATS_COURSE" in given else default_course(),
        log_level=logging.getLevelNamesMapping()[given.get("MANY_COATS_LOG_LEVEL", "INFO").upper()],
        log_as_json=given.get("MANY_COATS_LOG") == "json",
        api=given.get("MANY_COATS_DISCORD_API"),
        gateway=given.get("MANY_COATS_DISCORD_GATEWAY"),
        retention=float(given.get("MANY_COATS_RETENTION", "0.9")),
        ops_port=int(given["MANY_COATS_OPS_PORT"]) if "MANY_COATS_OPS_PORT" in given else None,
        backups=Path(given["MANY_COATS_BACKUPS"]) if "MANY_COATS_BACKUPS" in given else None,
        shards=Shards.parse(given["MANY_COATS_SHARDS"]) if "MANY_COATS_SHARDS" in given else None,
    )


def _problems(given: Mapping[str, str]) -> Iterator[str]:
    if "DISCORD_TOKEN" not in given:
        yield "DISCORD_TOKEN is not set: put the bot's token there, or in a file named .env"
    if "MANY_COATS_BACKUPS" in given and given.get("MANY_COATS_DB", "").startswith(SCHEMES):
        yield "MANY_COATS_BACKUPS copies a database file, and MANY_COATS_DB names a server: unset it, and let pg_dump run daily"
    if "MANY_COATS_DB" in given:
        try:
            place_of(given["MANY_COATS_DB"], default_db().parent)
        except SettingsError as error:
            yield f"MANY_COATS_DB: {str(error).removesuffix('.')}"
    level = given.get("MANY_COATS_LOG_LEVEL", "INFO").upper()
    if level not in LEVELS:
        yield f"MANY_COATS_LOG_LEVEL is {level}: use one of {', '.join(LEVELS)}"
    log = given.get("MANY_COATS_LOG", "text")
    if log not in LOGS:
        yield f"MANY_COATS_LOG is {log}: use one of {', '.join(LOGS)}"
    if ("MANY_COATS_DISCORD_API" in given) != ("MANY_COATS_DISCORD_GATEWAY" in given):
        yield "MANY_COATS_DISCORD_API and MANY_COATS_DISCORD_GATEWAY go together: set both or neither"
    retention = given.get("MANY_COATS_RETENTION", "0.9")
    if not _lies_between(retention, LEAST_RETENTION, MOST_RETENTION):
        yield f"MANY_COATS_RETENTION is {retention}: use a number from {LEAST_RETENTION} to {MOST_RETENTION}"
    port = given.get("MANY_COATS_OPS_PORT", "1")
    if not port.isdecimal() or not _lies_between(port, 1, HIGHEST_PORT):
        yield f"MANY_COATS_OPS_PORT is {port}: use a number from 1 to {HIGHEST_PORT}"
    if "MANY_COATS_SHARDS" in given:
        try:
            Shards.parse(given["MANY_COATS_SHARDS"])
        except SettingsError as error:
            yield str(error).removesuffix(".")


def _lies_between(text: str, low: float, high: float) -> bool:
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def default_db() -> Path:
    """The database in the user's own data folder."""
    return platformdirs.user_data_path("many-coats", appauthor=False) / "many-coats.db"


def default_course() -> Path:
    """The course that comes with the program: inside the installed package, or beside it in a checkout."""
    shipped = _PACKAGE / "lessons"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "lessons"
