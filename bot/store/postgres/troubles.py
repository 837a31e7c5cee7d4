"""What can befall a server in use, in words for whoever runs the bot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolTimeout

from bot.address import Address
from bot.errors import StoreError

_AWAY = "it can't be reached. Start the server, or mend the network; what runs goes on by itself then"
_DRY = (
    "no connection to it was to be had in time. Start the server, mend the network, or look at what keeps it busy; "
    "what runs goes on by itself then"
)
_REFUSED = "the server turned the bot away. Mend what it says, or set MANY_COATS_DB to another database"
_SLOW = "it takes too long. Look at what keeps the server busy; what runs goes on by itself then"
_DAMAGED = "it is damaged. Stop the bot, then put a dump back with `pg_restore`"
# By the first letters of PostgreSQL's codes, the longest first: https://www.postgresql.org/docs/current/errcodes-appendix.html
_TROUBLES = {
    "25006": "it can't be written: this is a copy, or set to read only. Set MANY_COATS_DB to the server that takes writes",
    "25P03": _SLOW,
    "28": _REFUSED,
    "3F000": "its schema is not there. Make it, or set another search_path in MANY_COATS_DB",
    "40": "two wanted the same at once, and this one gave way; nothing of it is kept. Do it again",
    "42501": "its user may not do that. Grant that user the schema and its tables",
    "53100": "the server's disk is full. Make room; what runs goes on by itself then",
    "53200": "the server is out of memory. Make room; what runs goes on by itself then",
    "53300": "the server has no connection left. Let it have more, or end programs; what runs goes on by itself then",
    "55P03": _SLOW,
    "57014": _SLOW,
    "57": _AWAY,
    "58": "the server's disk fails. Look at its log",
    "08": _AWAY,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}


@contextmanager
def in_words(address: Address) -> Iterator[None]:
    """Turn what goes wrong with a server into words; mistakes of ours stay what they are, without the values they met.

    Raises:
        StoreError: What is wrong, and what to do.
    """
    try:
        yield
    except psycopg.Error as error:
        trouble = trouble_of(error)
        if trouble is None:
            if error.diag.message_primary is None:
                raise
            # the whole text would quote the row, and with it a learner
            raise type(error)(error.diag.message_primary) from None
        said = " ".join(str(error).split())
        raise StoreError(f"The database {address}: {trouble} ({said}).") from error


def trouble_of(error: psycopg.Error) -> str | None:
    """What is wrong with the server, and what to do; None where it is a mistake of ours."""
    code = error.sqlstate or ""
    for length in (5, 2):
        if code[:length] in _TROUBLES:
            return _TROUBLES[code[:length]]
    if code or not isinstance(error, psycopg.OperationalError):
        return None
    if isinstance(error, PoolTimeout):
        return _DRY
    # What is said before one is let in, or by libpq itself, comes without a code.
    return _REFUSED if "FATAL: " in str(error) else _AWAY
