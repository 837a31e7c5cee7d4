"""What only a server has: its own steps, several processes at once, an address with a password."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.address import Address, place_of
from bot.course.position import Position
from bot.errors import SettingsError, StoreError
from bot.store import Reminder, Schedule, Store, open_store
from bot.store.backup import file_of
from bot.store.lock import alone_on
from bot.store.opening import on_servers
from bot.store.postgres.connection import as_psycopg
from bot.store.postgres.drawers import ServerStore
from bot.store.postgres.opening import open_server
from bot.store.postgres.schema import STEPS
from tests.fakes import NOON, memory_database
from tests.postgres import PostgresServer

HOOK, GAS, END = (Position("rising", step) for step in ("hook", "gas", "end"))
COURSE = (HOOK, GAS, END)
LATER = NOON + timedelta(days=1)

_numbers = count()


@pytest.fixture
def empty(postgres: PostgresServer, tmp_path: Path) -> Address:
    """A database with nothing in it."""
    name = f"empty_{next(_numbers)}"
    postgres.create(name)
    return postgres.address(name, tmp_path)


@pytest.fixture
def other(server_store: ServerStore, postgres: PostgresServer, tmp_path: Path) -> Iterator[ServerStore]:
    """The same database, opened by another process."""
    with closing(open_server(postgres.address("learners", tmp_path))) as store:
        yield store


def columns(address: Address) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    sql = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    with psycopg.connect(address.url) as db:
        for table, column in db.execute(sql):
            found.setdefault(table, set()).add(column)
    return found


def add_pets(db: psycopg.Connection[Any]) -> None:
    db.execute("CREATE TABLE pets (name TEXT)")


def break_half_way(db: psycopg.Connection[Any]) -> None:
    db.execute("CREATE TABLE halves (name TEXT)")
    db.execute("INSERT INTO nowhere VALUES (1)")


def move(store: Store, expected: Position | None, to: Position) -> bool:
    return store.positions.move("ann", "bread", expected=expected, to=to, outline=COURSE, at=NOON)


def place(store: Store) -> Position | None:
    saved = store.positions.of("ann", "bread")
    return None if saved is None else saved.position


class Aside(threading.Thread):
    """Does something on a thread of its own, and keeps what came of it."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self.result: object = None
        self.start()

    def run(self) -> None:
        self.result = self._work()

    def done(self) -> object:
        self.join(10)
        assert not self.is_alive(), "it waits still"
        return self.result


def wait_for_a_lock(postgres: PostgresServer) -> None:
    """Wait until somebody waits for a row that somebody else holds."""
    with postgres.connect("learners") as db:
        while not db.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            pass


class TestSteps:
    def test_both_databases_have_the_same_tables_and_columns(self, empty: Address) -> None:
        open_server(empty).close()

        with closing(memory_database()) as db:
            in_the_file = {table.name: {column.name for column in table.columns} for table in db.tables}

        on_the_server = columns(empty)
        books = {"_sqlite_migrations", "sqlite_sequence", "applied_steps"}  # each database's own
        assert {table: on_the_server[table] for table in {*on_the_server} - books} == {
            table: in_the_file[table] for table in {*in_the_file} - books
        }

    def test_opened_again_nothing_is_lost(self, empty: Address) -> None:
        with closing(open_store(empty)) as store:
            move(store, None, HOOK)

        with closing(open_store(empty)) as store:
            assert place(store) == HOOK

    def test_a_later_program_brings_it_up_to_date(self, empty: Address) -> None:
        open_server(empty).close()

        open_server(empty, {**STEPS, "p901_add_pets": add_pets}).close()

        assert "pets" in columns(empty)

    def test_a_newer_one_is_refused_and_left_as_it_is(self, empty: Address) -> None:
        open_server(empty, {**STEPS, "p901_add_pets": add_pets}).close()

        with pytest.raises(StoreError, match=r"comes from a newer Many Coats \(p901_add_pets\)\. Update"):
            open_server(empty)

    def test_steps_are_applied_all_or_none(self, empty: Address) -> None:
        open_server(empty).close()

        with pytest.raises(psycopg.errors.UndefinedTable):
            open_server(empty, {**STEPS, "p901_add_pets": add_pets, "p902_break": break_half_way})

        assert not {"pets", "halves"} & set(columns(empty))

    def test_those_who_start_at_once_stand_in_line(self, empty: Address) -> None:
        starts = [Aside(lambda: open_server(empty).close()) for _ in range(4)]

        for start in starts:
            start.done()

        assert len(columns(empty)) > 20


class TestSeveralAtOnce:
    def test_of_two_presses_at_the_same_moment_one_moves_the_learner(
        self, server_store: ServerStore, other: ServerStore, postgres: PostgresServer
    ) -> None:
        move(server_store, None, HOOK)
        with server_store.atomic():
            first = move(server_store, HOOK, GAS)
            second = Aside(lambda: move(other, HOOK, END))
            wait_for_a_lock(postgres)

        assert (first, second.done(), place(server_store)) == (True, False, GAS)

    def test_the_second_moves_them_where_the_first_was_undone(
        self, server_store: ServerStore, other: ServerStore, postgres: PostgresServer
    ) -> None:
        move(server_store, None, HOOK)
        seconds = []

        def undone() -> None:
            with server_store.atomic():
                move(server_store, HOOK, GAS)
                seconds.append(Aside(lambda: move(other, HOOK, END)))
                wait_for_a_lock(postgres)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            undone()

        assert (seconds[0].done(), place(server_store)) == (True, END)

    def test_two_who_begin_at_the_same_moment_begin_once(
        self, server_store: ServerStore, other: ServerStore, postgres: PostgresServer
    ) -> None:
        with server_store.atomic():
            first = move(server_store, None, HOOK)
            second = Aside(lambda: move(other, None, GAS))
            wait_for_a_lock(postgres)

        assert (first, second.done(), place(server_store)) == (True, False, HOOK)

    def test_nothing_is_seen_before_all_of_it_is_kept(
        self, server_store: ServerStore, other: ServerStore
    ) -> None:
        with server_store.atomic():
            move(server_store, None, HOOK)
            before = place(other)

        assert (before, place(other)) == (None, HOOK)

    def test_a_reminder_that_another_takes_is_passed_over_at_once(
        self, server_store: ServerStore, other: ServerStore
    ) -> None:
        due = Reminder("ann", "mon 12:00 UTC", NOON, 0)
        server_store.reminders.set("bread", due)

        with server_store.atomic():
            first = server_store.reminders.take("bread", due, next_at=LATER, unanswered=1)
            second = Aside(lambda: other.reminders.take("bread", due, next_at=LATER, unanswered=1)).done()

        assert (first, second) == (True, False)
        assert server_store.reminders.of("ann", "bread") == Reminder("ann", "mon 12:00 UTC", LATER, 1)

    def test_a_meeting_that_another_takes_is_passed_over_at_once(
        self, server_store: ServerStore, other: ServerStore
    ) -> None:
        group = server_store.groups.create("bread", "s", "c", "Bakers", "olga", NOON)
        assert group is not None
        due = Schedule(group.id, "mon 12:00 UTC", None, NOON)
        server_store.schedules.set(due)

        with server_store.atomic():
            first = server_store.schedules.take(due, LATER)
            second = Aside(lambda: other.schedules.take(due, LATER)).done()

        assert (first, second) == (True, False)

    def test_no_database_is_held_for_one_process(self, empty: Address) -> None:
        with alone_on(empty), alone_on(empty):
            pass


class TestForgetting:
    def test_it_is_all_or_nothing(self, server_store: ServerStore, postgres: PostgresServer) -> None:
        move(server_store, None, HOOK)
        with postgres.connect("learners") as db:
            db.execute("ALTER TABLE forgotten ADD CONSTRAINT broken CHECK (FALSE) NOT VALID")

            with pytest.raises(psycopg.IntegrityError):
                server_store.privacy.forget("ann", LATER)

            db.execute("ALTER TABLE forgotten DROP CONSTRAINT broken")
        assert place(server_store) == HOOK

    def test_a_dump_from_before_that_is_put_back_forgets_them_when_it_is_opened(self, empty: Address) -> None:
        with closing(open_server(empty)) as store:
            move(store, None, HOOK)
            store.privacy.forget("ann", LATER)
            move(store, None, HOOK)
        with psycopg.connect(empty.url) as db:
            db.execute("DELETE FROM forgotten")  # as it was before

        with closing(open_server(empty)) as store:
            assert store.privacy.everything("ann") == {}

    def test_its_record_finds_a_folder_or_says_that_there_is_none_and_nothing_is_deleted(
        self, server_store: ServerStore, postgres: PostgresServer, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        with (
            closing(open_server(postgres.address("learners", tmp_path / "new" / "folder"))) as fine,
            closing(open_server(postgres.address("learners", tmp_path / "file" / "folder"))) as barred,
        ):
            move(fine, None, HOOK)

            with pytest.raises(StoreError, match="Can't make the folder"):
                barred.privacy.forget("ann", LATER)
            assert place(fine) == HOOK

            fine.privacy.forget("ann", LATER)

        assert (tmp_path / "new" / "folder" / "learners.postgresql.forgotten").stat().st_mode & 0o077 == 0
        assert place(server_store) is None


class TestWhatAServerCannotTake:
    def test_a_question_too_long_for_an_index_is_settled_once(self, server_store: ServerStore) -> None:
        rng = random.Random(7)
        text = "".join(chr(rng.randrange(0x4E00, 0x9FFF)) for _ in range(4_000))
        number = server_store.asked.add(
            "ann", "bread", "s", text=text, outcome="decline", nearest=[], at=NOON
        )
        question = server_store.asked.get(number)
        assert question is not None

        for key_point in ("yeast", "gas"):
            server_store.settled.settle("bread", "s", question, key_point=key_point, alike=[], at=NOON)

        (settled,) = server_store.settled.of("bread", "s")
        assert (settled.ask, settled.key_point) == (text, "gas")

    def test_what_breaks_a_rule_is_told_without_the_learner_s_row(
        self, server_store: ServerStore, postgres: PostgresServer
    ) -> None:
        group = server_store.groups.create("bread", "s", "c", "Bakers", "discord:8472", NOON)
        assert group is not None

        with pytest.raises(psycopg.IntegrityError) as told:
            server_store.groups.change(replace(group, share=0))

        assert "8472" not in str(told.value)


NOT_INSTALLED = """
import sys
sys.modules["psycopg"] = None
from pathlib import Path
from bot.address import Address
from bot.errors import SettingsError
from bot.store import open_store
open_store(Path(sys.argv[1]) / "bot.db").close()
try:
    open_store(Address("postgresql://db/learners", Path(sys.argv[1])))
except SettingsError as error:
    print(error)
"""


def test_where_psycopg_is_missing_a_file_works_and_a_server_says_what_to_install(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", NOT_INSTALLED, tmp_path], capture_output=True, text=True, check=True
    )

    assert "pip install 'many-coats[postgres]'" in said.stdout


class TestAddress:
    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            (
                "postgresql://tutor:secret@db.example:5433/learners?sslmode=require&password=secret",
                "db.example:5433/learners",
            ),
            ("postgres://tutor:p@ss/secret@db/learners", "db/learners"),
            ("postgresql:///learners", "/learners"),
            ("postgresql://", ""),
        ],
        ids=["all of it", "a password with signs", "a local one", "nothing"],
    )
    def test_it_is_written_out_without_what_is_secret(self, url: str, shown: str, tmp_path: Path) -> None:
        address = Address(url, tmp_path)

        assert str(address) == f"postgresql://{shown}"
        assert "secret" not in repr(address)

    def test_what_is_no_address_is_a_file(self, tmp_path: Path) -> None:
        assert place_of("learners.db", tmp_path) == Path("learners.db")

    def test_one_that_cannot_be_read_says_how_to_write_it_and_repeats_no_password(
        self, tmp_path: Path
    ) -> None:
        with pytest.raises(SettingsError, match="write it as postgresql://") as told:
            open_store(Address("postgresql://tutor:secret@db:secret/learners?secret", tmp_path))

        assert "secret" not in str(told.value)

    def test_a_copy_is_for_the_server_s_own_tools(self, tmp_path: Path) -> None:
        with pytest.raises(
            SettingsError, match="copy it with `pg_dump -Fc` and put a copy back with `pg_restore`"
        ):
            file_of(Address("postgresql://db/learners", tmp_path))


class TestState:
    def test_of_a_new_one(self, empty: Address) -> None:
        with pytest.raises(StoreError, match="Set fsync = on"):
            on_servers().state_of(empty)  # the tests' server is fast, and would forget

    def test_one_that_is_not_there(self, tmp_path: Path, postgres: PostgresServer) -> None:
        with pytest.raises(StoreError, match="does not exist"):
            on_servers().state_of(postgres.address("nowhere", tmp_path))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT a FROM b WHERE c = ? AND d IN (?, ?)", b"SELECT a FROM b WHERE c = %s AND d IN (%s, %s)"),
        ("SELECT a FROM b WHERE c = :c AND d >= :week", b"SELECT a FROM b WHERE c = %(c)s AND d >= %(week)s"),
        ("SELECT a % 2, b::text FROM c", b"SELECT a %% 2, b::text FROM c"),
    ],
    ids=["by place", "by name", "neither"],
)
def test_values_have_psycopg_s_signs(ours: str, theirs: bytes) -> None:
    assert as_psycopg(ours) == theirs
