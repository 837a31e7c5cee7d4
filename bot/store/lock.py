"""One process at a time on a database file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.address import Address, Place
from bot.errors import StoreError

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
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = os.open(path.with_name(f"{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StoreError(
            f"Can't write beside the database {path}: {error.strerror}. Set MANY_COATS_DB to a file in a folder you can write."
        ) from None
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                f"A bot runs on the database {path}: stop it first, or set MANY_COATS_DB to another file."
            ) from None
        yield
    finally:
        os.close(held)
