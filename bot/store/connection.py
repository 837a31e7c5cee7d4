"""What drawers ask of a database, whichever it is: one file of SQLite, or a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement gave back."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""

    @property
    def description(self) -> Any:
        """The columns, each a sequence that begins with its name."""

    def fetchone(self) -> Any:
        """The next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""


class Connection(Protocol):
    """Runs statements. `sqlite_utils.Database` is one as it is, `postgres.connection.Server` is the other.

    A statement is written once, in what SQL both know: `?` or `:name` for values, `RETURNING` inside `atomic()`, booleans as
    booleans, times as ISO text. Where they know no common words, `postgres.drawers` has a drawer of its own.
    """

    def execute(self, sql: str, values: Sequence[Any] | dict[str, Any] | None = None, /) -> Rows:
        """Run one statement; what it writes is kept at once, unless it stands inside `atomic()`."""

    def atomic(self) -> AbstractContextManager[Any]:
        """What is done inside is kept whole or not at all."""

    def close(self) -> None:
        """Let the database go."""
