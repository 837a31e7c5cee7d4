"""What can befall a server in use, in words for whoever runs the bot."""

from __future__ import annotations

import re
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
_UNSAFE = (
    "it can't be reached as safely as MANY_COATS_DB asks. Mend what it says; sslrootcert there is the whole path of "
    "the certificate that signed the server's"
)
_PLAIN = "the server speaks no TLS, and MANY_COATS_DB asks for it. Set ssl = on in postgresql.conf"
_UNKNOWN = "MANY_COATS_DB holds what libpq does not take. Mend that part of it"
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

# What libpq says by itself, or a server to somebody whom it has not let in yet, comes without a code; the first that fits.
_WITHOUT_CODE = (
    (r"FATAL: +the database system is ", _AWAY),  # starting, or stopping
    (r"FATAL: ", _REFUSED),
    (r"but SSL was required", _PLAIN),
    (r"^connection is bad: (invalid|weak) ", _UNKNOWN),
    (r"SSL error: unexpected eof", _AWAY),  # it went
    (r"certificate|private key|SSL error: ", _UNSAFE),
)
_QUOTED = re.compile(r'"[^"]*"')  # names of hosts and files, which may be any word
_ADVICE = " Either provide the file"  # libpq's: to look at no certificate, or at the system's, which psycopg's wheels don't find


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
        raise StoreError(f"The database {address}: {trouble} ({in_a_line(error)}).") from error


def in_a_line(error: psycopg.Error) -> str:
    """What an error says, without what to do, which is said for this program elsewhere."""
    return " ".join(str(error).split()).partition(_ADVICE)[0]


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
    said = _QUOTED.sub("", str(error))
    return next((trouble for pattern, trouble in _WITHOUT_CODE if re.search(pattern, said)), _AWAY)
