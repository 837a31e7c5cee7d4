"""What organisers take away from a study group: its lessons as a table, and what their server asks and misses most."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from bot.course.model import Course
from bot.store import Group, Session, Store
from bot.tutor.reply import Card, Exhibit, Reply, Tone
from bot.tutor.words import listed, quoted

LEAST_TOLD = 5  # people: a total of fewer could tell who it was
COLUMNS = ("lesson", "begun at (UTC)", "present at the end", "ready to the end", "answers", "right")
FORMULAS = (
    "=+-@\t\r\uff1d\uff0b\uff0d\uff20"  # with which spreadsheets begin one, some with the wide signs too
)


def group_report(course: Course, store: Store, group: Group) -> Reply:
    """Numbers of a group, and of its server from five people on; nobody's name."""
    parts = [
        f"**{title}**\n{listed(lines)}"
        for title, lines in (
            ("Asked about most", _asked(course, store, group.server)),
            ("Missed most in groups' checks", _missed(course, store, group.server)),
        )
        if lines
    ]
    if not parts:
        parts = [f"What is asked and missed most is told from {LEAST_TOLD} people on, without names."]
    file = Exhibit("group-report.csv", _table(course, store, group), "The group's lessons as a table")
    return Reply((Card(f"{quoted(group.name)}: report", "\n\n".join(parts), Tone.NOTE, files=(file,)),))


def _asked(course: Course, store: Store, server: str) -> list[str]:
    asked = store.asked.most_asked(course.id, server, LEAST_TOLD)
    return [
        f"{course.key_points[point].title} ({people} people)"
        for point, people in asked
        if point in course.key_points
    ]


def _missed(course: Course, store: Store, server: str) -> list[str]:
    checks = {(lesson.id, check.id): check for lesson in course.lessons.values() for check in lesson.checks}
    return [
        f"{course.key_points[checks[lesson, check].key_point].title}: {wrong} of {people} wrong"
        for lesson, check, wrong, people in store.sessions.most_missed(course.id, server, LEAST_TOLD)
        if (lesson, check) in checks
    ]


def _table(course: Course, store: Store, group: Group) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(_row(course, store, session) for session in store.sessions.held(group.id))
    return table.getvalue().encode("utf-8-sig")  # spreadsheets take it for UTF-8 only with the mark


def _row(course: Course, store: Store, session: Session) -> Sequence[object]:
    lesson = course.lessons.get(session.lesson)
    last = lesson.steps[-2] if lesson else ""
    answers = store.sessions.answers(session.id).values()
    return (
        _cell(lesson.title if lesson else session.lesson),
        f"{session.begun_at:%Y-%m-%d %H:%M}",
        len(store.sessions.present(session.id)),
        len(store.sessions.ready(session.id, last)),
        sum(count for _, count in answers),
        sum(right for right, _ in answers),
    )


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, even one that drops the spaces before it."""
    return f"'{text}" if text.lstrip(" ").startswith(tuple(FORMULAS)) else text
