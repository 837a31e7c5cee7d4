"""Study groups and their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.store.connection import Connection
from bot.store.sessions import UNSHOWN


@dataclass(frozen=True, slots=True)
class Group:
    """A study group.

    Attributes:
        id: Names it.
        server: Its server.
        channel: Its channel.
        name: What it is called.
        share: How many of a hundred of those present must be ready for the next step.
        pause: After how long a step is over all the same; None for never.
        ping_role: The role that is called when a scheduled lesson opens; None for none.
        created_by: Who made it, and hears of trouble; empty if they had themselves forgotten.
    """

    id: int
    server: str
    channel: str
    name: str
    share: int
    pause: timedelta | None
    ping_role: str | None
    created_by: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group, by the name they had on the server when they were last seen."""

    learner: str
    name: str


_COLUMNS = "id, server, channel, name, share, pause_s, ping_role, created_by"


class Groups:
    """The drawer of study groups."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def create(
        self, course: str, server: str, channel: str, name: str, created_by: str, at: datetime
    ) -> Group | None:
        """Make a group in a channel; None if the channel has one."""
        with self._db.atomic():
            added = self._db.execute(
                """INSERT INTO groups (course, server, channel, name, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)
                   ON CONFLICT DO NOTHING RETURNING id""",
                [course, server, channel, name, created_by, at.isoformat()],
            ).fetchone()
        return None if added is None else self.get(course, added[0])

    def get(self, course: str, group: int) -> Group | None:
        """A group by its id, running or ended; None if there is none in that course."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM groups WHERE course = ? AND id = ?",  # noqa: S608
            [course, group],
        ).fetchone()
        return None if row is None else _group(row)

    def in_lessons(self, course: str) -> dict[int, Group]:
        """The groups of a course that are in a lesson, or have one of which something is still to be shown, by their ids."""
        rows = self._db.execute(
            f"""SELECT {_COLUMNS} FROM groups WHERE course = ? AND id IN (
                    SELECT group_id FROM sessions WHERE ended_at IS NULL UNION SELECT group_id FROM sessions WHERE {UNSHOWN})""",  # noqa: S608
            [course],
        )
        return {row[0]: _group(row) for row in rows.fetchall()}

    def in_channel(self, course: str, channel: str) -> Group | None:
        """The group that runs in a channel, or in whose lesson's thread one is; None if none does."""
        row = self._db.execute(
            f"""SELECT {_COLUMNS} FROM groups WHERE course = ? AND ended_at IS NULL AND (channel = ? OR id IN
                (SELECT group_id FROM sessions WHERE thread = ?))""",  # noqa: S608  # our own names
            [course, channel, channel],
        ).fetchone()
        return None if row is None else _group(row)

    def of_server(self, course: str, server: str) -> list[Group]:
        """The groups that run in a server."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM groups WHERE course = ? AND server = ? AND ended_at IS NULL ORDER BY id",  # noqa: S608
            [course, server],
        )
        return [_group(row) for row in rows.fetchall()]

    def change(self, group: Group) -> None:
        """Keep other settings of a group."""
        self._db.execute(
            "UPDATE groups SET name = ?, share = ?, pause_s = ?, ping_role = ? WHERE id = ?",
            [
                group.name,
                group.share,
                None if group.pause is None else int(group.pause.total_seconds()),
                group.ping_role,
                group.id,
            ],
        )

    def end(self, group: int, at: datetime) -> None:
        """A group ends: its schedule goes, an open lesson is over; its members keep what they learned."""
        with self._db.atomic():
            self._db.execute(
                "UPDATE groups SET ended_at = ? WHERE id = ? AND ended_at IS NULL", [at.isoformat(), group]
            )
            self._db.execute("DELETE FROM schedules WHERE group_id = ?", [group])
            self._db.execute(
                "UPDATE sessions SET ended_at = ?, shown_step = step WHERE group_id = ? AND ended_at IS NULL",
                [at.isoformat(), group],
            )

    def join(self, group: int, member: Member, at: datetime) -> bool:
        """Take somebody in, or note their name anew; whether they are new."""
        added = self._db.execute(
            "INSERT INTO members VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [group, member.learner, member.name, at.isoformat()],
        )
        if added.rowcount == 1:
            return True
        self._db.execute(
            "UPDATE members SET name = ? WHERE group_id = ? AND learner = ?",
            [member.name, group, member.learner],
        )
        return False

    def leave(self, group: int, learner: str) -> bool:
        """Let somebody go, also from a lesson that is open; whether they were in it."""
        with self._db.atomic():
            gone = self._db.execute(
                "DELETE FROM members WHERE group_id = ? AND learner = ?", [group, learner]
            )
            self._db.execute(
                """UPDATE attendance SET is_present = FALSE, ready_step = NULL WHERE learner = ?
                   AND session_id IN (SELECT id FROM sessions WHERE group_id = ? AND ended_at IS NULL)""",
                [learner, group],
            )
        return gone.rowcount == 1

    def members(self, group: int) -> list[Member]:
        """Who is in a group, longest first."""
        rows = self._db.execute(
            "SELECT learner, name FROM members WHERE group_id = ? ORDER BY joined_at, learner", [group]
        )
        return [Member(learner, name) for learner, name in rows]


def _group(row: Sequence[Any]) -> Group:
    number, server, channel, name, share, pause_s, ping_role, created_by = row
    pause = None if pause_s is None else timedelta(seconds=pause_s)
    return Group(number, server, channel, name, share, pause, ping_role, created_by)
