"""A learner who does very much at once is told to wait, and for how long; nobody else notices."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.tutor.pace import BURST
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.process import BotProcess
from tests.wire.world import Channel

TOO_MANY = 5
TOLD = re.compile(r"That was a lot at once: please wait (\d+) seconds?, then try again\. Nothing is lost\.")


@pytest.fixture
def settings(small_settings: Mapping[str, str]) -> Mapping[str, str]:
    return small_settings


async def at_once(learner: Learner, channel: Channel, times: int) -> list[Reply]:
    return await asyncio.gather(*(learner.slash(channel, "lesson again") for _ in range(times)))


async def test_who_is_too_fast_is_told_for_how_long_and_then_goes_on_where_they_were(
    fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner, bob: Learner
) -> None:
    page = await ann.slash(study, "lesson start")
    many = await at_once(ann, study, BURST + TOO_MANY)
    hasty = await ann.press(page, "Next")
    others = await bob.slash(study, "lesson start")
    told = [TOLD.fullmatch(reply.text) for reply in (*many, hasty)]
    waits = [int(match[1]) for match in told if match]

    fake.skip(timedelta(seconds=max(waits)))
    following = await ann.press(page, "Next")

    assert len(waits) >= TOO_MANY
    assert told[-1] is not None
    assert max(waits) < 10
    assert all(reply.ephemeral for reply in many)
    assert [
        button for reply, match in zip(many, told, strict=False) if match for button in reply.buttons
    ] == []
    assert (others.title, following.title) == ("Why bread rises (1 of 3)", "Why bread rises (2 of 3)")


async def test_a_flood_of_messages_is_answered_with_one_word_more_and_not_with_another(
    fake: FakeDiscord, bot: BotProcess, ann: Learner, bob: Learner
) -> None:
    for _ in range(BURST + TOO_MANY):
        ann.post(ann.dms, "what is yeast")
    await bob.dm("what is yeast")  # by then all of hers were seen to

    said = [message.text for message in ann.reads(ann.dms) if message.author != "ann"]
    assert len(said) <= BURST + 2
    assert len([text for text in said if TOLD.fullmatch(text)]) == 1
    fake.skip(timedelta(seconds=BURST))
    assert "Yeast" in (await ann.dm("what is yeast")).text
