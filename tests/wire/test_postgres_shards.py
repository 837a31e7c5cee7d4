"""Two processes carry one bot on one PostgreSQL server, over the wire: one is killed, and nobody loses a step or a letter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import psycopg  # noqa: TID251  # two minutes go by
import pytest

from bot.address import Address
from bot.store import Kept, Reminder, Store, open_store
from bot.store.postgres.opening import holders_in
from tests.postgres import PostgresServer, programs_or_skip
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.process import BOT, BotProcess
from tests.wire.world import Channel

MINUTE = timedelta(minutes=1)


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
    crowds = [[await beginner(fake, home, n) for n in range(10)] for home in homes]
    of_ann, of_bob, of_eve = [
        await who.slash(home, "lesson next")
        for who, home in ((ann, homes[0]), (bob, homes[1]), (eve, homes[1]))
    ]

    with fake.hold("POST", r"/interactions/.*/callback", is_carried_out=False) as hold:
        pressing = asyncio.create_task(bob.press(of_bob, "Next"))
        await hold.caught()  # it is kept, and not answered yet
        await bots[1].kill()
        meanwhile = await ann.press(of_ann, "Next")
        at_once = await press_and_ask(crowds[0])
    pressing.cancel()
    await bots[1].start()
    after = [await bob.press(of_bob, "Next"), await eve.press(of_eve, "Next")]
    at_once += await press_and_ask(crowds[1])
    elsewhere = await bob.slash(homes[0], "lesson again")  # the other process knows of it

    assert [page.title for page in (meanwhile, *after, elsewhere)] == ["Why bread rises (2 of 3)"] * 4
    assert [page.title for page in at_once] == ["Why bread rises (2 of 3)", "Yeast"] * 20
    assert "Shard ID 0 has successfully RESUMED" not in bots[0].stderr
    holders = holders_in(address, fake.world.clock.now)
    assert sorted(holder.process for holder in holders) == sorted(bot.pid for bot in bots)
    with closing(open_store(address)) as store:
        places = {who.id: store.positions.of(f"discord:{who.id}", "bread") for who in (ann, bob, eve)}
    assert {str(saved.position) for saved in places.values() if saved} == {"rising/gas"}


async def test_letters_that_one_is_killed_over_come_once_from_the_other(
    fake: FakeDiscord,
    bots: list[BotProcess],
    homes: list[Channel],
    address: Address,
    ann: Learner,
    bob: Learner,
) -> None:
    ways = {who: f"/channels/{who.dms.id}/messages" for who in (ann, bob)}
    await bots[0].kill()
    with closing(open_store(address)) as store:
        for who in ways:
            remind(store, f"discord:{who.id}", fake.world.clock.now - MINUTE)

    with (
        fake.hold("POST", ways[ann], is_carried_out=False) as before,
        fake.hold("POST", ways[bob], is_carried_out=True) as after,
    ):
        await bots[0].start()  # keeps house, so it writes them
        await before.caught()
        await after.caught()
        await bots[0].kill()
    with psycopg.connect(address.url) as db:
        db.execute("UPDATE letters SET taken_until = ''")  # two minutes later
    await bots[1].stop()
    await bots[1].start()
    await fake.carried_out("POST", ways[ann], times=1)
    await fake.carried_out("POST", ways[bob], times=2)
    await bots[0].start()
    await ann.slash(homes[0], "lesson next")
    for bot in bots:
        await bot.stop()

    assert [[said.title for said in who.reads(who.dms)] for who in ways] == [["Time to review"]] * 2
    with closing(open_store(address)) as store:
        assert store.letters.waiting("bread", fake.world.clock.now) == 0
        reminders = [store.reminders.of(f"discord:{who.id}", "bread") for who in ways]
    assert [one.unanswered for one in reminders if one] == [0, 1]  # ann has done something since


def remind(store: Store, learner: str, due: datetime) -> None:
    """Let a learner have something to bring back, and a reminder of it."""
    store.memories.enter(learner, "bread", [Kept("yeast", None, None, due, None, 0)], due)
    store.reminders.set("bread", Reminder(learner, "daily 12:00 UTC", due, 0))


async def beginner(fake: FakeDiscord, home: Channel, number: int) -> tuple[Learner, Channel, Reply]:
    """Somebody at the first page of the course."""
    who = fake.user(f"learner {number} of {home.id}")
    return who, home, await who.slash(home, "lesson next")


async def press_and_ask(crowd: list[tuple[Learner, Channel, Reply]]) -> list[Reply]:
    """What all get to see who go on and ask something at once."""
    return await asyncio.gather(
        *(
            deed
            for who, home, page in crowd
            for deed in (who.press(page, "Next"), who.slash(home, "ask", question="what is yeast"))
        )
    )
