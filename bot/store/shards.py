"""Which processes carry the bot together on this database, and which shards each of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.shards import Shards
from bot.store.connection import Connection

ALIVE_FOR = timedelta(minutes=3)  # after a sign of life, which is given every minute: one may be late


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that holds shards."""

    host: str
    process: int
    shards: Shards

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}"


class ShardHolders:
    """The drawer of processes that hold shards; empty where one process holds them all."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def arrive(self, host: str, process: int, shards: Shards, at: datetime) -> None:
        """A process starts, in the place of the one before it, which may have been killed: the same machine, the same shards.

        If that one lives after all, its next sign shows it.
        """
        with self._db.atomic():
            self._db.execute("DELETE FROM shards WHERE host = ? AND held = ?", [host, str(shards)])
            self.sign(host, process, shards, at)

    def sign(self, host: str, process: int, shards: Shards, at: datetime) -> None:
        """A process gives a sign of life; who gave none for too long is taken off."""
        with self._db.atomic():
            self._db.execute(
                """INSERT INTO shards VALUES (?, ?, ?, ?)
                   ON CONFLICT (host, process) DO UPDATE SET held = excluded.held, seen_at = excluded.seen_at""",
                [host, process, str(shards), at.isoformat()],
            )
            self._db.execute("DELETE FROM shards WHERE seen_at < ?", [(at - ALIVE_FOR).isoformat()])

    def sign_off(self, host: str, process: int) -> None:
        """A process leaves."""
        self._db.execute("DELETE FROM shards WHERE host = ? AND process = ?", [host, process])

    def held(self, at: datetime) -> tuple[Holder, ...]:
        """The processes that gave a sign of life in the last three minutes."""
        rows = self._db.execute(
            "SELECT host, process, held FROM shards WHERE seen_at >= ? ORDER BY host, process",
            [(at - ALIVE_FOR).isoformat()],
        )
        return tuple(_holder(row) for row in rows.fetchall())


def _holder(row: Sequence[str | int]) -> Holder:
    host, process, held = row
    return Holder(str(host), int(process), Shards.parse(str(held)))
