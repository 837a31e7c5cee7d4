"""What growth costs: `python -m tests.benchmarks.growth_bench [LEARNERS …]`; draws `pictures/growth.png`. Measured, never asserted.

Fills a database file with learners (ten thousand, a hundred thousand and a million unless told otherwise), ten log rows each, and
measures what a learner waits for inside the process, every step flushed to the disk; and durable `next` a second beside raw sqlite3
doing the same update on a file of the same size.
"""

from __future__ import annotations

import gc
import random
import sqlite3  # noqa: TID251  # what ours is held against
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.course.position import outline
from bot.course.reader import read_course
from bot.settings import default_course
from bot.store import open_store
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from lessons.pictures.house import DEEP_BLUE, DEEP_CORAL, DEEP_GREEN, Axis, Canvas, Plot, png, ticks
from tests.benchmarks.big_database import fill
from tests.fakes import NOON

PICTURE = Path(__file__).parent / "pictures" / "growth.png"
LEARNERS = (10_000, 100_000, 1_000_000)
ROUNDS = 2_000
MS = 1000
QUESTIONS = (
    "what does temperature do",
    "why do i get a different picture with the same words",
    "what is teh distribusion",
    "who won the champions league",
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one size costs: ms at the median and at the 99th percentile, and durable steps a second."""

    learners: int
    next: tuple[float, float]
    ask: tuple[float, float]
    review: tuple[float, float]
    ours: float
    raw: float


def main(sizes: Sequence[int]) -> None:
    """Measure and print."""
    course = read_course(default_course())
    matcher = Matcher(course)
    _say(
        f"{'learners':>10}{'fill s':>8}{'MB':>8}{'next':>14}{'ask':>14}{'review':>14}{'ours/s':>9}{'raw/s':>9}{'ratio':>7}"
    )
    rows = []
    for learners in sizes:
        with tempfile.TemporaryDirectory(dir=".") as folder:
            path = Path(folder) / "big.db"
            begun = time.perf_counter()
            fill(path, course, learners)
            filled = time.perf_counter() - begun
            row = _measured(path, course, matcher, learners)
            size = path.stat().st_size / 1e6
        cells = "".join(f"{f'{p50:.2f} / {p99:.2f}':>14}" for p50, p99 in (row.next, row.ask, row.review))
        _say(
            f"{learners:10,}{filled:8.0f}{size:8.0f}{cells}{row.ours:9.0f}{row.raw:9.0f}{row.ours / row.raw:7.2f}"
        )
        rows.append(row)
    if len(rows) > 1:
        _draw(rows)


def _measured(path: Path, course: Course, matcher: Matcher, learners: int) -> Row:
    rng = random.Random(1)
    names = [f"discord:{10**17 + n}" for n in rng.sample(range(learners), min(ROUNDS, learners))]
    visits = [Visit(name, "bench", NOON) for name in names]
    gc.collect()
    with closing(open_store(path)) as store:
        tutor = Tutor(course, store, matcher)
        nexts = _times([partial(tutor.lessons.next, visit) for visit in visits])
        asks = _times(
            [partial(tutor.questions.ask, v, QUESTIONS[n % len(QUESTIONS)]) for n, v in enumerate(visits)]
        )
        reviews = _times([partial(tutor.reviews.next, visit) for visit in visits])
        begun = time.perf_counter()
        for visit in visits:
            tutor.lessons.next(visit)
        ours = len(visits) / (time.perf_counter() - begun)
    return Row(learners, _summary(nexts), _summary(asks), _summary(reviews), ours, _raw(path, course, names))


def _raw(path: Path, course: Course, names: Sequence[str]) -> float:
    """Steps a second of sqlite3 alone: read a position, move it on, flushed to the disk."""
    steps = outline(course)
    following = dict(zip(steps, (*steps[1:], steps[0]), strict=True))
    by_place = {(s.lesson, s.step): following[s] for s in steps}
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = FULL")
        begun = time.perf_counter()
        for name in names:
            key = (name, course.id)
            place = db.execute(
                "SELECT lesson, step FROM positions WHERE learner = ? AND course = ?", key
            ).fetchone()
            to = by_place[place]
            db.execute(
                """UPDATE positions SET lesson = ?, step = ?, moved_at = ?
                   WHERE learner = ? AND course = ? AND lesson = ? AND step = ?""",
                (to.lesson, to.step, NOON.isoformat(), *key, *place),
            )
        return len(names) / (time.perf_counter() - begun)


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
    sizes = [row.learners for row in rows]
    canvas = Canvas("What more learners cost")
    x = Axis(sizes[0], sizes[-1], "learners, log scale", {size: _short(size) for size in sizes}, log=True)
    y = Axis(0.1, 100, "ms, log scale; thin: 99 of 100 are quicker", ticks(0.1, 1, 10, 100), log=True)
    plot = Plot(canvas, canvas.room(420), x, y)
    for name, colour, label_at in (
        ("ask", DEEP_CORAL, 34),
        ("next", DEEP_BLUE, -8),
        ("review", DEEP_GREEN, 34),
    ):
        for place, width in ((0, 4.5), (1, 1.5)):
            values = [getattr(row, name)[place] for row in rows]
            plot.curve(sizes, values, colour=colour, width=width)
        medians = [getattr(row, name)[0] for row in rows]
        plot.marks(zip(sizes, medians, strict=True), colour=colour)
        plot.label(sizes[-1], medians[-1], name, colour=colour, anchor="rs", shift=(-12, label_at))
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
