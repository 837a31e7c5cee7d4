"""The bot's database as another program meets it: to look into, to hold, to damage; and a disk without room."""

from __future__ import annotations

import sqlite3  # noqa: TID251  # another program than ours
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "linux":
    import resource

needs_limits = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux lets one process limit the files of another"
)

Rows = dict[str, list[tuple[Any, ...]]]


def rows(path: Path) -> Rows:
    """All that is in a database, table by table."""
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        return {
            name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr)  # noqa: S608  # our own names
            for (name,) in tables
        }


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with a database."""
    with closing(sqlite3.connect(path)) as db:
        whole: list[tuple[str]] = db.execute("PRAGMA integrity_check").fetchall()
        return whole == [("ok",)] and db.execute("PRAGMA foreign_key_check").fetchall() == []


def change(path: Path, sql: str, *values: Any) -> None:
    """Change a database from outside."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(sql, values)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program is in the middle of writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Another program has a database for itself, so that nobody else even reads."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN IMMEDIATE")
        db.execute("CREATE TABLE held (held INTEGER)")
        yield
        db.execute("ROLLBACK")


def damage(path: Path, table: str) -> None:
    """Overwrite the page where a table begins; the database is closed."""
    with closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@contextmanager
def no_room(pid: int, room: int = 0) -> Iterator[None]:
    """No file of a process is written beyond so many bytes, as on a disk that is full."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it may have been killed meanwhile
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
