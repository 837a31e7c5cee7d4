import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.errors import LabError, LearnerError
from bot.labs.catalogue import run_lab
from bot.labs.outcome import Outcome
from bot.labs.requests import Answer, Request
from bot.labs.workshop import ProcessWorker, Workshop


class FakeWorker:
    """Answers when it is told to, or never."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.free = asyncio.Event()
        self.broken = ""
        self.killed = False

    async def work(self, request: Request) -> Answer:
        self.asked.append(request)
        await self.free.wait()
        if self.broken == "dead":
            raise EOFError
        if self.broken:
            return Answer(fault=self.broken)
        seed = int(request.options["seed"])
        return Answer(Outcome(b"file", ".png", "alt", "look", seed, "point", request.options), seconds=2.0)

    async def kill(self) -> None:
        self.killed = True


class Agency:
    """Hires fakes and remembers them."""

    def __init__(self, *, free: bool = True) -> None:
        self.hired: list[FakeWorker] = []
        self._free = free

    def __call__(self) -> FakeWorker:
        worker = FakeWorker()
        if self._free:
            worker.free.set()
        self.hired.append(worker)
        return worker


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def busy() -> AsyncIterator[tuple[Workshop, Agency]]:
    """A workshop of two places whose worker is busy with learner 0's face."""
    agency = Agency(free=False)
    workshop = Workshop(hire=agency, room=2)
    first = asyncio.create_task(workshop.run(0, "face", {"seed": 0}))
    await settle()
    yield workshop, agency
    await workshop.close()
    await asyncio.gather(first, return_exceptions=True)


class TestRunning:
    async def test_gives_what_the_worker_made(self) -> None:
        workshop = Workshop(hire=Agency())

        finished = await workshop.run(1, "face", {"seed": 5})

        assert (finished.outcome.seed, finished.seconds, finished.remembered) == (5, 2.0, False)

    async def test_remembers_by_inputs_with_defaults_filled_in(self) -> None:
        agency = Agency()
        workshop = Workshop(hire=agency)
        await workshop.run(1, "attention", {})

        finished = await workshop.run(2, "attention", {"seed": 1})

        assert finished.remembered
        assert len(agency.hired[0].asked) == 1

    async def test_refuses_a_wrong_option_before_anyone_is_asked(self) -> None:
        agency = Agency()

        with pytest.raises(LearnerError, match="purple"):
            await Workshop(hire=agency).run(1, "face", {"prompt": "purple"})

        assert agency.hired == []


class TestQueue:
    async def test_says_how_long_when_it_is_full(self, busy: tuple[Workshop, Agency]) -> None:
        workshop, _ = busy
        waiting = [asyncio.create_task(workshop.run(k, "face", {"seed": k})) for k in (1, 2)]
        await settle()

        with pytest.raises(LearnerError, match=r"Try again in about \d+ seconds"):
            await workshop.run(3, "face", {"seed": 3})

        for task in waiting:
            task.cancel()

    async def test_a_newer_run_takes_the_older_ones_place(self, busy: tuple[Workshop, Agency]) -> None:
        workshop, agency = busy
        older = asyncio.create_task(workshop.run(7, "face", {"seed": 1}))
        await settle()
        newer = asyncio.create_task(workshop.run(7, "face", {"seed": 2}))
        await settle()

        agency.hired[0].free.set()

        assert (await newer).outcome.seed == 2
        with pytest.raises(LearnerError, match="newer run"):
            await older

    async def test_an_abandoned_run_is_never_started(self, busy: tuple[Workshop, Agency]) -> None:
        workshop, agency = busy
        abandoned = asyncio.create_task(workshop.run(1, "face", {"seed": 1}))
        await settle()

        abandoned.cancel()
        await settle()
        agency.hired[0].free.set()
        await workshop.run(2, "face", {"seed": 2})

        assert [request.options["seed"] for request in agency.hired[0].asked] == [0, 2]


class TestTrouble:
    async def test_a_run_over_its_time_is_killed_and_the_worker_replaced(self) -> None:
        agency = Agency(free=False)
        workshop = Workshop(hire=agency, limit_s=0.01)

        with pytest.raises(LearnerError, match="fewer steps"):
            await workshop.run(1, "face", {})
        with pytest.raises(LearnerError):
            await workshop.run(1, "face", {})

        assert [worker.killed for worker in agency.hired] == [True, True]

    async def test_a_worker_that_died_is_replaced(self) -> None:
        agency = Agency()
        workshop = Workshop(hire=agency)
        await workshop.run(1, "face", {"seed": 1})
        agency.hired[0].broken = "dead"

        with pytest.raises(LearnerError, match="Try again"):
            await workshop.run(1, "face", {"seed": 2})

        assert (await workshop.run(1, "face", {"seed": 2})).outcome.seed == 2

    async def test_a_fault_of_ours_comes_with_its_traceback(self) -> None:
        agency = Agency()
        workshop = Workshop(hire=agency)
        await workshop.run(1, "face", {"seed": 1})
        agency.hired[0].broken = "Traceback: boom"

        with pytest.raises(LabError, match="boom"):
            await workshop.run(1, "face", {"seed": 2})


class TestRealWorker:
    async def test_makes_the_same_as_here(self) -> None:
        workshop = Workshop()

        finished = await workshop.run(1, "attention", {"seed": 3})
        await workshop.close()

        assert finished.outcome == run_lab("attention", {"seed": 3})

    async def test_is_gone_after_it_was_killed_in_the_middle(self) -> None:
        hired: list[ProcessWorker] = []

        def hire() -> ProcessWorker:
            hired.append(ProcessWorker())
            return hired[-1]

        workshop = Workshop(hire=hire, limit_s=0.2)

        with pytest.raises(LearnerError, match="was stopped"):
            await workshop.run(1, "few", {})

        assert hired[0].process_id is None
