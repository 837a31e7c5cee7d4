"""The commands of whoever runs the bot: backup, restore, migrate, stats, unit."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import click

from bot.address import Place
from bot.console.commands import course_option, db_option, place, utc_now
from bot.course.reader import read_course
from bot.failure import told
from bot.learning.review import Grade, calibration, log_loss
from bot.store import opened
from bot.store.backup import back_up, file_of
from bot.store.backup import restore as put_back
from bot.store.lock import alone_on
from bot.store.migrating import copy_all


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@db_option
def backup(file: Path, db: Place) -> None:
    """Copy the database to FILE while the bot runs, and check the copy."""
    with told():
        back_up(file_of(db), file)
    click.echo(f"Copied to {file}, and checked.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Really put it in the place of the database.")
@db_option
def restore(file: Path, db: Place, *, yes: bool) -> None:
    """Put the copy FILE in the place of the database. Stop the bot first."""
    with told():
        path = file_of(db)
    if not yes:
        click.echo(
            f"This puts {file} in the place of {path}. Stop the bot, then repeat it with --yes.", err=True
        )
        sys.exit(2)
    with told(), alone_on(path):
        before = put_back(file, path)
    click.echo(f"Restored from {file}." + (f" What was there is in {before}." if before else ""))


@click.command()
@click.option(
    "--to", "target", type=place, required=True, help="An empty database: a file, or postgresql://…"
)
@db_option
def migrate(target: Place, db: Place) -> None:
    """Copy all that is kept to another database, and compare the two. Stop the bot first.

    If it is interrupted, repeat it: it goes on where it was.
    """
    with told():
        counts = copy_all(db, target)
    for table, count in counts.items():
        click.echo(f"{table:28}{count:>12,}")
    click.echo(f"Copied and compared, every row. Set MANY_COATS_DB to the new database; {db} is as it was.")


@click.command()
@db_option
@course_option
def stats(db: Place, course: Path) -> None:
    """What is kept, in numbers, and how well recall is predicted."""
    with told(), opened(db) as store:
        the_course = read_course(course)
        for name, count in store.numbers.all(the_course.id, utc_now()).items():
            click.echo(f"{name:28}{count:>12,}")
        pairs = [
            (review.expected, review.grade > Grade.AGAIN)
            for review in store.memories.reviewed(the_course.id)
            if review.expected is not None
        ]
        if not pairs:
            click.echo("\nNo key point was reviewed twice yet: predicted recall can't be compared.")
            return
        click.echo(f"\n{'predicted recall':>18}{'recalled':>10}{'reviews':>10}")
        for row in calibration(pairs):
            click.echo(f"{row.predicted:18.2f}{row.recalled:10.2f}{row.count:10,}")
        click.echo(f"log loss {log_loss(pairs):.3f}; 0.69 would be guessing")


@click.command()
def unit() -> None:
    """Print a systemd unit, with how to install it."""
    click.echo((files("bot") / "operating" / "many-coats.service").read_text("utf-8"), nl=False)
