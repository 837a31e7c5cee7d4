"""The postman: letters that lie ready are sent, once, and later where there is no way to Discord."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.discord_ui.postman import Postman
from bot.errors import StoreError
from bot.store import LEASE, Letter
from bot.tutor.letters import LetterDesk
from bot.tutor.reply import Card
from tests.discord_ui.conftest import Clock, World
from tests.discord_ui.test_practice import told
from tests.fakes import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def postman(world: World, clock: Clock) -> Postman:
    return Postman(world.client, world.client.tutor, world.client.stage, clock)


class FullDisk(LetterDesk):
    """A desk that can't note what was sent."""

    def __init__(self, desk: LetterDesk) -> None:
        self.take, self.waiting = desk.take, desk.waiting  # type: ignore[method-assign]  # as they were

    def settle(self, _: Letter) -> None:
        raise StoreError("The disk is full.")


async def write(world: World, *texts: str) -> None:
    """Letters to ann, to be sent within an hour."""
    for text in texts:
        card = Card("Time to review", text)
        await world.client.tutor.ask(
            lambda tutor, card=card: tutor.letters.to_learner(  # type: ignore[misc]  # bound now
                f"discord:{world.ann.id}", card, send_by=NOON + HOUR
            )
        )


def arrived(world: World) -> list[str]:
    """What ann finds in her direct messages, in whatever order."""
    return sorted(told(message).split("\n")[-1] for message in world.ann.user.dm_channel.history())


def counted(world: World, outcome: str) -> float:
    """How many letters came to that, by the bot's own numbers."""
    value = world.client.tutor.metrics.registry.get_sample_value(
        "many_coats_letters_total", {"outcome": outcome}
    )
    return value or 0.0


def waiting(world: World) -> float | None:
    return world.client.tutor.metrics.registry.get_sample_value("many_coats_letters_waiting")


def close_the_way(world: World, times: int | None = 1) -> None:
    """Discord has troubles of its own when a message to ann is sent."""
    world.env.inject_error(
        "POST", f"/channels/{world.ann.user.dm_channel.id}/messages", times=times, status=503, code=0
    )


async def test_all_that_lie_ready_are_sent_once(world: World, postman: Postman) -> None:
    await write(world, *"abcdefghijkl")

    await postman.deliver()
    await postman.deliver()

    assert arrived(world) == list("abcdefghijkl")
    assert (counted(world, "sent"), waiting(world)) == (12, 0)


async def test_two_that_deliver_at_once_send_each_once(world: World, postman: Postman, clock: Clock) -> None:
    await write(world, *"abcdefghijkl")
    other = Postman(world.client, world.client.tutor, world.client.stage, clock)

    await asyncio.gather(postman.deliver(), other.deliver())

    assert arrived(world) == list("abcdefghijkl")


async def test_where_there_is_no_way_to_discord_it_is_sent_two_minutes_later(
    world: World, postman: Postman, clock: Clock
) -> None:
    await write(world, "a", "b")
    close_the_way(world)

    await postman.deliver()
    at_first = arrived(world), waiting(world)
    await postman.deliver()
    clock.now += LEASE
    await postman.deliver()

    assert len(at_first[0]) == at_first[1] == 1
    assert arrived(world) == ["a", "b"]
    assert (counted(world, "later"), counted(world, "sent"), waiting(world)) == (1, 2, 0)


async def test_what_finds_no_way_until_it_is_too_late_is_not_sent(
    world: World, postman: Postman, clock: Clock
) -> None:
    await write(world, "a")
    close_the_way(world, times=None)
    for _ in range(40):
        await postman.deliver()
        clock.now += LEASE
    world.env.backend.faults.clear()

    await postman.deliver()

    assert arrived(world) == []
    assert counted(world, "later") == HOUR / LEASE + 1


async def test_what_discord_refuses_is_not_asked_again(world: World, postman: Postman, clock: Clock) -> None:
    await write(world, "a")
    world.env.inject_error(
        "POST", f"/channels/{world.ann.user.dm_channel.id}/messages", status=400, code=50035
    )

    await postman.deliver()
    clock.now += LEASE
    await postman.deliver()

    assert arrived(world) == []
    assert (counted(world, "refused"), waiting(world)) == (1, 0)


async def test_a_store_in_trouble_is_told_in_one_line_and_what_was_sent_is_not_sent_anew(
    world: World,
    postman: Postman,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await write(world, "a")

    tutor = world.client.tutor.in_memory
    well = tutor.letters

    tutor.letters = FullDisk(well)
    await postman.deliver()
    tutor.letters = well
    clock.now += LEASE
    await postman.deliver()

    nonces = {
        request.json["nonce"]
        for request in world.env.http_requests
        if isinstance(request.json, dict) and "nonce" in request.json
    }
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "letters could not be taken: The disk is full."
    ]
    assert len(nonces) == 1, "Discord knows it by its name"
