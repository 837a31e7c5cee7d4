"""Settings: a mapping in, a frozen value out, everything missing in one message."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.address import Address
from bot.errors import SettingsError
from bot.settings import Settings, default_course, default_db, read_settings
from bot.shards import Shards

TOKEN_ONLY = {"DISCORD_TOKEN": "abc"}

NO_TOKEN = "DISCORD_TOKEN is not set: put the bot's token there, or in a file named .env"  # noqa: S105  # a message
BAD_LEVEL = "MANY_COATS_LOG_LEVEL is LOUD: use one of DEBUG, INFO, WARNING, ERROR"
NO_FILE = "MANY_COATS_BACKUPS copies a database file, and MANY_COATS_DB names a server: unset it, and let pg_dump run daily"
HALF_A_PAIR = "MANY_COATS_DISCORD_API and MANY_COATS_DISCORD_GATEWAY go together: set both or neither"
BAD_DB = (
    "MANY_COATS_DB: A database at mysql://… can't be used: name a file, or a server as "
    "postgresql://name:password@host/database"
)
BAD_SHARDS = "Shards “0-1” can't be read: write them as in 0-7/32 or 0-3,8/32"


def test_a_token_is_enough() -> None:
    assert read_settings(TOKEN_ONLY) == Settings(
        token="abc",  # noqa: S106  # not a real one
        db=default_db(),
        course=default_course(),
        log_level=logging.INFO,
        api=None,
        gateway=None,
    )


def test_everything_can_be_set() -> None:
    settings = read_settings(
        {
            "DISCORD_TOKEN": " abc\n",
            "MANY_COATS_DB": "/data/learners.db",
            "MANY_COATS_COURSE": "/data/course",
            "MANY_COATS_LOG_LEVEL": "debug",
            "MANY_COATS_LOG": "json",
            "MANY_COATS_RETENTION": "0.85",
            "MANY_COATS_OPS_PORT": "9100",
            "MANY_COATS_BACKUPS": "/backups",
            "MANY_COATS_SHARDS": "0-7/32",
            "MANY_COATS_DISCORD_API": "http://127.0.0.1:1/api",
            "MANY_COATS_DISCORD_GATEWAY": "ws://127.0.0.1:2",
        }
    )

    assert settings == Settings(
        token="abc",  # noqa: S106  # not a real one
        db=Path("/data/learners.db"),
        course=Path("/data/course"),
        log_level=logging.DEBUG,
        log_as_json=True,
        api="http://127.0.0.1:1/api",
        gateway="ws://127.0.0.1:2",
        retention=0.85,
        ops_port=9100,
        backups=Path("/backups"),
        shards=Shards(tuple(range(8)), 32),
    )


def test_a_server_s_address_is_no_file() -> None:
    settings = read_settings({**TOKEN_ONLY, "MANY_COATS_DB": "postgresql://tutor:secret@db/learners"})

    assert settings.db == Address("postgresql://tutor:secret@db/learners", default_db().parent)
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("blank", ["", "  ", "\n"], ids=["empty", "spaces", "line break"])
def test_a_blank_setting_counts_as_not_set(blank: str) -> None:
    names = (
        "MANY_COATS_DB",
        "MANY_COATS_COURSE",
        "MANY_COATS_LOG_LEVEL",
        "MANY_COATS_DISCORD_API",
        "MANY_COATS_DISCORD_GATEWAY",
    )

    assert read_settings({**TOKEN_ONLY, **dict.fromkeys(names, blank)}) == read_settings(TOKEN_ONLY)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, f"{NO_TOKEN}."),
        ({"DISCORD_TOKEN": "  "}, f"{NO_TOKEN}."),
        ({**TOKEN_ONLY, "MANY_COATS_LOG_LEVEL": "loud"}, f"{BAD_LEVEL}."),
        ({**TOKEN_ONLY, "MANY_COATS_DB": "postgres://db/x", "MANY_COATS_BACKUPS": "/b"}, f"{NO_FILE}."),
        ({**TOKEN_ONLY, "MANY_COATS_DISCORD_API": "http://x"}, f"{HALF_A_PAIR}."),
        ({**TOKEN_ONLY, "MANY_COATS_DISCORD_GATEWAY": "ws://x"}, f"{HALF_A_PAIR}."),
        ({"MANY_COATS_SHARDS": "0-1"}, f"{NO_TOKEN}; {BAD_SHARDS}."),
        ({**TOKEN_ONLY, "MANY_COATS_DB": "mysql://tutor:secret@db/learners"}, f"{BAD_DB}."),
        (
            {"MANY_COATS_LOG_LEVEL": "loud", "MANY_COATS_DISCORD_API": "http://x"},
            f"{NO_TOKEN}; {BAD_LEVEL}; {HALF_A_PAIR}.",
        ),
    ],
    ids=[
        "nothing",
        "blank token",
        "unknown level",
        "copies of a server",
        "API alone",
        "gateway alone",
        "shards",
        "another kind of database",
        "all at once",
    ],
)
def test_whatever_is_missing_or_wrong_is_said_in_one_message(
    environment: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(environment)

    assert str(refused.value) == message


def test_the_course_that_comes_with_the_program_is_where_it_says() -> None:
    assert (default_course() / "course.yaml").is_file()


def test_the_database_is_kept_in_a_folder_of_our_own() -> None:
    assert default_db().name == "many-coats.db"
    assert default_db().parent.name == "many-coats"
    assert default_db().is_absolute()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MANY_COATS_RETENTION", "0.5"),
        ("MANY_COATS_RETENTION", "much"),
        ("MANY_COATS_RETENTION", "nan"),
        ("MANY_COATS_OPS_PORT", "0"),
        ("MANY_COATS_OPS_PORT", "70000"),
        ("MANY_COATS_OPS_PORT", "http"),
        ("MANY_COATS_LOG", "xml"),
    ],
)
def test_a_value_that_makes_no_sense_is_named_with_what_would(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is {value}: use "):
        read_settings({**TOKEN_ONLY, name: value})
