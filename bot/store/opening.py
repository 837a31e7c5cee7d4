"""Open a database file: create it, bring an older one up to date, refuse a newer one."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.address import Place
from bot.errors import SettingsError, StoreError
from bot.store.owned import make_file, make_folder
from bot.store.schema import MIGRATIONS
from bot.store.shards import Holder, ShardHolders
from bot.store.store import Store
from bot.store.troubles import in_words, trouble_of


class PatientDatabase(Database):
    """One whose transactions wait for those of other processes.

    One that began with reading could not: where another process wrote in the meantime, SQLite refuses it at once.
    """

    @contextmanager
    def atomic(self) -> Generator[Database, None, None]:
        """Do what is inside whole or not at all; from its beginning nobody else writes."""
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield self
            self.conn.execute("COMMIT")
        except BaseException:
            self.rollback()
            raise


def open_store(place: Place, steps: Migrations = MIGRATIONS) -> Store:
    """Open the store, on the thread that will use it.

    Args:
        place: A server's database; or a file, which is made with its folder if it isn't there.
        steps: What leads from an empty file to today's tables.

    Raises:
        SettingsError: What servers need is not installed, or the address can't be read.
        StoreError: The database can't be opened, is none of ours, or is newer than this program.
    """
    if isinstance(place, Path):
        return _open_file(place, steps)
    store: Store = on_servers().open_server(place)
    return store


def holders_in(place: Place, at: datetime) -> tuple[Holder, ...]:
    """The processes that carry the bot on a database, which is only looked at; none where there is none, or it can't be read."""
    if isinstance(place, Path):
        try:
            with closing(sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                return ShardHolders(Database(connection)).held(at)
        except (OSError, sqlite3.Error):
            return ()
    holders: tuple[Holder, ...] = on_servers().holders_in(place, at)
    return holders


def on_servers() -> ModuleType:
    """The part of this room that knows PostgreSQL; it is loaded when needed, as the file does without what it stands on.

    Raises:
        SettingsError: That is not installed.
    """
    try:
        return import_module("bot.store.postgres.opening")
    except ImportError:
        raise SettingsError(
            "A PostgreSQL server needs more than is installed: run pip install 'many-coats[postgres]'."
        ) from None


def _open_file(path: Path, steps: Migrations) -> Store:
    try:
        make_folder(path.parent)
        make_file(path)
        db = PatientDatabase(sqlite3.connect(path))
        try:
            migrate(db, path, steps)
            prepare(db)
            store = Store(db, path)
            store.privacy.apply_record()
        except BaseException:
            db.close()
            raise
    except OSError as error:
        raise StoreError(
            f"Can't open the database {path}: {error.strerror}. Set MANY_COATS_DB to a file you can write."
        ) from None
    except sqlite3.Error as error:
        trouble = (
            trouble_of(error)
            or "it can't be used. Restore a copy of it, or set MANY_COATS_DB to another file"
        )
        raise StoreError(f"The database {path}: {trouble} ({error}).") from None
    return store


@contextmanager
def opened(place: Place) -> Iterator[Store]:
    """The store in a file or on a server, as long as it is needed.

    Raises:
        StoreError: It can't be opened, or something befalls its disk or its file in the meantime.
    """
    with closing(open_store(place)) as store, in_words(place):
        yield store


def prepare(db: Database) -> None:
    """Set what every connection needs.

    In WAL mode a commit with `synchronous = NORMAL` survives a killed process but not a power cut;
    with FULL it is on the disk before the learner sees the next message. It costs one flush a step.
    What is deleted is overwritten, not only let go: a learner may want that.
    """
    db.enable_wal()
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA foreign_keys = ON")


def is_ours(db: Database, steps: Migrations = MIGRATIONS) -> bool:
    """Whether a database holds our tables, of this version of the program or an older one."""
    applied = {step.name for step in steps.applied(db)}
    return bool(applied) and applied <= _known(steps)


def is_newer(db: Database, steps: Migrations = MIGRATIONS) -> bool:
    """Whether a database holds our tables, of a later version of the program."""
    return any(step.name not in _known(steps) for step in steps.applied(db))


def is_up_to_date(path: Path) -> bool:
    """Whether a database file has all the tables that this program knows, and no others."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return {step.name for step in MIGRATIONS.applied(Database(connection))} == _known(MIGRATIONS)


def migrate(db: Database, path: Path | None = None, steps: Migrations = MIGRATIONS) -> None:
    """Apply the steps that a database still lacks, all or none.

    Args:
        db: May be empty, old or up to date.
        path: Its file; a copy is set aside beside it before an old one is changed.
        steps: All the steps there are.

    Raises:
        StoreError: The database has steps that this program doesn't know.
    """
    known = _known(steps)
    applied = [step.name for step in steps.applied(db)]
    unknown = set(applied) - known
    if unknown:
        raise StoreError(
            f"The database {path or ''} comes from a newer Many Coats ({max(unknown)}). Update this program."
        )
    if len(applied) == len(known):
        return
    if applied and path is not None:
        _set_aside(db, path.with_name(f"{path.name}.after-{applied[-1]}"))
    # transform() can't rebuild a table inside a transaction while its rows would cascade
    db.execute("PRAGMA foreign_keys = OFF")
    try:
        with db.atomic():
            steps.apply(db)
            if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise StoreError(
                    "Bringing the database up to date would break it; it is unchanged. Please report this."
                )
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def _known(steps: Migrations) -> set[str]:
    with closing(Database(memory=True)) as empty:
        return {step.name for step in steps.pending(empty)}


def _set_aside(db: Database, copy: Path) -> None:
    make_file(copy)
    with closing(sqlite3.connect(copy)) as target:
        db.conn.backup(target)
