"""Everything kept about one learner: found wherever it stands, deleted for good, and deleted again from older copies."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.course.position import Position
from bot.store import Kept, Place, Recipient, Reminder, Review, Running, Store, open_store
from bot.store.opening import migrate, prepare
from bot.store.privacy import BLANKED, BY_NAME, BY_PSEUDONYM
from bot.store.pseudonyms import Pseudonyms
from tests.fakes import NOON, memory_database

HOOK = Position("rising", "hook")
NAMING = ("learner", "asker", "created_by", "user", "member")  # columns that say who somebody is
LATER = NOON + timedelta(days=1)


def live(store: Store, learner: str) -> None:
    """A learner leaves a row in every table that learning alone can fill."""
    here = {"learner": learner, "course": "bread"}
    store.positions.move(**here, expected=None, to=HOOK, outline=(HOOK,), at=NOON, finished="rising")
    store.attempts.add(**here, lesson="rising", check="gas", choice="x", is_right=True, at=NOON)
    store.last_answers.keep(learner, "kitchen", ["yeast"], NOON)
    store.reports.add(learner, "bread", "yeast", "A typo.", NOON)
    store.lab_orders.keep(learner, "words=bread", NOON)
    store.choices.learn_at(learner, Place.THREAD)
    kept = Kept("yeast", 1.0, 5.0, NOON, NOON, 1)
    store.memories.enter(learner, "bread", [kept], NOON)
    store.memories.review(
        learner, "bread", Kept("yeast", 2.0, 5.0, NOON, NOON, 2), Review("yeast", "term", 3, 0.9, NOON)
    )
    store.quizzes.begin(learner, "bread", Running("rising", "{}"), NOON)
    store.quizzes.finish(learner, "bread", total=3, right_first=2, at=NOON)
    store.quizzes.begin(learner, "bread", Running("sour", "{}"), NOON)
    store.reminders.set("bread", Reminder(learner, "mon 19:30 UTC", NOON, 0))
    store.letters.put("bread", Recipient(learner), "Time to review", send_by=NOON)
    store.notices.add(learner, "direct-closed")
    store.threads.keep(learner, "discord:1", "2", "s")
    question = store.asked.get(
        store.asked.add(
            learner, "bread", "s", text=f"why, asks {learner}", outcome="decline", nearest=[], at=NOON
        )
    )
    assert question is not None
    store.settled.settle("bread", "s", question, key_point="yeast", alike=[], at=NOON)


def tables_of(store: Store, learner: str) -> set[str]:
    return set(store.privacy.everything(learner))


def columns(db: Database) -> dict[str, set[str]]:
    return {table.name: {column.name for column in table.columns} for table in db.tables}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "learners.db"


def file_with(path: Path, *learners: str) -> Path:
    with closing(open_store(path)) as store:
        for learner in learners:
            live(store, learner)
    return path


class TestNothingIsMissed:
    def test_every_table_that_says_who_somebody_is_is_in_one_of_the_lists(self) -> None:
        """A new table with such a column belongs into `BY_NAME`, `BY_PSEUDONYM` or `BLANKED`."""
        with closing(memory_database()) as db:
            naming = {
                (table, column)
                for table, names in columns(db).items()
                for column in names
                if column in NAMING
            }

        listed = {(table, "learner") for table in BY_NAME} | {*BY_PSEUDONYM.items(), *BLANKED.items()}
        assert naming == listed

    def test_every_table_that_learning_fills_is_shown(self, store: Store) -> None:
        live(store, "ann")

        groups = {"members", "attendance", "session_answers"}
        assert tables_of(store, "ann") == ({*BY_NAME, *BY_PSEUDONYM} - groups)

    def test_a_row_is_shown_as_it_is_kept_but_for_the_name(self, store: Store) -> None:
        store.reminders.set("bread", Reminder("ann", "mon 19:30 UTC", NOON, 2))

        assert store.privacy.everything("ann") == {
            "reminders": [
                {"course": "bread", "rhythm": "mon 19:30 UTC", "next_at": NOON.isoformat(), "unanswered": 2}
            ]
        }

    def test_a_group_s_creator_is_shown_the_groups_they_made(self, store: Store) -> None:
        group = store.groups.create("bread", "s", "c", "Bakers", "ann", NOON)
        assert group is not None

        (shown,) = store.privacy.everything("ann")["groups"]
        assert shown["name"] == "Bakers"
        assert "groups" not in store.privacy.everything("bob")


class TestForgetting:
    def test_nothing_is_left_of_the_one_and_all_of_the_other(self, store: Store) -> None:
        live(store, "ann")
        live(store, "bob")
        before = store.privacy.everything("bob")

        store.privacy.forget("ann", LATER)

        assert store.privacy.everything("ann") == {}
        assert store.privacy.everything("bob") == before

    def test_not_a_letter_of_it_is_left_in_the_files(self, path: Path) -> None:
        with closing(open_store(path)) as store:
            live(store, "discord:8472")
            live(store, "bob")

            store.privacy.forget("discord:8472", LATER)

            left = [file.name for file in path.parent.iterdir() if b"8472" in file.read_bytes()]

        assert left == []

    def test_it_is_all_or_nothing(self) -> None:
        with closing(memory_database()) as db:
            store = Store(db)
            live(store, "ann")
            before = store.privacy.everything("ann")
            db.execute("""CREATE TRIGGER broken BEFORE INSERT ON forgotten
                          BEGIN SELECT raise(ABORT, 'the disk is full'); END""")

            with pytest.raises(sqlite3.IntegrityError, match="the disk is full"):
                store.privacy.forget("ann", LATER)

            assert store.privacy.everything("ann") == before

    def test_who_comes_back_begins_anew_and_can_be_forgotten_again(self, store: Store) -> None:
        live(store, "ann")
        store.privacy.forget("ann", LATER)

        live(store, "ann")
        assert "positions" in tables_of(store, "ann")
        store.privacy.forget("ann", LATER + timedelta(days=1))

        assert store.privacy.everything("ann") == {}

    def test_a_question_of_another_that_was_settled_with_theirs_waits_again(self, store: Store) -> None:
        live(store, "ann")
        theirs = store.asked.add("bob", "bread", "s", text="why flat", outcome="decline", nearest=[], at=NOON)
        question = store.asked.get(theirs - 1)
        assert question is not None
        store.settled.settle("bread", "s", question, key_point="yeast", alike=[theirs], at=NOON)

        store.privacy.forget("ann", LATER)

        assert [asked.text for asked in store.asked.open("bread", LATER)] == ["why flat"]
        assert store.settled.of("bread") == []

    def test_a_stranger_can_be_forgotten_too(self, store: Store) -> None:
        store.privacy.forget("nobody", LATER)

        assert store.privacy.everything("nobody") == {}


class TestTheRecord:
    def forget(self, path: Path, learner: str, *, days: int = 1) -> None:
        with closing(open_store(path)) as store:
            store.privacy.forget(learner, NOON + timedelta(days=days))

    def record(self, path: Path) -> Path:
        return path.with_name("learners.db.forgotten")

    def test_it_lies_beside_the_file_for_its_owner_only_and_names_nobody(self, path: Path) -> None:
        self.forget(file_with(path, "ann"), "ann")

        assert stat.S_IMODE(self.record(path).stat().st_mode) == 0o600
        assert "ann" not in self.record(path).read_text("utf-8")
        assert len(self.record(path).read_text("utf-8").split()) == 2

    def test_a_copy_from_before_that_is_put_back_forgets_them_when_it_is_opened(self, path: Path) -> None:
        copy = shutil.copy(file_with(path, "ann", "bob"), path.with_name("copy"))
        self.forget(path, "ann")
        shutil.copy(copy, path)

        with closing(open_store(path)) as store:
            assert store.privacy.everything("ann") == {}
            assert "positions" in tables_of(store, "bob")

    def test_one_who_came_back_is_not_forgotten_at_every_start(self, path: Path) -> None:
        self.forget(file_with(path, "ann"), "ann")
        file_with(path, "ann")

        with closing(open_store(path)) as store:
            assert "positions" in tables_of(store, "ann")

    def test_who_came_back_and_went_again_is_forgotten_from_a_copy_made_in_between(self, path: Path) -> None:
        self.forget(file_with(path, "ann"), "ann")
        copy = shutil.copy(file_with(path, "ann"), path.with_name("copy"))
        self.forget(path, "ann", days=2)
        shutil.copy(copy, path)

        with closing(open_store(path)) as store:
            assert store.privacy.everything("ann") == {}

    def test_it_is_applied_once(self, path: Path) -> None:
        copy = shutil.copy(file_with(path, "ann"), path.with_name("copy"))
        self.forget(path, "ann")
        shutil.copy(copy, path)

        with closing(Database(sqlite3.connect(path))) as db:
            prepare(db)
            migrate(db, path)
            privacy = Store(db, path).privacy
            assert [privacy.apply_record() for _ in range(2)] == [1, 0]

    def test_if_the_power_went_before_anything_was_deleted_the_next_start_deletes_it(
        self, path: Path
    ) -> None:
        file_with(path, "ann")
        with closing(Database(sqlite3.connect(path))) as db:
            pseudonym = Pseudonyms(db).of("ann")
        self.record(path).write_text(f"{pseudonym} {LATER.isoformat()}\n", "utf-8")

        with closing(open_store(path)) as store:
            assert store.privacy.everything("ann") == {}

    def test_the_maker_of_a_group_who_never_joined_it_is_forgotten_from_a_copy_too(self, path: Path) -> None:
        with closing(open_store(path)) as store:
            store.groups.create("bread", "s", "c", "Bakers", "olga", NOON)
        copy = shutil.copy(path, path.with_name("copy"))
        self.forget(path, "olga")
        shutil.copy(copy, path)

        with closing(open_store(path)) as store:
            assert store.privacy.everything("olga") == {}

    def test_a_line_cut_short_by_a_power_cut_breaks_nothing(self, path: Path) -> None:
        file_with(path, "ann")
        self.record(path).write_text("0123456789", "utf-8")

        self.forget(path, "ann")

        _, entry = self.record(path).read_text("utf-8").splitlines()
        assert entry.endswith(LATER.isoformat())


class TestCopiesSetAside:
    @pytest.mark.parametrize("kind", ["after-m001_create_tables", "before-restore"])
    @pytest.mark.parametrize(("days", "is_left"), [(0, True), (30, True), (31, False)])
    def test_they_go_after_thirty_days(self, path: Path, kind: str, days: int, *, is_left: bool) -> None:
        copy = path.with_name(f"learners.db.{kind}")
        with closing(open_store(path)) as store:
            copy.write_bytes(b"old")
            os.utime(copy, (NOON.timestamp(), NOON.timestamp()))

            store.purge(NOON + timedelta(days=days, seconds=-1 if is_left else 0))

        assert copy.exists() is is_left

    def test_nothing_else_in_the_folder_is_touched(self, path: Path) -> None:
        others = [
            path.with_name(name) for name in ("learners.db.forgotten", "other.db.after-m001", "notes.txt")
        ]
        with closing(open_store(path)) as store:
            for other in others:
                other.write_text("mine", "utf-8")
                os.utime(other, (0, 0))

            store.purge(NOON)

        assert all(other.exists() for other in others)
