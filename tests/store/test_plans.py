"""What the clock asks for three times a minute: SQLite finds it by an index, however much there is."""

from __future__ import annotations

from contextlib import closing

from bot.course.model import Course
from bot.store import Store
from bot.tutor.tutor import Tutor
from tests.fakes import NOON, memory_database


def test_looking_at_the_clock_reads_no_whole_table(course: Course) -> None:
    with closing(memory_database()) as db:
        tutor = Tutor(course, Store(db))
        asked: list[str] = []
        db.conn.set_trace_callback(asked.append)
        tutor.reminders.write(NOON)
        tutor.schedules.hold_due(NOON)
        tutor.sessions.open_here(lambda _: True)
        tutor.sessions.behind(NOON)
        tutor.letters.waiting(NOON)
        tutor.letters.take(NOON)
        db.conn.set_trace_callback(None)

        statements = [line for line in asked if line.lstrip().startswith(("SELECT", "UPDATE"))]
        plans = [row[3] for line in statements for row in db.execute(f"EXPLAIN QUERY PLAN {line}").fetchall()]

    assert len(statements) >= 8
    assert [plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan] == []
