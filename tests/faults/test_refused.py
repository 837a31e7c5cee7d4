"""What Discord refuses, at every place where the bot asks something of it.

Whatever is refused, a learner stands where they stood or one step on, is told where there is a way to, and goes on with
the next press. In the suite each place meets three faults; at length each meets all.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import itertools
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord  # noqa: TID251  # what its own ways are called
import pytest
from discord import app_commands  # noqa: TID251

from bot import discord_ui
from tests.faults.database import change
from tests.faults.sites import (
    BY_ITSELF,
    CALLS,
    CLOCK_SITES,
    DAILY_SITES,
    SITES,
    START_SITES,
    Fault,
    Story,
    meet,
    others,
)
from tests.wire.fake_discord import FakeDiscord
from tests.wire.faults import Refusal
from tests.wire.process import BotProcess
from tests.wire.record import Request

PATIENCE_S = 60.0  # discord.py tries for 25 s; and many stories are played at once
OVER = 5  # tries, after which discord.py gives up

FAULTS: dict[str, Fault] = {
    "unknown interaction": Fault(Refusal(404, 10062, "Unknown interaction")),
    "token over 15 minutes old": Fault(Refusal(401, 50027, "Invalid Webhook Token")),
    "message deleted": Fault(Refusal(404, 10008, "Unknown Message")),
    "no access": Fault(Refusal(403, 50001, "Missing Access")),
    "door closed": Fault(Refusal(403, 50007, "Cannot send messages to this user")),
    "no permission": Fault(Refusal(403, 50013, "Missing Permissions")),
    "500 once": Fault(Refusal(500), times=1, tries=2),
    "502 once": Fault(Refusal(502), times=1, tries=2),
    "502 once, though it was done": Fault(Refusal(502, is_carried_out=True), times=1, tries=2),
    "429 once": Fault(Refusal(429, retry_after_s=0.5), times=1, tries=2),
    "429 always": Fault(Refusal(429, retry_after_s=0.2), tries=OVER),
    "hangs up": Fault(Refusal(0)),
}
# In which rounds of the suite the first site meets which fault: so that a deferral is carried out and yet not answered,
# a learner's thread is opened while Discord hangs up, and in a group's lesson a page whose count changes is deleted and
# the page before may not be changed.
FIRST_FAULTS = (3, 9, 11)
SLOW_FAULTS: dict[str, Fault] = {"500 always": Fault(Refusal(500), tries=OVER)}  # takes discord.py 25 s
BY_DISCORD_PY = "Ignoring exception in autocomplete"
VARIES = re.compile(r"(?<=/)(\d+|[\w-]{64,})(?=/|$)")
STARTING = {
    "GET /users/@me",
    "GET /oauth2/applications/@me",
    "GET /gateway/bot",
    "PUT /applications/*/commands",
    "GET /users/@me/guilds",
}
CLOCK_FAULTS = ("message deleted", "door closed", "no permission")  # in the suite

# discord.py's own ways of asking Discord something, by name; those left out mean something else in our program
HOMES = (
    discord.Client,
    discord.Guild,
    discord.Interaction,
    discord.InteractionResponse,
    discord.Message,
    discord.PartialMessage,
    discord.TextChannel,
    discord.Thread,
    discord.User,
    discord.Webhook,
    app_commands.CommandTree,
)
OURS = frozenset(
    ["autocomplete", "close", "connect", "join", "leave", "purge", "reply", "start", "wait_until_ready"]
)
WAYS = {
    name
    for home in HOMES
    for name, _ in inspect.getmembers(home, inspect.iscoroutinefunction)
    if not name.startswith(("_", "on_")) and name not in OURS
} | {"get_bot_gateway", "fetch_guilds"}


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(PATIENCE_S) as fake:
        yield fake
    assert not fake.problems, fake.tell()


@pytest.fixture
async def bot(
    fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str]
) -> AsyncIterator[BotProcess]:
    """A bot whose log is JSON: what it does not log, such as a bare traceback, is none."""
    async with BotProcess(fake, tmp_path, {**small_settings, "MANY_COATS_LOG": "json"}) as bot:
        yield bot


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Rounds in which each site meets a fault of its own; at length one round for every fault."""
    if "cases" in metafunc.fixturenames:
        faults = list(FAULTS)
        rounds = {
            f"each another, from {first}": {
                site: faults[(n + first) % len(faults)] for n, site in enumerate(SITES)
            }
            for first in FIRST_FAULTS
        }
        if metafunc.config.getoption("--faults-at-length"):
            rounds |= {fault: dict.fromkeys(SITES, fault) for fault in FAULTS | SLOW_FAULTS}
        metafunc.parametrize("cases", rounds.values(), ids=rounds.keys())


async def test_whatever_is_refused_nothing_is_lost_and_it_goes_on(
    fake: FakeDiscord, bot: BotProcess, cases: Mapping[str, str]
) -> None:
    faults = FAULTS | SLOW_FAULTS
    stories = {
        f"{site}: {fault}": Story(fake, bot, number, faults[fault])
        for number, (site, fault) in enumerate(cases.items())
    }

    ends = await asyncio.gather(
        *(SITES[site](story) for site, story in zip(cases, stories.values(), strict=True)),
        return_exceptions=True,
    )

    assert {name: repr(end) for name, end in zip(stories, ends, strict=True) if end is not None} == {}
    # what Discord refuses is a line in the log, no mishap of ours; of completions discord.py itself says more
    mishaps = [line for line in logged(bot) if line["level"] == "ERROR" or "exception" in line]
    assert [line for line in mishaps if not line["message"].startswith(BY_DISCORD_PY)] == []
    asked = {route(request) for request in fake.requests} - STARTING
    refused = {route(request) for story in stories.values() for request in story.met}
    assert asked <= refused, "something is asked of Discord that no site stands for"


def route(request: Request) -> str:
    """What kind of request it is: its path without ids and tokens."""
    return f"{request.method} {VARIES.sub('*', request.path)}"


def logged(bot: BotProcess) -> list[dict[str, Any]]:
    """The lines of the log; a line that is not one fails."""
    return [json.loads(line) for line in bot.stderr.splitlines()]


@pytest.mark.parametrize("site", START_SITES)
async def test_a_refused_start_ends_in_one_line_and_the_next_start_succeeds(
    fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str], site: str, at_length: bool
) -> None:
    if not at_length and site != "the commands":
        pytest.skip("starts the bot twice for each; `make faults` does")
    bot = BotProcess(fake, tmp_path, {**small_settings, "MANY_COATS_LOG": "json"})

    with fake.refuse(START_SITES[site], FAULTS["no access"].refusal) as trouble:
        status = await bot.run()
    lines = [line for line in bot.stderr.splitlines() if not line.startswith("{")]

    assert status == 1
    assert len(trouble.met) == 1
    assert len(lines) == 1
    assert "Can't reach Discord" in lines[0]
    async with bot:
        assert (await fake.user("ann").slash(fake.channel("square"), "glossary", term="SD")).title == "SD"


@pytest.mark.parametrize("fault", ["no access", "hangs up"])
@pytest.mark.parametrize("site", DAILY_SITES)
async def test_where_the_daily_tidying_is_refused_the_copy_is_made_all_the_same(
    fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str], site: str, fault: str
) -> None:
    copies = tmp_path / "copies"
    settings = {**small_settings, "MANY_COATS_LOG": "json", "MANY_COATS_BACKUPS": str(copies)}

    with fake.refuse(DAILY_SITES[site], FAULTS[fault].refusal) as trouble:
        async with BotProcess(fake, tmp_path, settings) as bot:
            await bot.logged("Discord did not say which servers there are")
            await bot.logged("the day's copy is there")

    assert len(list(copies.glob("*.db"))) == 1
    assert len(trouble.met) <= 2 * FAULTS[fault].tries
    assert [line for line in logged(bot) if line["level"] == "ERROR"] == []


async def test_what_the_clock_sends_may_be_refused_and_comes_the_next_time(
    fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str], at_length: bool
) -> None:
    faults = FAULTS if at_length else {name: FAULTS[name] for name in CLOCK_FAULTS}
    bot = BotProcess(fake, tmp_path, {**small_settings, "MANY_COATS_LOG": "json"})
    cases = list(itertools.product(CLOCK_SITES.items(), faults.items()))
    stories = [Story(fake, bot, number, fault) for number, (_, (_, fault)) in enumerate(cases)]
    async with bot:
        for story, ((_, (prepare, _)), _) in zip(stories, cases, strict=True):
            await prepare(story)
        await bot.stop()

        make_all_due(bot)
        with ExitStack() as stack:
            troubles = [
                stack.enter_context(fake.refuse(wants(story), story.fault.refusal, story.fault.times))
                for story, ((_, (_, wants)), _) in zip(stories, cases, strict=True)
            ]
            await bot.start()
            for story, trouble in zip(stories, troubles, strict=True):
                await trouble.was_met(story.fault.tries)
            await others(fake, len(stories))
            await bot.stop()
        asked = [
            len(trouble.met) <= 2 * story.fault.tries
            for story, trouble in zip(stories, troubles, strict=True)
        ]
        assert all(asked), "it asks again and again"

        make_all_due(bot)
        await bot.start()
        for story, ((_, (prepare, _)), _) in zip(stories, cases, strict=True):
            refusal = story.fault.refusal
            if prepare is meet:
                await is_told(story)
            elif refusal.status == 404 or refusal.code == 50007:
                said = await story.ann.slash(story.study, "lesson start")
                assert said.text.startswith("Your direct messages are closed to me, so I stopped")
            else:
                assert (await story.ann.hear(story.ann.dms)).title == "Time to review"
    assert [line for line in logged(bot) if line["logger"] == "asyncio"] == []


async def is_told(story: Story) -> None:
    """Wait for word of a missed meeting."""

    def missed() -> bool:
        return any(said.title == "The lesson was missed" for said in story.ann.reads(story.study))

    await story.fake.world.bell.until(missed, "a word about a meeting")


def make_all_due(bot: BotProcess) -> None:
    """Let reminders be due since just now, and meetings be missed."""
    now = datetime.now(UTC)  # noqa: TID251  # the bot's own clock
    change(bot.db, "UPDATE reminders SET next_at = ?", (now - timedelta(minutes=1)).isoformat())
    change(bot.db, "UPDATE memories SET due = ?", (now - timedelta(days=1)).isoformat())
    change(bot.db, "UPDATE schedules SET next_at = ?", (now - timedelta(hours=1)).isoformat())


class TestEveryPlaceHasItsStory:
    def test_every_call_of_the_program_has_one(self) -> None:
        assert set(calls()) == set(CALLS)

    def test_every_story_stands_for_a_call(self) -> None:
        named = [site for sites in CALLS.values() for site in sites]

        assert sorted([*named, *BY_ITSELF]) == sorted([*SITES, *CLOCK_SITES, *DAILY_SITES, *START_SITES])


def calls() -> Iterator[str]:
    """Where the program uses discord.py's ways of asking Discord something."""
    for module in sorted(Path(discord_ui.__file__).parent.glob("*.py")):
        for function in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Attribute) and is_request(node):
                        yield f"{module.stem}.{function.name}: {node.attr}"


def is_request(node: ast.Attribute) -> bool:
    """Whether discord.py asks Discord something when this is called."""
    return node.attr in WAYS or ast.unparse(node) == "client.start"
