"""How many durable steps a second, on a file and on a server: `python -m tests.benchmarks.postgres_bench` prints a table.

Each process is a bot of its own, with its own learners, as shards have them. Both databases are on the same disk, and every
step is on it before the next begins.
"""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bot.address import place_of
from bot.course.position import Position
from bot.course.reader import read_course
from bot.settings import default_course
from bot.store import Store, open_store
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON
from tests.postgres import PostgresServer, home
from tests.wire.record import ROOT

SECONDS = 4.0
ROUNDS = 3  # of both kinds in turn: disks have moods
PROCESSES = (1, 2, 4)
OUTLINE = tuple(
    Position(f"lesson-{n // 15}", f"step-{n % 15}") for n in range(330)
)  # as long as the course's
NEXTS = 5  # of each learner


def main() -> None:
    """Measure and print."""
    programs = home()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(PostgresServer(programs, is_durable=True)) as server,
    ):
        server.start()
        server.create("bench")
        places = {"SQLite": str(Path(folder) / "bench.db"), "PostgreSQL": server.url("bench")}
        found: dict[tuple[str, str, int], list[list[float]]] = defaultdict(list)
        for _ in range(ROUNDS):
            for processes, (kind, place) in itertools.product(PROCESSES, places.items()):
                open_store(place_of(place, Path(folder))).close()
                for name, seconds in _measured(place, folder, processes).items():
                    found[name, kind, processes].append(seconds)
    for (name, kind, processes), rounds in sorted(found.items()):
        _say(name, kind, processes, rounds)


def _measured(place: str, folder: str, processes: int) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "tests.benchmarks.postgres_bench", place, folder]
    workers = [
        subprocess.Popen(
            [*command, f"{processes}-{n}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for n in range(processes)
    ]
    found: dict[str, list[float]] = {}
    for name in ("positions.move", "next"):
        for worker in workers:
            assert worker.stdout is not None
            worker.stdout.readline()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        found[name] = [
            one
            for worker in workers
            if worker.stdout is not None
            for one in json.loads(worker.stdout.readline())
        ]
    for worker in workers:
        worker.communicate()
    return found


def _say(name: str, kind: str, processes: int, rounds: list[list[float]]) -> None:
    all_times = sorted(itertools.chain(*rounds))
    rate = statistics.median(map(len, rounds)) / SECONDS
    sys.stdout.write(
        f"{name:16}{kind:12}{processes:2} processes{rate:8,.0f} a second{all_times[len(all_times) // 2] * 1000:8.2f} ms median"
        f"{all_times[int(0.99 * len(all_times))] * 1000:8.2f} ms p99{all_times[-1] * 1000:9.1f} ms at most\n"
    )


def work(place: str, folder: str, name: str) -> None:
    """One process: a line says that it is ready, another begins it, and its times come back."""
    with closing(open_store(place_of(place, Path(folder)))) as store:
        tutor = Tutor(read_course(default_course()), store)
        for steps in (_moves(store, name), _nexts(tutor, name)):
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            sys.stdin.readline()
            sys.stdout.write(f"{json.dumps(_times(steps))}\n")
            sys.stdout.flush()


def _moves(store: Store, name: str) -> Iterator[Callable[[], object]]:
    for learner in itertools.count():
        for n, to in enumerate(OUTLINE):
            before = OUTLINE[n - 1] if n else None
            yield lambda learner=learner, before=before, to=to: store.positions.move(  # type: ignore[misc]  # bound now
                f"{name}-{learner}", "bench", expected=before, to=to, outline=OUTLINE, at=NOON
            )


def _nexts(tutor: Tutor, name: str) -> Iterator[Callable[[], object]]:
    for learner in itertools.count():
        visit = Visit(f"{name}-{learner}", "bench", NOON)
        for _ in range(NEXTS):
            yield lambda visit=visit: tutor.lessons.next(visit)  # type: ignore[misc]  # likewise


def _times(steps: Iterator[Callable[[], object]]) -> list[float]:
    took: list[float] = []
    end = time.perf_counter() + SECONDS
    while (begun := time.perf_counter()) < end:
        next(steps)()
        took.append(time.perf_counter() - begun)
    return took


if __name__ == "__main__":
    if len(sys.argv) > 1:
        work(*sys.argv[1:])
    else:
        main()
