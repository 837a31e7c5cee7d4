"""The one thread that owns the store: it opens it, does all of its work, and is awaited from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.address import Place
from bot.course.model import Course
from bot.discord_ui.metrics import Metrics
from bot.learning.review import RETENTION
from bot.store import Store, in_words, open_store
from bot.tutor.tutor import Tutor

S = TypeVar("S")
T = TypeVar("T")


class TutorThread:
    """A tutor at work on a thread of its own: commands never block the loop, writes never interleave."""

    def __init__(self, executor: ThreadPoolExecutor, db: Place, store: Store, tutor: Tutor) -> None:
        self.metrics = Metrics()
        self._executor = executor
        self._db = db
        self._store = store
        self._tutor = tutor

    @classmethod
    async def open(cls, course: Course, db: Place, retention: float = RETENTION) -> TutorThread:
        """Open the store and set up the tutor.

        Raises:
            StoreError: The database can't be used.
        """
        executor = ThreadPoolExecutor(1, thread_name_prefix="tutor")

        def build() -> tuple[Store, Tutor]:
            store = open_store(db)
            return store, Tutor(course, store, retention=retention)

        store, tutor = await asyncio.get_running_loop().run_in_executor(executor, build)
        return cls(executor, db, store, tutor)

    @property
    def in_memory(self) -> Tutor:
        """The tutor, for what reads memory only: option completion, prompts, help."""
        return self._tutor

    async def ask(self, work: Callable[[Tutor], T]) -> T:
        """Have the tutor do something. It is done even if the one who waits for it gives up.

        Raises:
            StoreError: The database's disk or file is not well.
        """
        return await self._done(work, self._tutor)

    async def store(self, work: Callable[[Store], T]) -> T:
        """Read or keep something that is the front end's own."""
        return await self._done(work, self._store)

    async def _done(self, work: Callable[[S], T], on: S) -> T:
        def timed() -> T:
            with self.metrics.store_seconds.time(), in_words(self._db):
                return work(on)

        with self.metrics.store_waiting.track_inprogress():
            return await asyncio.get_running_loop().run_in_executor(self._executor, timed)

    async def close(self) -> None:
        """Finish what is in hand, then close the database."""
        await self.store(Store.close)
        self._executor.shutdown()
