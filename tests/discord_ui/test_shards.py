"""A process's part in the bot, and how its shards are."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
import simcord

from bot.discord_ui.client import TutorClient
from bot.discord_ui.clockwork import Clockwork
from bot.discord_ui.connections import LoginTurns, ShardWatch, Standing
from bot.discord_ui.share import Share
from bot.discord_ui.tutor_thread import TutorThread
from bot.shards import Shards
from bot.store import Kept, Reminder, Schedule, Store
from bot.store.shards import ALIVE_FOR
from tests.fakes import NOON

LOWER, UPPER = Shards.parse("0/2"), Shards.parse("1/2")
SERVERS = [f"discord:{(10 + shard) << 22}" for shard in range(2)]  # one on each of the two
SECOND = timedelta(seconds=1)


class TestTheWatch:
    @pytest.fixture
    def watch(self) -> ShardWatch:
        """Three shards, of which the last is awaited still."""
        watch = ShardWatch()
        watch.expect(range(3), 3, NOON)
        for shard in (0, 1):
            watch.note(shard, Standing.READY, NOON)
        return watch

    def test_before_it_is_known_which_there_are_nothing_is_ready(self) -> None:
        assert ShardWatch().fault(NOON) == "the gateway is not ready"
        assert not ShardWatch().are_all_ready

    def test_they_are_counted_by_how_they_are(self, watch: ShardWatch) -> None:
        watch.note(0, Standing.DOWN, NOON)

        assert [watch.count(standing) for standing in Standing] == [1, 1, 1]
        assert not watch.are_all_ready

    def test_one_that_never_came_is_named(self, watch: ShardWatch) -> None:
        assert watch.fault(NOON + 7 * SECOND) == "the gateway is not ready: shard 2 of 3 is awaited since 7 s"

    @pytest.mark.parametrize(
        ("seconds", "fault"),
        [(59, None), (60, "the gateway is not ready: shard 1 of 3 is down since 60 s")],
    )
    def test_one_that_is_down_is_named_when_it_was_so_for_long(
        self, watch: ShardWatch, seconds: int, fault: str | None
    ) -> None:
        watch.note(2, Standing.READY, NOON)
        watch.note(1, Standing.DOWN, NOON)
        watch.note(1, Standing.DOWN, NOON + 30 * SECOND)  # told again while it tries

        assert watch.fault(NOON + seconds * SECOND) == fault

    def test_all_is_well_once_it_is_back(self, watch: ShardWatch) -> None:
        watch.note(2, Standing.READY, NOON)
        watch.note(1, Standing.DOWN, NOON)
        watch.note(1, Standing.READY, NOON + 90 * SECOND)

        assert watch.fault(NOON + 99 * SECOND) is None
        assert watch.are_all_ready


@pytest.mark.parametrize(
    ("at_once", "shards", "waits"),
    [
        (1, (0, 1, 2), [0, 5, 10]),
        (2, (0, 1, 2, 3), [0, 0, 5, 5]),
        (16, tuple(range(8)), [0] * 8),
        (16, (0, 0), [0, 5]),  # sent away, and back
    ],
    ids=["one at a time", "two", "all", "twice the same"],
)
def test_shards_log_in_as_often_as_discord_takes_them(
    at_once: int, shards: tuple[int, ...], waits: list[float]
) -> None:
    turns = LoginTurns(at_once)

    assert [turns.wait_s(shard, now=100.0) for shard in shards] == waits


def test_a_turn_that_is_long_over_is_waited_for_no_more() -> None:
    turns = LoginTurns()
    turns.wait_s(0, now=100.0)

    assert turns.wait_s(1, now=103.0) == 2
    assert turns.wait_s(2, now=500.0) == 0
    assert turns.wait_s(2, now=900.0) == 5  # it was there before, so it was sent away


class TestAShare:
    async def test_one_process_alone_does_everything(self, thread: TutorThread) -> None:
        share = Share(None, thread)

        assert share.tells_commands
        assert [share.has(server) for server in SERVERS] == [True, True]
        assert await share.keeps_house(NOON)

    async def test_a_server_s_work_is_done_where_discord_tells_of_it(self, thread: TutorThread) -> None:
        shares = [Share(shards, thread) for shards in (LOWER, UPPER)]

        assert [[share.has(server) for server in SERVERS] for share in shares] == [
            [True, False],
            [False, True],
        ]
        assert [share.tells_commands for share in shares] == [True, False]

    async def test_what_belongs_to_no_server_is_done_with_shard_0_while_that_lives(
        self, thread: TutorThread
    ) -> None:
        await thread.store(lambda store: store.shards.arrive("attic", 7, LOWER, NOON))
        share = Share(UPPER, thread)
        await share.sign(NOON)

        assert await Share(LOWER, thread).keeps_house(NOON)
        assert not await share.keeps_house(NOON)
        assert await share.keeps_house(NOON + ALIVE_FOR + SECOND)

    async def test_another_with_some_of_the_same_shards_is_told_of(self, thread: TutorThread) -> None:
        await thread.store(lambda store: store.shards.arrive("attic", 7, LOWER, NOON))

        assert await Share(UPPER, thread).sign(NOON) == ()
        assert await Share(Shards.parse("0-1/2"), thread).sign(NOON) == ("process 7 on attic",)

    async def test_after_leaving_its_shards_are_free(self, thread: TutorThread) -> None:
        share = Share(UPPER, thread)
        await share.sign(NOON)

        await share.sign_off()

        assert await thread.store(lambda store: store.shards.held(NOON)) == ()


class TestTheClockworkOfAShare:
    @pytest.fixture
    async def env(self, thread: TutorThread) -> AsyncIterator[simcord.Env]:
        """The process with the upper of two shards, whose clock is moved by hand."""
        client = TutorClient(thread, clock=lambda: NOON - timedelta(days=1), shards=UPPER)
        env = simcord.Env(client)
        await env.start()
        yield env
        await env.shutdown()
        env.raise_errors()

    async def test_a_reminder_is_sent_by_the_one_that_keeps_house(
        self, thread: TutorThread, env: simcord.Env
    ) -> None:
        ann = env.create_user("ann")
        reminder = Reminder(f"discord:{ann.id}", "daily 12:00 UTC", NOON, 0)
        rows = [Kept("yeast", None, None, NOON, None, 0)]
        await thread.store(lambda store: store.reminders.set("bread", reminder))
        await thread.store(lambda store: store.memories.enter(reminder.learner, "bread", rows, NOON))
        await thread.store(lambda store: store.shards.arrive("attic", 7, LOWER, NOON))

        await clockwork(env, thread, UPPER).tick()
        untouched = await thread.store(lambda store: store.reminders.of(reminder.learner, "bread"))
        await clockwork(env, thread, LOWER).tick()
        await clockwork(
            env, thread, UPPER
        ).postman.deliver()  # once it is written, whoever comes first sends it

        assert untouched == reminder
        assert len(ann.dm_channel.history()) == 1

    async def test_a_meeting_is_held_by_the_one_that_has_its_server(
        self, thread: TutorThread, env: simcord.Env
    ) -> None:
        guild = env.create_guild(shard_id=1)
        homes = {
            SERVERS[0]: "discord:1",
            f"discord:{guild.id}": f"discord:{guild.create_text_channel('study').id}",
        }
        for server, channel in homes.items():
            await thread.store(partial(plan, server=server, channel=channel))

        await clockwork(env, thread, UPPER).tick()

        begun = await thread.store(lambda store: [session.group for session in store.sessions.open()])
        due = await thread.store(lambda store: [schedule.group for schedule in store.schedules.due(NOON)])
        assert (begun, due) == ([2], [1])

    async def test_a_server_of_another_process_is_not_taken_for_one_that_was_left(
        self, thread: TutorThread, env: simcord.Env
    ) -> None:
        mine = f"discord:{env.create_guild(shard_id=1).id}"
        for server in (mine, "discord:7"):
            await thread.store(partial(note_there, server=server))
        await thread.store(lambda store: store.shards.arrive("attic", 7, LOWER, NOON))

        await clockwork(env, thread, UPPER).tidy()
        untouched = await left(thread)
        await clockwork(env, thread, LOWER).tidy()

        assert untouched == {}
        assert await left(thread) == {"discord:7": NOON.isoformat()}


def clockwork(env: simcord.Env, thread: TutorThread, shards: Shards) -> Clockwork:
    client: Any = env.bot
    return Clockwork(client, thread, client.stage, lambda: NOON, share=Share(shards, thread))


def plan(store: Store, server: str, channel: str) -> None:
    """A group that meets at noon."""
    group = store.groups.create("bread", server, channel, "Bakers", "olga", NOON)
    assert group is not None
    store.schedules.set(Schedule(group.id, "daily 12:00 UTC", None, NOON))


def note_there(store: Store, server: str) -> None:
    store.servers.note_left(server, None)


async def left(thread: TutorThread) -> dict[str, str]:
    """The servers that are taken to be left, and since when."""

    def look(store: Any) -> dict[str, str]:
        rows = store._db.execute("SELECT server, left_at FROM servers WHERE left_at IS NOT NULL")  # noqa: SLF001
        return dict(rows.fetchall())

    return await thread.store(look)


async def test_health_names_a_shard_that_has_been_down_for_long(thread: TutorThread) -> None:
    now = [NOON]
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    client = TutorClient(thread, clock=lambda: now[0], ops_port=port)
    client.watch.expect(range(3), 3, NOON)  # which a bot that connects does

    async with simcord.run(client, shard_count=3) as env:
        await env.settle()
        before = await health(port)
        shard = client.get_shard(1)
        assert shard is not None
        await shard.disconnect()
        await env.settle()
        at_once = await health(port)
        now[0] += 61 * SECOND
        later = await health(port)
        await client.close()

    assert before == (200, None)
    assert at_once == (200, None)
    assert later == (503, "the gateway is not ready: shard 1 of 3 is down since 61 s")


async def health(port: int) -> tuple[int, str | None]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/healthz") as answer,
    ):
        return answer.status, (await answer.json())["fault"]
