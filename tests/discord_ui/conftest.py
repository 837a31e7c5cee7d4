"""The real command tree, views and windows against a Discord in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord.actors import MemberActor

from bot.course.model import Course
from bot.discord_ui.client import TutorClient
from bot.discord_ui.tutor_thread import TutorThread
from tests.fakes import NOON
from tests.wire.record import validator


@dataclass
class World:
    """A server with one channel and one learner, and the bot in it."""

    env: simcord.Env
    client: TutorClient
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ann: MemberActor

    @property
    def mention(self) -> str:
        """What a learner types to mention the bot."""
        assert self.client.user is not None
        return self.client.user.mention

    @property
    def last_message(self) -> discord.Message:
        """What was last said in the channel."""
        assert self.channel.last_message is not None
        return self.channel.last_message


@pytest.fixture
async def thread(course: Course, tmp_path: Path) -> AsyncIterator[TutorThread]:
    """The small course's tutor, on the thread that owns its store."""
    thread = await TutorThread.open(course, tmp_path / "bot.db")
    yield thread
    await thread.close()


@pytest.fixture
async def world(thread: TutorThread) -> AsyncIterator[World]:
    """Every request that the bot made is held against Discord's own rules when the test is over."""
    client = TutorClient(thread)
    env = simcord.Env(
        client, shard_count=1
    )  # not simcord.run: a fixture's two halves run in different contexts
    await env.start()
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    yield World(env, client, guild, channel, guild.add_member(env.create_user("ann")))
    await env.shutdown()
    env.raise_errors()
    assert problems(env) == []


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now

    def move(self, **time: float) -> None:
        """Put it forward."""
        self.now += timedelta(**time)


@dataclass
class Study:
    """A server with an organiser and two learners."""

    env: simcord.Env
    tutor: TutorThread
    client: TutorClient
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    olga: MemberActor
    ann: MemberActor
    bob: MemberActor
    clock: Clock = field(default_factory=Clock)

    async def settled(self) -> None:
        """Until all that was begun is shown."""
        await self.client.stage.settle()
        await self.env.settle()

    async def restarted(self, *, redrawn_every_s: float = 0) -> None:
        """Start the bot anew; nothing of the one before is in memory."""
        self.client = TutorClient(self.tutor, clock=self.clock, redrawn_every_s=redrawn_every_s)
        await self.env.restart_bot(self.client)
        await self.settled()

    @property
    def thread(self) -> Any:
        """The thread of the lesson that was opened last."""
        return self.channel.threads[-1]

    @property
    def newest(self) -> Any:
        """The newest message in the lesson's thread."""
        return self.thread.last_message

    async def press(self, who: MemberActor, label: str) -> simcord.InteractionResult:
        """Press a button of the newest message in the lesson's thread."""
        result = await who.click(self.newest, label=label)
        await self.settled()
        return result

    async def begun(self, *there: MemberActor) -> None:
        """Make a group, open its first lesson, and let some be there."""
        await self.olga.slash(self.channel, "group create", name="Bakers")
        await self.olga.slash(self.channel, "group lesson")
        await self.settled()
        for learner in there:
            await self.press(learner, "Join")

    def asked(self, method: str, channel: Any, rest: str = "/messages") -> list[Any]:
        """The bodies of the bot's requests about a channel."""
        start = f"/channels/{channel.id}{rest}"
        found = [one for one in self.env.http_requests if one.method == method]
        return [one.json for one in found if one.path.startswith(start)]


@pytest.fixture
async def study(thread: TutorThread) -> AsyncIterator[Study]:
    """The small course's tutor on a server where people learn together."""
    clock = Clock()
    client = TutorClient(thread, clock=clock, redrawn_every_s=0)
    env = simcord.Env(client, shard_count=1)
    await env.start()
    guild = env.create_guild()
    channel = guild.create_text_channel("study")
    role = guild.create_role("organiser", permissions=discord.Permissions(manage_guild=True))
    olga = guild.add_member(env.create_user("olga"), roles=[role])
    ann, bob = (guild.add_member(env.create_user(name)) for name in ("ann", "bob"))
    yield Study(env, thread, client, guild, channel, olga, ann, bob, clock)
    await env.shutdown()
    env.raise_errors()
    assert problems(env) == []


def problems(env: simcord.Env) -> list[str]:
    """What Discord would refuse of the bot's requests; nothing where its rules aren't at hand."""
    validate = validator()
    if validate is None:
        return []
    return [
        f"{request.method} {request.path}: {problem}"
        for request in env.http_requests
        for problem in validate(request.method, request.path, request.json)
    ]
