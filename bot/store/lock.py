"""Which processes may use a database file at once: one, or several that carry the bot together."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.address import Address, Place
from bot.errors import StoreError
from bot.store.opening import is_up_to_date, open_store
from bot.store.owned import FILE, make_folder

if sys.platform != "win32":
    import fcntl


@contextmanager
def alone_on(place: Place) -> Iterator[None]:
    """Hold a database for this process; the system lets go of it however the process ends. Windows has no such lock.

    On a server several may work at once: it keeps them apart itself.

    Raises:
        StoreError: Another process holds it, or its folder can't be written.
    """
    if sys.platform == "win32" or isinstance(place, Address):
        yield
        return
    path = place
    held = _open(path, "lock")
    try:
        if not _taken(held, fcntl.LOCK_EX):
            raise StoreError(
                f"A bot runs on the database {path}: stop it first, or set MANY_COATS_DB to another file."
            )
        yield
    finally:
        os.close(held)


@contextmanager
def together_on(place: Place) -> Iterator[None]:
    """Hold a database beside others that do the same; the first of them brings it up to date.

    They start one after the other: a database is not changed under a process that takes it to be as it was. On a server
    nobody is kept from anything.

    Raises:
        StoreError: A process holds it alone, the others are of an older version, or its folder can't be written.
    """
    if sys.platform == "win32" or isinstance(place, Address):
        yield
        return
    path = place
    held, starting = _open(path, "lock"), _open(path, "starting")
    try:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if _taken(held, fcntl.LOCK_EX):
            open_store(path).close()
        elif _taken(held, fcntl.LOCK_SH) and not is_up_to_date(path):
            raise StoreError(
                f"An older Many Coats runs on the database {path}: stop all its processes before you start this one."
            )
        if not _taken(held, fcntl.LOCK_SH):
            raise StoreError(
                f"A bot without --shards runs on the database {path}: stop it first, or set MANY_COATS_DB to another file."
            )
        fcntl.flock(starting, fcntl.LOCK_UN)
        yield
    finally:
        os.close(starting)
        os.close(held)


def _open(path: Path, kind: str) -> int:
    try:
        make_folder(path.parent)
        return os.open(path.with_name(f"{path.name}.{kind}"), os.O_CREAT | os.O_RDWR, FILE)
    except OSError as error:
        raise StoreError(
            f"Can't write beside the database {path}: {error.strerror}. Set MANY_COATS_DB to a file in a folder you can write."
        ) from None


def _taken(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
