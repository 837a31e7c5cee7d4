"""The commands of the terminal: chat, check, schema, reports."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from bot.address import Place, place_of
from bot.answering.fitted import CALIBRATION
from bot.console.chat import Chat
from bot.console.draw import draw
from bot.console.exhibits import ExhibitFolder
from bot.console.terminal import console_for, interactive_reader, is_interactive, piped_reader
from bot.course.format import schema
from bot.course.model import Course, CourseFile, KeyPointAsks, Lesson, Part
from bot.course.reader import read_course
from bot.errors import ContentError, SettingsError
from bot.failure import told
from bot.settings import default_course, default_db
from bot.store import opened
from bot.tutor.labs import fault_of_try
from bot.tutor.tutor import Tutor

SCHEMAS: dict[str, type[Part]] = {"lesson": Lesson, "course": CourseFile, "asks": KeyPointAsks}


def place(typed: str | Path) -> Place:
    """The database that an option names; its default is a file already."""
    try:
        return typed if isinstance(typed, Path) else place_of(typed, default_db().parent)
    except SettingsError as error:
        raise click.BadParameter(str(error)) from None


course_option = click.option(
    "--course", type=click.Path(path_type=Path), default=default_course, help="The course's folder."
)
db_option = click.option(
    "--db", type=place, default=default_db, help="The database: a file, or postgresql://…"
)
learner_option = click.option(
    "--learner", default="me", help="Whose position to use: several can share a database."
)


def folder_of(db: Place) -> Path:
    """Where what belongs to a database lies beside it."""
    return db.parent if isinstance(db, Path) else db.folder


def utc_now() -> datetime:
    """The time now; the only clock of the terminal."""
    return datetime.now(UTC)  # noqa: TID251  # time enters here


@click.command()
@learner_option
@db_option
@course_option
def chat(learner: str, db: Place, course: Path) -> None:
    """Talk to the tutor in this terminal."""
    with told(), opened(db) as store:
        store.purge(utc_now())
        tutor = Tutor(read_course(course, fault_of_try), store)
        console = console_for(sys.stdout)
        click.echo(f"Your place is kept in {db}.\nEnter goes on, a number presses a button, /quit leaves.\n")
        show = partial(draw, console, ExhibitFolder(folder_of(db) / "labs").place)
        beside = db if isinstance(db, Path) else db.beside
        beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        history = beside.with_name(f"{beside.name}.history")
        person = is_interactive()
        read = interactive_reader(history, tutor.lessons.complete) if person else piped_reader(sys.stdin)
        name = f"terminal:{learner}"
        Chat(tutor, name, read=read, show=show, clock=utc_now).run()
        if not store.privacy.everything(name):  # they had themselves forgotten, so what they typed goes too
            history.unlink(missing_ok=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=default_course)
@click.option("--stale", "days", type=int, help="Also list what was last checked more than so many days ago.")
def check(folder: Path, days: int | None) -> None:
    """Print every mistake of a course as `file:line: what is wrong; how to fix it`."""
    try:
        course = read_course(folder, fault_of_try)
    except ContentError as error:
        for mistake in error.mistakes:
            click.echo(str(mistake))
        sys.exit(1)
    if days is not None:
        due = utc_now().date() - timedelta(days=days)
        stale = [
            f"{p.id}: last checked {p.checked}"
            for p in course.key_points.values()
            if p.checked and p.checked < due
        ]
        click.echo("\n".join(stale) if stale else f"Nothing was last checked more than {days} days ago.")
    click.echo(_contents(course))
    if CALIBRATION.is_older_than(course):
        click.echo(
            "Note: how sure the tutor is of its answers was fitted to an earlier state of this course; "
            "`python -m tests.benchmarks.fit_answers --write` fits it anew.",
            err=True,
        )


def _contents(course: Course) -> str:
    checks = sum(len(lesson.checks) for lesson in course.lessons.values())
    counts = f"{len(course.lessons)} lessons, {len(course.key_points)} key points, {checks} checks"
    return f"{course.title}: {counts}. No mistakes."


@click.command("schema")
@click.option("--of", "kind", type=click.Choice(list(SCHEMAS)), default="lesson", help="Which kind of file.")
def print_schema(kind: str) -> None:
    """Print the JSON Schema that editors use to complete and check a lesson as one types."""
    click.echo(json.dumps(schema(SCHEMAS[kind]), indent=2, ensure_ascii=False))


@click.command()
@db_option
@course_option
def reports(db: Place, course: Path) -> None:
    """List what learners reported as wrong, for the course's author."""
    with told(), opened(db) as store:
        the_course = read_course(course, fault_of_try)
        lines = [
            f"{r.at:%Y-%m-%d %H:%M} {r.subject}: {' '.join(r.text.split())}"
            for r in store.reports.all(the_course.id)
        ]
        click.echo("\n".join(lines) if lines else "Nothing was reported.")
