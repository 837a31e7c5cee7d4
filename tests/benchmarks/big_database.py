"""A database of any size, of either kind, filled as months of use would fill it."""

from __future__ import annotations

import sqlite3  # noqa: TID251  # rows by the million, past the store
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import psycopg  # noqa: TID251  # likewise

from bot.address import Address, Place
from bot.course.model import Course
from bot.course.position import outline
from bot.store import open_store
from tests.fakes import NOON

LOG_ROWS = 10  # of attempts and reviews, for each learner
HELD = 6  # key points in memory
SERVERS = 400  # learners to a server
GROUP_MEMBERS = 20
REMINDED = 5  # one learner in so many wants to be reminded, once a day
ASKING = 10  # one in so many asked something in the last day
UNANSWERED = 5  # one in so many asked something in the last 91 days that found no good answer
LESSONS_HELD = 20  # by each group
LEARNING = 10  # one group in so many is in a lesson now
LEFT = 500  # one server in so many let the tutor go, so long ago that nothing of it is to be kept
Table = tuple[str, str, Iterable[Sequence[Any]]]  # its name, its columns as in SQL, its rows


def fill(place: Place, course: Course, learners: int, known: Sequence[str] = ()) -> None:
    """Fill a new database with so many learners, ten log rows each, and a server for every four hundred.

    Args:
        place: Where: a file, or a server's empty database.
        course: What they learn.
        learners: How many.
        known: Who the first of them are.
    """
    steps = outline(course)
    with closing(open_store(place)) as store:
        store.positions.move("seed", course.id, expected=None, to=steps[0], outline=steps, at=NOON)
    _write(place, _learners(course, learners, known))


def fill_calendar(place: Place, course: Course, learners: int) -> None:
    """Add what the clock looks through, day and night: reminders, meetings, lessons in groups, questions, servers.

    Args:
        place: A database that `fill` filled, with nobody known.
        course: What they learn.
        learners: How many there are.
    """
    _write(place, _calendar(course, learners))


def servers_of(learners: int) -> int:
    """How many servers so many learners are in."""
    return max(1, learners // SERVERS)


def _learners(course: Course, learners: int, known: Sequence[str]) -> Iterator[Table]:
    steps = outline(course)
    lessons = list(course.lessons.values())
    points = list(course.key_points)
    servers = servers_of(learners)
    at, due = NOON.isoformat(), (NOON - timedelta(hours=1)).isoformat()

    def name(n: int) -> str:
        return known[n] if n < len(known) else _name(n)

    yield (
        "positions",
        "learner, course, lesson, step, outline, moved_at",
        (  # the first outline is the one that was just kept
            (name(n), course.id, steps[n % len(steps)].lesson, steps[n % len(steps)].step, 1, at)
            for n in range(learners)
        ),
    )
    yield (
        "attempts",
        "learner, course, lesson, check_id, choice, is_right, made_at",
        (
            (name(n), course.id, lesson.id, check.id, check.choices[k % 3].text, k % 2, at)
            for n in range(learners)
            for k in range(LOG_ROWS // 2)
            for lesson in (lessons[(n + k) % len(lessons)],)
            for check in (lesson.checks[k % len(lesson.checks)],)
        ),
    )
    yield (
        "reviews",
        "learner, course, key_point, form, grade, expected, reviewed_at",
        (
            (name(n), course.id, points[(n + k) % len(points)], "check", 3, 0.9, at)
            for n in range(learners)
            for k in range(LOG_ROWS - LOG_ROWS // 2)
        ),
    )
    yield (
        "memories",
        "learner, course, key_point, stability, difficulty, due, reviewed_at, reviews, entered_at",
        (
            (name(n), course.id, points[(n + k) % len(points)], 3.0, 5.0, due if k == 0 else at, at, 1, at)
            for n in range(learners)
            for k in range(HELD)
        ),
    )
    yield (
        "groups",  # numbered by the database, from 1 on
        "course, server, channel, name, created_by, created_at",
        ((course.id, f"discord:{s}", f"discord:{10**6 + s}", "Study", name(s), at) for s in range(servers)),
    )
    yield (
        "members",
        "group_id, learner, name, joined_at",
        (
            (s + 1, name(s * GROUP_MEMBERS + k), "Somebody", at)
            for s in range(servers)
            for k in range(GROUP_MEMBERS)
        ),
    )


def _calendar(course: Course, learners: int) -> Iterator[Table]:
    lessons = list(course.lessons.values())
    points = list(course.key_points)
    servers = servers_of(learners)
    learning = range(1, servers + 1, LEARNING)
    day, at = timedelta(days=1), NOON.isoformat()
    yield (
        "reminders",
        "learner, course, rhythm, next_at",
        (
            (_name(n), course.id, "daily 12:00 UTC", (NOON + day * n / learners).isoformat())
            for n in range(0, learners, REMINDED)
        ),
    )
    yield (
        "last_answers",
        "learner, place, key_point, answered_at",
        (
            (
                _name(n),
                f"discord:{n % servers}",
                points[n % len(points)],
                (NOON - day * n / learners).isoformat(),
            )
            for n in range(0, learners, ASKING)
        ),
    )
    yield (
        "asked",
        "course, server, asker, text, outcome, nearest, asked_at",
        (
            (
                course.id,
                f"discord:{n % servers}",
                f"{n:016x}",
                "what is it good for",
                "decline",
                points[0],
                asked_at,
            )
            for n in range(0, learners, UNANSWERED)
            for asked_at in ((NOON - 91 * day * n / learners).isoformat(),)
        ),
    )
    yield (
        "servers",
        "server, left_at",
        ((f"discord:{s}", (NOON - 31 * day).isoformat() if s % LEFT == 1 else None) for s in range(servers)),
    )
    yield (
        "schedules",
        "group_id, rhythm, next_at",
        ((s + 1, "mon 12:00 UTC", (NOON + 7 * day * (s + 1) / servers).isoformat()) for s in range(servers)),
    )
    yield (
        "sessions",  # numbered by the database, from 1 on: first come those that are under way
        "group_id, lesson, step, thread, shown_step, shown_message, planned_at, begun_at, moved_at, ended_at",
        _sessions([lesson.id for lesson in lessons], lessons[LESSONS_HELD].steps[0], learning, servers),
    )
    yield (
        "attendance",
        "session_id, learner, is_present, joined_at",
        (
            (session, _name((group - 1) * GROUP_MEMBERS + k), 1, at)
            for session, group in enumerate(learning, start=1)
            for k in range(GROUP_MEMBERS)
        ),
    )


def _sessions(
    lessons: Sequence[str], first_step: str, learning: Sequence[int], servers: int
) -> Iterator[Sequence[Any]]:
    week, at = timedelta(weeks=1), NOON.isoformat()
    for group in learning:
        yield group, lessons[LESSONS_HELD], first_step, "discord:1", first_step, "discord:2", at, at, at, None
    for group in range(1, servers + 1):
        for k in range(LESSONS_HELD):
            then = (NOON - (LESSONS_HELD - k) * week).isoformat()
            yield group, lessons[k], "end", "discord:1", "end", "discord:2", then, then, then, then


def _name(n: int) -> str:
    return f"discord:{10**17 + n}"


def _write(place: Place, tables: Iterable[Table]) -> None:
    if isinstance(place, Address):
        _write_on_server(place, tables)
        return
    with closing(sqlite3.connect(place)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        for table, columns, rows in tables:
            signs = ", ".join("?" for _ in columns.split(","))
            db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({signs})", rows)  # noqa: S608


def _write_on_server(address: Address, tables: Iterable[Table]) -> None:
    with psycopg.connect(address.url) as db, db.cursor() as cursor:
        for table, columns, rows in tables:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
    with psycopg.connect(address.url, autocommit=True) as db:
        # what the server would come round to by itself, and then in the middle of what is measured
        db.execute("VACUUM (ANALYZE)")
        db.execute("CHECKPOINT")
