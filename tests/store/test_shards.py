"""Which processes hold which shards, and several of them on one database."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import StoreError
from bot.shards import Shards
from bot.store import Store, open_store
from bot.store.lock import alone_on, together_on
from bot.store.opening import holders_in, is_up_to_date
from bot.store.schema import MIGRATIONS
from bot.store.shards import Holder
from tests.fakes import NOON, memory_store

LOWER, UPPER = Shards.parse("0-1/4"), Shards.parse("2-3/4")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


class TestSigns:
    def test_who_gave_one_is_told(self, store: Store) -> None:
        assert store.shards.held(NOON) == ()

        store.shards.arrive("attic", 7, LOWER, NOON)
        store.shards.arrive("cellar", 7, UPPER, NOON)

        assert store.shards.held(NOON) == (Holder("attic", 7, LOWER), Holder("cellar", 7, UPPER))

    @pytest.mark.parametrize(("minutes", "is_held"), [(3, True), (3.1, False)])
    def test_who_gave_none_for_three_minutes_holds_nothing(
        self, store: Store, minutes: float, *, is_held: bool
    ) -> None:
        store.shards.arrive("attic", 7, LOWER, NOON)

        assert bool(store.shards.held(NOON + minutes * MINUTE)) is is_held

    def test_each_counts_anew(self, store: Store) -> None:
        for minute in range(10):
            store.shards.sign("attic", 7, LOWER, NOON + minute * MINUTE)

        assert store.shards.held(NOON + 10 * MINUTE) == (Holder("attic", 7, LOWER),)

    def test_who_starts_anew_after_a_kill_takes_the_place_of_the_one_before(self, store: Store) -> None:
        store.shards.arrive("attic", 7, LOWER, NOON)
        store.shards.arrive("attic", 6, UPPER, NOON)
        store.shards.arrive("cellar", 7, LOWER, NOON)

        store.shards.arrive("attic", 8, LOWER, NOON)

        assert [(holder.host, holder.process) for holder in store.shards.held(NOON)] == [
            ("attic", 6),
            ("attic", 8),
            ("cellar", 7),
        ]

    def test_one_that_lives_after_all_is_seen_beside_the_other_from_its_next_sign(self, store: Store) -> None:
        store.shards.arrive("attic", 7, LOWER, NOON)
        store.shards.arrive("attic", 8, LOWER, NOON)

        for process in (7, 8):
            store.shards.sign("attic", process, LOWER, NOON)

        assert [holder.process for holder in store.shards.held(NOON)] == [7, 8]

    def test_who_leaves_frees_its_shards_and_nobody_else_s(self, store: Store) -> None:
        store.shards.sign("attic", 7, LOWER, NOON)
        store.shards.sign("attic", 8, UPPER, NOON)

        store.shards.sign_off("attic", 7)

        assert store.shards.held(NOON) == (Holder("attic", 8, UPPER),)

    def test_a_database_is_looked_at_without_being_changed(self, path: Path) -> None:
        store = open_store(path)
        store.shards.sign("attic", 7, LOWER, NOON)
        store.close()

        assert holders_in(path, NOON) == (Holder("attic", 7, LOWER),)
        assert holders_in(path, NOON + 4 * MINUTE) == ()

    def test_where_no_database_is_nobody_holds_anything(self, path: Path) -> None:
        assert holders_in(path, NOON) == ()
        assert not path.exists()


class TestTogether:
    def test_several_hold_a_database_and_none_of_them_alone(self, path: Path) -> None:
        with (
            together_on(path),
            together_on(path),
            pytest.raises(StoreError, match="stop it first"),
            alone_on(path),
        ):
            pass

    def test_nobody_joins_one_who_holds_it_alone(self, path: Path) -> None:
        with alone_on(path), pytest.raises(StoreError, match="without --shards"), together_on(path):
            pass

    def test_afterwards_it_is_free_again(self, path: Path) -> None:
        with together_on(path), together_on(path):
            pass
        with alone_on(path):
            pass

    def test_the_last_to_leave_frees_it(self, path: Path) -> None:
        with ExitStack() as first, together_on(path):
            first.enter_context(together_on(path))
            first.close()
            with pytest.raises(StoreError), alone_on(path):
                pass

    def test_the_first_brings_the_database_up_to_date(self, path: Path) -> None:
        with together_on(path):
            assert is_up_to_date(path)

    def test_an_older_one_is_not_changed_under_those_who_run(self, path: Path) -> None:
        open_store(path).close()
        with together_on(path):
            with closing(Database(path)) as db:  # as an older program left it
                newest = list(MIGRATIONS.applied(db))[-1].name
                db.table("_sqlite_migrations").delete_where("name = ?", [newest])

            with pytest.raises(StoreError, match="older Many Coats runs"), together_on(path):
                pass


class TestTwoWriters:
    def test_what_fails_in_the_middle_is_undone_and_holds_nobody_up(self, path: Path) -> None:
        with closing(open_store(path)) as store:

            def fail() -> None:
                with store.atomic():
                    store.reports.add("ann", "bread", "yeast", "one", NOON)
                    raise ZeroDivisionError

            with pytest.raises(ZeroDivisionError):
                fail()
            store.reports.add("ann", "bread", "yeast", "two", NOON)
            with store.atomic():
                store.reports.add("ann", "bread", "yeast", "three", NOON)

        with closing(open_store(path)) as store:
            assert {report.text for report in store.reports.all("bread")} == {"two", "three"}

    def test_a_transaction_that_begins_with_reading_waits_for_another_process(self, path: Path) -> None:
        mine, done = open_store(path), threading.Event()

        def write_elsewhere() -> None:
            theirs = open_store(path)
            theirs.notices.add("bob", "from elsewhere")
            theirs.close()
            done.set()

        other = threading.Thread(target=write_elsewhere)
        with mine.atomic():
            assert mine.notices.take("ann") == []
            other.start()
            assert not done.wait(0.2)
            mine.notices.add("ann", "from here")
        other.join()

        assert mine.notices.take("bob") == ["from elsewhere"]
        assert mine.notices.take("ann") == ["from here"]
        mine.close()

    def test_what_another_settles_or_takes_back_is_a_new_edition(self) -> None:
        store = memory_store()
        editions = [store.settled.edition("bread")]
        number = store.asked.add("bob", "bread", "s", text="why", outcome="decline", nearest=[], at=NOON)
        question = store.asked.get(number)
        assert question is not None
        for minute, point in enumerate(("gas", None)):
            store.settled.settle("bread", "s", question, key_point=point, alike=[], at=NOON + minute * MINUTE)
            editions.append(store.settled.edition("bread"))
        store.settled.undo("bread", "s", question)

        assert len(set(editions)) == 3
        assert store.settled.edition("bread") == editions[0]
        assert store.settled.edition("cake") == editions[0]
        store.close()
