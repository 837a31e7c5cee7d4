"""Which commands Discord was last told about."""

from __future__ import annotations

from bot.store.connection import Connection


class SyncedCommands:
    """The drawer of command digests: Discord limits how often commands may be sent."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def digest(self, application: str) -> str | None:
        """The digest of the commands that an application last sent; None if it never did."""
        row = self._db.execute(
            "SELECT digest FROM synced_commands WHERE application = ?", [application]
        ).fetchone()
        return None if row is None else str(row[0])

    def keep(self, application: str, digest: str) -> None:
        """Remember the commands just sent."""
        self._db.execute(
            "INSERT INTO synced_commands VALUES (?, ?) ON CONFLICT (application) DO UPDATE SET digest = excluded.digest",
            [application, digest],
        )
