"""Study groups, their lessons, schedules and servers; and a file from before there were any."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store import Group, Member, Place, Schedule, ServerChoices, Session, Store, open_store
from bot.store.connection import Connection
from bot.store.opening import migrate
from tests.fakes import NOON, memory_database
from tests.store.test_practice import program_until

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def make(
    store: Store, channel: str = "c", *, server: str = "s", course: str = "bread", by: str = "olga"
) -> Group:
    group = store.groups.create(course, server, channel, "Bakers", by, NOON)
    assert group is not None
    return group


def begin(store: Store, group: Group, planned_at: datetime | None = None, lesson: str = "rising") -> Session:
    session = store.sessions.begin(group.id, lesson, "hook", NOON, planned_at)
    assert session is not None
    return session


def now(store: Store, session: Session) -> Session:
    """How a lesson stands now."""
    found = store.sessions.get(session.id)
    assert found is not None
    return found


def end(store: Store, session: Session) -> None:
    assert store.sessions.move(now(store, session), "end", NOON, is_over=True)


@pytest.fixture
def group(store: Store) -> Group:
    return make(store)


@pytest.fixture
def session(store: Store, group: Group) -> Session:
    return begin(store, group)


class TestGroups:
    def test_a_new_one_waits_for_all_forever_and_calls_nobody(self, group: Group) -> None:
        assert group == Group(group.id, "s", "c", "Bakers", 100, None, None, "olga")

    def test_a_channel_has_one_at_a_time_in_a_course(self, store: Store, group: Group) -> None:
        assert store.groups.create("bread", "s", "c", "Others", "eve", NOON) is None
        assert store.groups.in_channel("bread", "c") == group
        assert make(store, course="cake").id != group.id

    def test_once_it_has_ended_the_channel_is_free_again(self, store: Store, group: Group) -> None:
        store.groups.end(group.id, NOON)

        assert store.groups.in_channel("bread", "c") is None
        assert store.groups.of_server("bread", "s") == []
        assert make(store).id != group.id

    def test_one_of_another_course_is_not_found(self, store: Store, group: Group) -> None:
        assert store.groups.get("cake", group.id) is None
        assert store.groups.in_channel("cake", "c") is None
        assert store.groups.of_server("cake", "s") == []

    def test_it_is_found_in_the_thread_of_its_lesson_too(
        self, store: Store, group: Group, session: Session
    ) -> None:
        store.sessions.note_thread(session.id, "t")

        assert store.groups.in_channel("bread", "t") == group

    def test_what_was_changed_is_kept_to_the_second(self, store: Store, group: Group) -> None:
        changed = replace(group, name="Loafers", share=60, pause=timedelta(seconds=90), ping_role="7")

        store.groups.change(changed)

        assert store.groups.get("bread", group.id) == changed

    def test_its_end_takes_its_schedule_and_its_open_lesson_along(
        self, store: Store, group: Group, session: Session
    ) -> None:
        store.sessions.note_thread(session.id, "t")
        store.schedules.set(Schedule(group.id, "mon 19:30 UTC", None, NOON))

        store.groups.end(group.id, NOON + MINUTE)

        assert now(store, session).is_over
        assert store.schedules.of(group.id) is None
        assert store.sessions.unshown() == []

    def test_its_end_leaves_the_lessons_it_had_as_they_are(
        self, store: Store, group: Group, session: Session
    ) -> None:
        end(store, session)

        store.groups.end(group.id, NOON + DAY)

        assert [held.id for held in store.sessions.held(group.id)] == [session.id]
        assert now(store, session).shown_step is None


class TestMembers:
    def test_they_are_listed_longest_first_and_once_by_their_latest_name(
        self, store: Store, group: Group
    ) -> None:
        joined = [
            store.groups.join(group.id, Member(*who), NOON + MINUTE * minutes)
            for minutes, who in enumerate([("zoe", "Zoe"), ("ann", "Ann"), ("zoe", "Zoë")])
        ]

        assert joined == [True, True, False]
        assert store.groups.members(group.id) == [Member("zoe", "Zoë"), Member("ann", "Ann")]

    def test_who_leaves_is_in_it_no_more(self, store: Store, group: Group) -> None:
        store.groups.join(group.id, Member("ann", "Ann"), NOON)

        assert [store.groups.leave(group.id, "ann") for _ in range(2)] == [True, False]
        assert store.groups.members(group.id) == []

    def test_who_leaves_a_group_leaves_its_open_lesson_and_no_other(
        self, store: Store, group: Group, session: Session
    ) -> None:
        other = begin(store, make(store, "d"))
        for number in (session.id, other.id):
            store.sessions.be_ready(number, "ann", "hook", NOON)

        store.groups.leave(group.id, "ann")

        assert store.sessions.present(session.id) == frozenset()
        assert store.sessions.present(other.id) == {"ann"}

    def test_who_leaves_a_group_was_at_its_past_lessons_all_the_same(
        self, store: Store, group: Group, session: Session
    ) -> None:
        store.sessions.join(session.id, "ann", NOON)
        end(store, session)

        store.groups.leave(group.id, "ann")

        assert store.sessions.present(session.id) == {"ann"}


class TestSessions:
    def test_a_group_is_in_one_at_a_time(self, store: Store, group: Group, session: Session) -> None:
        other = begin(store, make(store, "d"))

        assert store.sessions.begin(group.id, "sour", "hook", NOON) is None
        assert store.sessions.open_of(group.id) == session
        assert store.sessions.open() == [session, other]

    def test_one_planned_for_a_moment_is_held_once_though_it_is_over(
        self, store: Store, group: Group
    ) -> None:
        end(store, begin(store, group, planned_at=NOON))

        assert store.sessions.begin(group.id, "sour", "hook", NOON, NOON) is None
        assert begin(store, group, planned_at=NOON + DAY).planned_at == NOON + DAY

    def test_any_number_is_begun_by_hand(self, store: Store, group: Group) -> None:
        for _ in range(3):
            end(store, begin(store, group))

        assert len(store.sessions.held(group.id)) == 3

    def test_of_two_who_move_it_from_the_same_step_one_does(self, store: Store, session: Session) -> None:
        moved = [store.sessions.move(session, step, NOON + MINUTE) for step in ("gas", "warmth")]

        assert moved == [True, False]
        assert (now(store, session).step, now(store, session).moved_at) == ("gas", NOON + MINUTE)

    def test_one_that_is_over_does_not_move(self, store: Store, session: Session) -> None:
        store.sessions.give_up(session.id, NOON)

        assert not store.sessions.move(session, "gas", NOON)

    def test_one_given_up_was_not_held(self, store: Store, group: Group, session: Session) -> None:
        store.sessions.give_up(session.id, NOON)

        assert store.sessions.open_of(group.id) is None
        assert store.sessions.held(group.id) == []

    def test_what_was_shown_is_behind_only_until_it_moves(self, store: Store, session: Session) -> None:
        assert store.sessions.unshown() == [session]

        store.sessions.note_shown(session.id, "hook", "m")
        assert store.sessions.unshown() == []
        assert now(store, session).is_shown

        store.sessions.move(session, "gas", NOON)
        assert [one.id for one in store.sessions.unshown()] == [session.id]

    @pytest.mark.parametrize("is_over", [False, True], ids=["in the middle", "at its end"])
    def test_nothing_is_to_be_shown_of_one_whose_thread_is_gone(
        self, store: Store, session: Session, *, is_over: bool
    ) -> None:
        store.sessions.note_thread(session.id, "t")
        store.sessions.move(session, "end" if is_over else "gas", NOON, is_over=is_over)

        store.sessions.give_up(session.id, NOON)

        assert store.sessions.unshown() == []

    @pytest.mark.parametrize(
        ("planned_at", "has_thread", "is_unopened"),
        [
            (NOON - MINUTE, False, True),
            (NOON, False, False),
            (NOON - MINUTE, True, False),
            (None, False, False),
        ],
        ids=["too late", "just in time", "has its thread", "by hand"],
    )
    def test_unopened_is_what_was_planned_before_and_has_no_thread(
        self, store: Store, group: Group, planned_at: datetime | None, *, has_thread: bool, is_unopened: bool
    ) -> None:
        session = begin(store, group, planned_at)
        store.sessions.note_opening(session.id, "m")
        if has_thread:
            store.sessions.note_thread(session.id, "t")

        assert [one.id for one in store.sessions.unopened(NOON)] == [session.id] * is_unopened

    def test_one_that_never_opened_is_missed_once(self, store: Store, group: Group) -> None:
        session = begin(store, group, NOON - MINUTE)

        assert [store.sessions.miss(session.id, NOON) for _ in range(2)] == [True, False]
        assert now(store, session).is_over
        assert store.sessions.unshown() == []

    def test_one_that_opened_meanwhile_is_not_missed(self, store: Store, group: Group) -> None:
        session = begin(store, group, NOON - MINUTE)
        store.sessions.note_thread(session.id, "t")

        assert not store.sessions.miss(session.id, NOON)
        assert not now(store, session).is_over


class TestAttendance:
    def test_who_joins_is_there_and_who_is_ready_too(self, store: Store, session: Session) -> None:
        store.sessions.join(session.id, "ann", NOON)
        store.sessions.be_ready(session.id, "bob", "hook", NOON)

        assert store.sessions.present(session.id) == {"ann", "bob"}
        assert store.sessions.ready(session.id, "hook") == {"bob"}

    def test_being_ready_holds_for_one_step(self, store: Store, session: Session) -> None:
        store.sessions.be_ready(session.id, "ann", "hook", NOON)

        assert store.sessions.ready(session.id, "gas") == frozenset()

    def test_joining_once_more_takes_nothing_back(self, store: Store, session: Session) -> None:
        store.sessions.be_ready(session.id, "ann", "hook", NOON)
        store.sessions.join(session.id, "ann", NOON)

        assert store.sessions.ready(session.id, "hook") == {"ann"}

    def test_who_left_and_comes_back_is_not_ready(self, store: Store, session: Session) -> None:
        store.sessions.be_ready(session.id, "ann", "hook", NOON)

        store.sessions.leave(session.id, "ann")
        assert store.sessions.present(session.id) == frozenset()

        store.sessions.join(session.id, "ann", NOON)
        assert store.sessions.ready(session.id, "hook") == frozenset()

    def test_counted_is_who_is_there_and_who_of_them_is_done_with_the_step(
        self, store: Store, session: Session
    ) -> None:
        for learner, step in (("ann", "hook"), ("bob", "gas"), ("eve", "hook")):
            store.sessions.be_ready(session.id, learner, step, NOON)
        store.sessions.join(session.id, "dan", NOON)
        store.sessions.leave(session.id, "eve")

        assert store.sessions.attendance() == {session.id: (3, 1)}

    def test_no_lesson_is_counted_that_is_empty_or_over(
        self, store: Store, group: Group, session: Session
    ) -> None:
        assert store.sessions.attendance() == {}

        store.sessions.join(session.id, "ann", NOON)
        store.sessions.give_up(session.id, NOON)
        assert store.sessions.attendance() == {}

    def test_who_leaves_without_having_been_there_leaves_no_trace(
        self, store: Store, session: Session
    ) -> None:
        store.sessions.leave(session.id, "ann")

        assert store.privacy.everything("ann") == {}


class TestAnswers:
    def answer(self, store: Store, session: Session, learner: str, *, is_right: bool) -> bool:
        return store.sessions.answer(session.id, "gas-check", learner, is_right=is_right, at=NOON)

    def test_the_first_of_each_counts(self, store: Store, session: Session) -> None:
        answers = [("ann", True), ("ann", False), ("bob", False)]
        counted = [self.answer(store, session, learner, is_right=is_right) for learner, is_right in answers]

        assert counted == [True, False, True]
        assert store.sessions.answers(session.id) == {"gas-check": (1, 2)}

    def test_most_missed_is_told_from_so_many_people_on(self, store: Store, session: Session) -> None:
        for learner in "abcd":
            self.answer(store, session, learner, is_right=False)
        assert store.sessions.most_missed("bread", "s", 5) == []

        self.answer(store, session, "e", is_right=True)
        assert store.sessions.most_missed("bread", "s", 5) == [("rising", "gas-check", 4, 5)]

    def test_who_missed_it_in_two_lessons_is_one_person(self, store: Store, group: Group) -> None:
        for _ in range(2):
            session = begin(store, group)
            for learner in "ab":
                self.answer(store, session, learner, is_right=False)
            end(store, session)

        assert store.sessions.most_missed("bread", "s", 2) == [("rising", "gas-check", 2, 2)]
        assert store.sessions.most_missed("bread", "s", 3) == []

    def test_other_servers_and_courses_are_not_told_of(self, store: Store, session: Session) -> None:
        self.answer(store, session, "ann", is_right=False)

        assert store.sessions.most_missed("bread", "t", 1) == []
        assert store.sessions.most_missed("cake", "s", 1) == []

    def test_what_nobody_missed_is_not_among_them(self, store: Store, session: Session) -> None:
        self.answer(store, session, "ann", is_right=True)

        assert store.sessions.most_missed("bread", "s", 1) == []


class TestSchedules:
    def test_it_comes_back_as_it_was_set(self, store: Store, group: Group) -> None:
        schedule = Schedule(group.id, "mon 19:30 UTC", date(2027, 1, 31), NOON + MINUTE / 7, is_paused=True)

        store.schedules.set(Schedule(group.id, "tue 08:00 UTC", None, None))
        store.schedules.set(schedule)

        assert store.schedules.of(group.id) == schedule

    def test_due_is_what_has_its_time_behind_it_the_longest_ago_first(self, store: Store) -> None:
        moments = {"now": NOON, "long ago": NOON - DAY, "soon": NOON + MINUTE, "never": None}
        numbers = {}
        for name, moment in moments.items():
            numbers[name] = make(store, name).id
            store.schedules.set(Schedule(numbers[name], "mon 12:00 UTC", None, moment))

        due = [schedule.group for schedule in store.schedules.due(NOON + timedelta(microseconds=1))]

        assert due == [numbers["long ago"], numbers["now"]]

    def test_a_paused_one_is_not_due(self, store: Store, group: Group) -> None:
        store.schedules.set(Schedule(group.id, "mon 12:00 UTC", None, NOON, is_paused=True))

        assert store.schedules.due(NOON + DAY) == []

    def test_one_that_is_due_is_taken_once(self, store: Store, group: Group) -> None:
        due = Schedule(group.id, "mon 12:00 UTC", None, NOON)
        store.schedules.set(due)

        assert [store.schedules.take(due, NOON + 7 * DAY) for _ in range(2)] == [True, False]
        assert store.schedules.of(group.id) == replace(due, next_at=NOON + 7 * DAY)

    def test_one_that_is_dropped_is_gone(self, store: Store, group: Group) -> None:
        store.schedules.set(Schedule(group.id, "mon 12:00 UTC", None, NOON))

        store.schedules.drop(group.id)

        assert store.schedules.of(group.id) is None


class TestServers:
    def test_where_nothing_was_chosen_nothing_is_forbidden(self, store: Store) -> None:
        assert store.servers.of("s") == ServerChoices(organiser_role=None, place=None, channels=())

    @pytest.mark.parametrize("place", [None, *Place])
    def test_what_was_chosen_last_holds_there_and_nowhere_else(
        self, store: Store, place: Place | None
    ) -> None:
        chosen = ServerChoices("7", place, ("c", "d"))

        store.servers.choose("s", ServerChoices("8", Place.DIRECT, ("e",)))
        store.servers.choose("s", chosen)

        assert store.servers.of("s") == chosen
        assert store.servers.of("t") == ServerChoices()

    def test_being_removed_and_invited_again_changes_no_choice(self, store: Store) -> None:
        store.servers.choose("s", ServerChoices("7"))

        store.servers.note_left("s", NOON)
        store.servers.note_left("s", None)

        assert store.servers.of("s") == ServerChoices("7")


def fill(store: Store, server: str) -> Group:
    """Everything that can be kept for a server."""
    group = make(store, f"channel of {server}", server=server)
    store.groups.join(group.id, Member("ann", "Ann"), NOON)
    session = begin(store, group)
    store.sessions.join(session.id, "ann", NOON)
    store.sessions.answer(session.id, "gas-check", "ann", is_right=True, at=NOON)
    store.schedules.set(Schedule(group.id, "mon 12:00 UTC", None, NOON))
    store.servers.choose(server, ServerChoices("7"))
    for text in (f"why, in {server}", f"what, in {server}"):
        number = store.asked.add("bob", "bread", server, text=text, outcome="decline", nearest=[], at=NOON)
    question = store.asked.get(number)
    assert question is not None
    store.settled.settle("bread", server, question, key_point=None, alike=[], at=NOON)
    return group


class TestAServerThatWasLeft:
    TABLES = (
        *("servers", "groups", "members", "sessions", "attendance", "session_answers", "schedules"),
        *("asked", "settled"),
    )

    def counts(self, database: Connection) -> dict[str, int]:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in self.TABLES
        }

    @pytest.mark.parametrize(("days", "is_left"), [(30, True), (31, False)])
    def test_after_thirty_days_nothing_of_it_is_kept_and_all_of_the_others(
        self, store: Store, database: Connection, days: int, *, is_left: bool
    ) -> None:
        for server in ("s", "t"):
            fill(store, server)
        both = self.counts(database)
        store.servers.note_left("s", NOON)

        store.purge(NOON + days * DAY)

        assert self.counts(database) == (
            both if is_left else {table: count // 2 for table, count in both.items()}
        )
        assert store.servers.of("t") == ServerChoices("7")

    def test_one_that_invites_again_in_time_keeps_everything(self, store: Store) -> None:
        group = fill(store, "s")
        store.servers.note_left("s", NOON)
        store.servers.note_left("s", None)

        store.purge(NOON + 31 * DAY)

        assert store.groups.get("bread", group.id) == group

    def test_one_left_while_the_bot_was_away_is_left_since_it_looked(self, store: Store) -> None:
        group = fill(store, "s")

        for days in (0, 29):
            store.servers.note_present({"t"}, NOON + days * DAY)
        store.purge(NOON + 30 * DAY)
        assert store.groups.get("bread", group.id) is not None

        store.purge(NOON + 31 * DAY)
        assert store.groups.get("bread", group.id) is None

    def test_one_that_invited_it_again_while_it_was_away_keeps_everything(self, store: Store) -> None:
        group = fill(store, "s")
        store.servers.note_left("s", NOON)

        store.servers.note_present({"s"}, NOON + 31 * DAY)
        store.purge(NOON + 31 * DAY)

        assert store.groups.get("bread", group.id) == group

    def test_one_without_settings_and_groups_is_noticed_too(self, store: Store) -> None:
        number = store.asked.add("bob", "bread", "s", text="why", outcome="decline", nearest=[], at=NOON)

        store.servers.note_present(set(), NOON)
        store.purge(NOON + 31 * DAY)

        assert store.asked.get(number) is None

    def test_what_holds_everywhere_is_no_server_s(self, store: Store) -> None:
        number = store.asked.add("bob", "bread", "", text="why", outcome="decline", nearest=[], at=NOON)

        store.servers.note_present(set(), NOON)
        store.purge(NOON + 31 * DAY)

        assert store.asked.get(number) is not None

    def test_its_numbers_are_given_to_no_other_group_or_lesson(self, store: Store) -> None:
        old = fill(store, "s")
        old_session = store.sessions.open_of(old.id)
        store.servers.note_left("s", NOON)
        store.purge(NOON + 31 * DAY)

        new = fill(store, "s")
        new_session = store.sessions.open_of(new.id)

        assert old_session is not None
        assert new_session is not None
        assert (new.id, new_session.id) != (old.id, old_session.id)
        assert new_session.id > old_session.id


class TestForgetting:
    def test_every_trace_in_a_group_goes_and_the_others_stay(self, store: Store) -> None:
        group = make(store, by="ann")
        session = begin(store, group)
        for learner in ("ann", "bob"):
            store.groups.join(group.id, Member(learner, learner), NOON)
            store.sessions.be_ready(session.id, learner, "hook", NOON)
            store.sessions.answer(session.id, "gas-check", learner, is_right=True, at=NOON)

        store.privacy.forget("ann", NOON)

        assert store.privacy.everything("ann") == {}
        assert store.groups.get("bread", group.id) == replace(group, created_by="")
        assert store.groups.members(group.id) == [Member("bob", "bob")]
        assert store.sessions.present(session.id) == {"bob"}
        assert store.sessions.answers(session.id) == {"gas-check": (1, 1)}


class TestAFileFromBeforeGroups:
    """Step m005: from a file of m004 with a row in each of its tables that groups come near to."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "learners.db"
        noon = NOON.isoformat()
        with closing(Database(sqlite3.connect(path))) as db:
            migrate(db, path, program_until("m004_practise"))
            db.executescript(f"""
                INSERT INTO outlines VALUES (1, 'bread', 'abc', 'rising/hook');
                INSERT INTO positions VALUES ('ann', 'bread', 'rising', 'hook', 1, '{noon}');
                INSERT INTO finished VALUES ('ann', 'bread', 'rising', '{noon}');
                INSERT INTO choices VALUES ('ann', 1, 1, 'direct', 1);
                INSERT INTO memories VALUES ('ann', 'bread', 'yeast', 1.5, 5.0, '{noon}', '{noon}', 2, '{noon}');
                INSERT INTO reviews VALUES (1, 'ann', 'bread', 'yeast', 'term', 3, 0.9, '{noon}');
                INSERT INTO reminders VALUES ('ann', 'bread', 'mon 19:30 UTC', '{noon}', 1);
                INSERT INTO notices VALUES ('ann', 'direct-closed');
                INSERT INTO threads VALUES ('ann', 'discord:1', '2');
                INSERT INTO forgotten VALUES ('digest', '{noon}');
                INSERT INTO asked VALUES (1, 'bread', 's', 'p', 'why', 'decline', 'yeast', NULL, NULL, '{noon}');
            """)  # noqa: S608  # our own values
        return path

    def test_what_was_kept_is_there_still(self, path: Path) -> None:
        with closing(open_store(path)) as store:
            assert store.positions.finished("ann", "bread") == {"rising"}
            assert store.choices.of("ann").place is Place.DIRECT
            assert store.memories.of("ann", "bread")["yeast"].reviews == 2
            reminder = store.reminders.of("ann", "bread")
            assert reminder is not None
            assert reminder.unanswered == 1
            assert store.notices.take("ann") == ["direct-closed"]
            assert store.threads.of("ann", "discord:1") == "2"
            assert [asked.text for asked in store.asked.open("bread", NOON, "s")] == ["why"]

    def test_a_group_can_be_made_from_now_on(self, path: Path) -> None:
        with closing(open_store(path)) as store:
            group = fill(store, "s")

        with closing(open_store(path)) as store:
            assert store.groups.members(group.id) == [Member("ann", "Ann")]
            assert store.sessions.open_of(group.id) is not None

    def test_a_copy_of_it_is_set_aside_first(self, path: Path) -> None:
        open_store(path).close()

        with closing(sqlite3.connect(path.with_name("learners.db.after-m004_practise"))) as copy:
            assert copy.execute("SELECT learner FROM reminders").fetchall() == [("ann",)]

    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            ("INSERT INTO members VALUES (99, 'ann', 'Ann', 'noon')", "FOREIGN KEY"),
            ("INSERT INTO schedules VALUES (99, 'mon 12:00 UTC', NULL, NULL, 0)", "FOREIGN KEY"),
            ("UPDATE groups SET share = 0", "CHECK"),
            ("UPDATE groups SET share = 101", "CHECK"),
            ("UPDATE groups SET pause_s = 0", "CHECK"),
            ("UPDATE servers SET place = 'moon'", "CHECK"),
            ("UPDATE attendance SET is_present = 2", "CHECK"),
            ("UPDATE sessions SET step = NULL", "NOT NULL"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, statement: str, why: str) -> None:
        with closing(memory_database()) as db:
            fill(Store(db), "s")

            with pytest.raises(sqlite3.IntegrityError, match=why):
                db.execute(statement)
