"""The way to a PostgreSQL server: what drawers ask of a database, done on a pool of connections."""

from __future__ import annotations

import logging
import re
import selectors
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from threading import local
from typing import Any, Self, TypeVar

import psycopg
from psycopg.abc import Buffer, PQGen
from psycopg.adapt import Loader
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout

from bot.address import Address
from bot.store.connection import Rows
from bot.store.postgres.troubles import in_a_line, in_words

V = TypeVar("V")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a store is with its server. A learner waits behind each of these: rather soon than long.

    Attributes:
        connect_s: For a connection to be made.
        try_s: How long a call waits for one before it has the pool try again.
        tries: How often it does, so that a quick restart of the server is outlived; once where the call before it had to give
            up, or all who wait would hear of it one after the other.
        statement_s: After that the server ends a statement, in good order.
        lock_s: After that it ends one that waits for another's.
        idle_s: A process that stops in the middle of a transaction must not hold its rows for ever.
        answer_s: Of silence: then the server itself has stopped, so its own limits don't help.
        connections: A store has one thread; a few more may read beside it.
    """

    connect_s: int = 4
    try_s: float = 0.5
    tries: int = 8
    statement_s: float = 8.0
    lock_s: float = 5.0
    idle_s: float = 15.0
    answer_s: float = 12.0
    connections: int = 4


LIMITS = Limits()
_AT_ONCE_S = 0.1  # a pool that goes on trying by itself waits ever longer in between; calls have it try anew

_NUL = "\U0010fffd"  # PostgreSQL's text holds no NUL; the last sign for private use stands for it
_NAME = re.compile(r"(?<!:):(\w+)")


class Server:
    """A `Connection` to a server. Each thread has at most one transaction."""

    def __init__(self, address: Address, limits: Limits = LIMITS) -> None:
        self._address = address
        self._tries = limits.tries
        self._is_away = False
        self._why_not: psycopg.Error | None = None
        self._inside = local()
        self._pool: ConnectionPool[Impatient] = ConnectionPool(
            address.url,
            connection_class=Impatient,
            kwargs=HOW | {"connect_timeout": limits.connect_s, "tell": self._keep},
            min_size=1,
            max_size=limits.connections,
            timeout=limits.try_s,
            reconnect_timeout=_AT_ONCE_S,
            check=_look_at,
            configure=partial(set_up, limits=limits),
            num_workers=1,
            name="many-coats",
            open=True,
        )

    def execute(self, sql: str, values: Sequence[Any] | dict[str, Any] | None = None, /) -> Rows:
        """Run one statement; what it writes is kept at once, unless it stands inside `atomic()`."""
        inside: Impatient | None = getattr(self._inside, "connection", None)
        with in_words(self._address):
            if inside is not None:
                return inside.execute(as_psycopg(sql), _without_nul(values))
            with self._connection() as connection:
                return connection.execute(as_psycopg(sql), _without_nul(values))

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """What is done inside is kept whole or not at all; inside another, together with that one."""
        inside: Impatient | None = getattr(self._inside, "connection", None)
        with in_words(self._address):
            if inside is not None:
                with inside.transaction():
                    yield
                return
            with self._connection() as connection, connection.transaction():
                self._inside.connection = connection
                try:
                    yield
                finally:
                    self._inside.connection = None

    @contextmanager
    def _connection(self) -> Iterator[Impatient]:
        for left in reversed(range(1 if self._is_away else self._tries)):
            try:
                connection = self._pool.getconn()
                break
            except PoolTimeout as timeout:
                if not left:
                    raise self._lost(self._why_not or timeout) from None
        self._found()
        try:
            yield connection
        finally:
            self._pool.putconn(connection)

    def _keep(self, error: psycopg.Error) -> None:
        """Keep why there is no new connection, which the pool only logs: those who wait for one hear of their wait alone."""
        self._why_not = error

    def _lost(self, why: psycopg.Error) -> psycopg.Error:
        if not self._is_away:
            log.warning("no connection to the database %s: %s", self._address, in_a_line(why))
        self._is_away = True
        return why.with_traceback(None)  # that of whoever met it before

    def _found(self) -> None:
        if self._is_away:
            log.warning("the database %s is back", self._address)
        self._is_away, self._why_not = False, None

    @property
    def is_in_transaction(self) -> bool:
        """Whether this thread is inside `atomic()`."""
        return getattr(self._inside, "connection", None) is not None

    def close(self) -> None:
        """Let all connections go."""
        self._pool.close()


class Impatient(psycopg.Connection[tuple[Any, ...]]):
    """A connection that waits for an answer only so long: a server that has stopped keeps no time itself."""

    answer_s = LIMITS.answer_s

    @classmethod
    def connect(  # type: ignore[override]  # what it does not name it passes on
        cls, conninfo: str = "", *, tell: Callable[[psycopg.Error], None] | None = None, **how: Any
    ) -> Self:
        """Connect, and tell besides why that was not to be."""
        try:
            return super().connect(conninfo, **how)
        except psycopg.Error as error:
            if tell is not None:
                tell(error)
            raise

    def wait(self, gen: PQGen[V], interval: float = 0.1, timeout: float | None = None) -> V:
        try:
            return super().wait(gen, interval, self.answer_s if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # an answer that comes still would be taken for the next one's
                raise psycopg.OperationalError(f"no answer for {self.answer_s:g} s") from None
            raise


class _Text(Loader):
    def load(self, data: Buffer) -> str:
        return str(data, "utf-8").replace(_NUL, "\0")


def set_up(connection: Impatient, limits: Limits = LIMITS) -> None:
    """Set what every connection needs.

    A commit is on the server's disk before the learner sees the next message, as with SQLite; an operator who asked for
    even more, on other servers' disks too, gets that.
    """
    connection.adapters.register_loader("text", _Text)
    connection.answer_s = limits.answer_s
    times = {
        "statement_timeout": limits.statement_s,
        "lock_timeout": limits.lock_s,
        "idle_in_transaction_session_timeout": limits.idle_s,
    }
    for name, seconds in times.items():
        connection.execute("SELECT set_config(%s, %s, FALSE)", [name, f"{seconds * 1000:.0f}"])
    connection.execute(
        "SELECT set_config(name, 'on', FALSE) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'"
    )


HOW: dict[str, Any] = {
    "autocommit": True,
    "client_encoding": "UTF8",
    "connect_timeout": LIMITS.connect_s,
    "application_name": "many-coats",
}


@cache
def as_psycopg(sql: str) -> bytes:
    """A statement with psycopg's signs for values in the place of SQLite's; our statements have neither in their words."""
    return _NAME.sub(r"%(\1)s", sql.replace("%", "%%").replace("?", "%s")).encode()


def _without_nul(values: Sequence[Any] | dict[str, Any] | None) -> Sequence[Any] | dict[str, Any] | None:
    if isinstance(values, dict):
        return {name: kept(value) for name, value in values.items()}
    return None if values is None else [kept(value) for value in values]


def kept(value: object) -> object:
    """A value as text can hold it; `_Text` turns it back."""
    return value.replace("\0", _NUL) if isinstance(value, str) and "\0" in value else value


def _look_at(connection: Impatient) -> None:
    """Pass over a connection that the server has ended since it was used: then there is something to read.

    It costs no way to the server and back, which asking would.
    """
    with selectors.DefaultSelector() as selector:
        selector.register(connection.pgconn.socket, selectors.EVENT_READ)
        if selector.select(0):
            connection.execute("")  # perhaps it was only a notice
