"""From an old program to this one, and from a newer one back to this: what learners have is there each time."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.__main__ import main
from bot.course.model import Course
from bot.errors import StoreError
from bot.store import Saved, open_store
from bot.store.attempts import Attempts
from bot.store.opening import migrate, prepare
from bot.store.positions import Positions
from bot.store.reports import Reports
from bot.store.schema import MIGRATIONS
from bot.tutor.tutor import Tutor
from tests.fakes import NOON, visit
from tests.store.test_opening import (
    COURSE,
    GAS,
    HOOK,
    TODAYS,
    begin,
    m901_add_notes,
    program_of,
    rows,
    steps_applied,
    tables,
)

OLDER = range(1, len(TODAYS))  # how many of today's steps an older program knew


def program_of_then(count: int) -> Migrations:
    """The steps that an older Many Coats knew."""
    then = Migrations("many-coats")
    with closing(Database(memory=True)) as empty:
        for step in list(MIGRATIONS.pending(empty))[:count]:
            then()(step.fn)
    return then


@contextmanager
def opened_then(path: Path, count: int) -> Iterator[Database]:
    """A database as an older program opened it."""
    with closing(Database(sqlite3.connect(path))) as db:
        migrate(db, path, program_of_then(count))
        prepare(db)
        yield db


def left_by_then(path: Path, count: int) -> None:
    """Let Ann learn with an older program."""
    with opened_then(path, count) as db:
        Positions(db).move("ann", "bread", expected=None, to=GAS, outline=COURSE, at=NOON)
        Attempts(db).add("ann", "bread", "rising", "gas", choice="x", is_right=True, at=NOON)
        Reports(db).add("ann", "bread", "yeast", "A typo.", NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.mark.parametrize("count", OLDER, ids=[f"after {TODAYS[n - 1]}" for n in OLDER])
class TestUpgrade:
    def test_learners_go_on_where_they_were(self, path: Path, course: Course, count: int) -> None:
        left_by_then(path, count)

        with closing(open_store(path)) as store:
            again = Tutor(course, store).lessons.again(visit("ann"))

        assert again.cards[0].title == "Why bread rises (2 of 3)"

    def test_all_that_was_kept_is_kept_and_all_that_is_new_is_there(self, path: Path, count: int) -> None:
        left_by_then(path, count)

        with closing(open_store(path)) as store:
            kept = store.privacy.everything("ann")
            store.privacy.forget("ann", NOON)  # touches every table

        assert {table: len(found) for table, found in kept.items()} == {
            "positions": 1,
            "attempts": 1,
            "reports": 1,
        }
        assert steps_applied(path) == TODAYS

    def test_a_copy_from_before_is_set_aside_for_its_owner_only(self, path: Path, count: int) -> None:
        left_by_then(path, count)
        before = tables(path)

        open_store(path).close()

        copy = path.with_name(f"bot.db.after-{TODAYS[count - 1]}")
        assert [file.name for file in sorted(path.parent.iterdir())] == ["bot.db", copy.name]
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert tables(copy) == before
        assert rows(copy, "SELECT learner, step FROM positions") == [("ann", "gas")]

    def test_the_older_program_refuses_the_file_now_and_takes_the_copy(self, path: Path, count: int) -> None:
        left_by_then(path, count)
        open_store(path).close()

        newer = f"comes from a newer Many Coats .{TODAYS[-1]}.. Update this"
        with pytest.raises(StoreError, match=newer), opened_then(path, count):
            pass

        copy = path.with_name(f"bot.db.after-{TODAYS[count - 1]}")
        with opened_then(copy, count) as db:
            assert Positions(db).of("ann", "bread") == Saved(GAS, COURSE)


class TestRollback:
    """A newer program was there for a while; now it is this one again."""

    @pytest.fixture
    def newer(self, path: Path) -> Path:
        """A database that a newer program took over, and in which Ann then went on and Bob had himself forgotten."""
        with closing(open_store(path)) as store:
            begin(store, "ann")
            begin(store, "bob")
        with closing(open_store(path, program_of(m901_add_notes))) as store:
            store.positions.move("ann", "bread", expected=HOOK, to=GAS, outline=COURSE, at=NOON)
            store.privacy.forget("bob", NOON)
        return path

    @pytest.fixture
    def copy(self, newer: Path) -> Path:
        """What was set aside before that."""
        return newer.with_name(f"bot.db.after-{TODAYS[-1]}")

    @pytest.mark.parametrize("command", ["stats", "backup", "reports"])
    def test_no_command_touches_the_newer_file_and_each_says_why(self, newer: Path, command: str) -> None:
        before = newer.read_bytes()

        result = run(newer, command, *([str(newer.with_name("copy.db"))] if command == "backup" else []))

        assert result.exit_code == 1
        assert "newer Many Coats" in result.output
        assert newer.read_bytes() == before

    def test_the_copy_put_back_has_all_as_of_then(self, newer: Path, copy: Path) -> None:
        result = run(newer, "restore", str(copy), "--yes")

        assert result.exit_code == 0, result.output
        with closing(open_store(newer)) as store:
            assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)

    def test_who_had_themselves_forgotten_meanwhile_stays_so(self, newer: Path, copy: Path) -> None:
        run(newer, "restore", str(copy), "--yes")

        with closing(open_store(newer)) as store:
            assert store.privacy.everything("bob") == {}

    def test_what_the_newer_one_kept_is_set_aside_in_turn(self, newer: Path, copy: Path) -> None:
        result = run(newer, "restore", str(copy), "--yes")

        before = newer.with_name("bot.db.before-restore")
        assert f"What was there is in {before}" in result.output
        with closing(open_store(before, program_of(m901_add_notes))) as store:
            assert store.positions.of("ann", "bread") == Saved(GAS, COURSE)

    def test_the_newer_file_itself_cannot_be_put_back(self, newer: Path, copy: Path) -> None:
        run(newer, "restore", str(copy), "--yes")

        result = run(newer, "restore", str(newer.with_name("bot.db.before-restore")), "--yes")

        assert result.exit_code == 1
        assert "it comes from a newer Many Coats" in result.output
        with closing(open_store(newer)) as store:
            assert store.positions.of("ann", "bread") == Saved(HOOK, COURSE)


def run(db: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--db", str(db)])
