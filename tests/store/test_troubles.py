"""What befalls a database, put into words; what is a mistake of ours stays one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.troubles import in_words


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database that waits for nobody, with one table."""
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None, timeout=0)) as db:
        db.execute("CREATE TABLE pets (name TEXT)")
        yield db


def told(db: sqlite3.Connection, sql: str, path: Path | None = None) -> str:
    with pytest.raises(StoreError) as told, in_words(path):
        db.execute(sql)
    return str(told.value)


def test_a_full_disk(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA max_page_count = 2")

    assert "Make room" in told(db, "INSERT INTO pets VALUES (randomblob(100000))")


def test_a_database_that_may_only_be_read(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA query_only = ON")

    assert "Make the file and its folder writable" in told(db, "INSERT INTO pets VALUES ('Rex')")


def test_another_program_that_writes(db: sqlite3.Connection, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert "End that program" in told(db, "INSERT INTO pets VALUES ('Rex')")


def test_it_names_the_file_says_what_to_do_and_what_the_library_said(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    db.execute("PRAGMA query_only = ON")

    words = told(db, "DELETE FROM pets", tmp_path / "bot.db")

    assert words.startswith(f"The database {tmp_path / 'bot.db'}: it can't be written. ")
    assert words.endswith("(attempt to write a readonly database).")


@pytest.mark.parametrize("sql", ["SELECT * FROM cats", "SELEC", "INSERT INTO pets VALUES (1, 2)"])
def test_a_mistake_of_ours_stays_one(db: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.OperationalError), in_words(None):
        db.execute(sql)


def test_an_error_of_the_library_itself_stays_one(db: sqlite3.Connection) -> None:
    db.close()

    with pytest.raises(sqlite3.ProgrammingError), in_words(None):
        db.execute("SELECT 1")
