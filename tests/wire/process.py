"""The bot as a process of its own, with the fake for its Discord."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Self

from bot.store import Store, open_store
from tests.wire.clock import NoAnswerError
from tests.wire.fake_discord import FakeDiscord
from tests.wire.record import ROOT

START_S = 15.0
END_S = 10.0
CHUNK = 1 << 16
BOT = ("-m", "bot", "run")
NOTHING: Mapping[str, str] = MappingProxyType({})


class BotProcess:
    """A bot that can be started, stopped politely or killed, and started again on the same database."""

    def __init__(
        self,
        fake: FakeDiscord,
        folder: Path,
        env: Mapping[str, str] = NOTHING,
        program: Sequence[str] = BOT,
        shards: Collection[int] | None = None,
    ) -> None:
        self._shards = shards  # that it holds; None for all
        self.db = folder / "bot.db"
        self._fake = fake
        self._folder = folder
        self._program = program
        self._more_env = env
        self._process: Process | None = None
        self._reading: asyncio.Task[int] | None = None
        self._heard: list[bytes] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    @property
    def stderr(self) -> str:
        """All that the bot wrote to its standard error, over all its starts."""
        return b"".join(self._heard).decode(errors="replace")

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._reading is not None and not self._reading.done()

    async def start(self) -> None:
        """Start the bot and wait until it is logged in; one that cannot is not left behind."""
        before = len(self._fake.gateway.sessions)
        await self._launch()
        try:
            await self._logged_in(before)
        except BaseException:
            await self.kill()
            raise

    async def run(self) -> int:
        """Start the bot and wait until it ends by itself; its exit status."""
        await self._launch()
        return await self._exit()

    async def stop(self) -> int:
        """Ask the bot to end, and wait until it has; its exit status."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End the bot in the middle of whatever it does."""
        await self._end(signal.SIGKILL)

    @contextmanager
    def database(self) -> Iterator[Store]:
        """The bot's database, to look into or, while the bot is stopped, to change."""
        store = open_store(self.db)
        try:
            yield store
        finally:
            store.close()

    async def logged(self, text: str) -> None:
        """Wait until the bot has written a text to its standard error."""
        await self._fake.world.bell.until(lambda: text in self.stderr, f"{text!r} in the bot's log")

    async def ended(self) -> int:
        """The exit status, once the bot has ended and the fake has noticed; a bot that goes on is killed."""
        status = await self._exit()
        await self._fake.world.bell.until(lambda: not self._is_connected(), "the end of the bot's connection")
        return status

    def _is_connected(self) -> bool:
        """Whether the fake knows of a connection of the bot, or of one of its shards if others hold the others."""
        sessions = self._fake.gateway.sessions.values()
        return any(s.is_live and (self._shards is None or s.shard[0] in self._shards) for s in sessions)

    async def _exit(self) -> int:
        assert self._process is not None
        assert self._reading is not None
        try:
            async with asyncio.timeout(END_S):
                return await asyncio.shield(self._reading)
        except TimeoutError:
            self._process.kill()
            await self._reading
            raise NoAnswerError(f"the bot did not end within {END_S:g} s:\n{self.stderr}") from None

    async def _logged_in(self, before: int) -> None:
        sessions = self._fake.gateway.sessions
        await self._fake.world.bell.until(
            lambda: len(sessions) > before or not self.is_running, "the bot's login", START_S
        )
        if not self.is_running:
            status = await self.ended()
            raise NoAnswerError(f"the bot ended with status {status} before it logged in:\n{self.stderr}")

    async def _launch(self) -> None:
        fake = self._fake
        fake.be_strict_on_pings()
        env = {
            "DISCORD_TOKEN": fake.token,
            "MANY_COATS_DISCORD_API": fake.api,
            "MANY_COATS_DISCORD_GATEWAY": fake.gateway.url,
            "MANY_COATS_DB": str(self.db),
            "HOME": str(self._folder),
            "PYTHONPATH": str(ROOT),
        }
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._program,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=PIPE,
            cwd=self._folder,
            env=env | dict(self._more_env),
        )
        self._reading = asyncio.create_task(self._read(self._process))
        self._reading.add_done_callback(lambda _: fake.world.bell.ring())

    async def _read(self, process: Process) -> int:
        """Collect what the bot writes, until it ends."""
        assert process.stderr is not None
        while some := await process.stderr.read(CHUNK):
            self._heard.append(some)
            self._fake.world.bell.ring()
        return await process.wait()

    async def _end(self, by: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self.is_running and self._process.returncode is None:
            self._process.send_signal(by)
        return await self.ended()
