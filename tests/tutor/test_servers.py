"""What organisers choose for their server, where the tutor may speak there, and a server in numbers."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database  # noqa: TID251  # to count what is left in every table

from bot.course.model import Course
from bot.errors import LearnerError
from bot.store import Place, ServerChoices, Store
from bot.tutor.reply import Reply
from bot.tutor.servers import CHANNELS_SHOWN
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON, memory_database
from tests.tutor.test_sessions import action_of, labels, learner, organiser, scene

SERVER = "discord:9"
EVERYBODY = "9"  # Discord calls the role that everybody has by the server's own number
ROLE = "7"


def manager(place: str = "kitchen", server: str = SERVER) -> Visit:
    return replace(organiser(server), place=place)


def by_role(server: str = SERVER) -> Visit:
    """Somebody who may organise by their role alone."""
    return replace(learner(server=server), roles=frozenset({ROLE}))


def text_of(reply: Reply) -> str:
    (card,) = reply.cards
    return card.text


def press(tutor: Tutor, who: Visit, label: str) -> Reply:
    """Press a button of the settings as they are now."""
    return tutor.press(who, action_of(tutor.servers.settings(who), label))


class TestWhereItMaySpeak:
    def test_everywhere_until_somebody_says_otherwise(self, tutor: Tutor) -> None:
        assert "in public**: everywhere that I can." in text_of(tutor.servers.settings(manager()))
        assert tutor.servers.may_speak(SERVER, "kitchen")

    def test_only_in_the_channels_where_it_was_allowed(self, tutor: Tutor) -> None:
        press(tutor, manager("discord:1"), "Only here")
        reply = press(tutor, manager("discord:2"), "Here too")

        assert "in public**: <#1>, <#2>." in text_of(reply)
        assert [tutor.servers.may_speak(SERVER, f"discord:{channel}") for channel in (1, 2, 3)] == [
            True,
            True,
            False,
        ]

    def test_in_a_thread_of_such_a_channel_too(self, tutor: Tutor) -> None:
        press(tutor, manager("channel"), "Only here")

        assert tutor.servers.may_speak(SERVER, "thread", "channel")
        assert not tutor.servers.may_speak(SERVER, "thread", "another")

    def test_where_a_study_group_is_it_may_all_the_same(self, tutor: Tutor) -> None:
        press(tutor, manager("channel"), "Only here")

        tutor.groups.create(manager("kitchen"))

        assert tutor.servers.may_speak(SERVER, "kitchen")

    def test_other_servers_and_direct_messages_choose_for_themselves(self, tutor: Tutor) -> None:
        press(tutor, manager("channel"), "Only here")

        assert tutor.servers.may_speak("discord:10", "kitchen")
        assert tutor.servers.may_speak("", "kitchen")

    def test_a_channel_is_taken_back_where_it_was_given(self, tutor: Tutor) -> None:
        for place, label in (("one", "Only here"), ("two", "Here too")):
            press(tutor, manager(place), label)

        press(tutor, manager("one"), "Not here")

        assert not tutor.servers.may_speak(SERVER, "one")
        assert tutor.servers.may_speak(SERVER, "two")

    def test_the_last_one_can_not_be_taken_back(self, tutor: Tutor, store: Store) -> None:
        press(tutor, manager("one"), "Only here")

        assert "Not here" not in labels(tutor.servers.settings(manager("one")))
        with pytest.raises(LearnerError, match="speak nowhere"):
            tutor.press(manager("one"), "server:not-here")
        assert store.servers.of(SERVER).channels == ("one",)

    def test_everywhere_again_takes_one_press(self, tutor: Tutor) -> None:
        press(tutor, manager("one"), "Only here")

        press(tutor, manager("two"), "Everywhere")

        assert tutor.servers.may_speak(SERVER, "three")

    @pytest.mark.parametrize("verb", ["here-too", "everywhere", "place:thread"])
    def test_pressed_twice_it_does_nothing_more(self, tutor: Tutor, store: Store, verb: str) -> None:
        press(tutor, manager("one"), "Only here")
        tutor.press(manager("two"), f"server:{verb}")
        once = store.servers.of(SERVER)

        tutor.press(manager("two"), f"server:{verb}")

        assert store.servers.of(SERVER) == once

    def test_of_very_many_channels_the_rest_is_counted(self, tutor: Tutor, store: Store) -> None:
        channels = tuple(f"discord:{number}" for number in range(CHANNELS_SHOWN + 3))
        store.servers.choose(SERVER, ServerChoices(channels=channels))

        text = text_of(tutor.servers.settings(manager()))

        assert f"<#{CHANNELS_SHOWN - 1}> and 3 more." in text
        assert tutor.servers.may_speak(SERVER, channels[-1])


class TestWhereLessonsAreShown:
    @pytest.mark.parametrize(
        ("label", "place"),
        [("Lessons in my own thread", Place.THREAD), ("Lessons by direct message", Place.DIRECT)],
    )
    def test_a_server_chooses_for_those_who_did_not(self, tutor: Tutor, label: str, place: Place) -> None:
        press(tutor, manager(), label)

        assert tutor.my.place(learner(server=SERVER)) is place
        assert tutor.my.place(learner(server="discord:10")) is Place.HERE
        assert label not in labels(tutor.servers.settings(manager()))

    def test_who_chose_for_themselves_has_what_they_chose(self, tutor: Tutor, store: Store) -> None:
        store.choices.learn_at("ann", Place.HERE)

        press(tutor, manager(), "Lessons by direct message")

        assert tutor.my.place(learner("ann", SERVER)) is Place.HERE
        assert tutor.my.place(learner("bob", SERVER)) is Place.DIRECT

    def test_it_goes_back_to_where_they_are_asked_for(self, tutor: Tutor) -> None:
        press(tutor, manager(), "Lessons by direct message")

        press(tutor, manager(), "Lessons here, for their eyes")

        assert tutor.my.place(learner(server=SERVER)) is Place.HERE


class TestTheOrganisersRole:
    def test_its_members_may_organise_from_then_on(self, tutor: Tutor) -> None:
        with pytest.raises(LearnerError, match="Only those who may manage"):
            tutor.servers.settings(by_role())

        reply = tutor.servers.settings(manager(), role=ROLE)

        assert f"and <@&{ROLE}>." in text_of(reply)
        assert "Discord shows `/tutor` only to" in text_of(reply)
        assert f"<@&{ROLE}>" in text_of(tutor.servers.settings(by_role()))

    def test_they_may_neither_give_it_on_nor_take_it_away(self, tutor: Tutor, store: Store) -> None:
        tutor.servers.settings(manager(), role=ROLE)

        assert "No organisers' role" not in labels(tutor.servers.settings(by_role()))
        with pytest.raises(LearnerError, match="choose the organisers' role"):
            tutor.servers.settings(by_role(), role="8")
        with pytest.raises(LearnerError, match="choose the organisers' role"):
            tutor.press(by_role(), "server:no-role")
        assert store.servers.of(SERVER).organiser_role == ROLE

    def test_who_manages_the_server_takes_it_away(self, tutor: Tutor) -> None:
        tutor.servers.settings(manager(), role=ROLE)

        press(tutor, manager(), "No organisers' role")

        with pytest.raises(LearnerError, match="Only those who may manage"):
            tutor.servers.settings(by_role())

    def test_it_counts_on_its_server_only(self, tutor: Tutor) -> None:
        tutor.servers.settings(manager(), role=ROLE)

        for server in ("discord:10", ""):
            with pytest.raises(LearnerError):
                tutor.servers.settings(by_role(server))

    def test_it_is_never_the_one_that_everybody_has(self, tutor: Tutor, store: Store) -> None:
        with pytest.raises(LearnerError, match="Everybody has that role"):
            tutor.servers.settings(manager(), role=EVERYBODY)
        assert store.servers.of(SERVER).organiser_role is None

    def test_another_choice_leaves_it(self, tutor: Tutor, store: Store) -> None:
        tutor.servers.settings(manager(), role=ROLE)

        press(tutor, manager("one"), "Only here")
        press(tutor, manager("one"), "Lessons by direct message")

        assert store.servers.of(SERVER) == ServerChoices(ROLE, Place.DIRECT, ("one",))


class TestNumbers:
    def test_they_are_of_this_server_s_groups_and_questions(self, tutor: Tutor, store: Store) -> None:
        for server, place in ((SERVER, "kitchen"), (SERVER, "garden"), ("discord:10", "attic")):
            tutor.groups.create(manager(place, server))
            for who in ("ann", "bob"):
                tutor.groups.join(replace(learner(who, server), place=place))
        session = store.sessions.begin(1, "rising", "hook", NOON)
        assert session is not None
        store.sessions.move(session, "end", NOON, is_over=True)
        store.sessions.begin(2, "rising", "hook", NOON)  # open still
        for outcome in ("suggest", "suggest", "decline", "answer"):
            store.asked.add("ann", "bread", SERVER, text="", outcome=outcome, nearest=[], at=NOON)
            store.asked.add("ann", "bread", "discord:10", text="", outcome=outcome, nearest=[], at=NOON)

        text = text_of(tutor.servers.statistics(manager()))

        assert "2 study groups with 2 members, 1 lesson held together" in text
        assert "2 questions answered with a choice, 1 with “not in this course”, 1 answers judged" in text

    def test_a_server_where_nothing_happened_has_some_too(self, tutor: Tutor) -> None:
        assert "0 study groups with 0 members, 0 lessons" in text_of(tutor.servers.statistics(manager()))


class TestWhoMay:
    VERBS = ("here-too", "not-here", "everywhere", "no-role", "place:direct", "place:moon", "burn", "")

    @pytest.mark.parametrize("server", [SERVER, ""], ids=["on the server", "in direct messages"])
    def test_nobody_but_organisers(self, tutor: Tutor, store: Store, server: str) -> None:
        store.servers.choose(SERVER, ServerChoices("8", Place.THREAD, ("kitchen", "garden")))
        before = store.servers.of(SERVER)
        who = learner(server=server)

        for verb in self.VERBS:
            with pytest.raises(LearnerError):
                tutor.press(who, f"server:{verb}")
        for command in (tutor.servers.settings, tutor.servers.statistics):
            with pytest.raises(LearnerError):
                command(who)
        assert store.servers.of(SERVER) == before

    def test_a_forged_press_changes_nothing(self, tutor: Tutor, store: Store) -> None:
        for verb in ("place:moon", "place:", "place", "burn", "", "here", "role:9"):
            with pytest.raises(LearnerError, match="older message"):
                tutor.press(manager(), f"server:{verb}")

        assert store.servers.of(SERVER) == ServerChoices()


class TestAServerThatLetItGo:
    """Two servers, each with a group, a lesson, a schedule, settings and questions; one of them lets the tutor go."""

    OWN = frozenset(
        {
            "groups",
            "members",
            "sessions",
            "attendance",
            "session_answers",
            "schedules",
            "servers",
            "asked",
            "threads",
        }
    )

    @pytest.fixture
    def db(self) -> Database:
        return memory_database()

    def rows(self, db: Database) -> dict[str, int]:
        tables = (table for table in db.table_names() if not table.startswith("_"))
        return {table: count for table in tables if (count := db.table(table).count)}

    def live(self, tutor: Tutor, store: Store, server: str) -> None:
        """All that a server can leave behind, by the doors that people use."""
        place = f"kitchen of {server}"
        tutor.groups.create(manager(place, server))
        tutor.schedules.plan(manager(place, server), "daily 19:30 UTC")
        tutor.servers.settings(manager(place, server), role=ROLE)
        number = tutor.sessions.begin(manager(place, server), "sour").stage
        assert number is not None
        tutor.sessions.opened(number, f"thread of {server}")
        for _ in range(3):
            tutor.press(manager(place, server), action_of(scene(tutor, number).reply, "Next"))
        for who in ("ann", "bob"):
            there = replace(learner(who, server), place=place)
            tutor.press(there, action_of(scene(tutor, number).reply, "right one"))
        store.threads.keep("ann", f"channel of {server}", f"thread of {server}", server)
        for who in ("cid", "dan"):
            store.choices.keep_questions(who, may=True)
            tutor.questions.ask(replace(learner(who, server), place=place), f"which oven for {server}")

    def test_after_thirty_days_all_of_it_is_gone_and_nothing_else(self, course: Course, db: Database) -> None:
        with closing(db):
            store = Store(db)
            tutor = Tutor(course, store)
            self.live(tutor, store, "discord:9")
            one = self.rows(db)
            self.live(tutor, store, "discord:10")
            both = self.rows(db)
            store.servers.note_left("discord:9", NOON)

            store.purge(NOON + timedelta(days=30))
            assert self.rows(db) == both
            store.purge(NOON + timedelta(days=30, seconds=1))

            left = self.rows(db)
            assert set(one) >= self.OWN
            assert {table: left[table] for table in self.OWN} == {table: one[table] for table in self.OWN}
            assert {table: left[table] for table in left.keys() - self.OWN} == {
                table: both[table] for table in both.keys() - self.OWN
            }
            assert [line for line in db.conn.iterdump() if "discord:9" in line] == []

    def test_back_within_thirty_days_it_has_everything_still(self, course: Course, db: Database) -> None:
        with closing(db):
            store = Store(db)
            tutor = Tutor(course, store)
            self.live(tutor, store, SERVER)
            before = self.rows(db)
            store.servers.note_left(SERVER, NOON)
            store.purge(NOON + timedelta(days=29))

            store.servers.note_present({SERVER}, NOON + timedelta(days=30))
            store.purge(NOON + timedelta(days=90))

            kept = {t: n for t, n in before.items() if t != "asked"}  # questions are old by then in any case
            assert {t: n for t, n in self.rows(db).items() if t != "asked"} == kept
            assert f"<@&{ROLE}>" in text_of(tutor.servers.settings(manager()))
