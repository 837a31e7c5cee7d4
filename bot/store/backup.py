"""Copies of the database file: made while it is in use, checked, rotated, put back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from bot.address import Place
from bot.errors import SettingsError, StoreError
from bot.store.opening import is_newer, is_ours, open_store
from bot.store.owned import make_file, make_folder

ROTATED = "many-coats-{day}.db"
KEPT_DAYS = 7
BUSY_S = 30.0  # how long a copy waits for a writer
NEWER = "it comes from a newer Many Coats"


def file_of(place: Place) -> Path:
    """The file to be copied or put back.

    Raises:
        SettingsError: It is a server's database.
    """
    if isinstance(place, Path):
        return place
    raise SettingsError(
        f"{place} is on a server, which has its own tools: copy it with `pg_dump -Fc` and put a copy back with `pg_restore`."
    )


def back_up(path: Path, copy: Path) -> None:
    """Copy a database while it is in use, and open the copy to check it.

    Args:
        path: The database.
        copy: The new file; one that is there is replaced, once the new one has proved sound.

    Raises:
        StoreError: There is nothing to copy, no room for it, or the copy is not sound.
    """
    if not path.is_file():
        raise StoreError(f"There is no database at {path}: set MANY_COATS_DB, or give --db.")
    new = copy.with_name(f"{copy.name}.new")
    try:
        make_folder(copy.parent)
        new.unlink(missing_ok=True)
        make_file(new)
        with (
            closing(
                sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
            ) as source,
            closing(sqlite3.connect(new)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, which can be carried away
        fault = fault_of(new)
        if fault is not None:
            raise StoreError(
                f"The copy is not sound ({fault}), so it was thrown away: check the disk, and the database with `many-coats doctor`."
            )
        new.replace(copy)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"Can't copy {path} to {copy}: {error}. Choose a folder that you can write and that has room."
        ) from None
    finally:
        with suppress(OSError):
            new.unlink()


def restore(copy: Path, path: Path) -> Path | None:
    """Put a copy in the place of the database; the bot must not be running.

    Who had themselves forgotten since the copy was made is forgotten again.

    Args:
        copy: A checked copy.
        path: The database.

    Returns:
        Where the database that was there stands now; None if there was none.

    Raises:
        StoreError: The copy is not sound, or can't be put there. The database is as it was then.
    """
    fault = "there is no such file" if not copy.is_file() else fault_of(copy)
    if fault is not None:
        raise StoreError(f"{copy} can't be restored: {fault}. Choose another copy.")
    before = path.with_name(f"{path.name}.before-restore") if path.exists() else None
    back_up(copy, path.with_name(f"{path.name}.restoring"))
    if before is not None:
        _set_aside(path, before)
    for leftover in (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        leftover.unlink(missing_ok=True)
    path.with_name(f"{path.name}.restoring").replace(path)
    open_store(path).close()
    return before


def _set_aside(path: Path, before: Path) -> None:
    """Copy a database beside itself; one that is damaged, perhaps why another takes its place, byte by byte."""
    try:
        back_up(path, before)
    except StoreError:
        try:
            for end in ("", "-wal"):
                source, target = path.with_name(path.name + end), before.with_name(before.name + end)
                target.unlink(missing_ok=True)
                if source.exists():
                    make_file(target)
                    shutil.copyfile(source, target)
        except OSError as error:
            raise StoreError(f"Can't copy {path} to {before}: {error}. Make room, then try again.") from None


def fault_of(path: Path) -> str | None:
    """What is wrong with a database file; None if it is sound and ours."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            (word,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            if word != "ok":
                return " ".join(str(word).split())  # it comes on several lines
            if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
                return "a row points nowhere"
            if is_newer(Database(db)):
                return NEWER
            return None if is_ours(Database(db)) else "it is no database of Many Coats"
    except sqlite3.Error as error:
        return str(error)


def rotate(path: Path, folder: Path, today: date) -> Path:
    """Make today's copy in a folder, and delete those of more than a week ago."""
    copy = folder / ROTATED.format(day=today.isoformat())
    back_up(path, copy)
    rotated = sorted(folder.glob(ROTATED.format(day="????-??-??")))
    for old in rotated[:-KEPT_DAYS]:
        old.unlink()
    return copy
