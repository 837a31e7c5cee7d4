"""What the tests of the store stand on: each of the two databases, fresh for every test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.connection import Connection
from bot.store.postgres.connection import Server
from bot.store.postgres.drawers import ServerStore
from bot.store.postgres.opening import open_server
from tests.fakes import memory_database
from tests.postgres import PostgresServer, programs_or_skip


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One server for the run, with a database of today's tables."""
    with closing(PostgresServer(programs_or_skip())) as server:
        server.start()
        server.create("learners")
        open_server(server.address("learners", tmp_path_factory.mktemp("beside"))).close()
        yield server


@pytest.fixture
def way(postgres: PostgresServer, tmp_path: Path) -> Iterator[Server]:
    """The way to a server's database with nothing in it; whatever a test does, nothing may be left uncommitted."""
    postgres.empty("learners")
    with closing(Server(postgres.address("learners", tmp_path))) as way:
        yield way
        assert not way.is_in_transaction, "a write was left uncommitted"


@pytest.fixture
def server_store(way: Server, tmp_path: Path) -> ServerStore:
    """An empty store on a server."""
    return ServerStore(way, tmp_path / "learners.postgresql")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """An empty database of either kind."""
    if request.param == "postgres":
        yield request.getfixturevalue("way")
        return
    with closing(memory_database()) as db:
        yield db
        assert not db.conn.in_transaction, "a write was left uncommitted"


@pytest.fixture
def store(database: Connection, request: pytest.FixtureRequest) -> Store:
    """An empty store of either kind: what one does the other does."""
    if isinstance(database, Server):
        on_server: ServerStore = request.getfixturevalue("server_store")
        return on_server
    return Store(database)
