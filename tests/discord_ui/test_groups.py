"""A study group on a server: from making it to the summary."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import discord
import pytest
import simcord
from simcord.actors import MemberActor

from bot.discord_ui.client import TutorClient
from bot.discord_ui.tutor_thread import TutorThread
from tests.discord_ui.conftest import problems
from tests.discord_ui.test_bot import labels, said, texts
from tests.fakes import NOON


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Study:
    """A server with an organiser and two learners."""

    env: simcord.Env
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

    @property
    def thread(self) -> Any:
        """The thread of the lesson that was opened last."""
        return self.channel.threads[-1]

    async def press(self, who: MemberActor, label: str) -> simcord.InteractionResult:
        """Press a button of the newest message in the lesson's thread."""
        result = await who.click(self.newest, label=label)
        await self.settled()
        return result

    @property
    def newest(self) -> Any:
        return self.thread.last_message


@pytest.fixture
async def study(thread: TutorThread) -> AsyncIterator[Study]:
    """The small course's tutor on a server."""
    clock = Clock()
    client = TutorClient(thread, clock=clock, redrawn_every_s=0)
    env = simcord.Env(client, shard_count=1)
    await env.start()
    guild = env.create_guild()
    channel = guild.create_text_channel("study")
    role = guild.create_role("organiser", permissions=discord.Permissions(manage_guild=True))
    olga = guild.add_member(env.create_user("olga"), roles=[role])
    ann, bob = (guild.add_member(env.create_user(name)) for name in ("ann", "bob"))
    yield Study(env, client, guild, channel, olga, ann, bob, clock)
    await env.shutdown()
    env.raise_errors()
    assert problems(env) == []


def spoken(message: Any) -> str:
    """What a message of the thread says."""
    return texts([component.to_dict() for component in message.components])


def offered(message: Any) -> list[str]:
    return labels([component.to_dict() for component in message.components])


async def opened(study: Study) -> None:
    """A group whose first lesson is open, with its organiser, Ann and Bob in it."""
    await study.olga.slash(study.channel, "group create", name="Bakers")
    await study.olga.slash(study.channel, "group lesson")
    await study.settled()
    for learner in (study.olga, study.ann, study.bob):
        await study.press(learner, "Join")


class TestALessonTogether:
    async def test_it_opens_in_a_thread_and_shows_the_first_message_to_all(self, study: Study) -> None:
        made = await study.olga.slash(study.channel, "group create", name="Bakers")
        opening = await study.olga.slash(study.channel, "group lesson")
        await study.settled()

        assert not made.ephemeral
        assert opening.ephemeral
        assert study.thread.name == "Why bread rises"
        assert "Look at the dough" in spoken(study.newest)
        assert "Ready: 0 of 0" in spoken(study.newest)

    async def test_it_goes_on_when_all_who_are_there_are_ready(self, study: Study) -> None:
        await opened(study)

        await study.press(study.olga, "Ready")
        noted = await study.press(study.ann, "Ready")
        assert said(noted) == "Noted. Ready: 2 of 3."
        assert noted.ephemeral
        assert "Look at the dough" in spoken(study.newest)

        await study.press(study.bob, "Ready")
        assert "Yeast makes gas." in spoken(study.newest)

    async def test_a_message_that_is_over_has_no_buttons(self, study: Study) -> None:
        await opened(study)
        first = study.newest

        await study.press(study.olga, "Next (organisers)")

        assert "Look at the dough" in spoken(as_it_is_now(study, first))
        assert offered(as_it_is_now(study, first)) == []

    async def test_it_ends_with_checks_a_picture_and_something_to_talk_about(self, study: Study) -> None:
        await opened(study)
        for _ in range(4):  # three messages and the recap
            await study.press(study.olga, "Next (organisers)")
        assert "Check 1 of 3" in spoken(study.newest)

        right, wrong = "right one of {}", "wrong one of {}"
        for check in ("gas-check", "yeast-check", "time-check"):
            for learner, choice in ((study.olga, right), (study.ann, right), (study.bob, wrong)):
                answer = await study.press(learner, choice.format(check))
                assert answer.ephemeral

        assert "Done together: Why bread rises" in spoken(study.newest)
        assert "Missed most: " in spoken(study.newest)
        assert "To talk about" in spoken(study.newest)
        (picture,) = study.newest.attachments
        assert "Why bread rises" in (picture.description or "")

    async def test_nobody_sees_what_another_chose(self, study: Study) -> None:
        await opened(study)
        for _ in range(4):
            await study.press(study.olga, "Next (organisers)")

        await study.press(study.bob, "wrong one of gas-check")

        assert all(
            "bob" not in spoken(m).lower() and "You chose" not in spoken(m) for m in study.thread.history()
        )


def as_it_is_now(study: Study, message: Any) -> Any:
    """A message as it is now."""
    return next(m for m in study.thread.history() if m.id == message.id)
