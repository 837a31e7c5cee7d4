"""Where learners stand, and which lessons they have finished."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from bot.course.position import Outline, Position
from bot.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Saved:
    """A position, and the course's outline when it was saved."""

    position: Position
    outline: Outline


class Positions:
    """The drawer of positions."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._newest: dict[str, tuple[Outline, str]] = {}  # by course: the outline, and as it is kept
        self._outlines: dict[int, Outline] = {}
        self._known: dict[tuple[str, str], int] = {}  # by course and text: those that learners stand in

    def of(self, learner: str, course: str) -> Saved | None:
        """Where a learner stands; None for one who hasn't begun."""
        row = self._db.execute(
            "SELECT lesson, step, outline FROM positions WHERE learner = ? AND course = ?", [learner, course]
        ).fetchone()
        if row is None:
            return None
        lesson, step, outline_id = row
        return Saved(Position(lesson, step), self._outline(course, outline_id))

    def move(
        self,
        learner: str,
        course: str,
        *,
        expected: Position | None,
        to: Position,
        outline: Outline,
        at: datetime,
        finished: str | None = None,
    ) -> bool:
        """Move a learner, if they still stand where the move was asked from.

        Args:
            learner: Who moves.
            course: In which course.
            expected: Where they must stand now; None for a learner who hasn't begun.
            to: Where they go.
            outline: The course as it is, which holds `to`.
            at: When.
            finished: The lesson that this step finishes.

        Returns:
            Whether they moved. A second press of the same button finds them elsewhere.
        """
        known = self._known.get((course, self._text(course, outline)))
        if known is not None and finished is None:  # most steps: one statement, whole by itself
            return self._move(learner, course, expected, to, known, at)
        with self._db.atomic():
            moved = self._move(learner, course, expected, to, self._outline_id(course, outline), at)
            if moved and finished is not None:
                self.finish(learner, course, finished, at)
        return moved

    def _move(
        self,
        learner: str,
        course: str,
        expected: Position | None,
        to: Position,
        outline_id: int,
        at: datetime,
    ) -> bool:
        values = [to.lesson, to.step, outline_id, at.isoformat(), learner, course]
        if expected is None:
            sql = """INSERT INTO positions (lesson, step, outline, moved_at, learner, course)
                     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
        else:
            sql = """UPDATE positions SET lesson = ?, step = ?, outline = ?, moved_at = ?
                     WHERE learner = ? AND course = ? AND lesson = ? AND step = ?"""
            values += [expected.lesson, expected.step]
        return self._db.execute(sql, values).rowcount == 1

    def finish(self, learner: str, course: str, lesson: str, at: datetime) -> None:
        """A lesson is done, whichever way; one that was done stays done since then."""
        self._db.execute(
            "INSERT INTO finished VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [learner, course, lesson, at.isoformat()],
        )

    def finished(self, learner: str, course: str) -> frozenset[str]:
        """The ids of the lessons that a learner has been through to the end."""
        rows = self._db.execute(
            "SELECT lesson FROM finished WHERE learner = ? AND course = ?", [learner, course]
        )
        return frozenset(lesson for (lesson,) in rows)

    def restart(self, learner: str, course: str) -> None:
        """Forget where a learner stands and what they finished."""
        with self._db.atomic():
            for table in ("positions", "finished", "attempts"):
                self._db.execute(f"DELETE FROM {table} WHERE learner = ? AND course = ?", [learner, course])  # noqa: S608

    def _outline_id(self, course: str, outline: Outline) -> int:
        text = self._text(course, outline)
        values = [course, hashlib.sha256(text.encode()).hexdigest()]
        known = "SELECT id FROM outlines WHERE course = ? AND digest = ?"
        row = self._db.execute(known, values).fetchone()
        if row is None:
            self._db.execute(
                "INSERT INTO outlines (course, digest, steps) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [*values, text],
            )
            row = self._db.execute(known, values).fetchone()
        return int(row[0])

    def _text(self, course: str, outline: Outline) -> str:
        """An outline as it is kept."""
        newest = self._newest.get(course)
        if newest is None or newest[0] != outline:
            newest = self._newest[course] = outline, "\n".join(map(str, outline))
        return newest[1]

    def _outline(self, course: str, outline_id: int) -> Outline:
        if outline_id not in self._outlines:
            (text,) = self._db.execute("SELECT steps FROM outlines WHERE id = ?", [outline_id]).fetchone()
            self._outlines[outline_id] = tuple(map(Position.parse, text.split("\n")))
            self._known[course, text] = outline_id  # only here: what was written a moment ago may be undone
        return self._outlines[outline_id]
