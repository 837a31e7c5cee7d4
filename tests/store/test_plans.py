"""What is asked for while somebody waits is found by an index, however much there is; only tidying reads whole tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database  # what it says of its plans

from bot.course.model import Course
from bot.store import Store
from bot.tutor.reply import Reply
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON, memory_database, visit

Deed = Callable[[Tutor, Visit], Reply]
DEEDS: tuple[Deed, ...] = (
    lambda tutor, visit: tutor.groups.create(visit, "Bakers"),
    lambda tutor, visit: tutor.groups.join(visit),
    lambda tutor, visit: tutor.sessions.begin(visit),
    lambda tutor, visit: tutor.press(visit, "session:ready:1/hook"),
    lambda tutor, visit: tutor.groups.progress(visit),
    lambda tutor, visit: tutor.groups.report(visit),
    lambda tutor, visit: tutor.schedules.plan(visit, "daily 19:30 UTC"),
    lambda tutor, visit: tutor.servers.statistics(visit),
    lambda tutor, visit: tutor.unanswered.show(visit),
    lambda tutor, visit: tutor.lessons.next(visit),
    lambda tutor, visit: tutor.questions.ask(visit, "what is yeast"),
    lambda tutor, visit: tutor.questions.ask(visit, "who won"),
    lambda tutor, visit: tutor.reviews.overview(visit),
    lambda tutor, visit: tutor.reviews.next(visit),
    lambda tutor, visit: tutor.quizzes.start(visit),
    lambda tutor, visit: tutor.progress.show(visit),
    lambda tutor, visit: tutor.my.reminders(visit, "daily 19:30 UTC"),
    lambda tutor, visit: tutor.my.settings(visit),
    lambda tutor, visit: tutor.my.export(visit),
    lambda tutor, visit: tutor.press(visit, "my:forget", "forget me"),
)


class Asked:
    """The statements that a database is asked, and what of it they read from end to end."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.statements: list[str] = []
        db.conn.set_trace_callback(self.statements.append)

    @property
    def read_whole(self) -> list[tuple[str, str]]:
        """Such statements, each with the part of its plan that is so."""
        self._db.conn.set_trace_callback(None)
        return [
            (plan, statement)
            for statement in self.statements
            if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))
            for *_, plan in self._db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            if plan.startswith("SCAN") and plan not in HARMLESS and "sessions_unshown" not in plan
        ]


HARMLESS = (
    "SCAN CONSTANT ROW",
    "SCAN answered",  # what the query itself made of one server's lessons
)


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(memory_database()) as db:
        yield db


def test_looking_at_the_clock_reads_no_whole_table(db: Database, course: Course) -> None:
    tutor = Tutor(course, Store(db))
    asked = Asked(db)

    tutor.reminders.write(NOON)
    tutor.schedules.hold_due(NOON)
    tutor.sessions.open_here(lambda _: True)
    tutor.sessions.behind(NOON)
    tutor.letters.waiting(NOON)
    tutor.letters.take(NOON)

    assert asked.read_whole == []
    assert len(asked.statements) >= 10


def test_nothing_that_somebody_waits_for_reads_a_whole_table(db: Database, course: Course) -> None:
    tutor = Tutor(course, Store(db))
    asked = Asked(db)
    for deed in DEEDS:
        tutor.serve(visit(server="s", is_organiser=True), deed)
    tutor.sessions.scene(1)
    tutor.servers.may_speak("s", "kitchen", "pantry")

    assert asked.read_whole == []
    assert len(asked.statements) >= 100
