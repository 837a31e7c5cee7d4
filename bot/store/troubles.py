"""What can befall a database in use, in words for whoever runs the bot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bot.address import Place
from bot.errors import StoreError

_FULL = "the disk is full. Make room; what runs goes on by itself then"
_HELD = "another program holds it. End that program; what runs goes on by itself then"
_TROUBLES = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: f"the disk fails, most often because {_FULL}",
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_READONLY: "it can't be written. Make the file and its folder writable for the user that runs the bot",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened. Set MANY_COATS_DB to a file that you can write",
    sqlite3.SQLITE_CORRUPT: "it is damaged. Stop the bot, then put a copy back with `many-coats restore FILE --yes`",
    sqlite3.SQLITE_NOTADB: "it is no database. Restore a copy of it, or set MANY_COATS_DB to another file",
}


@contextmanager
def in_words(place: Place | None) -> Iterator[None]:
    """Turn what goes wrong with a database's disk or file into words; mistakes of ours stay what they are.

    Args:
        place: The database; None in memory. A server's troubles come in words already.

    Raises:
        StoreError: What is wrong, and what to do.
    """
    try:
        yield
    except sqlite3.Error as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        raise StoreError(f"The database {place or 'in memory'}: {trouble} ({error}).") from error


def trouble_of(error: sqlite3.Error) -> str | None:
    """What is wrong with the disk or the file, and what to do; None where it is neither."""
    code = getattr(error, "sqlite_errorcode", None)  # errors of the Python module itself have none
    return None if code is None else _TROUBLES.get(code & 0xFF)  # the rest of the number tells more closely
