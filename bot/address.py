"""Where a database is: a file, or a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

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

    def __str__(self) -> str:
        where = self.url.partition("://")[2].partition("?")[0]
        return f"postgresql://{where.rpartition('@')[2]}"  # to the last @: passwords may hold one


Place = Path | Address


def place_of(text: str, folder: Path) -> Place:
    """What a setting or an option names: a PostgreSQL server's address, else a file.

    Args:
        text: What was typed.
        folder: For what lies beside a database that is no file.
    """
    return Address(text, folder) if text.startswith(SCHEMES) else Path(text)
