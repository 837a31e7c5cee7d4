"""Open a database on a PostgreSQL server: create its tables, bring older ones up to date, refuse newer ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bot.address import Address
from bot.errors import SettingsError, StoreError
from bot.store.postgres.connection import HOW, Impatient, Server, set_up
from bot.store.postgres.drawers import ServerStore
from bot.store.postgres.schema import STEPS, Step, is_set_up, migrate
from bot.store.postgres.troubles import in_words

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
