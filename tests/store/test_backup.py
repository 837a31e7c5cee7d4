"""Copies of the database: made, checked, rotated, put back."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store import Store, open_store
from bot.store.backup import back_up, fault_of, restore, rotate
from bot.store.lock import alone_on
from tests.fakes import NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A store in a file, in which Ann reported a typo."""
    with closing(open_store(path)) as store:
        store.reports.add("ann", "bread", "yeast", "A typo.", NOON)
        yield store


def reports(path: Path) -> list[str]:
    with closing(open_store(path)) as store:
        return [report.text for report in store.reports.all("bread")]


def torn(path: Path) -> Path:
    """A database whose pages are overwritten in the middle."""
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 6] = b"\xff" * (4096 * 5)
    path.write_bytes(bytes(content))
    return path


class TestBackUp:
    def test_a_copy_made_while_the_store_is_in_use_holds_all_that_was_kept(
        self, store: Store, path: Path, tmp_path: Path
    ) -> None:
        back_up(path, tmp_path / "copy.db")

        store.reports.add("ann", "bread", "yeast", "Another.", NOON)
        assert reports(tmp_path / "copy.db") == ["A typo."]

    def test_a_copy_is_one_file_for_its_owner_s_eyes(self, store: Store, path: Path, tmp_path: Path) -> None:
        back_up(path, tmp_path / "copy.db")

        assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.db", "data"]
        assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0

    def test_a_copy_of_nothing_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="no database"):
            back_up(tmp_path / "nothing.db", tmp_path / "copy.db")

    def test_where_it_cant_be_written_it_is_told_and_nothing_is_left(
        self, store: Store, path: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_text("no folder")

        with pytest.raises(StoreError, match="Choose a folder"):
            back_up(path, tmp_path / "file" / "copy.db")

    def test_a_torn_database_leaves_the_copy_before_as_it_was(self, path: Path, tmp_path: Path) -> None:
        open_store(path).close()
        back_up(path, tmp_path / "copy.db")
        before = (tmp_path / "copy.db").read_bytes()

        with pytest.raises(StoreError):
            back_up(torn(path), tmp_path / "copy.db")

        assert (tmp_path / "copy.db").read_bytes() == before


class TestRestore:
    def test_the_copy_takes_the_place_of_the_database_which_is_set_aside(
        self, store: Store, path: Path, tmp_path: Path
    ) -> None:
        back_up(path, tmp_path / "copy.db")
        store.reports.add("ann", "bread", "yeast", "Later.", NOON)
        store.close()

        before = restore(tmp_path / "copy.db", path)

        assert reports(path) == ["A typo."]
        assert before is not None
        assert reports(before) == ["A typo.", "Later."]

    def test_who_had_themselves_forgotten_since_is_forgotten_again(
        self, store: Store, path: Path, tmp_path: Path
    ) -> None:
        store.reports.add("bob", "bread", "yeast", "Mine.", NOON)
        back_up(path, tmp_path / "copy.db")
        store.privacy.forget("ann", NOON + timedelta(days=1))
        store.close()

        restore(tmp_path / "copy.db", path)

        assert reports(path) == ["Mine."]

    def test_a_damaged_database_can_be_replaced_and_is_set_aside_as_it_is(
        self, store: Store, path: Path, tmp_path: Path
    ) -> None:
        back_up(path, tmp_path / "copy.db")
        store.close()
        damaged = torn(path).read_bytes()

        before = restore(tmp_path / "copy.db", path)

        assert reports(path) == ["A typo."]
        assert before is not None
        assert before.read_bytes() == damaged
        assert stat.S_IMODE(before.stat().st_mode) == 0o600

    def test_it_works_where_no_database_is_yet(self, store: Store, path: Path, tmp_path: Path) -> None:
        back_up(path, tmp_path / "copy.db")

        assert restore(tmp_path / "copy.db", tmp_path / "new" / "bot.db") is None
        assert reports(tmp_path / "new" / "bot.db") == ["A typo."]

    @pytest.mark.parametrize("kind", ["none", "text", "torn", "foreign"])
    def test_what_is_no_sound_copy_is_refused_and_the_database_stays(
        self, path: Path, tmp_path: Path, kind: str
    ) -> None:
        with closing(open_store(path)) as store:
            store.reports.add("ann", "bread", "yeast", "A typo.", NOON)
        copy = tmp_path / "copy.db"
        if kind == "text":
            copy.write_text("not a database, though it is long enough to look like one " * 100)
        elif kind == "torn":
            back_up(path, copy)
            torn(copy)
        elif kind == "foreign":
            with closing(sqlite3.connect(copy)) as other:
                other.execute("CREATE TABLE pizzas (id)")

        with pytest.raises(StoreError, match="Choose another copy"):
            restore(copy, path)

        assert reports(path) == ["A typo."]


def test_the_copies_of_a_week_are_kept(store: Store, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    (folder / "keep").mkdir(parents=True)

    for day in range(10):
        made = rotate(path, folder, date(2026, 11, 20) + timedelta(days=day))

    assert made.name == "many-coats-2026-11-29.db"
    assert sorted(p.name for p in folder.glob("*.db")) == [
        f"many-coats-2026-11-{day}.db" for day in range(23, 30)
    ]
    assert fault_of(made) is None


class TestAlone:
    def test_two_don_t_hold_a_database_at_once(self, path: Path) -> None:
        with alone_on(path), pytest.raises(StoreError, match="stop it first"), alone_on(path):
            pass

    def test_afterwards_it_is_free_again(self, path: Path) -> None:
        for _ in range(2):
            with alone_on(path):
                pass
