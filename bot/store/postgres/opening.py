"""Open a database on a PostgreSQL server: create its tables, bring older ones up to date, refuse newer ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict

from bot.address import Address
from bot.errors import SettingsError, StoreError, TutorError
from bot.store.migrating import refuse_if_held
from bot.store.postgres.connection import HOW, Impatient, Server, set_up
from bot.store.postgres.drawers import ServerStore
from bot.store.postgres.schema import COPYING, STEPS, Step, is_arriving, is_set_up, migrate
from bot.store.postgres.side import OnServer
from bot.store.postgres.troubles import in_words
from bot.store.shards import Holder, ShardHolders

_STATE = """SELECT current_setting('server_version'), pg_database_size(current_database()),
            current_setting('fsync') = 'on'"""

_SESSION = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
# A pooler gives the session that was let go last, or each in turn: the second look finds either. One more, as others are about.
LOOKS = 3


def open_server(address: Address, steps: Mapping[str, Step] = STEPS) -> ServerStore:
    """Open the store on a server, on the thread that will use it.

    Raises:
        SettingsError: The address can't be read.
        StoreError: The server can't be reached, or what is there is newer than this program.
    """
    with connected(address) as connection:
        migrate(connection, address, steps)
        if is_arriving(connection):
            raise StoreError(f"The database {address} is only half copied: repeat `many-coats migrate`.")
    server = Server(address)
    try:
        store = ServerStore(server, address.beside)
        store.privacy.apply_record()
    except BaseException:
        server.close()
        raise
    return store


@contextmanager
def connected(address: Address) -> Iterator[Impatient]:
    """One connection, which is set up.

    Raises:
        SettingsError: The address can't be read.
        StoreError: The server can't be reached, or something befalls it in the meantime.
    """
    if not _can_be_read(address):
        raise SettingsError(
            "MANY_COATS_DB can't be read: write it as postgresql://name:password@host:port/database, "
            "with %40 for an @ in the password and %2F for a /; after a ? may stand what libpq knows, "
            "such as sslmode=verify-full."
        )
    with in_words(address), Impatient.connect(address.url, **HOW) as connection:
        set_up(connection)
        _refuse_if_shared(connection, address)
        yield connection


def _can_be_read(address: Address) -> bool:
    """Whether libpq takes an address for what it is meant to be; its own words repeat what may be a password."""
    try:
        conninfo_to_dict(address.url)
    except psycopg.Error:
        return False
    return address.is_plain


def _refuse_if_shared(connection: Impatient, address: Address) -> None:
    """Make sure that a connection has its session for itself.

    Behind a pooler that deals sessions out for a transaction, the bot's settings would be others' too, and what psycopg
    has prepared in one it would look for in another: nothing shows it before two processes are busy.

    Raises:
        StoreError: There is such a pooler in between.
    """
    with Impatient.connect(address.url, **HOW) as other:
        first, second = (
            [one.execute(_SESSION).fetchone() for _ in range(LOOKS)] for one in (connection, other)
        )
    if are_shared(first, second):
        raise StoreError(
            f"The database {address}: a pooler in between gives every transaction another session. Set its "
            "pool_mode = session, or let MANY_COATS_DB name the server itself."
        )


def are_shared(first: Sequence[object], second: Sequence[object]) -> bool:
    """Whether two connections, each asked some times for its session, don't each have one of their own."""
    return bool({*first} & {*second}) or len({*first, *second}) > 2


@contextmanager
def as_source(address: Address) -> Iterator[OnServer]:
    """A database to copy from, as it stands at this moment, whatever is written meanwhile.

    Raises:
        StoreError: Something befalls the server.
    """
    with connected(address) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            yield OnServer(connection)


@contextmanager
def as_target(address: Address) -> Iterator[OnServer]:
    """An empty database to copy into, or one into which a copying was interrupted; until all is there no bot opens it.

    Raises:
        StoreError: There is something in it, somebody else copies into it, or something befalls the server.
    """
    with connected(address) as connection:
        if not (connection.execute("SELECT pg_try_advisory_lock(%s)", [COPYING]).fetchone() or (False,))[0]:
            raise StoreError(f"Somebody else is copying into {address}: wait until that is done.")
        with connection.transaction():
            migrate(connection, address)
            side = OnServer(connection)
            if not is_arriving(connection):
                refuse_if_held(side, address)
                connection.execute("CREATE TABLE arriving ()")
        yield side
        connection.execute("DROP TABLE arriving")


def holders_in(address: Address, at: datetime) -> tuple[Holder, ...]:
    """The processes that carry the bot on a server's database; none where it can't be read."""
    try:
        with connected(address):
            pass  # a pool would go on trying
        with closing(Server(address)) as server:
            return ShardHolders(server).held(at)
    except (TutorError, psycopg.Error):
        return ()


def state_of(address: Address) -> str:
    """What there is on a server, in a few words; it is left as it is.

    Raises:
        SettingsError: The address can't be read.
        StoreError: It can't be used, or what it says was kept would not survive a power cut.
    """
    with connected(address) as connection:
        (version, size, is_durable) = connection.execute(_STATE).fetchone() or ("", 0, False)
        if not is_durable:
            raise StoreError(
                f"The database {address}: a power cut would lose what was kept. Set fsync = on in postgresql.conf."
            )
        what = f"{address} on PostgreSQL {version}{' over TLS' if connection.pgconn.ssl_in_use else ''}"
        if not is_set_up(connection):
            return f"{what}; its tables will be made at the first start"
        return f"{what}, {size / 1e6:.1f} MB"
