"""Lessons that study groups take together: where they stand, who is there, how the checks went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Session:
    """A group's lesson.

    Attributes:
        id: Names it.
        group: Whose.
        lesson: Which lesson.
        step: Where it stands.
        thread: Where it is held; None until the thread is open.
        shown_step: The last step whose message was posted; None before the first.
        shown_message: That message; before the first, the one that opens the thread.
        planned_at: For when it was scheduled; None if somebody began it by hand.
        begun_at: When it began.
        moved_at: When it came to this step.
        is_over: Whether it has ended.
    """

    id: int
    group: int
    lesson: str
    step: str
    thread: str | None
    shown_step: str | None
    shown_message: str | None
    planned_at: datetime | None
    begun_at: datetime
    moved_at: datetime
    is_over: bool

    @property
    def is_shown(self) -> bool:
        """Whether the message of the step it stands at was posted."""
        return self.shown_step == self.step


_COLUMNS = (
    "id, group_id, lesson, step, thread, shown_step, shown_message, planned_at, begun_at, moved_at, ended_at"
)

# An index holds these lessons alone; it serves those who ask in its very words.
UNSHOWN = "(shown_step IS NULL OR shown_step != step) AND (ended_at IS NULL OR thread IS NOT NULL)"


class Sessions:
    """The drawer of groups' lessons."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def begin(
        self, group: int, lesson: str, step: str, at: datetime, planned_at: datetime | None = None
    ) -> Session | None:
        """Begin a lesson; None if the group is in one, or held the one planned for then."""
        with self._db.atomic():
            added = self._db.execute(
                """INSERT INTO sessions (group_id, lesson, step, planned_at, begun_at, moved_at) VALUES (?, ?, ?, ?, ?, ?)
                   ON CONFLICT DO NOTHING RETURNING id""",
                [group, lesson, step, planned_at and planned_at.isoformat(), at.isoformat(), at.isoformat()],
            ).fetchone()
        return None if added is None else self.get(added[0])

    def get(self, session: int) -> Session | None:
        """A lesson by its id; None if there is none."""
        return self._one("id = ?", [session])

    def open_of(self, group: int) -> Session | None:
        """The lesson that a group is in; None if it is in none."""
        return self._one("group_id = ? AND ended_at IS NULL", [group])

    def open(self) -> list[Session]:
        """Every lesson that is not over."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM sessions WHERE ended_at IS NULL ORDER BY id")  # noqa: S608
        return [_session(row) for row in rows.fetchall()]

    def unopened(self, before: datetime) -> list[Session]:
        """Lessons that were planned for a time before that one, and have no thread still."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM sessions WHERE ended_at IS NULL AND thread IS NULL AND planned_at < ? ORDER BY id",  # noqa: S608
            [before.isoformat()],
        )
        return [_session(row) for row in rows.fetchall()]

    def unshown(self) -> list[Session]:
        """Lessons that stand at a step whose message was not posted yet: the process ended in between."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM sessions WHERE {UNSHOWN} ORDER BY id")  # noqa: S608
        return [_session(row) for row in rows.fetchall()]

    def held(self, group: int) -> list[Session]:
        """The lessons that a group has finished, in order."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM sessions WHERE group_id = ? AND ended_at IS NOT NULL AND step = 'end' ORDER BY id",  # noqa: S608
            [group],
        )
        return [_session(row) for row in rows.fetchall()]

    def move(self, session: Session, to: str, at: datetime, *, is_over: bool = False) -> bool:
        """Go on, if the lesson still stands where it was seen: two organisers pressing at once go one step."""
        moved = self._db.execute(
            "UPDATE sessions SET step = ?, moved_at = ?, ended_at = ? WHERE id = ? AND step = ? AND ended_at IS NULL",
            [to, at.isoformat(), at.isoformat() if is_over else None, session.id, session.step],
        )
        return moved.rowcount == 1

    def give_up(self, session: int, at: datetime) -> None:
        """End a lesson where it stands, and show nothing more of it: its thread is gone, or an organiser said so."""
        self._db.execute(
            "UPDATE sessions SET ended_at = coalesce(ended_at, ?), shown_step = step WHERE id = ?",
            [at.isoformat(), session],
        )

    def miss(self, session: int, at: datetime) -> bool:
        """End a lesson that has no thread, unless somebody just did, or opened it; whether it was this call that did."""
        missed = self._db.execute(
            """UPDATE sessions SET ended_at = ?, shown_step = step
               WHERE id = ? AND ended_at IS NULL AND thread IS NULL""",
            [at.isoformat(), session],
        )
        return missed.rowcount == 1

    def note_opening(self, session: int, message: str) -> None:
        """The message from which the thread opens was posted."""
        self._db.execute("UPDATE sessions SET shown_message = ? WHERE id = ?", [message, session])

    def note_thread(self, session: int, thread: str) -> None:
        """The thread is open."""
        self._db.execute("UPDATE sessions SET thread = ? WHERE id = ?", [thread, session])

    def note_shown(self, session: int, step: str, message: str) -> None:
        """A step's message was posted."""
        self._db.execute(
            "UPDATE sessions SET shown_step = ?, shown_message = ? WHERE id = ?", [step, message, session]
        )

    def join(self, session: int, learner: str, at: datetime) -> None:
        """Somebody is there, perhaps again."""
        self._db.execute(
            """INSERT INTO attendance (session_id, learner, is_present, joined_at) VALUES (?, ?, TRUE, ?)
               ON CONFLICT (session_id, learner) DO UPDATE SET is_present = TRUE""",
            [session, learner, at.isoformat()],
        )

    def leave(self, session: int, learner: str) -> None:
        """Somebody goes; should they come back, they are not ready yet."""
        self._db.execute(
            "UPDATE attendance SET is_present = FALSE, ready_step = NULL WHERE session_id = ? AND learner = ?",
            [session, learner],
        )

    def be_ready(self, session: int, learner: str, step: str, at: datetime) -> None:
        """Somebody is done with a step; with that they are there."""
        self._db.execute(
            """INSERT INTO attendance (session_id, learner, is_present, ready_step, joined_at) VALUES (?, ?, TRUE, ?, ?)
               ON CONFLICT (session_id, learner) DO UPDATE SET is_present = TRUE, ready_step = excluded.ready_step""",
            [session, learner, step, at.isoformat()],
        )

    def present(self, session: int) -> frozenset[str]:
        """Who is there."""
        rows = self._db.execute(
            "SELECT learner FROM attendance WHERE session_id = ? AND is_present", [session]
        )
        return frozenset(learner for (learner,) in rows.fetchall())

    def attendance(self) -> dict[int, tuple[int, int]]:
        """How many are there and how many of them are ready, by lesson; of all that are not over and not empty."""
        rows = self._db.execute(
            """SELECT s.id, count(*), count(CASE WHEN a.ready_step = s.step THEN 1 END)
               FROM sessions s JOIN attendance a ON a.session_id = s.id
               WHERE s.ended_at IS NULL AND a.is_present GROUP BY s.id"""
        )
        return {session: (present, ready) for session, present, ready in rows.fetchall()}

    def came(self, session: int) -> int:
        """How many were there, if only for a while."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM attendance WHERE session_id = ?", [session]
        ).fetchone()
        return int(count)

    def ready(self, session: int, step: str) -> frozenset[str]:
        """Who is there and done with a step."""
        rows = self._db.execute(
            "SELECT learner FROM attendance WHERE session_id = ? AND is_present AND ready_step = ?",
            [session, step],
        )
        return frozenset(learner for (learner,) in rows.fetchall())

    def answer(self, session: int, check: str, learner: str, *, is_right: bool, at: datetime) -> bool:
        """Keep somebody's first answer to a check; whether it was the first."""
        added = self._db.execute(
            "INSERT INTO session_answers VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [session, check, learner, is_right, at.isoformat()],
        )
        return added.rowcount == 1

    def answers(self, session: int) -> dict[str, tuple[int, int]]:
        """How many were right and how many answered, by check."""
        rows = self._db.execute(
            """SELECT check_id, count(CASE WHEN is_right THEN 1 END), count(*) FROM session_answers
               WHERE session_id = ? GROUP BY check_id""",
            [session],
        )
        return {check: (right, count) for check, right, count in rows.fetchall()}

    def most_missed(self, course: str, server: str, least: int) -> list[tuple[str, str, int, int]]:
        """The checks that a server's groups missed most: lesson, check, people who did, people; ten at most.

        Args:
            course: The course.
            server: The server.
            least: Told only from so many people on.
        """
        rows = self._db.execute(
            """SELECT lesson, check_id, wrong, people FROM (
                   SELECT s.lesson, a.check_id, count(DISTINCT CASE WHEN NOT a.is_right THEN a.learner END) AS wrong,
                       count(DISTINCT a.learner) AS people
                   FROM session_answers a JOIN sessions s ON s.id = a.session_id JOIN groups g ON g.id = s.group_id
                   WHERE g.course = ? AND g.server = ? GROUP BY s.lesson, a.check_id) AS answered
               WHERE people >= ? AND wrong > 0
               ORDER BY wrong * 1.0 / people DESC, lesson, check_id LIMIT 10""",
            [course, server, least],
        )
        return [(lesson, check, wrong, people) for lesson, check, wrong, people in rows.fetchall()]

    def _one(self, condition: str, values: Sequence[Any]) -> Session | None:
        row = self._db.execute(f"SELECT {_COLUMNS} FROM sessions WHERE {condition}", values).fetchone()  # noqa: S608
        return None if row is None else _session(row)


def _session(row: Sequence[Any]) -> Session:
    (
        number,
        group,
        lesson,
        step,
        thread,
        shown_step,
        shown_message,
        planned_at,
        begun_at,
        moved_at,
        ended_at,
    ) = row
    return Session(
        number,
        group,
        lesson,
        step,
        thread,
        shown_step,
        shown_message,
        None if planned_at is None else datetime.fromisoformat(planned_at),
        datetime.fromisoformat(begun_at),
        datetime.fromisoformat(moved_at),
        ended_at is not None,
    )
