"""The real command tree, views and windows against a Discord in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import discord
import pytest
import simcord
from simcord.actors import MemberActor

from bot.course.model import Course
from bot.discord_ui.client import TutorClient
from bot.discord_ui.tutor_thread import TutorThread
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
