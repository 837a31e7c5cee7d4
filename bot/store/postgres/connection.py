"""The way to a PostgreSQL server: what drawers ask of a database, done on a pool of connections."""

from __future__ import annotations

import re
import selectors
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import local
from typing import Any, TypeVar

import psycopg
from psycopg.abc import Buffer, PQGen
from psycopg.adapt import Loader
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from bot.address import Address
from bot.store.connection import Rows
from bot.store.postgres.troubles import in_words

V = TypeVar("V")

# A learner waits behind each of these, and Discord's patience with a deferred answer is 15 minutes: rather soon than long.
CONNECT_S = 4
REACHED_S = (
    4.0  # how long a call waits for a connection; long enough to outlive a quick restart of the server
)
RECONNECT_S = (
    2.0  # a pool that goes on trying waits ever longer in between; one that gave up tries at the next call
)
STATEMENT_S = 8.0  # the server's own limit, which ends a statement in good order
LOCK_S = 5.0
IDLE_S = 15.0  # a process that stops in the middle of a transaction must not hold its rows for ever
ANSWER_S = 12.0  # of silence: the server itself has stopped, so its own limits don't help
MOST_CONNECTIONS = 4  # a store has one thread; a few more may read beside it

_NUL = "\U0010fffd"  # PostgreSQL's text holds no NUL; the last sign for private use stands for it
_NAME = re.compile(r"(?<!:):(\w+)")


class Server:
    """A `Connection` to a server. Each thread has at most one transaction."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._inside = local()
        self._pool: ConnectionPool[_Impatient] = ConnectionPool(
            address.url,
            connection_class=_Impatient,
            kwargs=HOW,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=REACHED_S,
            reconnect_timeout=RECONNECT_S,
            check=_look_at,
            configure=set_up,
            num_workers=1,
            name="many-coats",
            open=True,
        )

    def execute(self, sql: str, values: Sequence[Any] | dict[str, Any] | None = None, /) -> Rows:
        """Run one statement; what it writes is kept at once, unless it stands inside `atomic()`."""
        inside: _Impatient | None = getattr(self._inside, "connection", None)
        with in_words(self._address):
            if inside is not None:
                return inside.execute(as_psycopg(sql), _without_nul(values))
            with self._pool.connection() as connection:
                return connection.execute(as_psycopg(sql), _without_nul(values))

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """What is done inside is kept whole or not at all; inside another, together with that one."""
        inside: _Impatient | None = getattr(self._inside, "connection", None)
        with in_words(self._address):
            if inside is not None:
                with inside.transaction():
                    yield
                return
            with self._pool.connection() as connection, connection.transaction():
                self._inside.connection = connection
                try:
                    yield
                finally:
                    self._inside.connection = None

    @property
    def is_in_transaction(self) -> bool:
        """Whether this thread is inside `atomic()`."""
        return getattr(self._inside, "connection", None) is not None

    def close(self) -> None:
        """Let all connections go."""
        self._pool.close()


class _Impatient(psycopg.Connection[tuple[Any, ...]]):
    """A connection that waits for an answer only so long: a server that has stopped keeps no time itself."""

    def wait(self, gen: PQGen[V], interval: float = 0.1, timeout: float | None = None) -> V:
        try:
            return super().wait(gen, interval, ANSWER_S if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status is TransactionStatus.ACTIVE:
                self.pgconn.finish()  # an answer that comes still would be taken for the next one's
                raise psycopg.OperationalError(f"no answer for {ANSWER_S:.0f} s") from None
            raise


class _Text(Loader):
    def load(self, data: Buffer) -> str:
        return str(data, "utf-8").replace(_NUL, "\0")


def set_up(connection: psycopg.Connection[Any]) -> None:
    """Set what every connection needs.

    A commit is on the server's disk before the learner sees the next message, as with SQLite; an operator who asked for
    even more, on other servers' disks too, gets that.
    """
    connection.adapters.register_loader("text", _Text)
    limits = {
        "statement_timeout": STATEMENT_S,
        "lock_timeout": LOCK_S,
        "idle_in_transaction_session_timeout": IDLE_S,
    }
    for name, seconds in limits.items():
        connection.execute("SELECT set_config(%s, %s, FALSE)", [name, f"{seconds * 1000:.0f}"])
    connection.execute(
        "SELECT set_config(name, 'on', FALSE) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'"
    )


HOW: dict[str, Any] = {
    "autocommit": True,
    "client_encoding": "UTF8",
    "connect_timeout": CONNECT_S,
    "application_name": "many-coats",
}


@cache
def as_psycopg(sql: str) -> bytes:
    """A statement with psycopg's signs for values in the place of SQLite's; our statements have neither in their words."""
    return _NAME.sub(r"%(\1)s", sql.replace("%", "%%").replace("?", "%s")).encode()


def _without_nul(values: Sequence[Any] | dict[str, Any] | None) -> Sequence[Any] | dict[str, Any] | None:
    if isinstance(values, dict):
        return {name: _kept(value) for name, value in values.items()}
    return None if values is None else [_kept(value) for value in values]


def _kept(value: object) -> object:
    return value.replace("\0", _NUL) if isinstance(value, str) and "\0" in value else value


def _look_at(connection: _Impatient) -> None:
    """Pass over a connection that the server has ended since it was used: then there is something to read.

    It costs no way to the server and back, which asking would.
    """
    with selectors.DefaultSelector() as selector:
        selector.register(connection.pgconn.socket, selectors.EVENT_READ)
        if selector.select(0):
            connection.execute("")  # perhaps it was only a notice
