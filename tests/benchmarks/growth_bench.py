"""What growth costs: `python -m tests.benchmarks.growth_bench [LEARNERS …]`; draws `pictures/growth.png`. Measured, never asserted.

Fills a database file and a PostgreSQL server with learners (ten thousand, a hundred thousand and a million unless told otherwise),
ten log rows each, and measures on both in turn what a learner waits for inside the process, every step flushed to the disk; and
durable `next` a second beside the bare driver doing the same update there. Then what the clock does: a tick, which learners wait
behind every twenty seconds, and the tidying of the day, with the tables that they read from end to end.

Both are in the folder for temporary files: name another with TMPDIR if that one is on no disk.
"""

from __future__ import annotations

import gc
import random
import re
import sqlite3  # noqa: TID251  # what ours is held against
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import psycopg  # noqa: TID251  # likewise

from bot.address import Address, Place
from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.course.position import outline
from bot.course.reader import read_course
from bot.settings import default_course
from bot.store import Store, open_store
from bot.store.connection import Connection, Rows
from bot.store.opening import PatientDatabase, prepare
from bot.store.postgres.connection import Server
from bot.store.postgres.drawers import ServerStore
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from lessons.pictures.house import DEEP_BLUE, DEEP_CORAL, DEEP_GREEN, Axis, Canvas, Plot, png, ticks
from tests.benchmarks.big_database import fill, fill_calendar, servers_of
from tests.fakes import NOON
from tests.postgres import PostgresServer, home

PICTURE = Path(__file__).parent / "pictures" / "growth.png"
LEARNERS = (10_000, 100_000, 1_000_000)
PEOPLE = 2_000  # by whom is measured
TURNS = 4  # of both kinds, each with its part of the people: disks have moods
TICKS = 15
TICK = timedelta(seconds=20)
MS = 1000
FILE, SERVER = "SQLite", "PostgreSQL"
AS_IT_COMES = ("shared_buffers=128MB",)  # a server's own setting; those of tests do with less
QUESTIONS = (
    "what does temperature do",
    "why do i get a different picture with the same words",
    "what is teh distribusion",
    "who won the champions league",
)
FEW = 1_000  # rows: to read so many from end to end is no matter, and a server rightly prefers it
_ON_FILE = (
    "EXPLAIN QUERY PLAN",
    "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'",
)
_ON_SERVER = "EXPLAIN", "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
# A table, and the index along which it is read if there is one: by a file, by a server, by a server along an index.
_READ_WHOLE = re.compile(
    r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?"
    r"|Seq Scan on (\w+)"
    r"|Scan(?: Backward)? using (\w+) on (\w+).*\n(?!\s*Index Cond)",
    re.MULTILINE,
)


class Bare(Protocol):
    """A driver's own connection, of either kind."""

    def execute(self, sql: Any, values: Any = ..., /) -> Any:
        """Run one statement."""

    def close(self) -> None:
        """Let it go."""


@dataclass(slots=True)
class Row:
    """What one size costs on one kind: ms of each press, and durable steps a second in each turn."""

    kind: str
    learners: int
    filled_s: float
    megabytes: float
    next: list[float] = field(default_factory=list)
    ask: list[float] = field(default_factory=list)
    review: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        pairs = (_summary(took) for took in (self.next, self.ask, self.review))
        cells = "".join(f"{f'{median:.2f} / {p99:.2f}':>16}" for median, p99 in pairs)
        ratio = statistics.median(o / r for o, r in zip(self.ours, self.raw, strict=True))
        rates = f"{statistics.median(self.ours):9.0f}{statistics.median(self.raw):9.0f}{ratio:7.2f}"
        return f"{self.learners:10,} {self.kind:<11}{self.filled_s:7.0f}{self.megabytes:8.0f}{cells}{rates}"


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clock costs on one kind: ms of each part of each tick, seconds of the tidying, and which tables each reads whole."""

    kind: str
    learners: int
    reminders: Sequence[float]
    meetings: Sequence[float]
    lessons: Sequence[float]
    statements: float  # of a tick
    tidying_s: float
    read_by_ticks: Mapping[str, int]  # by table, how many rows it has afterwards
    read_by_tidying: Mapping[str, int]

    def __str__(self) -> str:
        parts = self.reminders, self.meetings, self.lessons
        medians = "".join(f"{statistics.median(part):10.1f}" for part in parts)
        longest = max(map(sum, zip(*parts, strict=True)))
        reads = "; ".join(
            f"{name} reads whole {', '.join(f'{table} ({rows:,})' for table, rows in tables.items()) or 'nothing'}"
            for name, tables in (
                ("a tick", self.read_by_ticks),
                ("tidying (rows left)", self.read_by_tidying),
            )
        )
        numbers = f"{medians}{longest:10.1f}{self.statements:12.0f}{self.tidying_s:10.2f}"
        return f"{self.learners:10,} {self.kind:<11}{numbers}  {reads}"


class Bench:
    """A database full of learners, and some of them at work."""

    def __init__(self, row: Row, place: Place, course: Course, matcher: Matcher) -> None:
        self.row = row
        self._course = course
        self._store = open_store(place)
        self._tutor = Tutor(course, self._store, matcher)
        self._bare, self._is_of_server = _bare(place)

    def close(self) -> None:
        """Let the database go."""
        self._bare.close()
        self._store.close()

    def measure(self, names: Sequence[str]) -> None:
        """One turn."""
        tutor, row = self._tutor, self.row
        visits = [Visit(name, "bench", NOON) for name in names]
        gc.collect()
        row.next += _times([partial(tutor.lessons.next, visit) for visit in visits])
        row.ask += _times(
            [partial(tutor.questions.ask, v, QUESTIONS[n % len(QUESTIONS)]) for n, v in enumerate(visits)]
        )
        row.review += _times([partial(tutor.reviews.next, visit) for visit in visits])
        begun = time.perf_counter()
        for visit in visits:
            tutor.lessons.next(visit)
        row.ours.append(len(visits) / (time.perf_counter() - begun))
        row.raw.append(self._raw(names))

    def _raw(self, names: Sequence[str]) -> float:
        """Steps a second of the driver alone: read a position, move it on, flushed to the disk."""
        steps = outline(self._course)
        following = dict(zip(steps, (*steps[1:], steps[0]), strict=True))
        by_place = {(s.lesson, s.step): following[s] for s in steps}
        read, move = (
            sql.replace("?", "%s") if self._is_of_server else sql
            for sql in (
                "SELECT lesson, step FROM positions WHERE learner = ? AND course = ?",
                """UPDATE positions SET lesson = ?, step = ?, moved_at = ?
                   WHERE learner = ? AND course = ? AND lesson = ? AND step = ?""",
            )
        )
        begun = time.perf_counter()
        for name in names:
            key = (name, self._course.id)
            place = self._bare.execute(read, key).fetchone()
            to = by_place[place]
            self._bare.execute(move, (to.lesson, to.step, NOON.isoformat(), *key, *place))
        return len(names) / (time.perf_counter() - begun)


class Listening:
    """A connection that remembers every statement, so that it can be asked how those are carried out."""

    def __init__(self, db: Connection, how: str, indexes_of_a_part: str) -> None:
        """Set it up.

        Args:
            db: The database.
            how: What to put before a statement to hear how it would be carried out.
            indexes_of_a_part: A statement that gives the indexes which hold a part of their table only.
        """
        self._db = db
        self._how = how
        self._parts = {name for (name,) in db.execute(indexes_of_a_part).fetchall()}
        self._heard: dict[str, Sequence[Any] | dict[str, Any] | None] = {}
        self.count = 0  # of statements so far

    def execute(self, sql: str, values: Sequence[Any] | dict[str, Any] | None = None, /) -> Rows:
        """Run one statement."""
        self.count += 1
        self._heard.setdefault(sql, values)
        return self._db.execute(sql, values)

    def atomic(self) -> AbstractContextManager[Any]:
        """What is done inside is kept whole or not at all."""
        return self._db.atomic()

    def close(self) -> None:
        """Let the database go."""
        self._db.close()

    def read_whole(self) -> dict[str, int]:
        """The tables of some size that statements since the last time read from end to end, and how many rows each has now."""
        tables = set().union(*(self._whole(sql, values) for sql, values in self._heard.items()))
        self._heard.clear()
        counts = {
            table: int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in sorted(tables)
        }
        return {table: count for table, count in counts.items() if count > FEW}

    def _whole(self, sql: str, values: Sequence[Any] | dict[str, Any] | None) -> set[str]:
        plan = "\n".join(line for *_, line in self._db.execute(f"{self._how} {sql}", values).fetchall())
        found = [
            (on_file or on_server or along, index or index_there)
            for on_file, index, on_server, index_there, along in _READ_WHOLE.findall(f"{plan}\n")
        ]
        return {table for table, index in found if index not in self._parts and table != "CONSTANT"}


def main(sizes: Sequence[int]) -> None:
    """Measure and print."""
    course = read_course(default_course())
    matcher = Matcher(course)
    programs = home()
    if programs is None:
        _say("PostgreSQL is not installed, so only SQLite is measured: apt-get install postgresql")
    _say(
        f"{'learners':>10} {'':<11}{'fill s':>7}{'MB':>8}{'next':>16}{'ask':>16}{'review':>16}{'ours/s':>9}{'raw/s':>9}{'ratio':>7}"
    )
    rows: list[Row] = []
    clocks = []
    for learners in sizes:
        with ExitStack() as stack:
            places: dict[str, Place] = {FILE: stack.enter_context(_file())}
            if programs is not None:
                places[SERVER] = stack.enter_context(_server(programs))
            for row in _measured(places, course, matcher, learners):
                _say(str(row))
                rows.append(row)
            clocks += [_clock(kind, place, course, matcher, learners) for kind, place in places.items()]
    _say(
        f"\n{'a tick, ms':>10} {'':<11}{'reminders':>10}{'meetings':>10}{'lessons':>10}{'at most':>10}{'statements':>12}{'tidying s':>10}"
    )
    for clock in clocks:
        _say(str(clock))
    if len(sizes) > 1:
        _draw(rows)


def _measured(places: Mapping[str, Place], course: Course, matcher: Matcher, learners: int) -> list[Row]:
    rng = random.Random(1)
    names = [f"discord:{10**17 + n}" for n in rng.sample(range(learners), min(PEOPLE, learners))]
    with ExitStack() as stack:
        benches = []
        for kind, place in places.items():
            begun = time.perf_counter()
            fill(place, course, learners)
            row = Row(kind, learners, time.perf_counter() - begun, _megabytes(place))
            benches.append(stack.enter_context(closing(Bench(row, place, course, matcher))))
        for turn in range(TURNS):
            for bench in benches:
                bench.measure(names[turn::TURNS])
        return [bench.row for bench in benches]


def _clock(kind: str, place: Place, course: Course, matcher: Matcher, learners: int) -> Clock:
    """A few ticks, and the tidying of a day."""
    fill_calendar(place, course, learners)
    store, db = _listening(place)
    there = {f"discord:{s}" for s in range(servers_of(learners))}
    with closing(store):
        tutor = Tutor(course, store, matcher)
        works = (tutor.reminders.write, tutor.schedules.hold_due, tutor.sessions.behind)
        took = _times([partial(work, NOON + n * TICK) for n in range(TICKS) for work in works])
        reminders, meetings, lessons = (took[n :: len(works)] for n in range(len(works)))
        statements = db.count / TICKS
        read_by_ticks = db.read_whole()
        (tidying,) = _times([partial(_tidy, store, there)])
        return Clock(
            kind,
            learners,
            reminders,
            meetings,
            lessons,
            statements,
            tidying / MS,
            read_by_ticks,
            db.read_whole(),
        )


def _tidy(store: Store, there: set[str]) -> None:
    store.servers.note_present(there, NOON)
    store.purge(NOON)


def _listening(place: Place) -> tuple[Store, Listening]:
    if isinstance(place, Address):
        db = Listening(Server(place), *_ON_SERVER)
        return ServerStore(db, place.beside), db  # type: ignore[arg-type]  # it asks nothing else of a server
    file = PatientDatabase(sqlite3.connect(place))
    prepare(file)
    db = Listening(file, *_ON_FILE)
    return Store(db, place), db


def _bare(place: Place) -> tuple[Bare, bool]:
    """A driver's connection, and whether it is that of a server."""
    if isinstance(place, Address):
        return psycopg.connect(place.url, autocommit=True), True
    db = sqlite3.connect(place, isolation_level=None)
    db.execute("PRAGMA synchronous = FULL")
    return db, False


def _megabytes(place: Place) -> float:
    if isinstance(place, Address):
        with psycopg.connect(place.url) as db:
            (size,) = db.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
        return float(size) / 1e6
    return place.stat().st_size / 1e6


@contextmanager
def _file() -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "big.db"


@contextmanager
def _server(programs: Path) -> Iterator[Place]:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(PostgresServer(programs, is_durable=True, settings=AS_IT_COMES)) as server,
    ):
        server.start()
        server.create("big")
        yield server.address("big", Path(folder))


def _times(works: Sequence[Callable[[], object]]) -> list[float]:
    took = []
    for work in works:
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * MS)
    return took


def _summary(took: Sequence[float]) -> tuple[float, float]:
    median, p99 = np.percentile(took, [50, 99])
    return float(median), float(p99)


def _draw(rows: Sequence[Row]) -> None:
    files, servers = ([row for row in rows if row.kind == kind] for kind in (FILE, SERVER))
    sizes = [row.learners for row in files]
    canvas = Canvas("What more learners cost")
    x = Axis(sizes[0], sizes[-1], "learners, log scale", {size: _short(size) for size in sizes}, log=True)
    y = Axis(0.1, 10, "ms, log scale; thin: 99 of 100 are quicker", ticks(0.1, 1, 10), log=True)
    plot = Plot(canvas, canvas.room(420), x, y)
    for name, colour, labelled, anchor, shift in (
        ("ask", DEEP_CORAL, -1, "rs", (-12, -8)),
        ("next", DEEP_BLUE, 0, "ls", (12, -8)),
        ("review", DEEP_GREEN, -1, "rs", (-12, 29)),
    ):
        summaries = [_summary(getattr(row, name)) for row in files]
        for place, width in ((0, 4.5), (1, 1.5)):
            plot.curve(sizes, [summary[place] for summary in summaries], colour=colour, width=width)
        medians = [median for median, _ in summaries]
        plot.marks(zip(sizes, medians, strict=True), colour=colour)
        plot.label(
            sizes[labelled], medians[labelled], name, colour=colour, anchor=anchor, shift=shift, clear=True
        )
    if servers:
        medians = [_summary(row.next)[0] for row in servers]
        plot.curve(sizes, medians, colour=DEEP_BLUE, dash=(8, 7))
        plot.label(
            sizes[-1],
            medians[-1],
            "next on PostgreSQL",
            colour=DEEP_BLUE,
            anchor="rs",
            shift=(-12, 30),
            clear=True,
        )
    PICTURE.write_bytes(
        png(
            canvas.done("Inside the process, every step flushed to the disk; a server for every 400 learners")
        )
    )


def _short(number: int) -> str:
    return f"{number // 1_000_000} M" if number >= 1_000_000 else f"{number // 1_000} k"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or LEARNERS)
