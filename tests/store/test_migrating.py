"""All that is kept, copied from one database to another and compared; interrupted it goes on."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.address import Address, Place
from bot.errors import StoreError
from bot.shards import Shards
from bot.store import open_store
from bot.store.lock import alone_on
from bot.store.migrating import AT_ONCE, copy_all, tables
from bot.store.postgres.side import OnServer
from tests.fakes import NOON
from tests.postgres import PostgresServer
from tests.store.test_drawers import NASTY
from tests.store.test_privacy import live

LATER = NOON + timedelta(days=1)
_numbers = count()


@pytest.fixture
def empty(postgres: PostgresServer, tmp_path: Path) -> Address:
    """A server's database with nothing in it."""
    name = f"new_{next(_numbers)}"
    postgres.create(name)
    return postgres.address(name, tmp_path)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file in which every table has rows, some of them odd."""
    path = tmp_path / "old.db"
    with closing(open_store(path)) as store:
        for learner in ("ann", "bob", "eve"):
            live(store, learner)
        for text in NASTY.values():
            store.reports.add("ann", "bread", "yeast", text, NOON)
        for number in range(3):
            group = store.groups.create("bread", "s", f"c{number}", "Bakers", "olga", NOON)
            assert group is not None
            session = store.sessions.begin(group.id, "rising", "hook", NOON, NOON)
            assert session is not None
            store.sessions.be_ready(session.id, "ann", "hook", NOON)
            store.sessions.answer(session.id, "gas", "ann", is_right=True, at=NOON)
        earlier, later = (
            store.asked.add("bob", "bread", "s", text=text, outcome="decline", nearest=["yeast"], at=NOON)
            for text in ("why", "how")
        )
        question = store.asked.get(later)
        assert question is not None
        store.settled.settle("bread", "s", question, key_point=None, alike=[earlier], at=NOON)
        store.privacy.forget("eve", LATER)
        store.shards.arrive("attic", 7, Shards.parse("0/1"), NOON)
    return path


def everything(place: Place) -> dict[str, object]:
    """What a store says of all of it."""
    with closing(open_store(place)) as store:
        return {
            "ann": store.privacy.everything("ann"),
            "bob": store.privacy.everything("bob"),
            "eve": store.privacy.everything("eve"),
            "reports": list(store.reports.all("bread")),
            "settled": store.settled.of("bread"),
            "numbers": store.numbers.all("bread", NOON),
            "groups": store.groups.of_server("bread", "s"),
        }


def new_group(place: Place) -> int:
    with closing(open_store(place)) as store:
        group = store.groups.create("bread", "s", "new", "Bakers", "olga", NOON)
    assert group is not None
    return group.id


def changed(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(sql)


class TestThereAndBack:
    @pytest.mark.parametrize("at_once", [AT_ONCE, 1], ids=["all at once", "row by row"])
    def test_a_server_and_a_file_again_hold_what_the_first_file_held(
        self, old: Path, empty: Address, tmp_path: Path, at_once: int
    ) -> None:
        there = copy_all(old, empty, at_once)
        back = copy_all(empty, tmp_path / "back.db", at_once)

        assert there == back
        assert everything(old) == everything(empty) == everything(tmp_path / "back.db")
        assert sum(there.values()) > 50
        assert {table for table, rows in there.items() if not rows} == {
            "synced_commands",
            "servers",
            "schedules",
            "members",
        }

    def test_numbers_that_were_given_are_given_to_no_other(
        self, old: Path, empty: Address, tmp_path: Path
    ) -> None:
        changed(old, "DELETE FROM groups WHERE id = 3")

        copy_all(old, empty)
        copy_all(empty, tmp_path / "back.db")

        assert (new_group(empty), new_group(tmp_path / "back.db")) == (4, 4)

    def test_pseudonyms_stay_what_they_are_and_who_was_forgotten_is_so_in_older_copies_too(
        self, old: Path, empty: Address
    ) -> None:
        copy_all(old, empty)
        with psycopg.connect(empty.url) as db:
            db.execute("DELETE FROM forgotten")
            db.execute("INSERT INTO notices VALUES ('eve', 'hello')")

        assert everything(empty)["eve"] == {}

    def test_the_new_database_is_for_its_owner_s_eyes(self, old: Path, tmp_path: Path) -> None:
        copy_all(old, tmp_path / "new.db")

        assert {
            f.name: f.stat().st_mode & 0o077 for f in tmp_path.glob("new.db*") if f.stat().st_mode & 0o077
        } == {}
        assert [f.name for f in tmp_path.glob("*.arriving*") if not f.name.endswith(".lock")] == []


class TestRefusals:
    def test_a_server_that_holds_something_is_left_alone(self, old: Path, empty: Address) -> None:
        with closing(open_store(empty)) as store:
            store.notices.add("zoe", "hello")

        with pytest.raises(StoreError, match=r"is not empty \(notices\): name an empty database"):
            copy_all(old, empty)

        with closing(open_store(empty)) as store:
            assert store.notices.take("zoe") == ["hello"]

    def test_a_file_that_holds_something_is_left_alone(self, old: Path, tmp_path: Path) -> None:
        with closing(open_store(tmp_path / "new.db")) as store:
            store.notices.add("zoe", "hello")

        with pytest.raises(StoreError, match="is not empty"):
            copy_all(old, tmp_path / "new.db")

        with closing(open_store(tmp_path / "new.db")) as store:
            assert store.notices.take("zoe") == ["hello"]

    def test_a_bot_that_runs_is_not_copied_behind_its_back(self, old: Path, empty: Address) -> None:
        with alone_on(old), pytest.raises(StoreError, match="stop it first"):
            copy_all(old, empty)

    def test_a_file_that_is_not_sound_is_not_copied(self, old: Path, empty: Address) -> None:
        with closing(sqlite3.connect(old)) as db, db:
            db.execute("DELETE FROM outlines")

        with pytest.raises(StoreError, match="a row points nowhere"):
            copy_all(old, empty)

    @pytest.mark.parametrize(
        ("source", "words"),
        [("nowhere.db", "There is no database at"), ("old.db", "is where the database is already")],
    )
    def test_what_makes_no_sense(self, old: Path, source: str, words: str) -> None:
        with pytest.raises(StoreError, match=words):
            copy_all(old.with_name(source), old)


KILLED = """
import os, sys
from pathlib import Path
from bot.address import place_of
from bot.store import migrating
left = int(sys.argv[3])
def counted(function):
    def call(*arguments):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
        return function(*arguments)
    return call
migrating.islice, migrating.sum_of = counted(migrating.islice), counted(migrating.sum_of)
old, new = (place_of(one, Path(sys.argv[4])) for one in sys.argv[1:3])
migrating.copy_all(old, new)
"""


def killed_at(old: Path, new: Place, step: int) -> int:
    """Copy in a process of its own, which dies at a step; its exit status."""
    url = new.url if isinstance(new, Address) else str(new)
    words = [sys.executable, "-c", KILLED, str(old), url, str(step), str(old.parent)]
    return subprocess.run(words, check=False).returncode


class TestInterrupted:
    STEPS = (20, 58, 66, 79)  # while the source is summed up, and while tables are copied

    def test_repeated_it_ends_as_if_nothing_had_been_whenever_it_was_killed(
        self, old: Path, empty: Address
    ) -> None:
        ends = [killed_at(old, empty, step) for step in self.STEPS]

        copy_all(old, empty)

        assert ends == [-9] * len(self.STEPS)
        assert everything(empty) == everything(old)

    def test_a_file_too(self, old: Path, tmp_path: Path) -> None:
        new = tmp_path / "new.db"
        assert killed_at(old, new, 90) == -9
        assert not new.exists()

        copy_all(old, new)

        assert everything(new) == everything(old)

    def test_until_all_is_there_no_bot_opens_it(self, old: Path, empty: Address) -> None:
        assert killed_at(old, empty, 90) == -9

        with pytest.raises(StoreError, match="only half copied: repeat"):
            open_store(empty)

    def test_what_has_changed_since_is_copied_anew(self, old: Path, empty: Address) -> None:
        assert killed_at(old, empty, 90) == -9
        changed(old, "DELETE FROM positions WHERE learner = 'bob'")

        copy_all(old, empty)

        assert everything(empty) == everything(old)


def test_every_table_comes_after_those_it_points_at() -> None:
    order = list(tables())

    assert order.index("outlines") < order.index("positions")
    assert order.index("groups") < order.index("sessions") < order.index("attendance")


def test_a_copy_that_is_not_the_same_is_told(
    old: Path, empty: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    add: Callable[..., None] = OnServer.add

    def forgetful(self: OnServer, table: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
        add(self, table, columns, rows[:-1] if table == "reports" else rows)

    monkeypatch.setattr(OnServer, "add", forgetful)

    with pytest.raises(StoreError, match="is not the same in reports"):
        copy_all(old, empty)
