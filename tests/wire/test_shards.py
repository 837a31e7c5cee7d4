"""Several shards in one process, and several processes that carry one bot."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from bot.discord_ui.doctor import examine
from bot.shards import Shards
from tests.wire.fake_discord import FakeDiscord
from tests.wire.gateway import Close
from tests.wire.learner import Learner
from tests.wire.process import BOT, BotProcess
from tests.wire.sockets import Sockets
from tests.wire.world import Channel


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def shards_of(fake: FakeDiscord) -> list[tuple[int, int]]:
    """Those that have logged in, in that order."""
    return [session.shard for session in fake.gateway.sessions.values()]


class TestTheFake:
    async def test_a_shard_is_told_of_its_servers_alone(self, fake: FakeDiscord, sockets: Sockets) -> None:
        homes = [fake.invite(f"server {number}", (number, 3)) for number in range(3)]
        home = homes[1].guild
        assert home is not None

        connection = await sockets.identify(shard=(1, 3))

        ready = await connection.event("READY")
        assert ready["shard"] == [1, 3]
        told = {guild["id"] for guild in ready["guilds"]}
        assert str(home.id) in told
        assert {(int(id_) >> 22) % 3 for id_ in told} == {1}

    async def test_what_happens_is_told_where_it_belongs(
        self, fake: FakeDiscord, sockets: Sockets, ann: Learner
    ) -> None:
        homes = [fake.invite(f"server {number}", (number, 2)) for number in range(2)]
        connections = [await sockets.identify(shard=(number, 2)) for number in range(2)]
        for connection in connections:
            await connection.event("READY")
        for place in (*homes, ann.dms):
            ann.post(place, "hello")

        heard = [(await c.event("MESSAGE_CREATE"))["channel_id"] for c in (connections[0], *connections)]

        assert heard == [str(place.id) for place in (homes[0], ann.dms, homes[1])]

    async def test_servers_are_told_a_page_at_a_time(self, fake: FakeDiscord, sockets: Sockets) -> None:
        for number in range(2):
            fake.invite(f"server {number}")

        _, first = await sockets.call("GET", "/users/@me/guilds?limit=2")
        _, second = await sockets.call("GET", f"/users/@me/guilds?limit=2&after={first[-1]['id']}")

        names = [[server["name"] for server in page] for page in (first, second)]
        assert names == [["Study group", "server 0"], ["server 1"]]

    @pytest.mark.parametrize("shard", [(3, 3), (-1, 3)])
    async def test_a_shard_that_there_is_not_is_refused(
        self, sockets: Sockets, shard: tuple[int, int]
    ) -> None:
        connection = await sockets.identify(shard=shard)

        assert await connection.closed_with() == Close.INVALID_SHARD


class TestAsManyAsDiscordRecommends:
    @pytest.fixture
    def homes(self, fake: FakeDiscord) -> list[Channel]:
        """A channel on each of three shards."""
        fake.gateway.recommended = fake.gateway.at_once = 3
        return [fake.invite(f"server {number}", (number, 3)) for number in range(3)]

    @pytest.fixture
    def port(self) -> int:
        return free_port()

    @pytest.fixture
    async def small(
        self,
        fake: FakeDiscord,
        tmp_path: Path,
        small_settings: Mapping[str, str],
        homes: list[Channel],
        port: int,
    ) -> AsyncIterator[BotProcess]:
        assert homes
        async with BotProcess(fake, tmp_path, {**small_settings, "MANY_COATS_OPS_PORT": str(port)}) as small:
            yield small

    async def test_every_server_and_direct_messages_are_answered(
        self, fake: FakeDiscord, small: BotProcess, homes: list[Channel], ann: Learner
    ) -> None:
        pages = [await ann.slash(home, "lesson again") for home in (homes[0], homes[1], homes[2], ann.dms)]

        assert sorted(shards_of(fake)) == [(0, 3), (1, 3), (2, 3)]
        assert "this process holds shards 0-2 of 3" in small.stderr

        assert {"Look at the dough" in page.text for page in pages} == {True}

    async def test_one_that_loses_its_connection_is_taken_up_again_and_the_others_don_t_notice(
        self, fake: FakeDiscord, small: BotProcess, homes: list[Channel], ann: Learner
    ) -> None:
        await fake.world.bell.until(lambda: len(fake.gateway.sessions) == 3, "three logins")
        await fake.gateway.hang_up(shard=1)

        for home in (homes[0], homes[2], homes[1]):
            assert "Look at the dough" in (await ann.slash(home, "lesson again")).text

        resumed = {session.shard[0]: session.resumed for session in fake.gateway.sessions.values()}
        assert resumed == {0: 0, 1: 1, 2: 0}
        assert "Traceback" not in small.stderr

    async def test_what_is_said_while_it_tries_in_vain_to_come_back_is_heard_when_it_does(
        self, fake: FakeDiscord, small: BotProcess, homes: list[Channel], ann: Learner
    ) -> None:
        await fake.world.bell.until(lambda: len(fake.gateway.sessions) == 3, "three logins")
        fake.gateway.is_open = False
        await fake.gateway.hang_up()
        await fake.world.bell.until(
            lambda: small.stderr.count("Attempting a reconnect") >= 3, "tries in vain"
        )

        asked = [ann.post(home, f"{fake.mention} again") for home in homes]
        fake.gateway.is_open = True
        for home, question in zip(homes, asked, strict=True):
            await ann.hear(home, after=question)

        assert [session.resumed for session in fake.gateway.sessions.values()] == [1, 1, 1]

    async def test_one_that_does_not_come_back_is_counted_and_the_others_go_on(
        self, fake: FakeDiscord, small: BotProcess, homes: list[Channel], ann: Learner, port: int
    ) -> None:
        assert await shown(port, small, ready=3) == (3, 0)
        fake.gateway.is_open = False
        await fake.gateway.hang_up(shard=1)

        counts = await shown(port, small, ready=2)
        page = await ann.slash(homes[2], "lesson again")

        assert counts == (2, 1)
        assert "Look at the dough" in page.text

    async def test_on_a_server_that_knows_no_shards_there_is_one(
        self,
        fake: FakeDiscord,
        tmp_path: Path,
        small_settings: Mapping[str, str],
        study: Channel,
        ann: Learner,
    ) -> None:
        fake.gateway.knows_shards = False

        async with BotProcess(fake, tmp_path, small_settings) as bot:
            page = await ann.slash(study, "lesson again")

        assert "this process holds shard 0 of 1" in bot.stderr
        assert "Look at the dough" in page.text

    async def test_a_bot_that_cannot_connect_can_be_stopped(
        self, fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str]
    ) -> None:
        fake.gateway.is_open = False
        bot = BotProcess(fake, tmp_path, small_settings)
        ended = asyncio.create_task(bot.run())
        await fake.world.bell.until(lambda: "Failed to connect" in bot.stderr, "an attempt to connect", 15)

        assert await bot.stop() == 0
        assert await ended == 0


async def shown(port: int, bot: BotProcess, *, ready: int) -> tuple[int, int]:
    """How many shards the bot says are ready, and how many are down, as soon as so many are ready."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(10):
        while True:
            async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                lines = (await answer.text()).splitlines()
            counts = tuple(
                int(float(line.split()[1]))
                for standing in ("ready", "down")
                for line in lines
                if line.startswith(f'many_coats_shards{{standing="{standing}"}}')
            )
            if counts[0] == ready or not bot.is_running:
                return counts[0], counts[1]
            await asyncio.sleep(0.05)


class TestSeveralProcesses:
    @pytest.fixture
    def homes(self, fake: FakeDiscord) -> list[Channel]:
        """A channel on each of two shards."""
        return [fake.invite(f"server {number}", (number, 2)) for number in range(2)]

    @pytest.fixture
    async def bots(
        self, fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str], homes: list[Channel]
    ) -> AsyncIterator[list[BotProcess]]:
        """Two, on one database, each with one of two shards."""
        assert homes
        bots = [
            BotProcess(fake, tmp_path, small_settings, (*BOT, "--shards", f"{n}-{n}/2"), shards={n})
            for n in range(2)
        ]
        async with bots[0], bots[1]:
            yield bots
        for bot in bots:
            assert "Traceback" not in bot.stderr

    async def test_each_does_its_own_and_says_what_that_is(
        self, fake: FakeDiscord, bots: list[BotProcess], homes: list[Channel], ann: Learner
    ) -> None:
        assert shards_of(fake) == [(0, 2), (1, 2)]
        assert ["this process holds shard 0 of 2" in bot.stderr for bot in bots] == [True, False]
        assert ["this process holds shard 1 of 2" in bot.stderr for bot in bots] == [False, True]
        told = [request for request in fake.requests if request.method == "PUT"]
        assert len(told) == 1
        assert "commands synchronised" in bots[0].stderr

        pages = [await ann.slash(home, "lesson next") for home in homes]
        by_message = await ann.dm("again")

        assert pages[0].text != pages[1].text  # one place, on one database
        assert by_message.text.splitlines()[0] == pages[1].text.splitlines()[0]

    async def test_one_is_killed_and_the_other_goes_on_and_the_first_comes_back_to_where_all_stood(
        self, fake: FakeDiscord, bots: list[BotProcess], homes: list[Channel], ann: Learner, bob: Learner
    ) -> None:
        of_ann, of_bob = [
            await who.slash(home, "lesson next") for who, home in zip((ann, bob), homes, strict=True)
        ]

        with fake.hold("POST", r"/interactions/.*/callback", is_carried_out=False) as hold:
            pressing = asyncio.create_task(bob.press(of_bob, "Next"))
            await hold.caught()
            await bots[1].kill()
            pages = [await ann.press(of_ann, "Next"), await ann.dm("again")]
        pressing.cancel()
        await bots[1].start()
        after = await bob.press(of_bob, "Next")
        pages.append(await ann.slash(homes[0], "lesson again"))

        assert {"(2 of 3)" in page.text for page in (*pages, after)} == {
            True
        }  # kept before the kill, counted once
        resumed = [session.resumed for session in fake.gateway.sessions.values() if session.shard[0] == 0]
        assert resumed == [0]
        with bots[0].database() as store:
            holders = store.shards.held(fake.world.clock.now)
        assert sorted(holder.process for holder in holders) == sorted(bot.pid for bot in bots)

    async def test_a_bot_that_wants_all_shards_is_refused_the_database(
        self, fake: FakeDiscord, bots: list[BotProcess], tmp_path: Path
    ) -> None:
        whole = BotProcess(fake, tmp_path, shards=())

        assert await whole.run() == 1
        assert "A bot runs on the database" in whole.stderr
        assert all(bot.is_running for bot in bots)

    async def test_two_are_not_given_one_port(
        self, fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str]
    ) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            bot = BotProcess(fake, tmp_path, {**small_settings, "MANY_COATS_OPS_PORT": str(port)})

            assert await bot.run() == 2

        assert "give each process a port of its own" in bot.stderr

    async def test_where_discord_wants_more_of_them_they_end_and_say_so(
        self, fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str]
    ) -> None:
        fake.gateway.required = 4
        bot = BotProcess(fake, tmp_path, small_settings, (*BOT, "--shards", "0/2"))

        assert await bot.run() == 1
        assert "Discord wants more shards by now" in bot.stderr
        assert "Traceback" not in bot.stderr

    async def test_the_doctor_tells_who_holds_what_what_nobody_holds_and_what_two_hold(
        self, fake: FakeDiscord, bots: list[BotProcess], tmp_path: Path
    ) -> None:
        environment = {
            "DISCORD_TOKEN": fake.token,
            "MANY_COATS_DB": str(bots[0].db),
            "MANY_COATS_DISCORD_API": fake.api,
            "MANY_COATS_DISCORD_GATEWAY": fake.gateway.url,
        }
        host = socket.gethostname()

        async def told() -> list[str]:
            findings = [str(finding) async for finding in examine(environment, fake.world.clock.now)]
            return [finding for finding in findings if "shards:" in finding]

        for bot in bots:
            await bot.logged("ready as")
        well = await told()
        await bots[1].stop()
        with_a_gap = await told()
        with bots[0].database() as store:
            store.shards.arrive("attic", 7, Shards.parse("0-1/2"), fake.world.clock.now)
        held_twice = await told()

        holding = [f"ok    shards: process {bot.pid} on {host} holds {n}/2" for n, bot in enumerate(bots)]
        assert sorted(well) == sorted(holding)
        assert with_a_gap[0] == holding[0]
        assert with_a_gap[1].startswith("MEND  shards: nobody on this database holds 1/2;")
        assert (
            f"MEND  shards: 0 of 2 is held twice, by process 7 on attic and process {bots[0].pid} on {host}; stop one of them"
            in held_twice
        )


@pytest.mark.parametrize(
    ("shards", "sentence"),
    [
        ("0-1", "Shards “0-1” can't be read: write them as in 0-7/32 or 0-3,8/32."),
        ("", "Shards “nothing” can't be read: write them as in 0-7/32 or 0-3,8/32."),
        ("0-2/2", "Shards 0-2/2: they are counted from 0 to 1, the lower before the higher."),
        ("0,0/2", "Shards 0,0/2 have 0 twice: name each once."),
    ],
)
async def test_shards_that_make_no_sense_are_refused_at_the_start(
    fake: FakeDiscord, tmp_path: Path, shards: str, sentence: str
) -> None:
    bot = BotProcess(fake, tmp_path, program=(*BOT, "--shards", shards))

    assert await bot.run() == 2
    assert bot.stderr.strip().endswith(sentence)
    assert fake.requests == []
