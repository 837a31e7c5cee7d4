"""Where a database is: a file, or a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import SettingsError

SCHEMES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Address:
    """A database on a PostgreSQL server; written out it names no password.

    Attributes:
        url: As libpq reads it.
        folder: For what lies beside a database, such as the record of who had themselves forgotten.
    """

    url: str = field(repr=False)
    folder: Path

    @property
    def beside(self) -> Path:
        """What files beside the database are named after."""
        return self.folder / f"{str(self).rpartition('/')[2] or 'default'}.postgresql"

    @property
    def is_plain(self) -> bool:
        """Whether its password holds neither @ nor /: libpq would take what follows one for a host, and name that."""
        who = self.url.partition("://")[2].partition("?")[0].rpartition("@")[0]
        return not {"@", "/"} & {*who}

    def __str__(self) -> str:
        where = self.url.partition("://")[2].partition("?")[0]
        return f"postgresql://{where.rpartition('@')[2]}"  # to the last @: passwords may hold one


Place = Path | Address


def place_of(text: str, folder: Path) -> Place:
    """What a setting or an option names: a PostgreSQL server's address, else a file.

    Args:
        text: What was typed.
        folder: For what lies beside a database that is no file.

    Raises:
        SettingsError: It is an address of something else.
    """
    if text.startswith(SCHEMES):
        return Address(text, folder)
    scheme, is_address, _ = text.partition("://")
    if is_address:
        raise SettingsError(
            f"A database at {scheme}://… can't be used: name a file, or a server as postgresql://name:password@host/database."
        )
    return Path(text)
