"""Study groups: making and ending them, who is in them, what is shown of their members, and to whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.course.model import END, Course
from bot.errors import LearnerError
from bot.pictures.group_progress import GroupView, MemberProgress
from bot.store import Group, Member, ServerChoices, Store
from bot.tutor.group_report import LEAST_TOLD
from bot.tutor.groups import MOST_NAMED
from bot.tutor.reply import Reply
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON, memory_store
from tests.tutor.test_sessions import GROUP, action_of, bread, labels, learner, organiser

NASTY = "**Bakers**\n@everyone <@&7> \u202e`x`"
SERVER = "discord:9"
EVERYBODY = "9"  # Discord calls the role that everybody has by the server's own number
FORMULAS = (
    "=+-@\t\r\uff1d\uff0b\uff0d\uff20"  # what begins one; the last four are the wide signs of some scripts
)
REFUSED = "Only those who may manage this server"


@pytest.fixture
def group(tutor: Tutor, store: Store) -> Group:
    """A group in the kitchen of server `s`."""
    return founded(tutor, store)


def founded(tutor: Tutor, store: Store, who: Visit | None = None) -> Group:
    who = who or organiser()
    tutor.groups.create(who, "Bakers")
    found = store.groups.in_channel("bread", who.place)
    assert found is not None
    return found


def kept(store: Store, number: int = GROUP) -> Group:
    found = store.groups.get("bread", number)
    assert found is not None
    return found


def text_of(reply: Reply) -> str:
    return "\n".join(f"{card.title}\n{card.text}" for card in reply.cards)


def members(store: Store, group: Group) -> list[str]:
    return [member.learner for member in store.groups.members(group.id)]


class TestMaking:
    def test_everybody_sees_it_and_can_join_at_a_press(self, tutor: Tutor, store: Store) -> None:
        reply = tutor.groups.create(organiser(), "Bakers")
        tutor.press(learner(), action_of(reply, "Join"))

        assert not reply.private
        assert members(store, kept(store)) == ["ann"]

    @pytest.mark.parametrize(
        ("name", "called"),
        [("", "Study group"), (" \u202e\n ", "Study group"), ("  a \n b ", "a b"), ("x" * 80, "x" * 60)],
        ids=["none", "nothing to see", "spaces", "long"],
    )
    def test_its_name_is_one_line_and_not_empty(
        self, tutor: Tutor, store: Store, name: str, called: str
    ) -> None:
        tutor.groups.create(organiser(), name)

        assert kept(store).name == called

    def test_a_second_one_in_the_channel_is_refused(self, tutor: Tutor, group: Group, store: Store) -> None:
        with pytest.raises(LearnerError, match="has a study group already"):
            tutor.groups.create(organiser(), "Others")
        assert [found.name for found in store.groups.of_server("bread", "s")] == ["Bakers"]

    @pytest.mark.parametrize("server", ["s", ""], ids=["on a server", "in direct messages"])
    def test_nobody_but_organisers_makes_one(self, tutor: Tutor, store: Store, server: str) -> None:
        with pytest.raises(LearnerError):
            tutor.groups.create(learner(server=server))
        assert store.groups.of_server("bread", server) == []


class TestMembers:
    def test_joining_twice_is_told_and_keeps_the_latest_name(
        self, tutor: Tutor, store: Store, group: Group
    ) -> None:
        titles = [
            tutor.groups.join(replace(learner(), name=name)).cards[0].title for name in ("Ann", "Annie")
        ]

        assert titles == ["Welcome", "You are in it already"]
        assert store.groups.members(group.id) == [Member("ann", "Annie")]

    def test_who_leaves_is_out_and_can_not_leave_once_more(
        self, tutor: Tutor, store: Store, group: Group
    ) -> None:
        leave = action_of(tutor.groups.join(learner()), "Leave")

        assert tutor.press(learner(), leave).stage is None
        assert members(store, group) == []
        with pytest.raises(LearnerError, match="You are not in this channel's group"):
            tutor.press(learner(), leave)

    def test_who_leaves_while_a_lesson_is_open_has_its_count_redrawn(
        self, tutor: Tutor, group: Group
    ) -> None:
        number = tutor.sessions.begin(organiser()).stage
        tutor.groups.join(learner())

        assert tutor.groups.leave(learner()).stage == number

    def test_they_are_listed_as_they_are_called_and_pinged_by_nothing(
        self, tutor: Tutor, group: Group
    ) -> None:
        for who, name in (("ann", "Ann"), ("bob", NASTY), ("cid", "")):
            tutor.groups.join(replace(learner(who), name=name))

        reply = tutor.groups.members(learner())

        assert reply.cards[0].title == "Bakers: 3 members"
        first, second, third = reply.cards[0].text.split("\n")
        assert (first, third) == ("- Ann", "- somebody")
        assert "Bakers" in second
        assert "@everyone" not in second
        assert "<@&7>" not in second

    @pytest.mark.parametrize(("many", "more"), [(MOST_NAMED, None), (MOST_NAMED + 3, "… and 3 more")])
    def test_of_very_many_the_rest_is_counted(
        self, tutor: Tutor, store: Store, group: Group, many: int, more: str | None
    ) -> None:
        for number in range(many):
            store.groups.join(group.id, Member(f"{number}", f"N{number}"), NOON)

        card = tutor.groups.members(learner()).cards[0]

        assert card.title == f"Bakers: {many} members"
        assert card.text.count("- N") == MOST_NAMED
        assert (card.text.splitlines()[-1] if more else None) == more

    def test_of_none_one_is_told_how_to_be_the_first(self, tutor: Tutor, group: Group) -> None:
        assert "`/group join`" in text_of(tutor.groups.members(learner()))

    def test_who_left_the_server_is_in_none_of_its_groups_and_in_all_of_the_others(
        self, tutor: Tutor, store: Store, group: Group
    ) -> None:
        garden = founded(tutor, store, replace(organiser(), place="garden"))
        elsewhere = founded(tutor, store, replace(organiser("t"), place="attic"))
        for one in (group, garden, elsewhere):
            for who in ("ann", "bob"):
                store.groups.join(one.id, Member(who, who.title()), NOON)

        tutor.groups.let_go("s", "ann")

        assert [members(store, one) for one in (group, garden, elsewhere)] == [
            ["bob"],
            ["bob"],
            ["ann", "bob"],
        ]

    def test_the_roll_is_of_this_group_longest_first(self, tutor: Tutor, group: Group) -> None:
        for who in ("bob", "ann"):
            tutor.groups.join(learner(who, minutes=who == "ann"))

        assert tutor.groups.roll(learner()) == ("bob", "ann")


class TestSettings:
    def test_they_are_shown_and_asking_changes_nothing(
        self, tutor: Tutor, store: Store, group: Group
    ) -> None:
        text = text_of(tutor.groups.settings(organiser()))

        assert "when **100 %** of those present are ready, never by itself" in text
        assert "I call nobody." in text
        assert kept(store) == group

    @pytest.mark.parametrize(
        ("share", "minutes", "expected"),
        [
            (60, 5, (60, timedelta(minutes=5))),
            (0, 0, (1, None)),
            (-5, -5, (1, None)),
            (1000, 10**6, (100, timedelta(days=1))),
            (None, None, (100, None)),
        ],
    )
    def test_they_stay_within_reason(
        self,
        tutor: Tutor,
        store: Store,
        group: Group,
        share: int | None,
        minutes: int | None,
        expected: tuple[int, timedelta | None],
    ) -> None:
        tutor.groups.settings(organiser(), share=share, pause_minutes=minutes)

        assert (kept(store).share, kept(store).pause) == expected

    def test_one_setting_leaves_the_others(self, tutor: Tutor, store: Store, group: Group) -> None:
        tutor.groups.settings(organiser(), share=60, pause_minutes=5)

        tutor.groups.settings(organiser(), pause_minutes=10)

        assert kept(store) == replace(group, share=60, pause=timedelta(minutes=10))


class TestTheRoleThatIsCalled:
    @pytest.fixture
    def here(self, tutor: Tutor, store: Store) -> Group:
        """A group on a server whose number is known."""
        return founded(tutor, store, organiser(SERVER))

    def test_nothing_holds_before_it_is_confirmed(self, tutor: Tutor, store: Store, here: Group) -> None:
        reply = tutor.groups.settings(organiser(SERVER), role="7")

        assert "Shall I call <@&7>" in text_of(reply)
        assert "I call nobody." in text_of(reply)
        assert kept(store).ping_role is None

    def test_once_confirmed_it_is_called_until_somebody_takes_it_back(
        self, tutor: Tutor, store: Store, here: Group
    ) -> None:
        asked = tutor.groups.settings(organiser(SERVER), role="7")

        confirmed = tutor.press(organiser(SERVER), action_of(asked, "Yes, call that role"))
        assert "I call <@&7>." in text_of(confirmed)
        assert kept(store).ping_role == "7"

        tutor.press(organiser(SERVER), action_of(confirmed, "Call nobody"))
        assert kept(store).ping_role is None

    def test_it_is_never_the_one_that_everybody_has(self, tutor: Tutor, store: Store, here: Group) -> None:
        tries: tuple[Callable[[], Reply], ...] = (
            lambda: tutor.groups.settings(organiser(SERVER), role=EVERYBODY),
            lambda: tutor.press(organiser(SERVER), f"group:ping:{EVERYBODY}"),
        )
        for attempt in tries:
            with pytest.raises(LearnerError, match="no role that everybody has"):
                attempt()
        assert kept(store).ping_role is None

    @pytest.mark.parametrize("role", ["", "everyone", "here", "-7", "7.", "²", "७", "9" * 21, "7 8"])
    def test_a_forged_one_is_none(self, tutor: Tutor, store: Store, here: Group, role: str) -> None:
        with pytest.raises(LearnerError):
            tutor.press(organiser(SERVER), f"group:ping:{role}")
        assert kept(store).ping_role is None


class TestEnding:
    def test_it_is_asked_first(self, tutor: Tutor, store: Store, group: Group) -> None:
        reply = tutor.groups.end(organiser())
        assert store.groups.in_channel("bread", "kitchen") == group

        tutor.press(organiser(), action_of(reply, "Yes, end it"))
        assert store.groups.in_channel("bread", "kitchen") is None

    def test_its_schedule_goes_too(self, tutor: Tutor, store: Store, group: Group) -> None:
        tutor.schedules.plan(organiser(), "daily 12:00 UTC")

        tutor.press(organiser(), action_of(tutor.groups.end(organiser()), "Yes, end it"))

        assert store.schedules.of(group.id) is None

    def test_an_old_press_does_not_end_the_one_that_came_after(
        self, tutor: Tutor, store: Store, group: Group
    ) -> None:
        confirm = action_of(tutor.groups.end(organiser()), "Yes, end it")
        tutor.press(organiser(), confirm)
        after = founded(tutor, store)

        with pytest.raises(LearnerError, match="has ended already"):
            tutor.press(organiser(), confirm)
        assert store.groups.in_channel("bread", "kitchen") == after


class TestProgress:
    """Ann shows where she is, Bob and Cid do not."""

    @pytest.fixture
    def shown(self, tutor: Tutor, store: Store, group: Group) -> Tutor:
        for who in ("ann", "bob", "cid"):
            tutor.groups.join(learner(who))
        store.choices.be_visible("ann", is_visible=True)
        for who, lesson in (("ann", "rising"), ("bob", "rising"), ("bob", "sour")):
            store.positions.finish(who, "bread", lesson, NOON)
        tutor.lessons.goto(learner("ann"), "sour")
        tutor.lessons.goto(learner("bob"), "rising")
        return tutor

    def test_only_who_chose_so_is_seen_by_name(self, shown: Tutor, group: Group) -> None:
        view = shown.groups.view(group)

        assert view == GroupView(
            "Bakers",
            ("Why bread rises", "Bread without bought yeast"),
            (MemberProgress("Ann", frozenset({0}), 1),),
            2,
            (1, 1),
        )

    def test_neither_picture_nor_words_tell_a_name_of_the_others(self, shown: Tutor) -> None:
        reply = shown.groups.progress(learner("cid")).finished()

        (picture,) = reply.cards[0].pictures
        assert picture.content.startswith(b"\x89PNG")  # type: ignore[union-attr]  # drawn, so bytes
        assert "Ann: 1 done, in 2." in picture.alt
        assert "from 1 to 2: 2, 1." in picture.alt
        for told in (picture.alt, text_of(reply)):
            assert "bob" not in told.casefold()
            assert "cid" not in told.casefold()

    def test_who_hides_again_is_hidden_at_the_next_look(
        self, shown: Tutor, store: Store, group: Group
    ) -> None:
        store.choices.be_visible("ann", is_visible=False)

        assert shown.groups.view(group).members == ()
        assert shown.groups.view(group).counted == 3

    def test_a_name_that_can_not_be_drawn_stands_beside_the_picture_as_text(
        self, shown: Tutor, store: Store
    ) -> None:
        shown.groups.join(replace(learner("ann"), name="**雪** @everyone"))

        text = text_of(shown.groups.progress(learner("bob")))

        assert "雪" in text
        assert "@everyone" not in text
        assert "**" not in text.replace("\\*", "")

    def test_a_single_one_who_is_not_seen_is_not_counted_as_that_would_tell_of_them(
        self, shown: Tutor, store: Store, group: Group
    ) -> None:
        store.choices.be_visible("cid", is_visible=True)

        view = shown.groups.view(group)

        assert (view.counted, view.counted_done) == (0, (0, 0))
        assert "one more member" in text_of(shown.groups.progress(learner("ann")))

    def test_everybody_is_told_how_they_are_seen_themselves(self, shown: Tutor) -> None:
        ann, bob = (text_of(shown.groups.progress(learner(who))) for who in ("ann", "bob"))

        assert "under your name" in ann
        assert "only as a part of totals" in bob

    def test_who_is_in_no_group_is_not_counted(self, shown: Tutor, store: Store, group: Group) -> None:
        store.choices.be_visible("eve", is_visible=True)
        store.positions.finish("eve", "bread", "rising", NOON)

        assert shown.groups.view(group).everybody == 3


def hold(
    store: Store, group: Group, lesson: str = "rising", *, answers: str = "", check: str = "gas-check"
) -> None:
    """Let a group have had a lesson with somebody for each answer, `r` for right and `w` for wrong."""
    session = store.sessions.begin(group.id, lesson, END, NOON)
    assert session is not None
    for number, answer in enumerate(answers):
        store.sessions.be_ready(session.id, f"learner {number}", "time-check", NOON)
        store.sessions.answer(session.id, check, f"learner {number}", is_right=answer == "r", at=NOON)
    store.sessions.move(session, END, NOON, is_over=True)


def ask(store: Store, people: int, server: str = "s", point: str = "yeast") -> None:
    for number in range(people):
        store.asked.add(
            f"learner {number}", "bread", server, text="", outcome="answer", nearest=[point], at=NOON
        )


class TestReport:
    def table(self, tutor: Tutor) -> list[list[str]]:
        (file,) = tutor.groups.report(organiser()).cards[0].files
        assert file.name == "group-report.csv"
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))

    def test_each_lesson_held_is_a_row_of_numbers(self, tutor: Tutor, store: Store, group: Group) -> None:
        hold(store, group, answers="rrw")
        hold(store, group, "sour")
        tutor.sessions.begin(organiser(), "rising")  # not held yet

        assert self.table(tutor) == [
            ["lesson", "begun at (UTC)", "present at the end", "ready to the end", "answers", "right"],
            ["Why bread rises", "2026-11-22 12:00", "3", "3", "3", "2"],
            ["Bread without bought yeast", "2026-11-22 12:00", "0", "0", "0", "0"],
        ]

    def test_a_lesson_that_the_course_lost_is_told_by_its_id(
        self, tutor: Tutor, store: Store, group: Group
    ) -> None:
        hold(store, group, "=burnt", answers="r")

        assert self.table(tutor)[1] == ["'=burnt", "2026-11-22 12:00", "1", "0", "1", "1"]

    @given(start=st.text(" ", max_size=2), sign=st.sampled_from(FORMULAS), rest=st.text(max_size=9))
    def test_no_cell_is_a_formula(self, course: Course, start: str, sign: str, rest: str) -> None:
        title = start + sign + rest
        rising = course.lessons["rising"].model_copy(update={"title": title})
        changed = replace(course, units=(replace(course.units[0], lessons=(rising,)),), glossary=())
        store = memory_store()
        tutor = Tutor(changed, store, bread()[1])
        hold(store, founded(tutor, store))

        cell = self.table(tutor)[1][0]
        store.close()
        assert cell.startswith("'")

    @pytest.mark.parametrize(("people", "is_told"), [(LEAST_TOLD - 1, False), (LEAST_TOLD, True)])
    def test_what_is_asked_and_missed_is_told_from_five_people_on(
        self, tutor: Tutor, store: Store, group: Group, people: int, *, is_told: bool
    ) -> None:
        assert LEAST_TOLD == 5
        ask(store, people)
        hold(store, group, answers="w" * people)

        text = text_of(tutor.groups.report(organiser()))

        assert ("Yeast (5 people)" in text) is is_told
        assert ("Yeast: 5 of 5 wrong" in text) is is_told
        assert ("is told from 5 people on" in text) is not is_told

    def test_what_one_of_them_was_never_told_apart_stays_out(
        self, tutor: Tutor, store: Store, group: Group
    ) -> None:
        ask(store, LEAST_TOLD, server="t")
        ask(store, LEAST_TOLD, point="gone")
        hold(store, founded(tutor, store, replace(organiser("t"), place="attic")), answers="w" * LEAST_TOLD)
        hold(store, group, answers="w" * LEAST_TOLD, check="gone")

        text = text_of(tutor.groups.report(organiser()))

        assert "people)" not in text
        assert "wrong" not in text

    def test_no_learner_stands_in_it(self, tutor: Tutor, store: Store, group: Group) -> None:
        ask(store, 6)
        hold(store, group, answers="wwwwrr")

        reply = tutor.groups.report(organiser())

        assert "learner " not in text_of(reply)
        assert not any("learner " in cell for row in self.table(tutor) for cell in row)


ORGANISERS_WORK: dict[str, Callable[[Tutor, Visit], object]] = {
    "create": lambda tutor, who: tutor.groups.create(replace(who, place="garden")),
    "settings": lambda tutor, who: tutor.groups.settings(who, share=1),
    "report": lambda tutor, who: tutor.groups.report(who),
    "end": lambda tutor, who: tutor.groups.end(who),
    "end confirmed": lambda tutor, who: tutor.press(who, "group:end:1"),
    "call a role": lambda tutor, who: tutor.press(who, "group:ping:7"),
    "call nobody": lambda tutor, who: tutor.press(who, "group:ping:none"),
    "plan": lambda tutor, who: tutor.schedules.plan(who, "daily 12:00 UTC"),
    "skip": lambda tutor, who: tutor.press(who, "group:skip:1795000000"),
    "pause": lambda tutor, who: tutor.press(who, "group:pause"),
    "resume": lambda tutor, who: tutor.press(who, "group:resume"),
    "no more meetings": lambda tutor, who: tutor.press(who, "group:unschedule"),
    "hold": lambda tutor, who: tutor.press(who, "group:hold:1/rising"),
    "begin": lambda tutor, who: tutor.sessions.begin(who),
}


@pytest.mark.parametrize("work", ORGANISERS_WORK.values(), ids=ORGANISERS_WORK)
class TestWhoMay:
    @pytest.fixture(autouse=True)
    def _meets(self, tutor: Tutor, store: Store, group: Group) -> None:
        """A group that meets and calls a role, on a server whose organisers have a role."""
        store.servers.choose("s", ServerChoices("organisers"))
        tutor.press(organiser(), "group:ping:8")
        tutor.schedules.plan(organiser(), "daily 13:00 UTC")

    def state(self, store: Store) -> object:
        return (
            kept(store),
            store.groups.of_server("bread", "s"),
            store.schedules.of(GROUP),
            store.sessions.open(),
        )

    @pytest.mark.parametrize("roles", [(), ("learners", "s")], ids=["without a role", "with another"])
    def test_others_do_not(
        self, tutor: Tutor, store: Store, work: Callable[[Tutor, Visit], object], roles: tuple[str, ...]
    ) -> None:
        before = self.state(store)

        with pytest.raises(LearnerError, match=REFUSED):
            work(tutor, replace(learner(), roles=frozenset(roles)))
        assert self.state(store) == before

    @pytest.mark.parametrize("server", ["t", ""], ids=["of another server", "in direct messages"])
    def test_organisers_from_elsewhere_do_not(
        self, tutor: Tutor, store: Store, work: Callable[[Tutor, Visit], object], server: str
    ) -> None:
        before = self.state(store)

        with suppress(LearnerError):  # of another server one may make a group there
            work(tutor, organiser(server))
        assert self.state(store) == before

    @pytest.mark.parametrize("is_manager", [True, False], ids=["who manage the server", "by their role"])
    def test_organisers_do(
        self, tutor: Tutor, work: Callable[[Tutor, Visit], object], *, is_manager: bool
    ) -> None:
        who = organiser() if is_manager else replace(learner(), roles=frozenset({"organisers"}))

        assert work(tutor, who)

    def test_who_lost_the_role_does_not_any_more(
        self, tutor: Tutor, store: Store, work: Callable[[Tutor, Visit], object]
    ) -> None:
        who = replace(learner(), roles=frozenset({"organisers"}))
        store.servers.choose("s", ServerChoices("others"))

        with pytest.raises(LearnerError, match=REFUSED):
            work(tutor, who)


def test_a_forged_press_changes_nothing(tutor: Tutor, store: Store, group: Group) -> None:
    for forged in ("", "burn", "end", "end:", "end:2", "end:" + "9" * 40, "ping", "hold:1/sour", "skip:1"):
        with suppress(LearnerError):
            tutor.press(organiser(), f"group:{forged}")

    assert kept(store) == group
    assert store.groups.in_channel("bread", "kitchen") == group
    assert store.sessions.open() == []


def test_settings_offer_to_call_nobody_only_where_somebody_is_called(
    tutor: Tutor, store: Store, group: Group
) -> None:
    assert labels(tutor.groups.settings(organiser())) == []

    assert labels(tutor.press(organiser(), "group:ping:7")) == ["Call nobody"]
