"""Labs in the real process: run elsewhere, while lessons go on, and gone with the bot."""

from __future__ import annotations

import asyncio
import os
import select
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner
from tests.wire.process import BotProcess
from tests.wire.world import Channel

QUICK_MS = 500  # far under the second that a lab takes, far over what a busy machine adds


@pytest.fixture
def settings(small_settings: Mapping[str, str]) -> Mapping[str, str]:
    return small_settings


def workers() -> set[int]:
    """The process ids of all lab workers on this machine."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if b"bot.labs.worker" in command:
            found.add(int(entry.name))
    return found


async def test_a_lab_is_run_and_run_again_over_the_wire(
    bot: BotProcess, study: Channel, ann: Learner
) -> None:
    page = await ann.slash(study, "lab face", prompt="green tophat")
    again = await ann.press(page, "Again, another seed")

    assert "seed 1 " in page.text
    assert "seed 2 " in again.text
    assert [file.name for file in again.files] == ["face-2.png"]
    assert page.ephemeral


async def test_lessons_go_on_while_a_lab_runs(
    bot: BotProcess, study: Channel, ann: Learner, bob: Learner
) -> None:
    running = asyncio.create_task(ann.slash(study, "lab speak"))
    pages = [await bob.slash(study, "lesson next") for _ in range(3)]

    assert not running.done()
    assert max(page.ack_ms for page in pages) < QUICK_MS
    assert "Speak and listen" in (await running).text


@pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")
async def test_the_worker_ends_with_a_bot_that_was_killed(
    fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner
) -> None:
    before = workers()
    await ann.slash(study, "lab words")
    ours = workers() - before
    assert len(ours) == 1

    await bot.kill()

    await asyncio.to_thread(wait_for_the_end, ours)


def wait_for_the_end(processes: set[int]) -> None:
    """Wait until processes are gone, ten seconds at most each."""
    for process in processes:
        try:
            descriptor = os.pidfd_open(process)
        except ProcessLookupError:
            continue
        ready, _, _ = select.select([descriptor], [], [], 10)
        os.close(descriptor)
        assert ready, f"the worker {process} outlived the bot"
