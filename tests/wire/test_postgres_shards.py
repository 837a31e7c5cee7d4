"""Two processes carry one bot on one PostgreSQL server, over the wire: one is killed, and nobody loses a step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.address import Address
from bot.store import open_store
from bot.store.postgres.opening import holders_in
from tests.postgres import PostgresServer, programs_or_skip
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner
from tests.wire.process import BOT, BotProcess
from tests.wire.world import Channel


@pytest.fixture
def address(tmp_path: Path) -> Iterator[Address]:
    """A server that keeps what it said it kept, with an empty database."""
    with closing(PostgresServer(programs_or_skip(), is_durable=True)) as server:
        server.start()
        server.create("learners")
        yield server.address("learners", tmp_path)


@pytest.fixture
def homes(fake: FakeDiscord) -> list[Channel]:
    """A channel on each of two shards."""
    return [fake.invite(f"server {number}", (number, 2)) for number in range(2)]


@pytest.fixture
async def bots(
    fake: FakeDiscord,
    tmp_path: Path,
    small_settings: Mapping[str, str],
    address: Address,
    homes: list[Channel],
) -> AsyncIterator[list[BotProcess]]:
    """Two, on one server, each with one of two shards."""
    assert homes
    settings = {**small_settings, "MANY_COATS_DB": address.url}
    bots = [
        BotProcess(fake, tmp_path, settings, (*BOT, "--shards", f"{n}-{n}/2"), shards={n}) for n in range(2)
    ]
    async with bots[0], bots[1]:
        yield bots
    for bot in bots:
        assert "Traceback" not in bot.stderr


async def test_one_is_killed_in_the_middle_and_all_go_on_from_where_they_stood(
    fake: FakeDiscord,
    bots: list[BotProcess],
    homes: list[Channel],
    address: Address,
    ann: Learner,
    bob: Learner,
) -> None:
    eve = fake.user("eve")
    of_ann, of_bob, of_eve = [
        await who.slash(home, "lesson next")
        for who, home in ((ann, homes[0]), (bob, homes[1]), (eve, homes[1]))
    ]

    with fake.hold("POST", r"/interactions/.*/callback", is_carried_out=False) as hold:
        pressing = asyncio.create_task(bob.press(of_bob, "Next"))
        await hold.caught()  # it is kept, and not answered yet
        await bots[1].kill()
        meanwhile = await ann.press(of_ann, "Next")
    pressing.cancel()
    await bots[1].start()
    after = [await bob.press(of_bob, "Next"), await eve.press(of_eve, "Next")]
    elsewhere = await bob.slash(homes[0], "lesson again")  # the other process knows of it

    assert [page.title for page in (meanwhile, *after, elsewhere)] == ["Why bread rises (2 of 3)"] * 4
    assert "Shard ID 0 has successfully RESUMED" not in bots[0].stderr
    holders = holders_in(address, fake.world.clock.now)
    assert sorted(holder.process for holder in holders) == sorted(bot.pid for bot in bots)
    with closing(open_store(address)) as store:
        places = {who.id: store.positions.of(f"discord:{who.id}", "bread") for who in (ann, bob, eve)}
    assert {str(saved.position) for saved in places.values() if saved} == {"rising/gas"}
