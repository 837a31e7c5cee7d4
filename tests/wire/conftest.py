"""Fixtures: a fake Discord, people in it, and bots logged in to it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from tests.fakes import write_course
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner
from tests.wire.process import BotProcess
from tests.wire.sockets import Sockets
from tests.wire.world import Channel, Permission


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """A Discord of the test's own; the test fails if anything asked of it was wrong."""
    async with FakeDiscord() as fake:
        yield fake
    assert not fake.problems, fake.tell()


@pytest.fixture
def settings() -> Mapping[str, str]:
    """The bot's, beside those that it can't do without."""
    return {}


@pytest.fixture
def small_settings(tmp_path: Path) -> Mapping[str, str]:
    """Those of a bot that teaches the small course, and starts in half the time."""
    return {"MANY_COATS_COURSE": str(write_course(tmp_path / "course"))}


@pytest.fixture
async def bot(fake: FakeDiscord, tmp_path: Path, settings: Mapping[str, str]) -> AsyncIterator[BotProcess]:
    """Many Coats, logged in to the fake."""
    async with BotProcess(fake, tmp_path, settings) as bot:
        yield bot
    sys.stderr.write(bot.stderr)  # pytest shows it when the test fails
    assert "Traceback" not in bot.stderr


@pytest.fixture
async def sockets(fake: FakeDiscord) -> AsyncIterator[Sockets]:
    """A bot that is played by the test."""
    async with aiohttp.ClientSession() as session:
        yield Sockets(fake, session)


@pytest.fixture
def study(fake: FakeDiscord) -> Channel:
    """A channel of the server."""
    return fake.channel("study")


@pytest.fixture
def ann(fake: FakeDiscord) -> Learner:
    return fake.user("ann")


@pytest.fixture
def olga(fake: FakeDiscord) -> Learner:
    """An organiser, by her role."""
    return fake.user("olga", roles=[fake.role("organisers", Permission.MANAGE_GUILD)])


@pytest.fixture
def bob(fake: FakeDiscord) -> Learner:
    return fake.user("bob")
