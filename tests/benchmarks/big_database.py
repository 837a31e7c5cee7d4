"""A database of any size, filled as months of use would fill it."""

from __future__ import annotations

import sqlite3  # noqa: TID251  # rows by the million, past the store
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.course.model import Course
from bot.course.position import outline
from bot.store import open_store
from tests.fakes import NOON

LOG_ROWS = 10  # of attempts and reviews, for each learner
HELD = 6  # key points in memory
SERVERS = 400  # learners to a server
GROUP_MEMBERS = 20


def fill(path: Path, course: Course, learners: int, known: Sequence[str] = ()) -> None:
    """Fill a new database with so many learners, ten log rows each, and a server for every four hundred.

    Args:
        path: Where.
        course: What they learn.
        learners: How many.
        known: Who the first of them are.
    """
    steps = outline(course)
    lessons = list(course.lessons.values())
    points = list(course.key_points)
    at = NOON.isoformat()
    with closing(open_store(path)) as store:
        store.positions.move("seed", course.id, expected=None, to=steps[0], outline=steps, at=NOON)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        (number,) = db.execute("SELECT id FROM outlines").fetchone()

        def name(n: int) -> str:
            return known[n] if n < len(known) else f"discord:{10**17 + n}"

        db.executemany(
            "INSERT INTO positions VALUES (?, ?, ?, ?, ?, ?)",
            (
                (name(n), course.id, steps[n % len(steps)].lesson, steps[n % len(steps)].step, number, at)
                for n in range(learners)
            ),
        )
        db.executemany(
            "INSERT INTO attempts (learner, course, lesson, check_id, choice, is_right, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (name(n), course.id, lesson.id, check.id, check.choices[k % 3].text, k % 2, at)
                for n in range(learners)
                for k in range(LOG_ROWS // 2)
                for lesson in (lessons[(n + k) % len(lessons)],)
                for check in (lesson.checks[k % len(lesson.checks)],)
            ),
        )
        db.executemany(
            "INSERT INTO reviews (learner, course, key_point, form, grade, expected, reviewed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (name(n), course.id, points[(n + k) % len(points)], "check", 3, 0.9, at)
                for n in range(learners)
                for k in range(LOG_ROWS - LOG_ROWS // 2)
            ),
        )
        due = (NOON - timedelta(hours=1)).isoformat()
        db.executemany(
            "INSERT INTO memories VALUES (?, ?, ?, 3.0, 5.0, ?, ?, 1, ?)",
            (
                (name(n), course.id, points[(n + k) % len(points)], due if k == 0 else at, at, at)
                for n in range(learners)
                for k in range(HELD)
            ),
        )
        servers = max(1, learners // SERVERS)
        db.executemany(
            "INSERT INTO groups (id, course, server, channel, name, created_by, created_at) VALUES (?, ?, ?, ?, 'Study', ?, ?)",
            ((s + 1, course.id, f"discord:{s}", f"discord:{10**6 + s}", name(s), at) for s in range(servers)),
        )
        db.executemany(
            "INSERT INTO members VALUES (?, ?, 'Somebody', ?)",
            ((s + 1, name(s * GROUP_MEMBERS + k), at) for s in range(servers) for k in range(GROUP_MEMBERS)),
        )
