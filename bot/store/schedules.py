"""When study groups meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Schedule:
    """A group's schedule.

    Attributes:
        group: Whose.
        rhythm: Days, time and zone, as `learning.calendar` writes them.
        last_day: The last day it holds for; None for no end.
        next_at: The next meeting; None when there is none left.
        is_paused: Whether meetings are passed over until somebody resumes.
    """

    group: int
    rhythm: str
    last_day: date | None
    next_at: datetime | None
    is_paused: bool = False


_COLUMNS = "group_id, rhythm, last_day, next_at, is_paused"


class Schedules:
    """The drawer of schedules."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def set(self, schedule: Schedule) -> None:
        """A group meets at these times from now on."""
        self._db.execute(
            """INSERT INTO schedules VALUES (?, ?, ?, ?, ?) ON CONFLICT (group_id) DO UPDATE SET rhythm = excluded.rhythm,
                   last_day = excluded.last_day, next_at = excluded.next_at, is_paused = excluded.is_paused""",
            [
                schedule.group,
                schedule.rhythm,
                schedule.last_day and schedule.last_day.isoformat(),
                schedule.next_at and schedule.next_at.isoformat(),
                schedule.is_paused,
            ],
        )

    def of(self, group: int) -> Schedule | None:
        """A group's schedule; None if it has none."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM schedules WHERE group_id = ?", [group]).fetchone()  # noqa: S608
        return None if row is None else _schedule(row)

    def due(self, at: datetime) -> list[Schedule]:
        """The schedules whose time has come, the longest ago first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM schedules WHERE next_at <= ? AND NOT is_paused ORDER BY next_at",  # noqa: S608
            [at.isoformat()],
        )
        return [_schedule(row) for row in rows.fetchall()]

    def take(self, due: Schedule, next_at: datetime | None) -> bool:
        """Put a due schedule off to its next meeting; whether nobody else did."""
        taken = self._db.execute(
            "UPDATE schedules SET next_at = ? WHERE group_id = ? AND next_at = ?",
            [next_at and next_at.isoformat(), due.group, due.next_at and due.next_at.isoformat()],
        )
        return taken.rowcount == 1

    def drop(self, group: int) -> None:
        """A group meets no more by the clock."""
        self._db.execute("DELETE FROM schedules WHERE group_id = ?", [group])


def _schedule(row: Sequence[Any]) -> Schedule:
    group, rhythm, last_day, next_at, is_paused = row
    return Schedule(
        group,
        rhythm,
        None if last_day is None else date.fromisoformat(last_day),
        None if next_at is None else datetime.fromisoformat(next_at),
        bool(is_paused),
    )
