"""Opening a database file: a new one, an older one, a newer one, and what is none."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.course.position import Position
from bot.errors import StoreError
from bot.store import Saved, Store, open_store
from bot.store.opening import migrate, prepare
from bot.store.schema import MIGRATIONS
from tests.fakes import NOON

HOOK = Position("rising", "hook")
GAS = Position("rising", "gas")
COURSE = (HOOK, GAS)

Step = Callable[[Database], None]


def program_of(*later_steps: Step) -> Migrations:
    """The steps that a later Many Coats knows: today's, and more."""
    steps = Migrations("many-coats")
    with closing(Database(memory=True)) as empty:
        todays: list[Step] = [step.fn for step in MIGRATIONS.pending(empty)]
    for step in (*todays, *later_steps):
        steps()(step)
    return steps


with closing(Database(memory=True)) as _empty:
    TODAYS = [step.name for step in MIGRATIONS.pending(_empty)]


def m901_add_notes(db: Database) -> None:
    db.executescript("CREATE TABLE notes (text TEXT NOT NULL) STRICT; INSERT INTO notes VALUES ('hello');")


def m902_add_pets(db: Database) -> None:
    db.executescript("CREATE TABLE pets (name TEXT NOT NULL) STRICT")


def m902_break_half_way(db: Database) -> None:
    db.executescript("CREATE TABLE halves (text TEXT) STRICT; INSERT INTO nowhere VALUES (1);")


def m901_rebuild_outlines(db: Database) -> None:
    """Positions refer to outlines: rebuilding those must not take the positions along."""
    db.table("outlines").transform(rename={"steps": "places"})


def m901_orphan_positions(db: Database) -> None:
    db.execute("DELETE FROM outlines")


def begin(store: Store, learner: str = "ann") -> None:
    store.positions.move(learner, "bread", expected=None, to=HOOK, outline=COURSE, at=NOON)


def file_with_a_learner(path: Path) -> Path:
    with closing(open_store(path)) as store:
        begin(store)
    return path


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def tables(path: Path) -> set[str]:
    return {name for (name,) in rows(path, "SELECT name FROM sqlite_schema WHERE type = 'table'")}


def steps_applied(path: Path) -> list[str]:
    return [name for (name,) in rows(path, "SELECT name FROM _sqlite_migrations ORDER BY id")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "learners.db"


class TestANewFile:
    def test_it_is_made_with_its_folders(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "down" / "learners.db"

        open_store(path).close()

        assert steps_applied(path) == TODAYS

    def test_only_its_owner_may_read_it_and_its_log(self, path: Path) -> None:
        old = os.umask(0)
        try:
            with closing(open_store(path)) as store:
                begin(store)
                modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        finally:
            os.umask(old)

        assert modes == {"learners.db": 0o600, "learners.db-wal": 0o600, "learners.db-shm": 0o600}

    def test_there_is_nothing_to_set_aside(self, path: Path) -> None:
        open_store(path).close()

        assert [file.name for file in path.parent.iterdir()] == ["learners.db"]

    def test_every_table_of_ours_is_strict(self, path: Path) -> None:
        open_store(path).close()

        strict = dict(rows(path, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"))

        assert {name for name, is_strict in strict.items() if is_strict} == {
            "outlines",
            "positions",
            "finished",
            "attempts",
            "lab_orders",
            "letters",
            "last_answers",
            "reports",
            "synced_commands",
            "choices",
            "pseudonym_key",
            "asked",
            "settled",
            "memories",
            "reviews",
            "quizzes",
            "quiz_results",
            "reminders",
            "notices",
            "threads",
            "forgotten",
            "servers",
            "groups",
            "members",
            "sessions",
            "attendance",
            "session_answers",
            "schedules",
            "shards",
        }
        assert {name for name in strict if not name.startswith(("sqlite_", "_sqlite_"))} == {
            name for name, is_strict in strict.items() if is_strict
        }

    def test_what_was_kept_is_there_when_it_is_opened_again(self, path: Path) -> None:
        file_with_a_learner(path)

        with closing(open_store(path)) as store:
            assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)

    def test_what_was_kept_is_on_the_disk_before_the_file_is_closed(self, path: Path) -> None:
        with closing(open_store(path)) as store:
            begin(store)
            store.attempts.add("ann", "bread", "rising", "gas", choice="x", is_right=True, at=NOON)
            store.last_answers.keep("ann", "kitchen", ["yeast"], NOON)
            store.choices.keep_questions("ann", may=True)
            asked = store.asked.add("ann", "bread", "s", text="why", outcome="decline", nearest=[], at=NOON)
            question = store.asked.get(asked)
            assert question is not None
            store.settled.settle("bread", "s", question, key_point=None, alike=[], at=NOON)
            store.reports.add("ann", "bread", "yeast", "A typo.", NOON)
            store.synced_commands.keep("4711", "abc")

            kept = [
                rows(path, f"SELECT count(*) FROM {table}")  # noqa: S608  # our own names
                for table in (
                    "positions",
                    "attempts",
                    "last_answers",
                    "choices",
                    "asked",
                    "settled",
                    "reports",
                    "synced_commands",
                )
            ]

        assert kept == [[(1,)]] * 8

    def test_a_file_can_be_read_while_another_program_writes_to_it(self, path: Path) -> None:
        file_with_a_learner(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")

            with closing(open_store(path)) as store:
                assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)


class TestTheConnection:
    @pytest.fixture
    def db(self, path: Path) -> Iterator[Database]:
        with closing(Database(sqlite3.connect(path))) as db:
            prepare(db)
            migrate(db, path)
            yield db

    @pytest.mark.parametrize(
        ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
    )
    def test_it_survives_a_power_cut_and_checks_references(
        self, db: Database, pragma: str, value: object
    ) -> None:
        assert db.execute(f"PRAGMA {pragma}").fetchone() == (value,)

    def test_a_position_without_an_outline_is_refused(self, db: Database) -> None:
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            db.execute("INSERT INTO positions VALUES ('ann', 'bread', 'rising', 'hook', 99, 'noon')")

    def test_a_value_of_the_wrong_kind_is_refused(self, db: Database) -> None:
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER column"):
            db.execute("INSERT INTO attempts VALUES (1, 'ann', 'bread', 'r', 'c', 'x', 'perhaps', 'noon')")

    def test_migrating_twice_is_migrating_once(self, db: Database, path: Path) -> None:
        before = rows(path, "SELECT * FROM _sqlite_migrations")

        migrate(db, path)

        assert rows(path, "SELECT * FROM _sqlite_migrations") == before


class TestAnOlderFile:
    def test_it_is_brought_up_to_date_with_its_rows(self, path: Path) -> None:
        file_with_a_learner(path)

        with closing(open_store(path, program_of(m901_add_notes, m902_add_pets))) as store:
            assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)

        assert steps_applied(path) == [*TODAYS, "m901_add_notes", "m902_add_pets"]
        assert rows(path, "SELECT text FROM notes") == [("hello",)]

    def test_a_copy_of_the_old_one_is_set_aside_for_its_owner_only(self, path: Path) -> None:
        file_with_a_learner(path)

        open_store(path, program_of(m901_add_notes)).close()

        copy = path.with_name(f"learners.db.after-{TODAYS[-1]}")
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert rows(copy, "SELECT learner, step FROM positions") == [("ann", "hook")]
        assert "notes" not in tables(copy)

    def test_the_copy_can_be_opened_by_the_older_program(self, path: Path) -> None:
        file_with_a_learner(path)
        open_store(path, program_of(m901_add_notes)).close()

        with closing(open_store(path.with_name(f"learners.db.after-{TODAYS[-1]}"))) as store:
            assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)

    def test_a_step_that_fails_half_way_leaves_the_file_as_it_was(self, path: Path) -> None:
        file_with_a_learner(path)

        with pytest.raises(StoreError, match="no such table: nowhere"):
            open_store(path, program_of(m901_add_notes, m902_break_half_way))

        assert steps_applied(path) == TODAYS
        assert tables(path).isdisjoint({"notes", "halves"})
        with closing(open_store(path)) as store:
            assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)

    def test_a_table_that_others_refer_to_can_be_rebuilt(self, path: Path) -> None:
        file_with_a_learner(path)

        open_store(path, program_of(m901_rebuild_outlines)).close()

        assert rows(path, "SELECT places FROM outlines") == [("rising/hook\nrising/gas",)]
        assert rows(path, "SELECT learner FROM positions") == [("ann",)]

    def test_a_step_that_breaks_references_is_undone(self, path: Path) -> None:
        file_with_a_learner(path)

        with pytest.raises(StoreError, match="it is unchanged"):
            open_store(path, program_of(m901_orphan_positions))

        with closing(open_store(path)) as store:
            assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)

    def test_references_are_checked_again_afterwards(self, path: Path) -> None:
        file_with_a_learner(path)
        with closing(Database(sqlite3.connect(path))) as db:
            prepare(db)

            migrate(db, path, program_of(m901_add_notes))

            assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)

    def test_one_that_failed_can_be_migrated_by_a_mended_program(self, path: Path) -> None:
        file_with_a_learner(path)
        with pytest.raises(StoreError):
            open_store(path, program_of(m901_add_notes, m902_break_half_way))

        open_store(path, program_of(m901_add_notes, m902_add_pets)).close()

        assert {"notes", "pets"} <= tables(path)


class TestWhatCannotBeOpened:
    def test_a_newer_file_is_refused_by_name_and_unchanged(self, path: Path) -> None:
        open_store(path, program_of(m901_add_notes, m902_add_pets)).close()
        before = path.read_bytes()

        with pytest.raises(StoreError) as refused:
            open_store(path)

        assert str(refused.value) == (
            f"The database {path} comes from a newer Many Coats (m902_add_pets). Update this program."
        )
        assert path.read_bytes() == before

    def test_a_file_that_is_no_database_is_refused_and_unchanged(self, path: Path) -> None:
        path.write_text("Dear diary, today I baked.\n" * 100, "utf-8")

        with pytest.raises(StoreError) as refused:
            open_store(path)

        assert str(refused.value) == (
            f"The database {path}: it is no database. "
            "Restore a copy of it, or set MANY_COATS_DB to another file (file is not a database)."
        )
        assert path.read_text("utf-8").startswith("Dear diary")

    def test_a_torn_file_is_refused(self, path: Path) -> None:
        file_with_a_learner(path)
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + bytes(len(whole) - 100))

        with pytest.raises(StoreError, match="put a copy back with `many-coats restore"):
            open_store(path)

    def test_a_file_where_a_folder_should_be_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x", "utf-8")

        with pytest.raises(StoreError, match=r"Set MANY_COATS_DB to a file you can write\.$"):
            open_store(tmp_path / "file" / "learners.db")

    def test_a_folder_where_the_file_should_be_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError) as refused:
            open_store(tmp_path)

        assert str(refused.value) == (
            f"Can't open the database {tmp_path}: Is a directory. Set MANY_COATS_DB to a file you can write."
        )

    def test_a_folder_that_nobody_can_write_is_refused(self) -> None:
        # Not even root can make a file there, so this needs no user of its own.
        with pytest.raises(StoreError, match=r"Set MANY_COATS_DB to a file you can write\.$"):
            open_store(Path("/proc/many-coats/learners.db"))
