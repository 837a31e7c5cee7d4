"""Study groups that meet by the clock: planning, what becomes of each meeting, skipping and pausing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest

from bot.course.model import END, Course
from bot.errors import LearnerError
from bot.store import Group, Schedule, Store
from bot.tutor.reply import Reply
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON, sent
from tests.tutor.test_sessions import action_of, labels, learner, organiser

DAY, WEEK, SECOND = timedelta(days=1), timedelta(weeks=1), timedelta(seconds=1)
GRACE = timedelta(minutes=15)
RHYTHM = "sun 19:30 Europe/Berlin"
FIRST = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # half a day after noon, by the clock on Berlin's walls
BUTTONS = ["Skip the next", "Pause", "No more meetings"]


@pytest.fixture
def group(tutor: Tutor, store: Store) -> Group:
    """A group in the kitchen of server `s`."""
    return founded(tutor, store)


@pytest.fixture
def planned(tutor: Tutor, group: Group) -> Tutor:
    """A tutor whose group meets on Sundays."""
    tutor.schedules.plan(organiser(), RHYTHM)
    return tutor


def founded(tutor: Tutor, store: Store, place: str = "kitchen") -> Group:
    tutor.groups.create(replace(organiser(), place=place), "Bakers")
    found = store.groups.in_channel("bread", place)
    assert found is not None
    return found


def then(at: datetime, who: Visit | None = None) -> Visit:
    """The organiser, or somebody else, at another time."""
    return replace(who or organiser(), at=at)


def kept(store: Store, group: Group) -> Schedule:
    found = store.schedules.of(group.id)
    assert found is not None
    return found


def text_of(reply: Reply | None) -> str:
    assert reply is not None
    (card,) = reply.cards
    return f"{card.title}. {card.text}"


class Seen(NamedTuple):
    """What came of looking at the clock: which lessons began, and what was said."""

    begun: list[int]
    said: list[str]


NOTHING = Seen([], [])


def look(tutor: Tutor, store: Store, at: datetime) -> Seen:
    """Look at the clock, and send what lies ready."""
    before = {session.id for session in store.sessions.open()}
    tutor.schedules.hold_due(at)
    begun = [session.id for session in store.sessions.open() if session.id not in before]
    return Seen(begun, [text_of(reply) for _, reply in sent(tutor, at)])


def hold_all(store: Store, group: Group) -> None:
    """Let a group have had every lesson."""
    for lesson in ("rising", "sour"):
        session = store.sessions.begin(group.id, lesson, END, NOON)
        assert session is not None
        store.sessions.move(session, END, NOON, is_over=True)


class TestPlanning:
    def test_the_first_meeting_is_told_by_everybody_s_own_clock(self, tutor: Tutor, group: Group) -> None:
        reply = tutor.schedules.plan(organiser(), "SUNDAY 7.30pm europe/berlin")

        stamp = int(FIRST.timestamp())
        assert "Sundays at 19:30 (Europe/Berlin)." in text_of(reply)
        assert f"<t:{stamp}:F>, <t:{stamp}:R>" in text_of(reply)

    def test_planning_anew_takes_the_place_of_what_was_planned_and_paused(
        self, planned: Tutor, store: Store, group: Group
    ) -> None:
        planned.press(organiser(), "group:pause")

        planned.schedules.plan(organiser(), "mon 12:00 UTC", "2026-12-31")

        assert kept(store, group) == Schedule(
            group.id, "mon 12:00 UTC", date(2026, 12, 31), datetime(2026, 11, 23, 12, tzinfo=UTC)
        )

    @pytest.mark.parametrize(
        ("rhythm", "last_day", "says"),
        [
            ("sunday", "", "time of day is missing"),
            ("sun 19:30 Atlantis", "", "no time zone"),
            (RHYTHM, "31.1.2027", "can't be read"),
            (RHYTHM, "2027-02-30", "can't be read"),
            (RHYTHM, "2026-11-21", "no such time left"),
        ],
        ids=["no time", "no zone", "last day unreadable", "no such day", "last day over"],
    )
    def test_what_can_not_be_planned_leaves_what_was(
        self, planned: Tutor, store: Store, group: Group, rhythm: str, last_day: str, says: str
    ) -> None:
        before = kept(store, group)

        with pytest.raises(LearnerError, match=says):
            planned.schedules.plan(organiser(), rhythm, last_day)
        assert kept(store, group) == before

    def test_a_last_day_alone_plans_nothing(self, tutor: Tutor, store: Store, group: Group) -> None:
        with pytest.raises(LearnerError, match="time of day is missing"):
            tutor.schedules.plan(organiser(), "", "2027-01-31")
        assert store.schedules.of(group.id) is None

    def test_a_channel_without_a_group_has_none(self, tutor: Tutor) -> None:
        for look in (tutor.schedules.show, lambda who: tutor.schedules.plan(who, RHYTHM)):
            with pytest.raises(LearnerError, match="no study group in this channel"):
                look(organiser())

    def test_without_a_schedule_one_is_told_how_to_make_it(self, tutor: Tutor, group: Group) -> None:
        assert "`/group schedule`" in text_of(tutor.schedules.show(learner()))

    def test_everybody_sees_it_and_organisers_may_change_it(self, planned: Tutor) -> None:
        theirs, ours = planned.schedules.show(learner()), planned.schedules.show(organiser())

        assert text_of(theirs) == text_of(ours)
        assert (labels(theirs), labels(ours)) == ([], BUTTONS)


class TestWhenItsTimeComes:
    def test_a_lesson_opens_in_the_group_s_channel(self, planned: Tutor, store: Store, group: Group) -> None:
        seen = look(planned, store, FIRST)

        session = store.sessions.open_of(group.id)
        assert session is not None
        assert seen == Seen([session.id], [])
        assert (session.lesson, session.planned_at) == ("rising", FIRST)

    def test_nothing_opens_a_second_before(self, planned: Tutor, store: Store) -> None:
        assert look(planned, store, FIRST - SECOND) == NOTHING

    def test_it_opens_once_however_often_the_clock_is_looked_at(
        self, planned: Tutor, store: Store, course: Course
    ) -> None:
        first = look(planned, store, FIRST)
        planned.sessions.opened(1, "thread")

        assert first == Seen([1], [])
        assert [
            look(Tutor(course, store), store, FIRST + seconds * SECOND) for seconds in (0, 20, 40)
        ] == 3 * [NOTHING]

    def test_once_it_was_given_up_it_does_not_open_again(self, planned: Tutor, store: Store) -> None:
        look(planned, store, FIRST)
        planned.press(organiser(), "session:give-up:1")

        assert look(planned, store, FIRST + SECOND) == NOTHING

    def test_the_next_is_a_week_later(self, planned: Tutor, store: Store, group: Group) -> None:
        look(planned, store, FIRST + GRACE)

        assert kept(store, group).next_at == FIRST + WEEK

    @pytest.mark.parametrize(
        ("late", "is_held"),
        [(timedelta(minutes=1), True), (GRACE, True), (GRACE + SECOND, False), (6 * DAY, False)],
        ids=["a minute", "all the grace", "a second more", "days"],
    )
    def test_late_it_opens_all_the_same_and_too_late_it_is_told_and_offered(
        self, planned: Tutor, store: Store, late: timedelta, *, is_held: bool
    ) -> None:
        meetings = look(planned, store, FIRST + late)

        assert bool(meetings.begun) is is_held
        assert [word.partition(".")[0] for word in meetings.said] == (
            [] if is_held else ["The lesson was missed"]
        )
        assert look(planned, store, FIRST + late) == NOTHING

    def test_of_many_that_were_missed_one_word_is_said(self, planned: Tutor, store: Store) -> None:
        (word,) = look(planned, store, FIRST + 3 * WEEK - SECOND).said

        assert f"3 lessons, the last of <t:{int((FIRST + 2 * WEEK).timestamp())}:F>, were to begin" in word

    def test_after_those_that_were_missed_the_one_of_today_is_held(
        self, planned: Tutor, store: Store
    ) -> None:
        meetings = look(planned, store, FIRST + 2 * WEEK)

        assert ["2 lessons" in word for word in meetings.said] == [True]
        assert meetings.begun == [1]

    def test_one_that_never_got_its_thread_is_missed_once_and_nobody_is_called_later(
        self, planned: Tutor, store: Store, course: Course
    ) -> None:
        look(planned, store, FIRST)
        late = FIRST + GRACE + SECOND

        assert look(planned, store, FIRST + GRACE) == NOTHING
        assert "The lesson was missed" in look(Tutor(course, store), store, late).said[0]
        assert look(planned, store, late) == NOTHING
        assert planned.sessions.behind(late) == []
        assert planned.sessions.scene(1) is None

    def test_one_lesson_at_a_time(self, planned: Tutor, store: Store, group: Group) -> None:
        planned.sessions.begin(organiser())

        meetings = look(planned, store, FIRST)

        assert meetings.begun == []
        assert "so I opened no other" in meetings.said[0]
        assert kept(store, group).next_at == FIRST + WEEK

    @pytest.mark.parametrize("late", [timedelta(), DAY], ids=["on time", "too late"])
    def test_a_group_that_had_every_lesson_meets_no_more(
        self, planned: Tutor, store: Store, group: Group, late: timedelta
    ) -> None:
        hold_all(store, group)

        meetings = look(planned, store, FIRST + late)

        assert meetings.begun == []
        assert [word.partition(".")[0] for word in meetings.said] == ["That was the course"]
        assert store.schedules.of(group.id) is None

    def test_groups_that_meet_at_once_meet_each_in_its_channel(self, planned: Tutor, store: Store) -> None:
        founded(planned, store, "garden")
        planned.schedules.plan(replace(organiser(), place="garden"), RHYTHM)

        begun = look(planned, store, FIRST).begun

        channels = {scene.channel for scene in map(planned.sessions.scene, begun) if scene}
        assert channels == {"kitchen", "garden"}

    def test_a_group_that_has_ended_meets_no_more(self, planned: Tutor, store: Store, group: Group) -> None:
        store.groups.end(group.id, NOON)

        assert look(planned, store, FIRST) == NOTHING

    def test_one_of_another_course_is_left_to_its_own_tutor(
        self, planned: Tutor, store: Store, group: Group, course: Course
    ) -> None:
        before = kept(store, group)

        assert look(Tutor(replace(course, id="cake"), store), store, FIRST) == NOTHING
        assert kept(store, group) == before


class TestTheLastDay:
    @pytest.mark.parametrize(
        ("last_day", "meetings"),
        [("2026-11-22", 1), ("2026-11-28", 1), ("2026-11-29", 2)],
        ids=["the first", "between", "the second"],
    )
    def test_is_itself_met_on_and_nothing_after_it(
        self, tutor: Tutor, store: Store, group: Group, last_day: str, meetings: int
    ) -> None:
        tutor.schedules.plan(organiser(), RHYTHM, last_day)
        held = 0
        for week in range(4):
            held += len(look(tutor, store, FIRST + week * WEEK).begun)
            for session in store.sessions.open():
                store.sessions.give_up(session.id, NOON)

        assert held == meetings
        assert kept(store, group).next_at is None
        assert text_of(tutor.schedules.show(organiser())).endswith("No meeting is left.")

    def test_is_told(self, tutor: Tutor, group: Group) -> None:
        reply = tutor.schedules.plan(organiser(), RHYTHM, " 2027-01-31 ")

        assert "The last day is 31 January 2027." in text_of(reply)

    def test_goes_by_the_clock_of_the_zone(self, tutor: Tutor, store: Store, group: Group) -> None:
        # on Monday the 23rd at 0:30 in Berlin it is still the 22nd in UTC
        tutor.schedules.plan(organiser(), "mon 0:30 Europe/Berlin", "2026-11-23")
        assert kept(store, group).next_at == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

        with pytest.raises(LearnerError, match="no such time left"):
            tutor.schedules.plan(organiser(), "mon 0:30 Europe/Berlin", "2026-11-22")


class TestWhenTheClocksChange:
    @pytest.mark.parametrize(
        ("time", "expected"),
        [
            ("19:30", ["2027-03-27 18:30", "2027-03-28 17:30", "2027-03-29 17:30"]),
            ("2:30", ["2027-03-27 01:30", "2027-03-28 01:00", "2027-03-29 00:30"]),
            ("19:30", ["2027-10-30 17:30", "2027-10-31 18:30", "2027-11-01 18:30"]),
            ("2:30", ["2027-10-30 00:30", "2027-10-31 00:30", "2027-11-01 01:30"]),
        ],
        ids=["to summer", "to summer, a time left out", "to winter", "to winter, a time shown twice"],
    )
    def test_a_group_meets_by_the_clock_on_the_wall_once_a_day(
        self, tutor: Tutor, store: Store, group: Group, time: str, expected: list[str]
    ) -> None:
        moments = [datetime.fromisoformat(f"{moment}+00:00") for moment in expected]
        tutor.schedules.plan(then(moments[0] - timedelta(hours=1)), f"daily {time} Europe/Berlin")

        met, now = [], moments[0] - timedelta(minutes=30)
        while now < moments[-1] + timedelta(hours=2):
            if look(tutor, store, now).begun:
                met.append(now)
                store.sessions.give_up(store.sessions.open()[0].id, now)
            now += timedelta(minutes=15)

        assert met == moments


class TestSkipping:
    def test_the_next_is_left_out_and_the_one_after_told(self, planned: Tutor, store: Store) -> None:
        reply = planned.press(organiser(), action_of(planned.schedules.show(organiser()), "Skip"))

        assert f"<t:{int((FIRST + WEEK).timestamp())}:F>" in text_of(reply)
        assert look(planned, store, FIRST) == NOTHING
        assert look(planned, store, FIRST + WEEK).begun == [1]

    def test_pressed_twice_it_skips_one(self, planned: Tutor, store: Store, group: Group) -> None:
        skip = action_of(planned.schedules.show(organiser()), "Skip")

        for who in ("olga", "otto"):
            planned.press(organiser(who=who), skip)

        assert kept(store, group).next_at == FIRST + WEEK

    def test_once_its_meeting_was_held_it_skips_none(
        self, planned: Tutor, store: Store, group: Group
    ) -> None:
        skip = action_of(planned.schedules.show(organiser()), "Skip")
        look(planned, store, FIRST)

        planned.press(then(FIRST + DAY), skip)

        assert kept(store, group).next_at == FIRST + WEEK

    def test_the_last_one_skipped_leaves_none(self, tutor: Tutor, store: Store, group: Group) -> None:
        tutor.schedules.plan(organiser(), RHYTHM, "2026-11-22")

        reply = tutor.press(organiser(), action_of(tutor.schedules.show(organiser()), "Skip"))

        assert text_of(reply).endswith("No meeting is left.")
        assert labels(reply) == ["No more meetings"]
        assert look(tutor, store, FIRST + WEEK) == NOTHING


class TestPausing:
    def test_nothing_opens_and_nothing_counts_as_missed(self, planned: Tutor, store: Store) -> None:
        reply = planned.press(organiser(), "group:pause")

        assert "**Paused**" in text_of(reply)
        assert labels(reply) == ["Resume", "No more meetings"]
        assert look(planned, store, FIRST + 3 * WEEK) == NOTHING

    def test_once_resumed_the_next_is_ahead(self, planned: Tutor, store: Store, group: Group) -> None:
        planned.press(organiser(), "group:pause")

        reply = planned.press(then(FIRST + 2 * WEEK), "group:resume")

        assert "Paused" not in text_of(reply)
        assert kept(store, group) == Schedule(group.id, RHYTHM, None, FIRST + 3 * WEEK)

    @pytest.mark.parametrize("verb", ["pause", "resume"])
    def test_pressed_twice_it_does_nothing_more(
        self, planned: Tutor, store: Store, group: Group, verb: str
    ) -> None:
        if verb == "resume":
            planned.press(organiser(), "group:pause")
        planned.press(organiser(), f"group:{verb}")
        once = kept(store, group)

        planned.press(organiser(minutes=5), f"group:{verb}")

        assert kept(store, group) == once

    def test_a_resume_that_comes_late_passes_over_no_meeting_that_is_due(
        self, planned: Tutor, store: Store, group: Group
    ) -> None:
        planned.press(then(FIRST + SECOND), "group:resume")

        assert look(planned, store, FIRST + 2 * SECOND).begun == [1]

    def test_what_was_skipped_before_the_pause_stays_skipped(
        self, planned: Tutor, store: Store, group: Group
    ) -> None:
        planned.press(organiser(), action_of(planned.schedules.show(organiser()), "Skip"))
        planned.press(organiser(), "group:pause")

        planned.press(organiser(), "group:resume")

        assert kept(store, group).next_at == FIRST + WEEK

    def test_what_had_no_meeting_left_has_none_when_it_is_resumed(
        self, tutor: Tutor, store: Store, group: Group
    ) -> None:
        tutor.schedules.plan(organiser(), RHYTHM, "2026-11-22")
        for action in (action_of(tutor.schedules.show(organiser()), "Skip"), "group:pause", "group:resume"):
            tutor.press(organiser(), action)

        assert kept(store, group).next_at is None


class TestNoMoreMeetings:
    def test_there_are_none(self, planned: Tutor, store: Store, group: Group) -> None:
        planned.press(organiser(), "group:unschedule")

        assert store.schedules.of(group.id) is None
        assert look(planned, store, FIRST) == NOTHING

    @pytest.mark.parametrize("verb", ["skip:1", "pause", "resume", "unschedule"])
    def test_no_button_brings_them_back(self, planned: Tutor, store: Store, group: Group, verb: str) -> None:
        planned.press(organiser(), "group:unschedule")

        with pytest.raises(LearnerError, match="has no schedule"):
            planned.press(organiser(), f"group:{verb}")
        assert store.schedules.of(group.id) is None


class TestHoldingWhatWasMissed:
    @pytest.fixture
    def offer(self, planned: Tutor) -> str:
        """The action of the button that offers it."""
        planned.schedules.hold_due(FIRST + DAY)
        [(_, word)] = sent(planned, FIRST + DAY)
        return action_of(word, "Hold it now")

    def test_an_organiser_can(self, planned: Tutor, store: Store, group: Group, offer: str) -> None:
        assert planned.press(then(FIRST + DAY), offer).stage == 1

        session = store.sessions.open_of(group.id)
        assert session is not None
        assert (session.lesson, session.planned_at) == ("rising", None)

    def test_nobody_else_can(self, planned: Tutor, store: Store, offer: str) -> None:
        with pytest.raises(LearnerError, match="Only those who may manage"):
            planned.press(learner(), offer)
        assert store.sessions.open() == []

    def test_pressed_twice_it_opens_one(self, planned: Tutor, store: Store, offer: str) -> None:
        planned.press(then(FIRST + DAY), offer)

        again = planned.press(then(FIRST + DAY), offer)

        assert "about to open" in text_of(again)
        assert len(store.sessions.open()) == 1

    def test_once_that_lesson_was_held_it_opens_no_other(
        self, planned: Tutor, store: Store, group: Group, offer: str
    ) -> None:
        session = store.sessions.begin(group.id, "rising", END, FIRST)
        assert session is not None
        store.sessions.move(session, END, FIRST, is_over=True)

        with pytest.raises(LearnerError, match="held since"):
            planned.press(then(FIRST + WEEK), offer)
        assert store.sessions.open() == []

    def test_for_a_group_that_has_ended_it_opens_nothing_in_the_one_that_came_after(
        self, planned: Tutor, store: Store, group: Group, offer: str
    ) -> None:
        store.groups.end(group.id, FIRST)
        founded(planned, store)

        with pytest.raises(LearnerError, match="has ended"):
            planned.press(then(FIRST + DAY), offer)
        assert store.sessions.open() == []


class TestWhoMay:
    @pytest.mark.parametrize("verb", ["skip:{next}", "pause", "resume", "unschedule", "burn"])
    @pytest.mark.parametrize("place", ["", "s", "t"], ids=["direct messages", "here", "another server"])
    def test_no_press_of_others_changes_anything(
        self, planned: Tutor, store: Store, group: Group, verb: str, place: str
    ) -> None:
        who = organiser("t") if place == "t" else learner(server=place)
        before = kept(store, group)

        with pytest.raises(LearnerError):
            planned.press(who, f"group:{verb}".format(next=int(FIRST.timestamp())))
        assert kept(store, group) == before

    def test_only_organisers_plan(self, tutor: Tutor, store: Store, group: Group) -> None:
        with pytest.raises(LearnerError, match="Only those who may manage"):
            tutor.schedules.plan(learner(), RHYTHM)
        assert store.schedules.of(group.id) is None

    def test_a_forged_press_changes_nothing(self, planned: Tutor, store: Store, group: Group) -> None:
        before = kept(store, group)

        for forged in ("skip", "skip:", "skip:x", "skip:" + "9" * 40, "burn", "hold", "hold:", "hold:1"):
            with suppress(LearnerError):
                planned.press(organiser(), f"group:{forged}")

        assert kept(store, group) == before
        assert store.sessions.open() == []
