"""What organisers chose for their servers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store.choices import Place


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

    def __init__(self, db: Database) -> None:
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
               ON CONFLICT DO UPDATE SET organiser_role = excluded.organiser_role, place = excluded.place,
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
            "INSERT INTO servers (server, left_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET left_at = excluded.left_at",
            [server, None if at is None else at.isoformat()],
        )
