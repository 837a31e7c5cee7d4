"""The ways to a server: over TLS, through a pooler, and what the log says while it is away."""

from __future__ import annotations

import io
import logging
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.address import Address
from bot.course.position import Position
from bot.discord_ui.doctor import examine
from bot.errors import SettingsError, StoreError, TutorError
from bot.logs import POOL, set_up
from bot.store import Store, open_store
from bot.store.opening import holders_in, on_servers
from bot.store.postgres.connection import Limits, Server
from bot.store.postgres.drawers import ServerStore
from bot.store.postgres.opening import are_shared
from bot.store.postgres.troubles import trouble_of
from tests.fakes import NOON
from tests.postgres import PostgresServer, certify, programs_or_skip

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its server is stopped by signals")

SOON = Limits(connect_s=2, try_s=0.2, tries=2)  # shorter than those of the bot, which a test would wait for
STEPS = tuple(Position("rising", f"s{number}") for number in range(20))
NOWHERE = "http://127.0.0.1:9"  # where nothing listens
SECRET = "sesame"  # noqa: S105  # no server asks for it; it is there so that nobody tells it
LOST = "WARNING bot.store.postgres.connection: no connection to"

_numbers = count()


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server that shows a certificate."""
    with closing(PostgresServer(programs_or_skip(), is_durable=True, settings=["ssl=on"])) as server:
        server.certify()
        server.start()
        yield server


@pytest.fixture
def url(server: PostgresServer) -> str:
    """An empty database's address, with a password."""
    if not server.is_running:
        server.start()  # a test failed before it did
    name = f"ways_{next(_numbers)}"
    server.create(name)
    return server.url(name, f"tutor:{SECRET}")


@pytest.fixture
def root(server: PostgresServer, tmp_path: Path) -> Path:
    """A copy of the certificate that vouches for the server's."""
    return Path(shutil.copy(server.folder / "data" / "server.crt", tmp_path / "root.crt"))


@pytest.fixture
def safe(url: str, root: Path, tmp_path: Path) -> Address:
    """That address, over TLS, and only if the server is the right one."""
    return Address(f"{url}?sslmode=verify-full&sslrootcert={root}", tmp_path)


def move(store: Store, number: int) -> bool:
    """Ann goes to a step, from the one before it."""
    before = STEPS[number - 1] if number else None
    return store.positions.move("ann", "bread", expected=before, to=STEPS[number], outline=STEPS, at=NOON)


def place(store: Store) -> Position | None:
    saved = store.positions.of("ann", "bread")
    return None if saved is None else saved.position


def refused(address: Address) -> str:
    """What is said in the place of opening it; the doctor says the same, in one line and without the password."""
    said = []
    for use in (open_store, on_servers().state_of):
        with pytest.raises(TutorError) as told:
            use(address)
        said.append(str(told.value))
    assert said[0] == said[1]
    assert SECRET not in said[0]
    assert "\n" not in said[0]
    return said[0]


class TestTLS:
    def test_every_connection_of_a_store_is_encrypted(self, safe: Address, server: PostgresServer) -> None:
        with closing(open_store(safe)) as store, server.connect() as db:
            assert move(store, 0)

            ours = db.execute(
                "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'many-coats'"
            ).fetchall()

        assert {*ours} == {(True,)}

    def test_learners_are_brought_there_and_back(
        self, safe: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        old, new = tmp_path / "old.db", tmp_path / "new.db"
        with closing(open_store(old)) as store:
            move(store, 0)

        there = CliRunner().invoke(main, ["migrate", "--db", str(old), "--to", safe.url])
        back = CliRunner().invoke(main, ["migrate", "--db", safe.url, "--to", str(new)])

        said = there.output + back.output
        assert (there.exit_code, back.exit_code) == (0, 0), said
        assert SECRET not in said
        with closing(open_store(new)) as store:
            assert place(store) == STEPS[0]

    async def test_the_doctor_tells_of_it(self, safe: Address) -> None:
        open_store(safe).close()
        environment = {
            "DISCORD_TOKEN": "abc",
            "MANY_COATS_DB": safe.url,
            "MANY_COATS_DISCORD_API": NOWHERE,
            "MANY_COATS_DISCORD_GATEWAY": NOWHERE,
        }

        [found] = [str(one) async for one in examine(environment, NOON) if one.text.startswith("database")]

        assert found.startswith(f"ok    database: {safe} on PostgreSQL ")
        assert " over TLS, " in found

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            (
                "sslmode=verify-full&sslrootcert={other}",
                ("sslrootcert there is the whole path", "certificate verify failed)."),
            ),
            (
                "sslmode=verify-full&sslrootcert=its.crt",
                ("sslrootcert there is the whole path", '"its.crt" does not exist).'),
            ),
            (
                "sslmode=verify-full&sslrootcert={key}",
                ("sslrootcert there is the whole path", "could not read root certificate"),
            ),
            ("sslmode=very", ("MANY_COATS_DB holds what libpq does not take", '"very"')),
            ("sslmodus=require", ("can't be read: write it as", "after a ? may stand what libpq knows")),
        ],
        ids=[
            "another's certificate",
            "a path from elsewhere",
            "no certificate",
            "no such mode",
            "no such word",
        ],
    )
    def test_what_cannot_be_had_is_told_with_what_to_do(
        self, query: str, words: tuple[str, ...], url: str, tmp_path: Path
    ) -> None:
        other = certify(tmp_path)

        said = refused(Address(f"{url}?{query.format(other=other, key=other.with_suffix('.key'))}", tmp_path))

        assert [part for part in words if part not in said] == [], said

    def test_a_server_of_another_name_is_refused(self, safe: Address, tmp_path: Path) -> None:
        by_name = Address(safe.url.replace("@127.0.0.1", "@localhost"), tmp_path)

        assert "as safely as MANY_COATS_DB asks" in refused(by_name)

    def test_a_server_without_it_is_refused_where_it_is_asked_for(
        self, postgres: PostgresServer, tmp_path: Path
    ) -> None:
        address = postgres.address("learners?sslmode=require", tmp_path, user=f"tutor:{SECRET}")

        assert "speaks no TLS, and MANY_COATS_DB asks for it. Set ssl = on" in refused(address)

    def test_a_path_is_good_from_where_the_bot_stands(
        self, url: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(root.parent)

        open_store(Address(f"{url}?sslmode=verify-full&sslrootcert={root.name}", tmp_path)).close()

    def test_a_restart_in_between_nobody_notices(self, safe: Address, server: PostgresServer) -> None:
        with closing(open_store(safe)) as store:
            move(store, 0)
            server.stop()
            server.start()

            assert move(store, 1)

    def test_a_server_that_comes_back_as_another_is_told_of_as_such(
        self, safe: Address, server: PostgresServer
    ) -> None:
        with closing(Server(safe, SOON)) as way:
            way.execute("SELECT 1")
            server.stop()
            server.certify()
            server.start()

            with pytest.raises(StoreError, match=r"as safely as MANY_COATS_DB asks.*verify failed"):
                way.execute("SELECT 1")


@pytest.mark.parametrize(
    "password", ["plugh@xyzzy", "plugh/xyzzy", "5432/xyzzy"], ids=["an @", "a /", "a / after a number"]
)
def test_a_password_that_libpq_would_take_for_a_host_is_not_told(password: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="with %40 for an @ in the password and %2F for a /") as told:
        open_store(Address(f"postgresql://tutor:{password}@127.0.0.1:9/learners", tmp_path))

    assert [part for part in ("plugh", "xyzzy", "5432") if part in str(told.value)] == []


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("FATAL:  the database system is starting up", "it can't be reached"),
        ('FATAL:  password authentication failed for user "tutor"', "the server turned the bot away"),
        ("FATAL:  connection requires a valid client certificate", "the server turned the bot away"),
        ("SSL error: tlsv1 alert unknown ca", "it can't be reached as safely"),
        ("SSL error: unexpected eof while reading", "it can't be reached."),
        ("SSL connection has been closed unexpectedly", "it can't be reached."),
        ('connection to server on socket "/certificate/.s" failed: No such file', "it can't be reached."),
    ],
    ids=[
        "it starts",
        "a wrong password",
        "it asks for a certificate",
        "it refuses ours",
        "it went",
        "it went, in other words",
        "a file's name is no reason",
    ],
)
def test_what_comes_without_a_code_is_told_for_what_it_is(said: str, trouble: str) -> None:
    assert (trouble_of(psycopg.OperationalError(said)) or "").startswith(trouble)


class TestPooler:
    @pytest.fixture
    def database(self, postgres: PostgresServer) -> str:
        """The name of an empty database, on a server without TLS."""
        name = f"pooled_{next(_numbers)}"
        postgres.create(name)
        return name

    def test_one_that_leaves_everybody_their_session_is_as_good_as_none(
        self, postgres: PostgresServer, database: str, tmp_path: Path
    ) -> None:
        with postgres.pooled("session") as port:
            address = Address(f"postgresql://tutor@127.0.0.1:{port}/{database}", tmp_path)
            open_store(address).close()
            some, more = (Limits(statement_s=seconds) for seconds in (3.0, 5.0))
            with closing(Server(address, some)) as one, closing(Server(address, more)) as other:
                ann, bob = (ServerStore(way, address.beside) for way in (one, other))
                for number in range(10):  # so often that psycopg prepares what is asked
                    with ann.atomic():
                        assert move(ann, number)
                        assert place(bob) == (STEPS[number - 1] if number else None)
                    assert place(bob) == STEPS[number]

                times = [
                    way.execute("SELECT current_setting('statement_timeout')").fetchone()
                    for way in (one, other)
                ]

        assert times == [("3s",), ("5s",)]

    @pytest.mark.parametrize(
        ("mode", "settings"),
        [
            ("transaction", []),
            ("transaction", ["default_pool_size = 1"]),
            ("statement", []),
        ],
        ids=["the session let go last", "one for all", "none for a transaction"],
    )
    def test_one_that_deals_sessions_out_is_refused(
        self, mode: str, settings: list[str], postgres: PostgresServer, database: str, tmp_path: Path
    ) -> None:
        with postgres.pooled(mode, settings) as port:
            said = refused(Address(f"postgresql://tutor:{SECRET}@127.0.0.1:{port}/{database}", tmp_path))

        assert said.endswith("Set its pool_mode = session, or let MANY_COATS_DB name the server itself.")

    def test_one_that_deals_them_out_in_turn_is_refused_too(
        self, postgres: PostgresServer, database: str, tmp_path: Path
    ) -> None:
        with postgres.pooled("transaction", ["server_round_robin = 1"]) as port:
            address = Address(f"postgresql://tutor@127.0.0.1:{port}/{database}", tmp_path)
            with psycopg.connect(address.url) as one, psycopg.connect(address.url) as other:
                one.execute("SELECT 1")  # each in a transaction: now there are two to deal
                other.execute("SELECT 1")

            assert "Set its pool_mode = session" in refused(address)

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            ("aaa", "bbb", False),
            ("aaa", "aaa", True),
            ("aba", "cdc", True),
            ("aaa", "bcb", True),
            ("aab", "bbb", True),
        ],
        ids=["each its own", "one for both", "others each time", "one keeps its own", "one goes over"],
    )
    def test_sessions_are_shared_unless_each_keeps_its_own(
        self, first: str, second: str, expected: bool
    ) -> None:
        assert are_shared(first, second) is expected


class TestTheLog:
    @pytest.fixture
    def log(self, request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
        """What is logged from now on, at a level."""
        of_root, of_pool, stream = logging.getLogger(), logging.getLogger(POOL), io.StringIO()
        before = of_root.handlers[:], of_root.level, of_pool.level
        set_up(getattr(request, "param", logging.INFO), as_json=False, stream=stream)
        yield stream
        of_root.handlers[:] = before[0]
        of_root.setLevel(before[1])
        of_pool.setLevel(before[2])

    def outage(self, safe: Address, server: PostgresServer) -> None:
        """A server goes away, is asked for again and again, and comes back."""
        with closing(Server(safe, SOON)) as way:
            way.execute("SELECT 1")
            server.stop()
            for _ in range(5):
                with pytest.raises(StoreError, match=r"Start the server.*Connection refused"):
                    way.execute("SELECT 1")
            server.start()
            for _ in range(3):
                way.execute("SELECT 1")

    def test_it_tells_once_that_a_server_is_lost_and_why_and_once_that_it_is_back(
        self, safe: Address, server: PostgresServer, log: io.StringIO
    ) -> None:
        self.outage(safe, server)

        lost, found = log.getvalue().splitlines()
        assert f"{LOST} the database {safe}: connection failed: " in lost
        assert "Connection refused" in lost
        assert found.endswith(f"the database {safe} is back")
        assert SECRET not in log.getvalue()

    @pytest.mark.parametrize("log", [logging.DEBUG], indirect=True, ids=["debug"])
    def test_at_debug_it_tells_of_every_try_and_of_no_password(
        self, safe: Address, server: PostgresServer, log: io.StringIO
    ) -> None:
        self.outage(safe, server)

        assert log.getvalue().count("WARNING psycopg.pool: error connecting") >= 5
        assert SECRET not in log.getvalue()

    def test_a_restart_that_nobody_notices_is_none_of_its_business(
        self, safe: Address, server: PostgresServer, log: io.StringIO
    ) -> None:
        with closing(Server(safe)) as way:
            way.execute("SELECT 1")
            server.stop()
            server.start()
            way.execute("SELECT 1")

        assert log.getvalue() == ""

    def test_who_looks_for_other_processes_where_no_server_is_finds_none_at_once(
        self, safe: Address, server: PostgresServer, log: io.StringIO
    ) -> None:
        server.stop()

        assert holders_in(safe, NOON) == ()
        assert log.getvalue() == ""
