"""What befalls a PostgreSQL server: it restarts, crashes, stops in its tracks, is busy, is full. It is told, and it passes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.address import Address
from bot.course.position import Position
from bot.discord_ui.doctor import examine
from bot.errors import StoreError
from bot.store import Kept, Reminder, Schedule, Store
from bot.store.postgres.connection import Limits, Server
from bot.store.postgres.drawers import ServerStore
from bot.store.postgres.opening import open_server
from tests.fakes import NOON, write_course
from tests.faults.taker import OVER
from tests.postgres import PostgresServer, programs_or_skip
from tests.wire.learner import Learner
from tests.wire.process import BotProcess
from tests.wire.record import ROOT
from tests.wire.world import Channel

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its server is stopped by signals")

# Shorter than those of the bot, which a test would wait for.
SOON = Limits(connect_s=2, tries=4, statement_s=0.5, lock_s=0.4, answer_s=1.0)
STEPS = tuple(Position("rising", f"s{number}") for number in range(100))

DATABASE = "learners"
NOWHERE = "http://127.0.0.1:9"  # where nothing listens
LEASE_MINUTES = 2
LONG_AGO, TOMORROW = NOON - timedelta(hours=1), NOON + timedelta(days=1)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server that keeps what it said it kept, with few connections to give."""
    settings = ["max_connections=12", "superuser_reserved_connections=3"]
    with closing(PostgresServer(programs_or_skip(), is_durable=True, settings=settings)) as server:
        server.start()
        server.create_user("bot")  # for whom no connection is reserved
        server.create(DATABASE, owner="bot")
        yield server


@pytest.fixture
def address(server: PostgresServer, tmp_path: Path) -> Address:
    """A database with today's tables."""
    if not server.is_running:
        server.start()  # a test failed before it did
    address = server.address(DATABASE, tmp_path, user="bot")
    open_server(address).close()
    server.empty(DATABASE)
    return address


@pytest.fixture
def store(address: Address) -> Iterator[ServerStore]:
    """A store that was used already, so that it has a connection."""
    with closing(Server(address, SOON)) as way:
        store = ServerStore(way, address.beside)
        move(store, 0)
        yield store


def move(store: Store, number: int) -> bool:
    """Ann goes to a step, from the one before it; after the last she begins anew."""
    before, to = STEPS[(number - 1) % len(STEPS)], STEPS[number % len(STEPS)]
    return store.positions.move(
        "ann",
        "bread",
        expected=before if number else None,
        to=to,
        outline=STEPS,
        at=NOON,
        finished=str(number),
    )


def place(store: Store) -> int:
    """Which move was Ann's last; where she is and what she has been through say the same."""
    saved, moves = store.positions.of("ann", "bread"), len(store.positions.finished("ann", "bread"))
    assert saved is not None
    assert saved.position == STEPS[(moves - 1) % len(STEPS)]
    return moves - 1


def told(store: Store, number: int = 1) -> str:
    with pytest.raises(StoreError) as told:
        move(store, number)
    return str(told.value)


def cut_half_way(store: Store, server: PostgresServer, how: signal.Signals) -> None:
    with store.atomic():
        move(store, 1)
        server.stop(how)
        move(store, 2)


class TestARestart:
    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["in good order", "a crash"])
    def test_in_between_nobody_notices(
        self, store: ServerStore, server: PostgresServer, how: signal.Signals
    ) -> None:
        server.stop(how)
        server.start()

        assert move(store, 1)
        assert place(store) == 1

    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["in good order", "a crash"])
    def test_half_way_nothing_is_kept_and_it_can_be_done_again(
        self, store: ServerStore, server: PostgresServer, how: signal.Signals
    ) -> None:
        with pytest.raises(StoreError, match="what runs goes on by itself then"):
            cut_half_way(store, server, how)
        server.start()

        assert place(store) == 0
        assert move(store, 1)

    def test_while_it_is_away_it_is_told_soon_and_goes_on_with_the_first_call_after_it(
        self, store: ServerStore, server: PostgresServer
    ) -> None:
        server.stop()

        began = monotonic()
        words = [told(store) for _ in range(4)]
        took_s = monotonic() - began
        server.start()

        assert all("Start the server" in said for said in words)
        # only the first of those who wait for a connection waits long
        assert took_s < SOON.try_s * (SOON.tries + 3) + 1
        assert move(store, 1)

    def test_a_bot_that_starts_meanwhile_says_so(self, server: PostgresServer, address: Address) -> None:
        server.stop()
        try:
            with pytest.raises(StoreError, match="can't be reached"):
                open_server(address)
        finally:
            server.start()

    def test_what_was_told_to_learners_outlives_every_crash(
        self, address: Address, server: PostgresServer, *, at_length: bool
    ) -> None:
        rng = random.Random(11)
        with closing(Server(address, replace(SOON, tries=10))) as way:
            store = ServerStore(way, address.beside)
            told_of = 0
            assert move(store, 0)
            for _ in range(30 if at_length else 3):
                crash = threading.Timer(rng.uniform(0.01, 0.3), server.stop, [signal.SIGQUIT])
                crash.start()
                try:
                    while move(store, told_of + 1):
                        told_of += 1
                except StoreError:
                    pass
                crash.join()
                server.start()

                at = place(store)
                assert at in (told_of, told_of + 1)  # the last may be kept, and its word lost
                told_of = at


class TestASlowServer:
    def test_one_that_stops_in_its_tracks_is_told_of_and_goes_on(
        self, store: ServerStore, server: PostgresServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        stopped = server.freeze()
        try:
            began = monotonic()
            words = told(store)
            took_s = monotonic() - began
        finally:
            server.thaw(stopped)

        assert "no answer for 1 s" in words
        assert "error ignored" not in caplog.text
        assert took_s < SOON.answer_s + 1
        assert move(store, 1)
        assert place(store) == 1

    def test_a_row_that_another_holds_is_waited_for_no_longer_than_a_learner_would(
        self, store: ServerStore, server: PostgresServer, address: Address
    ) -> None:
        with server.connect(DATABASE) as other, other.transaction():
            other.execute("SELECT * FROM positions FOR UPDATE")

            assert "it takes too long" in told(store)

        assert move(store, 1)

    def test_a_statement_that_takes_too_long_is_ended(self, address: Address) -> None:
        with closing(Server(address, SOON)) as way:
            with pytest.raises(StoreError, match="it takes too long"):
                way.execute("SELECT pg_sleep(30)")

            assert way.execute("SELECT 1").fetchone() == (1,)

    def test_a_process_that_stops_half_way_does_not_hold_its_rows_for_ever(
        self, store: ServerStore, address: Address
    ) -> None:
        with closing(Server(address, replace(SOON, idle_s=0.2))) as way:
            stuck = ServerStore(way, address.beside)

            def stop_half_way() -> None:
                with stuck.atomic():
                    move(stuck, 1)
                    assert move(store, 1)  # as soon as the server has let go of the other
                    move(stuck, 2)

            with pytest.raises(StoreError, match="takes too long"):
                stop_half_way()

        assert place(store) == 1


class Taker:
    """A process that takes what is due."""

    def __init__(self, address: Address, course: Path) -> None:
        self.said: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.taker", address.url, course],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def ready(self) -> None:
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def look_at_the_clock(self, minutes: int = 0) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{minutes}\n")
        self._process.stdin.flush()

    def finish(self) -> None:
        """Wait until it finds nothing left, or is dead."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.strip() == OVER:
                return
            self.said.append(line.strip())

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


class TestOnceOnly:
    LEARNERS, GROUPS = 60, 20

    def fill(self, store: ServerStore, server: PostgresServer) -> None:
        """Everybody's reminder is due, every group's meeting, and some lessons never got their thread."""
        server.empty(DATABASE)
        with store.atomic():
            for number in range(self.LEARNERS):
                learner = f"l{number}"
                store.memories.enter(learner, "bread", [Kept("yeast", None, None, NOON, None, 0)], NOON)
                store.reminders.set("bread", Reminder(learner, "daily 12:00 UTC", NOON, 0))
            for number in range(self.GROUPS):
                group = store.groups.create("bread", "s", f"g{number}", "Bakers", "olga", NOON)
                assert group is not None
                store.schedules.set(Schedule(group.id, "daily 12:00 UTC", None, NOON))
                late = store.groups.create("bread", "s", f"late{number}", "Bakers", "olga", NOON)
                assert late is not None
                store.sessions.begin(late.id, "rising", "hook", LONG_AGO, LONG_AGO)

    def test_of_three_processes_each_takes_what_no_other_did_and_what_one_dies_over_is_done_by_the_rest(
        self, store: ServerStore, address: Address, server: PostgresServer, *, at_length: bool
    ) -> None:
        rng, course = random.Random(5), write_course(address.folder / "course")
        died_over = 0
        with ExitStack() as stack:
            takers = [stack.enter_context(closing(Taker(address, course))) for _ in range(3)]
            for taker in takers:
                taker.ready()
            for _ in range(100 if at_length else 2):
                self.fill(store, server)
                for taker in takers:
                    taker.said.clear()
                    taker.look_at_the_clock()
                victim = takers.pop(0)
                killer = threading.Timer(rng.uniform(0, 0.4), victim.kill)
                killer.start()
                for taker in takers:
                    taker.finish()
                killer.join()
                victim.finish()
                takers[0].look_at_the_clock()  # the next tick, for what the dead one held until its end
                takers[0].finish()
                first = Counter(line for taker in (victim, *takers) for line in taker.said)
                takers[0].look_at_the_clock(LEASE_MINUTES)  # and when nobody waits for it any more
                takers[0].finish()

                letters = Counter(line for taker in (victim, *takers) for line in taker.said)
                assert set(first.values()) == {1}
                assert (letters - first).total() <= 1, "one that is not dead let a letter lie"
                # Discord knows them by their numbers: one that is sent twice under the same is there once.
                assert sorted(line.split()[1] for line in letters) == self.everybody()
                reminders = [store.reminders.of(f"l{number}", "bread") for number in range(self.LEARNERS)]
                assert {(one.next_at, one.unanswered) for one in reminders if one} == {(TOMORROW, 1)}
                begun = [store.sessions.open_of(group.id) for group in store.groups.of_server("bread", "s")]
                assert sum(one is not None for one in begun) == self.GROUPS
                assert store.schedules.due(NOON) == []
                assert store.sessions.unopened(NOON) == []
                died_over += (letters - first).total()

                victim.close()
                takers.append(stack.enter_context(closing(Taker(address, course))))
                takers[-1].ready()
        if at_length:
            assert died_over, "none died between taking a letter and settling it"

    def everybody(self) -> list[str]:
        """Who gets a letter: each learner, and each group that missed its lesson."""
        return sorted(
            [
                *(f"l{number}" for number in range(self.LEARNERS)),
                *(f"late{number}" for number in range(self.GROUPS)),
            ]
        )


class TestTheDoctor:
    async def findings(self, address: Address) -> list[str]:
        environment = {
            "DISCORD_TOKEN": "abc",
            "MANY_COATS_DB": address.url,
            "MANY_COATS_DISCORD_API": NOWHERE,
        }
        found = examine({**environment, "MANY_COATS_DISCORD_GATEWAY": NOWHERE}, NOON)
        return [str(one) async for one in found if one.text.startswith("database")]

    async def test_of_one_that_is_well(self, address: Address) -> None:
        [found] = await self.findings(address)

        assert found.startswith(f"ok    database: {address} on PostgreSQL 1")
        assert found.endswith(" MB")

    async def test_of_a_new_one(self, server: PostgresServer, tmp_path: Path) -> None:
        [found] = await self.findings(server.address("postgres", tmp_path))

        assert found.endswith("; its tables will be made at the first start")

    async def test_of_one_that_is_away(self, server: PostgresServer, address: Address) -> None:
        server.stop()

        [found] = await self.findings(address)

        assert found.startswith(
            f"MEND  database: The database {address}: it can't be reached. Start the server"
        )


class TestNoConnectionLeft:
    def test_a_pool_that_runs_dry_is_told_and_fills_again(self, address: Address) -> None:
        hold, held = threading.Event(), threading.Semaphore(0)
        with closing(Server(address, replace(SOON, connections=2, tries=1))) as way:

            def take() -> None:
                with way.atomic():
                    held.release()
                    hold.wait(10)

            takers = [threading.Thread(target=take) for _ in range(2)]
            for taker in takers:
                taker.start()
                held.acquire()
            with pytest.raises(StoreError, match="no connection to it was to be had"):
                way.execute("SELECT 1")
            hold.set()
            for taker in takers:
                taker.join()

            assert way.execute("SELECT 1").fetchone() == (1,)

    def test_a_server_that_has_none_left_is_told_of(self, address: Address, server: PostgresServer) -> None:
        server.wait_for_the_end_of("bot")
        with ExitStack() as others:
            for _ in range(12 - 3):
                others.enter_context(server.connect(user="bot"))

            with pytest.raises(StoreError, match="the server turned the bot away"):
                open_server(address)

        server.wait_for_the_end_of("bot")
        open_server(address).close()


class TestTheWholeBot:
    @pytest.fixture
    def settings(self, address: Address, small_settings: Mapping[str, str]) -> Mapping[str, str]:
        return {**small_settings, "MANY_COATS_DB": address.url}

    async def test_learners_hear_of_a_server_that_is_away_and_go_on_when_it_is_back(
        self, bot: BotProcess, server: PostgresServer, study: Channel, ann: Learner
    ) -> None:
        page = await ann.slash(study, "lesson start")

        server.stop()
        refused = await ann.press(page, "Next")
        server.start()
        went_on = await ann.press(page, "Next")

        assert refused.title == "Your place is kept"
        assert went_on.title == "Why bread rises (2 of 3)"
        assert "Start the server" in bot.stderr
