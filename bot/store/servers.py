"""What organisers chose for their servers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.choices import Place
from bot.store.connection import Connection

KEPT_AFTER_LEAVING = timedelta(days=30)  # long enough to notice that the tutor was removed by mistake
_OF_SERVERS = (
    "groups",
    "asked",
    "settled",
    "threads",
    "letters",
)  # tables that say of each row whose it is; the others are below groups


@dataclass(frozen=True, slots=True)
class ServerChoices:
    """What holds in a server.

    Attributes:
        organiser_role: A role whose members may organise, beside those who manage the server; None for no such role.
        place: Where lessons are shown to learners who didn't choose; None for where they ask for them.
        channels: Where the tutor may speak in public; none for everywhere.
    """

    organiser_role: str | None = None
    place: Place | None = None
    channels: tuple[str, ...] = ()


class Servers:
    """The drawer of servers' choices."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def of(self, server: str) -> ServerChoices:
        """What holds in a server."""
        row = self._db.execute(
            "SELECT organiser_role, place, channels FROM servers WHERE server = ?", [server]
        ).fetchone()
        if row is None:
            return ServerChoices()
        role, place, channels = row
        return ServerChoices(role, Place(place) if place else None, tuple(channels.split()))

    def choose(self, server: str, choices: ServerChoices) -> None:
        """From now on this holds."""
        self._db.execute(
            """INSERT INTO servers (server, organiser_role, place, channels) VALUES (?, ?, ?, ?)
               ON CONFLICT (server) DO UPDATE SET organiser_role = excluded.organiser_role, place = excluded.place,
                   channels = excluded.channels""",
            [
                server,
                choices.organiser_role,
                choices.place.value if choices.place else None,
                " ".join(choices.channels),
            ],
        )

    def note_left(self, server: str, at: datetime | None) -> None:
        """The tutor was removed from a server, or (None) is there again."""
        self._db.execute(
            "INSERT INTO servers (server, left_at) VALUES (?, ?) ON CONFLICT (server) DO UPDATE SET left_at = excluded.left_at",
            [server, None if at is None else at.isoformat()],
        )

    def note_present(self, servers: Collection[str], at: datetime) -> None:
        """The tutor is in these servers and no others: it may have been removed or invited while it was away."""
        union = " UNION ".join(f"SELECT server FROM {table} WHERE server != ''" for table in _OF_SERVERS)  # noqa: S608
        known = dict.fromkeys(server for (server,) in self._db.execute(union).fetchall())
        known |= dict(self._db.execute("SELECT server, left_at FROM servers").fetchall())
        with self._db.atomic():
            for server, left_at in known.items():
                is_there = server in servers
                if is_there is (left_at is not None):
                    self.note_left(server, None if is_there else at)

    def purge(self, at: datetime) -> None:
        """Delete what belongs to servers that the tutor left more than 30 days ago."""
        before = (at - KEPT_AFTER_LEAVING).isoformat()
        with self._db.atomic():
            for table in (*_OF_SERVERS, "servers"):
                self._db.execute(
                    f"DELETE FROM {table} WHERE server IN (SELECT server FROM servers WHERE left_at < ?)",  # noqa: S608
                    [before],
                )
