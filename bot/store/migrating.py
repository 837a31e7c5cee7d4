"""Copy all that is kept from one database to another, of either kind, and compare the two."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from bot.address import Place
from bot.errors import StoreError
from bot.store.backup import NEWER, fault_of
from bot.store.lock import alone_on
from bot.store.opening import migrate, on_servers, open_store, prepare
from bot.store.owned import make_file
from bot.store.privacy import make_folder_of, record_beside
from bot.store.troubles import in_words

Row = tuple[Any, ...]
Tables = Mapping[str, tuple[str, ...]]

AT_ONCE = 5_000  # rows on their way at a time: little memory, and no statement that a server thinks too long
KEY = "pseudonym_key"  # every database has one row of it from the start
_BOOKS = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\'"


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds, in two numbers; in which order the rows come makes no difference."""

    count: int
    checksum: int


class Side(Protocol):
    """A database that is copied from or to."""

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """All rows of a table, as they were when the copying began."""

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Add rows to a table."""

    def empty(self, tables: Sequence[str]) -> None:
        """Delete all rows of some tables."""

    def last_numbers(self) -> dict[str, int]:
        """The last number that was given, by table, for those that never give one anew."""

    def go_on_after(self, numbers: Mapping[str, int]) -> None:
        """Give none of these numbers anew."""

    def atomic(self) -> AbstractContextManager[Any]:
        """What is done inside is kept whole or not at all; rows may point at others that come later."""


class File:
    """A file's side."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """All rows of a table; nobody else writes meanwhile."""
        yield from self._db.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Add rows to a table."""
        signs = ", ".join("?" for _ in columns)
        self._db.conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({signs})", rows)  # noqa: S608

    def empty(self, tables: Sequence[str]) -> None:
        """Delete all rows of some tables."""
        for table in tables:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608

    def last_numbers(self) -> dict[str, int]:
        """The last number that was given, by table."""
        return dict(self._db.execute("SELECT name, seq FROM sqlite_sequence").fetchall())

    def go_on_after(self, numbers: Mapping[str, int]) -> None:
        """Give none of these numbers anew."""
        ours = {
            name
            for (name,) in self._db.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'")
        }
        self._db.execute("DELETE FROM sqlite_sequence")
        for table in ours & set(numbers):
            self._db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", [table, numbers[table]])

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """What is done inside is kept whole or not at all; rows may point at others that come later."""
        with self._db.atomic():
            self._db.execute("PRAGMA defer_foreign_keys = ON")
            yield


def copy_all(source: Place, target: Place, at_once: int = AT_ONCE) -> dict[str, int]:
    """Copy a database; no bot may run on either.

    One that was interrupted goes on where it was: a table that is the same on both sides is left. Until all are the same no
    bot starts on the copy.

    Args:
        source: The database; it is left as it is.
        target: An empty one, or one that isn't there.
        at_once: How many rows are on their way at a time.

    Returns:
        How many rows there are, table by table, each compared.

    Raises:
        SettingsError: An address can't be read, or what servers need is not installed.
        StoreError: There is something in the target already, or one of the two can't be used.
    """
    if isinstance(source, Path) and not source.is_file():
        raise StoreError(f"There is no database at {source}: give it with --db.")
    if str(source) == str(target):
        raise StoreError(f"{source} is where the database is already: name another with --to.")
    with alone_on(source), alone_on(target):
        if isinstance(source, Path) and (fault := fault_of(source)) is not None and fault != NEWER:
            raise StoreError(
                f"{source} can't be copied: {fault}. Put a copy of it back with `many-coats restore`."
            )
        open_store(source).close()  # up to date, and those forgotten who had themselves forgotten
        with _source(source) as here, _target(target) as there:
            counts = _copy(here, there, target, at_once)
            _copy_record(source, target)
    open_store(target).close()
    return counts


def tables() -> Tables:
    """Today's tables with their columns, each after those that it points at."""
    with closing(Database(memory=True)) as db:
        migrate(db)
        names = db.execute(f"SELECT name FROM sqlite_schema WHERE type = 'table' AND {_BOOKS} ORDER BY rowid")  # noqa: S608
        return {name: tuple(column.name for column in db.table(name).columns) for (name,) in names.fetchall()}


def sum_of(side: Side, table: str, columns: Sequence[str]) -> Sum:
    """What a table holds: 256 bits of every row, added up."""
    count = checksum = 0
    for row in side.rows(table, columns):
        count += 1
        digest = hashlib.sha256(
            repr([_plain(value) for value in row]).encode("utf-8", "surrogatepass")
        ).digest()
        checksum = (checksum + int.from_bytes(digest, "big")) % (1 << 256)
    return Sum(count, checksum)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _copy(here: Side, there: Side, target: Place, at_once: int) -> dict[str, int]:
    all_tables = tables()
    wanted = {table: sum_of(here, table, columns) for table, columns in all_tables.items()}
    held = {table: sum_of(there, table, columns) for table, columns in all_tables.items()}
    if any(one.count and one != wanted[table] for table, one in held.items() if table != KEY):
        # it was interrupted, and the source has changed since
        with there.atomic():
            there.empty(list(all_tables)[::-1])
        held = {}
    for table, columns in all_tables.items():
        if held.get(table) == wanted[table]:
            continue
        with there.atomic():
            there.empty([table])  # of keys there is one from the start
            rows = here.rows(table, columns)
            while some := list(islice(rows, at_once)):
                there.add(table, columns, some)
    there.go_on_after(here.last_numbers())
    wrong = [table for table, columns in all_tables.items() if sum_of(there, table, columns) != wanted[table]]
    if wrong:
        raise StoreError(
            f"The copy in {target} is not the same in {', '.join(wrong)}: stop what writes there, and do it again."
        )
    return {table: one.count for table, one in wanted.items()}


def _copy_record(source: Place, target: Place) -> None:
    """Who had themselves forgotten is forgotten from older copies of the new database too."""
    old, new = (
        record_beside(place if isinstance(place, Path) else place.beside) for place in (source, target)
    )
    if old.exists():
        lines = old.read_text("utf-8")
        make_folder_of(new)
        make_file(new)
        with new.open("a", encoding="utf-8") as record:
            record.write(f"\n{lines}")


@contextmanager
def _source(place: Place) -> Iterator[Side]:
    if not isinstance(place, Path):
        with on_servers().as_source(place) as side:
            yield side
        return
    with in_words(place), closing(Database(sqlite3.connect(place))) as db, db.atomic():
        yield File(db)  # as it stands at this moment


@contextmanager
def _target(place: Place) -> Iterator[Side]:
    if not isinstance(place, Path):
        with on_servers().as_target(place) as side:
            yield side
        return
    if place.exists():
        with in_words(place), closing(Database(sqlite3.connect(place))) as db:
            refuse_if_held(File(db), place)
    arriving = place.with_name(f"{place.name}.arriving")
    open_store(arriving).close()
    with in_words(arriving), closing(Database(sqlite3.connect(arriving))) as db:
        prepare(db)
        yield File(db)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in ("", "-wal", "-shm"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    arriving.replace(place)


def refuse_if_held(side: Side, place: Place) -> None:
    """Leave alone what somebody keeps there.

    Raises:
        StoreError: There is something.
    """
    for table, columns in tables().items():
        if table != KEY and next(side.rows(table, columns), None) is not None:
            raise StoreError(
                f"{place} is not empty ({table}): name an empty database, or a new file, with --to."
            )
