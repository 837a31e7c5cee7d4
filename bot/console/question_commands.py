"""The commands of the terminal that have to do with questions: ask, questions, asks."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import IO

import click
import yaml

from bot.address import Place
from bot.answering.matcher import Matcher
from bot.console.batch import predictions
from bot.console.chat import PLACE
from bot.console.commands import course_option, db_option, folder_of, learner_option, utc_now
from bot.console.draw import draw
from bot.console.exhibits import ExhibitFolder
from bot.console.terminal import console_for
from bot.course.reader import read_course
from bot.errors import SettingsError
from bot.failure import told
from bot.store import EVERYWHERE, opened
from bot.tutor.labs import fault_of_try
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit

BEYOND = "beyond"  # what a question is settled as that the course leaves out


@click.command()
@click.argument("question", required=False)
@click.option(
    "--batch", type=click.File(encoding="utf-8"), help="A file of questions, one JSON object a line."
)
@learner_option
@db_option
@course_option
def ask(question: str | None, batch: IO[str] | None, learner: str, db: Place, course: Path) -> None:
    """Answer one question, or a file of them."""
    if (question is None) == (batch is None):
        raise click.UsageError(
            'Give a question in quotes, or --batch FILE: many-coats ask "what is sampling?"'
        )
    with told():
        the_course = read_course(course, fault_of_try)
        if batch is not None:
            for prediction in predictions(batch, Matcher(the_course)):
                click.echo(json.dumps(prediction, ensure_ascii=False))
            return
        with opened(db) as store:
            reply = Tutor(the_course, store).questions.ask(
                Visit(f"terminal:{learner}", PLACE, utc_now()), question or ""
            )
            draw(console_for(sys.stdout), ExhibitFolder(folder_of(db) / "labs").place, reply)


@click.command()
@click.option(
    "--settle",
    nargs=2,
    type=(int, str),
    metavar="NUMBER KEY-POINT",
    help=f"Say which key point answers a question, or `{BEYOND}` if none does; holds in every server.",
)
@db_option
@course_option
def questions(settle: tuple[int, str] | None, db: Place, course: Path) -> None:
    """List what learners asked in vain and allowed to be kept, most asked first, or settle one."""
    with told(), opened(db) as store:
        tutor = Tutor(read_course(course, fault_of_try), store)
        groups = {group.first.id: group for group in tutor.unanswered.groups(utc_now())}
        if settle is None:
            for number, group in groups.items():
                wordings = " / ".join(dict.fromkeys(" ".join(q.text.split()) for q in group.questions))
                click.echo(
                    f"{number}: asked by {group.askers}: {wordings}\n    nearest: {', '.join(group.first.nearest) or '-'}"
                )
            if not groups:
                click.echo("No questions wait.")
            return
        number, key_point = settle
        if number not in groups:
            raise SettingsError(f"No question has the number {number}: `many-coats questions` lists them.")
        if key_point != BEYOND and key_point not in tutor.course.key_points:
            raise SettingsError(
                f"No key point is called {key_point}: the lessons' YAML has their ids; `{BEYOND}` is for none."
            )
        answer = None if key_point == BEYOND else key_point
        tutor.unanswered.settle(groups[number], answer, server=EVERYWHERE, at=utc_now())
        click.echo("Settled. `many-coats asks --export` prints it for the course's author.")


@click.command()
@click.option("--export", "is_export", is_flag=True, required=True, help="Print what was settled, as YAML.")
@db_option
@course_option
def asks(is_export: bool, db: Place, course: Path) -> None:
    """Print what organisers settled, to be taken over into the lessons' asks and into beyond.yaml."""
    with told(), opened(db) as store:
        the_course = read_course(course, fault_of_try)
        settled: dict[str | None, list[str]] = defaultdict(list)
        for one in store.settled.of(the_course.id):
            settled[one.key_point].append(" ".join(one.ask.split()))
        exported = [
            {"id": point.id, "asks": {"scenario": settled[point.id]}}
            for point in the_course.key_points.values()
            if point.id in settled
        ]
        beyond = (
            [{"id": "settled", "title": "Settled by organisers", "asks": settled[None]}]
            if None in settled
            else []
        )
        click.echo("# For the .asks.yaml of the lesson that teaches each key point")
        click.echo(yaml.safe_dump(exported, allow_unicode=True, sort_keys=False, width=120), nl=False)
        click.echo("# For beyond.yaml")
        click.echo(yaml.safe_dump(beyond, allow_unicode=True, sort_keys=False, width=120), nl=False)
