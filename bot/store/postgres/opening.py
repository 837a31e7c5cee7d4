"""Open a database on a PostgreSQL server: create its tables, bring older ones up to date, refuse newer ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict

from bot.address import Address
from bot.errors import SettingsError, StoreError
from bot.store.migrating import refuse_if_held
from bot.store.postgres.connection import HOW, Impatient, Server, set_up
from bot.store.postgres.drawers import ServerStore
from bot.store.postgres.schema import COPYING, STEPS, Step, is_arriving, is_set_up, migrate
from bot.store.postgres.side import OnServer
from bot.store.postgres.troubles import in_words
from bot.store.shards import Holder, ShardHolders

_STATE = """SELECT current_setting('server_version'), pg_database_size(current_database()),
            current_setting('fsync') = 'on'"""


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
    try:
        conninfo_to_dict(address.url)
    except psycopg.Error:  # its words repeat what they can't read, which may be a password
        raise SettingsError(
            "MANY_COATS_DB can't be read: write it as postgresql://name:password@host:port/database, "
            "with %40 for an @ in the password and %2F for a /."
        ) from None
    with in_words(address), Impatient.connect(address.url, **HOW) as connection:
        set_up(connection)
        yield connection


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
        with closing(Server(address)) as server:
            return ShardHolders(server).held(at)
    except (StoreError, psycopg.Error):
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
        if not is_set_up(connection):
            return f"{address} on PostgreSQL {version}; its tables will be made at the first start"
        return f"{address} on PostgreSQL {version}, {size / 1e6:.1f} MB"
