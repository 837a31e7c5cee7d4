"""Where labs run without holding up the bot: one worker process, a short queue, and a memory of results."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.errors import LabError, LearnerError
from bot.labs.catalogue import find
from bot.labs.outcome import Options, Outcome, Value
from bot.labs.requests import HEADER, Answer, Request, pack

LIMIT_S = 15.0
"""A run takes under a second here; this is for slow and busy machines. First use learns, too."""
ROOM = 8
"""How many may wait: on this machine about five seconds of work."""
MOST_REMEMBERED = 24_000_000
"""Bytes of results kept, about a hundred of them."""
_FIRST_GUESS_S = 0.6

Key = tuple[str, tuple[tuple[str, Value], ...]]


@dataclass(frozen=True, slots=True)
class Finished:
    """An outcome, the seconds it took to make, and whether it was remembered from before."""

    outcome: Outcome
    seconds: float
    remembered: bool = False


class Worker(Protocol):
    """What the workshop needs of a worker: the real process here, a fake in the tests."""

    async def work(self, request: Request) -> Answer:
        """Answer one request; raises EOFError when the worker died."""

    async def kill(self) -> None:
        """End it, whatever it is doing."""


class ProcessWorker:
    """A worker in a process of its own, started when first needed."""

    def __init__(self) -> None:
        self._process: Process | None = None

    @property
    def process_id(self) -> int | None:
        """The process's id, or None before its first work."""
        return None if self._process is None else self._process.pid

    async def work(self, request: Request) -> Answer:
        """Send a request and wait for the answer."""
        if self._process is None:
            self._process = await start()
        sending, receiving = self._process.stdin, self._process.stdout
        if sending is None or receiving is None:
            raise EOFError("the worker has no streams")
        try:
            sending.write(pack(request))
            await sending.drain()
            (length,) = HEADER.unpack(await receiving.readexactly(HEADER.size))
            answered: Answer = pickle.loads(await receiving.readexactly(length))  # noqa: S301 - our own process
        except (ConnectionError, asyncio.IncompleteReadError) as ended:
            raise EOFError("the worker ended") from ended
        return answered

    async def kill(self) -> None:
        """Kill the process and wait until it is gone."""
        if self._process is not None:
            if self._process.returncode is None:
                self._process.kill()
            await self._process.communicate()
            self._process = None


async def start() -> Process:
    """Start the worker's process: a fresh interpreter, one thread for numpy, no secrets of ours in its surroundings."""
    root = str(Path(__file__).parents[2])
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = (sys.executable, "-m", "bot.labs.worker")
    return await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env={**kept, **threads, "PYTHONPATH": root}
    )


@dataclass(slots=True)
class _Job:
    learner: int
    key: Key
    request: Request
    result: asyncio.Future[Finished]


class Workshop:
    """Runs labs one after another in a worker, for all learners of the bot; belongs to one event loop."""

    def __init__(
        self, *, hire: Callable[[], Worker] = ProcessWorker, limit_s: float = LIMIT_S, room: int = ROOM
    ) -> None:
        """Prepare; nothing starts before the first run.

        Args:
            hire: Makes a worker, at first and after one had to be killed.
            limit_s: A run that takes longer is killed.
            room: How many runs may wait.
        """
        self._hire, self._limit_s, self._room = hire, limit_s, room
        self._worker: Worker | None = None
        self._waiting: list[_Job] = []
        self._running: _Job | None = None
        self._pump: asyncio.Task[None] | None = None
        self._remembered: OrderedDict[Key, Finished] = OrderedDict()
        self._usual_s = _FIRST_GUESS_S

    async def run(self, learner: int, name: str, options: Options) -> Finished:
        """Run a lab for a learner, or remember it. Cancelled while it waits, it is never run.

        Raises:
            LearnerError: An option doesn't fit, too many wait, it took too long, or the learner's newer
                run has taken its place.
            LabError: The lab itself has a fault; the message is where.
        """
        checked = find(name).check(options)
        key = (name, tuple(checked.items()))
        if (known := self._remembered.get(key)) is not None:
            self._remembered.move_to_end(key)
            return Finished(known.outcome, known.seconds, remembered=True)
        self._give_way(learner)
        if len(self._waiting) >= self._room:
            raise LearnerError(f"The labs are busy. Try again in about {self.wait_s():.0f} seconds.")
        job = _Job(learner, key, Request(name, checked), asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._work_through())
        try:
            return await job.result
        finally:
            if job in self._waiting:
                self._waiting.remove(job)

    @property
    def waiting(self) -> int:
        """How many runs wait, the one in hand included."""
        return len(self._waiting) + (self._running is not None)

    def wait_s(self) -> float:
        """About how long a new run would wait, in seconds, at least one."""
        ahead = self.waiting
        return max(1.0, ahead * self._usual_s)

    async def close(self) -> None:
        """Stop all work and end the worker."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        for job in [*self._waiting, *([self._running] if self._running else [])]:
            job.result.cancel()
        self._waiting.clear()
        await self._dismiss()

    def _give_way(self, learner: int) -> None:
        """Drop what this learner has waiting: they want something else now."""
        for job in [j for j in self._waiting if j.learner == learner]:
            self._waiting.remove(job)
            if not job.result.done():
                job.result.set_exception(LearnerError("Your newer run took this one's place. Look below."))

    async def _work_through(self) -> None:
        while self._waiting:
            self._running = job = self._waiting.pop(0)
            try:
                finished = await self._work(job.request)
            except Exception as failed:  # noqa: BLE001 - it reaches whoever awaits the run
                if not isinstance(failed, LearnerError | LabError):
                    await self._dismiss()
                if not job.result.done():
                    job.result.set_exception(failed)
            else:
                self._remember(job.key, finished)
                if not job.result.done():
                    job.result.set_result(finished)
            self._running = None

    async def _work(self, request: Request) -> Finished:
        if self._worker is None:
            self._worker = self._hire()
        try:
            async with asyncio.timeout(self._limit_s):
                answer = await self._worker.work(request)
        except TimeoutError:
            await self._dismiss()
            raise LearnerError(
                f"That took longer than {self._limit_s:g} seconds and was stopped. Ask for fewer steps, or try again."
            ) from None
        except EOFError:
            await self._dismiss()
            raise LearnerError("The lab's worker stopped in the middle of it. Try again.") from None
        if answer.refusal:
            raise LearnerError(answer.refusal)
        if answer.outcome is None:
            raise LabError(answer.fault)
        self._usual_s += 0.2 * (answer.seconds - self._usual_s)
        return Finished(answer.outcome, answer.seconds)

    async def _dismiss(self) -> None:
        if self._worker is not None:
            await self._worker.kill()
            self._worker = None

    def _remember(self, key: Key, finished: Finished) -> None:
        self._remembered[key] = finished
        while sum(f.outcome.size for f in self._remembered.values()) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
