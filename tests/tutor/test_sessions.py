"""Lessons that a study group takes together: who is there, when it goes on, what is told at its end."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.answering.matcher import Matcher
from bot.course.model import END, Course
from bot.course.position import Position, outline
from bot.errors import LearnerError
from bot.store import Group, Session, Store
from bot.tutor import actions
from bot.tutor.reply import ACTION_LIMIT, Reply
from bot.tutor.scene import Scene
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import Files, course_files, memory_store, small_course, visit

GROUP = 1
STEPS = ("hook", "gas", "warmth", "recap", "gas-check", "yeast-check", "time-check", "end")
CHECKS = STEPS[4:7]


def organiser(server: str = "s", *, who: str = "olga", minutes: float = 0) -> Visit:
    return replace(visit(who, server=server, is_organiser=True), at=visit().at + timedelta(minutes=minutes))


def learner(who: str = "ann", server: str = "s", *, minutes: float = 0) -> Visit:
    return replace(organiser(server, who=who, minutes=minutes), manages_server=False, name=who.title())


def press(tutor: Tutor, who: Visit, label: str) -> Reply:
    """Press a button of the message that everybody sees now, by the beginning of its label."""
    return tutor.press(who, action_of(scene(tutor).reply, label))


def action_of(reply: Reply, label: str) -> str:
    return next(b.action for card in reply.cards for b in card.buttons if b.label.startswith(label))


def labels(reply: Reply) -> list[str]:
    return [button.label for card in reply.cards for button in card.buttons]


def scene(tutor: Tutor, number: int = 1) -> Scene:
    found = tutor.sessions.scene(number)
    assert found is not None
    return found


def show(tutor: Tutor, number: int = 1) -> Scene:
    """Do what the stage does: post what is not posted yet."""
    now = scene(tutor, number)
    if now.thread is None:
        tutor.sessions.opened(number, "thread")
    tutor.sessions.shown(number, now.step, f"message of {now.step}")
    return scene(tutor, number)


def begin(tutor: Tutor, wanted: str = "") -> int:
    """Open a lesson and show it."""
    number = tutor.sessions.begin(organiser(), wanted).stage
    assert number is not None
    show(tutor, number)
    return number


def go_to(tutor: Tutor, step: str) -> None:
    """The organiser presses Next until a step is shown."""
    while scene(tutor).step != step:
        press(tutor, organiser(), "Next")
        show(tutor)


def answer_all(tutor: Tutor, **how: str) -> None:
    """Answer check by check, as `ann="rw-"` says: rightly, wrongly, not at all; the organiser goes on where somebody doesn't."""
    for who in how:
        tutor.press(learner(who), "session:join:1")
    for place, check in enumerate(CHECKS):
        for who, answers in how.items():
            if answers[place] != "-":
                press(tutor, learner(who), f"{'right' if answers[place] == 'r' else 'wrong'} one of {check}")
        if scene(tutor).step == check:
            press(tutor, organiser(), "Next")
        show(tutor)


@pytest.fixture
def group(tutor: Tutor, store: Store) -> Group:
    """A group in the kitchen of server `s`."""
    tutor.groups.create(organiser(), "Bakers")
    found = store.groups.get("bread", GROUP)
    assert found is not None
    return found


@pytest.fixture
def opened(tutor: Tutor, group: Group) -> Tutor:
    """A tutor whose group has its first lesson open."""
    begin(tutor)
    return tutor


def stand(store: Store, number: int = 1) -> Session:
    found = store.sessions.get(number)
    assert found is not None
    return found


class TestBeginning:
    def test_it_is_the_first_lesson_that_the_group_has_not_had(self, opened: Tutor, store: Store) -> None:
        go_to(opened, END)

        begin(opened)

        assert (stand(store, 1).lesson, stand(store, 2).lesson) == ("rising", "sour")

    def test_a_lesson_taken_out_of_turn_is_not_taken_twice(self, tutor: Tutor, group: Group) -> None:
        number = begin(tutor, "sour")
        while scene(tutor, number).step != END:
            tutor.press(organiser(), action_of(show(tutor, number).reply, "Next"))

        assert tutor.sessions.next_lesson(group) is tutor.course.lessons["rising"]

    @pytest.mark.parametrize("wanted", ["2", "sour", "bread without bought yeast", "without bougt"])
    def test_another_is_named_by_number_id_or_title(
        self, tutor: Tutor, group: Group, store: Store, wanted: str
    ) -> None:
        begin(tutor, wanted)

        assert stand(store).lesson == "sour"

    def test_what_is_no_lesson_begins_none(self, tutor: Tutor, group: Group, store: Store) -> None:
        with pytest.raises(LearnerError, match="No lesson is called that"):
            tutor.sessions.begin(organiser(), "pizza")
        assert store.sessions.open() == []

    def test_one_given_up_is_still_to_be_had(self, opened: Tutor, store: Store) -> None:
        opened.press(organiser(), "session:give-up:1")

        begin(opened)

        assert stand(store, 2).lesson == "rising"

    def test_a_group_that_had_them_all_is_told_so_and_can_take_one_again(
        self, tutor: Tutor, group: Group, store: Store
    ) -> None:
        for lesson in ("rising", "sour"):
            session = store.sessions.begin(GROUP, lesson, "hook", visit().at)
            assert session is not None
            store.sessions.move(session, END, visit().at, is_over=True)

        with pytest.raises(LearnerError, match="had every lesson"):
            tutor.sessions.begin(organiser())
        assert tutor.sessions.begin(organiser(), "rising").stage == 3

    def test_a_channel_without_a_group_begins_nothing(self, tutor: Tutor) -> None:
        with pytest.raises(LearnerError, match="no study group in this channel"):
            tutor.sessions.begin(organiser())

    def test_only_organisers_begin_one(self, tutor: Tutor, group: Group, store: Store) -> None:
        with pytest.raises(LearnerError, match="Only those who may manage this server"):
            tutor.sessions.begin(learner())
        assert store.sessions.open() == []


class TestWhileOneIsOpen:
    def test_an_organiser_is_told_where_and_may_give_it_up(self, opened: Tutor, store: Store) -> None:
        (card,) = opened.sessions.begin(organiser(), "sour").cards
        assert "“Why bread rises” goes on in <#thread>." in card.text

        opened.press(organiser(), card.buttons[0].action)

        assert stand(store).is_over
        assert opened.sessions.scene(1) is None

    def test_a_learner_is_told_where_and_may_not(self, opened: Tutor, store: Store) -> None:
        reply = opened.sessions.begin(learner())

        assert "<#thread>" in reply.cards[0].text
        assert labels(reply) == []
        with pytest.raises(LearnerError, match="Only those who may manage"):
            opened.press(learner(), "session:give-up:1")
        assert not stand(store).is_over

    def test_before_its_thread_is_there_none_is_named(self, tutor: Tutor, group: Group) -> None:
        tutor.sessions.begin(organiser())

        (card,) = tutor.sessions.begin(organiser()).cards

        assert "is about to open" in card.text

    def test_asking_for_another_tries_to_show_the_open_one(self, opened: Tutor) -> None:
        assert opened.sessions.begin(organiser(), "sour").stage == 1


class TestWhoIsThere:
    def test_pressing_join_makes_one_present_and_a_member(self, opened: Tutor, store: Store) -> None:
        reply = press(opened, learner(), "Join")

        assert reply.private
        assert reply.stage == 1
        assert store.sessions.present(1) == {"ann"}
        assert [member.name for member in store.groups.members(GROUP)] == ["Ann"]
        assert scene(opened).reply.cards[0].footer == "Ready: 0 of 1"

    def test_who_presses_ready_is_there_too(self, opened: Tutor, store: Store) -> None:
        press(opened, learner("bob"), "Join")
        reply = press(opened, learner(), "Ready")

        assert reply.cards[0].text == "Noted. Ready: 1 of 2."
        assert store.sessions.present(1) == {"ann", "bob"}

    def test_nobody_waits_for_one_who_leaves(self, opened: Tutor) -> None:
        press(opened, learner("ann"), "Join")
        press(opened, learner("bob"), "Ready")

        press(opened, learner("ann"), "Leave")

        assert scene(opened).step == "gas"

    def test_when_the_last_one_leaves_it_stays_where_it_is(self, opened: Tutor) -> None:
        press(opened, learner(), "Join")
        press(opened, learner(), "Leave")

        assert scene(opened).step == "hook"

    def test_who_was_ready_left_and_comes_back_is_waited_for(self, opened: Tutor) -> None:
        for who in ("bob", "cid"):
            press(opened, learner(who), "Join")
        for label in ("Ready", "Leave", "Join"):
            press(opened, learner("ann"), label)

        assert scene(opened).reply.cards[0].footer == "Ready: 0 of 3"


class TestGoingOn:
    def test_it_waits_for_all_by_default(self, opened: Tutor) -> None:
        for who in ("ann", "bob", "cid"):
            press(opened, learner(who), "Join")
        for who in ("ann", "bob"):
            press(opened, learner(who), "Ready")
        assert scene(opened).step == "hook"

        press(opened, learner("cid"), "Ready")
        assert scene(opened).step == "gas"

    def test_it_waits_for_the_share_that_an_organiser_set(self, opened: Tutor) -> None:
        opened.groups.settings(organiser(), share=60)
        for who in ("ann", "bob", "cid"):
            press(opened, learner(who), "Join")

        press(opened, learner("ann"), "Ready")
        assert scene(opened).step == "hook"
        press(opened, learner("bob"), "Ready")
        assert scene(opened).step == "gas"

    def test_pressing_ready_twice_is_pressing_it_once(self, opened: Tutor) -> None:
        press(opened, learner("bob"), "Join")

        for _ in range(2):
            press(opened, learner("ann"), "Ready")

        assert scene(opened).step == "hook"

    def test_ready_for_a_step_that_is_over_says_so_and_counts_for_none(
        self, opened: Tutor, store: Store
    ) -> None:
        old = action_of(scene(opened).reply, "Ready")
        press(opened, organiser(), "Next")

        reply = opened.press(learner(), old)

        assert "moved on" in reply.cards[0].text
        assert store.sessions.present(1) == {"ann"}
        assert store.sessions.ready(1, "gas") == frozenset()

    def test_two_organisers_at_once_go_one_step(self, opened: Tutor) -> None:
        action = action_of(scene(opened).reply, "Next")

        for who in ("olga", "otto"):
            opened.press(organiser(who=who), action)

        assert scene(opened).step == "gas"

    @pytest.mark.parametrize(
        ("minutes", "step"), [(4, "hook"), (5, "gas"), (90, "gas")], ids=["before", "then", "after an outage"]
    )
    def test_after_the_pause_it_goes_one_step_on_without_anybody(
        self, opened: Tutor, minutes: int, step: str
    ) -> None:
        opened.groups.settings(organiser(), pause_minutes=5)

        behind = opened.sessions.behind(organiser(minutes=minutes).at)

        assert scene(opened).step == step
        assert behind == ([1] if step == "gas" else [])

    def test_a_pause_begins_anew_with_every_step_and_not_before_it_was_shown(self, opened: Tutor) -> None:
        opened.groups.settings(organiser(), pause_minutes=5)

        opened.sessions.behind(organiser(minutes=5).at)
        opened.sessions.behind(organiser(minutes=30).at)
        assert scene(opened).step == "gas"

        show(opened)
        opened.sessions.behind(organiser(minutes=9).at)
        assert scene(opened).step == "gas"
        opened.sessions.behind(organiser(minutes=10).at)
        assert scene(opened).step == "warmth"

    def test_when_an_organiser_asks_for_a_smaller_share_the_clock_takes_it_on(self, opened: Tutor) -> None:
        press(opened, learner("ann"), "Join")
        press(opened, learner("bob"), "Ready")

        opened.groups.settings(organiser(), share=50)

        assert opened.sessions.behind(organiser().at) == [1]
        assert scene(opened).step == "gas"

    def test_where_nobody_asks_about_its_server_a_lesson_is_left_alone(self, opened: Tutor) -> None:
        press(opened, learner("bob"), "Join")
        opened.groups.settings(organiser(), pause_minutes=10)
        later = organiser(minutes=99).at

        def elsewhere(server: str) -> bool:
            return server != "s"

        assert opened.sessions.behind(later, elsewhere) == []
        assert opened.sessions.open_here(elsewhere) == []
        assert scene(opened).step == "hook"
        assert opened.sessions.open_here(lambda server: server == "s") == [1]
        assert opened.sessions.behind(later, lambda server: server == "s") == [1]

    def test_nobody_waits_for_one_who_leaves_the_group(self, opened: Tutor) -> None:
        press(opened, learner("ann"), "Join")
        press(opened, learner("bob"), "Ready")

        assert opened.groups.leave(learner("ann")).stage == 1

        opened.sessions.behind(organiser().at)
        assert scene(opened).step == "gas"

    def test_nobody_waits_for_one_who_had_themselves_forgotten(self, opened: Tutor, store: Store) -> None:
        press(opened, learner("ann"), "Join")
        press(opened, learner("bob"), "Ready")

        store.privacy.forget("ann", visit().at)

        opened.sessions.behind(organiser().at)
        assert scene(opened).step == "gas"


class TestChecks:
    @pytest.fixture(autouse=True)
    def _at_the_first(self, opened: Tutor) -> None:
        go_to(opened, "gas-check")

    def test_everybody_sees_the_choices_and_how_many_answered(self, opened: Tutor) -> None:
        press(opened, learner("bob"), "Join")
        press(opened, learner("ann"), "right one")

        reply = scene(opened).reply

        assert not reply.private
        assert {"right one of gas-check", "wrong one of gas-check"} < set(labels(reply))
        assert "Ready" not in labels(reply)
        assert reply.cards[0].footer.startswith("Answered: 1 of 2")

    @pytest.mark.parametrize(
        ("choice", "title", "said"),
        [
            ("right one", "Right", "Yes, that is it."),
            ("wrong one", "Not that one", "Right is: **right one of gas-check**"),
        ],
    )
    def test_whoever_answers_is_told_alone(self, opened: Tutor, choice: str, title: str, said: str) -> None:
        reply = press(opened, learner(), choice)

        assert reply.private
        assert reply.cards[0].title == title
        assert said in reply.cards[0].text
        assert labels(reply) == ["Explain it"]

    def test_the_first_answer_counts_for_the_group(self, opened: Tutor, store: Store) -> None:
        press(opened, learner("bob"), "Join")
        press(opened, learner("ann"), "wrong one")
        again = press(opened, learner("ann"), "right one")

        assert "first answer counts" in again.cards[0].text
        assert store.sessions.answers(1) == {"gas-check": (0, 1)}

    def test_once_it_is_over_its_totals_are_shown(self, opened: Tutor) -> None:
        press(opened, learner("bob"), "Join")
        press(opened, learner("ann"), "right one")
        press(opened, learner("bob"), "wrong one")

        closing = scene(opened).closing

        assert closing is not None
        assert closing.footer == "1 of 2 right"
        assert closing.buttons == ()

    def test_one_that_nobody_answered_has_no_totals(self, opened: Tutor) -> None:
        press(opened, organiser(), "Next")

        closing = scene(opened).closing

        assert closing is not None
        assert closing.footer == ""

    def test_what_was_missed_comes_back_in_reviews_at_once(self, opened: Tutor, store: Store) -> None:
        press(opened, learner("ann"), "wrong one")
        press(opened, learner("bob"), "right one")

        assert [kept.key_point for kept in store.memories.due("ann", "bread", visit().at)] == ["yeast"]
        assert store.memories.of("bob", "bread") == {}

    def test_an_answer_to_one_that_is_over_counts_for_that_one_only(
        self, opened: Tutor, store: Store
    ) -> None:
        press(opened, learner("bob"), "Join")
        late = action_of(scene(opened).reply, "right one")
        press(opened, organiser(), "Next")

        opened.press(learner("ann"), late)

        assert store.sessions.answers(1) == {"gas-check": (1, 1)}
        assert scene(opened).step == "yeast-check"
        assert store.sessions.ready(1, "yeast-check") == frozenset()

    @pytest.mark.parametrize(
        "argument",
        [
            "1/gas-check:00000000",
            "1/pizza:00000000",
            "1/hook:00000000",
            "1/gas-check",
            "1",
            "1/time-check:{later}",
        ],
        ids=["no such choice", "no such check", "a message", "no choice", "no check", "one still ahead"],
    )
    def test_a_forged_answer_counts_for_nothing(self, opened: Tutor, store: Store, argument: str) -> None:
        later = opened.course.lessons["rising"].checks[2].choices[1]
        forged = argument.format(later=actions.fingerprint(later))

        with pytest.raises(LearnerError, match="rewritten"):
            opened.press(learner(), f"session:choose:{forged}")

        assert store.sessions.answers(1) == {}
        assert scene(opened).step == "gas-check"


class TestTheEnd:
    def finish(self, tutor: Tutor, **how: str) -> Reply:
        """Answer the checks; what everybody sees then."""
        go_to(tutor, CHECKS[0])
        answer_all(tutor, **how)
        return scene(tutor).reply

    def test_what_was_missed_most_is_explained_and_something_asked(self, opened: Tutor) -> None:
        reply = self.finish(opened, ann="rrr", bob="wrw")

        assert [card.title for card in reply.cards] == [
            "Done together: Why bread rises",
            "Missed most: Yeast",
            "Missed most: Proofing",
            "To talk about",
        ]
        assert "Yeast is explained here." in reply.cards[1].text
        assert "tell a friend in one sentence" in reply.cards[3].text
        assert not reply.private

    def test_the_course_s_own_question_is_asked_where_there_is_one(
        self, tmp_path: Path, store: Store
    ) -> None:
        files: Files = course_files()
        files["01-dough/01-rising.yaml"]["discuss"] = "Whose bread rises best?"
        tutor = Tutor(small_course(tmp_path, files), store)
        tutor.groups.create(organiser(), "Bakers")
        begin(tutor)

        assert "Whose bread rises best?" in self.finish(tutor, ann="rrr").cards[-1].text

    def test_the_picture_tells_totals_and_nobody_s_name(self, opened: Tutor) -> None:
        (sketch,) = self.finish(opened, ann="rrr", bob="wrr").cards[0].sketches

        png, alt = sketch.draw()

        assert png.startswith(b"\x89PNG")
        assert "2 learners took part" in alt
        assert "1. What of yeast? 1 of 2" in alt
        assert not any(name in alt.casefold() for name in ("ann", "bob"))

    def test_without_answers_nothing_is_called_missed_and_nothing_drawn(self, opened: Tutor) -> None:
        reply = self.finish(opened, ann="---")

        assert [card.title for card in reply.cards] == ["Done together: Why bread rises", "To talk about"]
        assert not reply.is_sketched

    @pytest.mark.parametrize("label", ["Catch me up", "Take it alone", "Quiz"])
    def test_whoever_was_not_there_has_a_way_to_catch_up(self, opened: Tutor, label: str) -> None:
        reply = self.finish(opened, ann="rrr")

        assert opened.press(learner("dan"), action_of(reply, label)).private

    @pytest.mark.parametrize(
        ("answers", "is_done"),
        [("rrr", True), ("www", True), ("--r", True), ("rr-", False)],
        ids=["all right", "all wrong", "only the last", "all but the last"],
    )
    def test_whoever_was_ready_to_the_last_has_it_done_however_they_answered(
        self, opened: Tutor, store: Store, answers: str, *, is_done: bool
    ) -> None:
        self.finish(opened, ann=answers, bob="rrr")

        assert store.positions.finished("ann", "bread") == ({"rising"} if is_done else set())
        assert set(store.memories.of("ann", "bread")) >= ({"yeast", "proofing"} if is_done else set())

    def test_who_left_before_the_end_has_not(self, opened: Tutor, store: Store) -> None:
        go_to(opened, "time-check")
        for who in ("ann", "bob"):
            press(opened, learner(who), "Join")
        press(opened, learner("ann"), "right one")
        press(opened, learner("ann"), "Leave")
        press(opened, learner("bob"), "right one")

        assert store.positions.finished("ann", "bread") == frozenset()
        assert store.positions.finished("bob", "bread") == {"rising"}

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (None, None),
            (Position("rising", "gas"), Position("rising", END)),
            (Position("sour", "feed"), Position("sour", "feed")),
        ],
        ids=["not begun", "in that lesson", "further on"],
    )
    def test_their_own_place_moves_only_on_and_only_in_that_lesson(
        self, opened: Tutor, store: Store, before: Position | None, after: Position | None
    ) -> None:
        steps = outline(opened.course)
        if before is not None:
            store.positions.move("ann", "bread", expected=None, to=before, outline=steps, at=visit().at)

        self.finish(opened, ann="rrr")

        saved = store.positions.of("ann", "bread")
        assert (saved and saved.position) == after

    @pytest.mark.parametrize(
        "verb", ["join:1", "leave:1", "ready:1/time-check", "next:1/time-check", "give-up:1"]
    )
    def test_afterwards_no_press_changes_anything(self, opened: Tutor, store: Store, verb: str) -> None:
        self.finish(opened, ann="rrr")
        before = stand(store)

        with pytest.raises(LearnerError, match="That lesson is over"):
            opened.press(organiser(), f"session:{verb}")
        assert stand(store) == before
        assert store.sessions.present(1) == {"ann"}


class TestCatchingUp:
    def test_it_is_all_so_far_and_nothing_ahead(self, opened: Tutor) -> None:
        go_to(opened, "gas-check")

        reply = press(opened, learner("dan"), "Catch me up")

        assert [card.title for card in reply.cards] == [
            *(f"Why bread rises ({number} of 3)" for number in (1, 2, 3)),
            "The key points, in one line each",
            "Check 1 of 3",
        ]
        assert reply.private

    def test_it_makes_nobody_present(self, opened: Tutor, store: Store) -> None:
        press(opened, learner("dan"), "Catch me up")

        assert store.sessions.present(1) == frozenset()

    def test_at_the_end_it_is_all_there_was(self, opened: Tutor) -> None:
        go_to(opened, END)

        assert len(press(opened, learner("dan"), "Catch me up").cards) == len(STEPS) - 1


class TestWhatIsShown:
    def test_before_anything_was_shown_there_is_nothing_to_close(self, tutor: Tutor, group: Group) -> None:
        tutor.sessions.begin(organiser())

        now = scene(tutor)

        assert (now.thread, now.title, now.step, now.closing) == (None, "Why bread rises", "hook", None)
        assert now.channel == "kitchen"
        assert not now.is_shown

    def test_a_step_that_is_over_is_closed_without_buttons(self, opened: Tutor) -> None:
        press(opened, organiser(), "Next")

        now = scene(opened)

        assert (now.step, now.shown_step, now.shown_message) == ("gas", "hook", "message of hook")
        assert now.closing is not None
        assert "Look at the dough" in now.closing.text
        assert now.closing.buttons == ()

    def test_what_is_shown_needs_no_closing(self, opened: Tutor) -> None:
        now = scene(opened)

        assert now.is_shown
        assert now.closing is None

    @pytest.mark.parametrize("is_planned", [True, False])
    def test_a_role_is_called_only_where_the_clock_opens_it(
        self, tutor: Tutor, group: Group, store: Store, *, is_planned: bool
    ) -> None:
        store.groups.change(replace(group, ping_role="7"))
        store.sessions.begin(GROUP, "rising", "hook", visit().at, visit().at if is_planned else None)

        now = scene(tutor)

        assert now.ping_role == ("7" if is_planned else None)
        assert now.opening.cards[0].title == (
            "It is time for the lesson" if is_planned else "A lesson begins"
        )

    def test_the_group_s_name_is_told_as_text(self, tutor: Tutor) -> None:
        tutor.groups.create(organiser(), "**Bakers**\n@everyone <@&7>")
        begin(tutor)

        text = scene(tutor).opening.cards[0].text

        assert "@everyone" not in text
        assert "<@&7>" not in text
        assert "**Bakers**" not in text.replace("\\*", "")
        assert "\n" not in text

    def test_every_action_fits_into_a_button(self, opened: Tutor) -> None:
        for step in STEPS:
            go_to(opened, step)
            for card in scene(opened).reply.cards:
                assert all(len(button.action) <= ACTION_LIMIT for button in card.buttons)

    def test_of_one_that_is_gone_nothing_is(self, tutor: Tutor, group: Group) -> None:
        assert tutor.sessions.scene(99) is None


class TestWhatDisappears:
    def test_a_lesson_whose_thread_is_gone_has_ended_and_its_group_s_maker_hears_of_it(
        self, opened: Tutor, store: Store
    ) -> None:
        opened.sessions.lost(1, visit().at)

        assert stand(store).is_over
        assert store.notices.take("olga") == ["lesson-lost"]
        assert begin(opened) == 2

    def test_a_thread_gone_at_the_very_end_is_not_looked_for_again(self, opened: Tutor, store: Store) -> None:
        go_to(opened, "time-check")
        press(opened, organiser(), "Next")

        opened.sessions.lost(1, visit().at)

        assert opened.sessions.behind(visit().at) == []

    def test_a_permission_that_is_missing_is_told_to_the_maker_and_ends_nothing(
        self, opened: Tutor, store: Store
    ) -> None:
        opened.sessions.barred(1)

        assert not stand(store).is_over
        assert store.notices.take("olga") == ["lesson-barred"]

    def test_a_maker_who_had_themselves_forgotten_is_told_nothing(self, opened: Tutor, store: Store) -> None:
        store.privacy.forget("olga", visit().at)

        opened.sessions.barred(1)

        assert store.notices.take("") == []

    def without_lesson(self, folder: Path, store: Store) -> Tutor:
        """The tutor of a course that lost its first lesson."""
        files = course_files()
        del files["01-dough/01-rising.yaml"], files["01-dough/01-rising.asks.yaml"]
        files["course.yaml"]["glossary"] = []
        files["01-dough/02-sour.yaml"]["key_points"][0]["see"] = []
        return Tutor(small_course(folder, files), store)

    def test_a_lesson_that_the_course_lost_can_be_given_up(
        self, opened: Tutor, store: Store, tmp_path: Path
    ) -> None:
        changed = self.without_lesson(tmp_path, store)

        assert changed.sessions.scene(1) is None
        assert changed.sessions.behind(organiser(minutes=600).at) == []
        changed.press(organiser(), action_of(changed.sessions.begin(organiser()), "Give it up"))
        assert changed.sessions.begin(organiser()).stage == 2

    @pytest.mark.parametrize("action", ["catch-up:1", "choose:1/gas-check:00000000"])
    def test_of_what_it_lost_nothing_can_be_told(
        self, opened: Tutor, store: Store, tmp_path: Path, action: str
    ) -> None:
        changed = self.without_lesson(tmp_path, store)

        with pytest.raises(LearnerError, match="That lesson is over"):
            changed.press(organiser(), f"session:{action}")

    @pytest.mark.parametrize("action", ["ready:1/hook", "next:1/hook"])
    def test_going_on_in_it_ends_it(self, opened: Tutor, store: Store, tmp_path: Path, action: str) -> None:
        changed = self.without_lesson(tmp_path, store)

        changed.press(organiser(), f"session:{action}")

        assert stand(store).is_over

    def test_another_course_on_the_same_database_leaves_it_alone(
        self, opened: Tutor, store: Store, tmp_path: Path
    ) -> None:
        files = course_files()
        files["course.yaml"]["id"] = "cake"
        cake = Tutor(small_course(tmp_path, files), store)
        opened.groups.settings(organiser(), pause_minutes=5)

        assert cake.sessions.scene(1) is None
        assert cake.sessions.behind(organiser(minutes=60).at) == []
        with pytest.raises(LearnerError, match="That lesson is gone"):
            cake.press(organiser(), "session:next:1/hook")
        assert stand(store).step == "hook"
        assert not stand(store).is_over


class TestWhoMay:
    @pytest.mark.parametrize("action", ["next:1/hook", "give-up:1"])
    def test_no_organisers_press_works_for_others(self, opened: Tutor, store: Store, action: str) -> None:
        press(opened, learner(), "Join")

        with pytest.raises(LearnerError, match="Only those who may manage this server"):
            opened.press(learner(), f"session:{action}")
        assert stand(store).step == "hook"
        assert not stand(store).is_over

    @pytest.mark.parametrize(
        "action",
        ["join:1", "leave:1", "ready:1/hook", "next:1/hook", "give-up:1", "catch-up:1", "choose:1/x"],
    )
    @pytest.mark.parametrize("server", ["t", ""], ids=["another server", "direct messages"])
    def test_no_press_reaches_a_lesson_of_another_server(
        self, opened: Tutor, store: Store, action: str, server: str
    ) -> None:
        with pytest.raises(LearnerError, match="That lesson is gone"):
            opened.press(organiser(server), f"session:{action}")
        assert stand(store).step == "hook"
        assert store.sessions.present(1) == frozenset()

    @pytest.mark.parametrize(
        "action",
        [
            "join:99",
            "join:",
            "join:x",
            "join:²",
            "join:-1",
            "join:" + "9" * 40,
            "burn:1",
            "next:1",
            "ready:1/",
        ],
        ids=["none", "empty", "word", "raised", "negative", "endless", "verb", "no step", "empty step"],
    )
    def test_a_forged_press_moves_nothing(self, opened: Tutor, store: Store, action: str) -> None:
        with suppress(LearnerError):
            opened.press(organiser(), f"session:{action}")

        assert stand(store).step == "hook"
        assert store.sessions.ready(1, "hook") == frozenset()


@cache
def bread() -> tuple[Course, Matcher]:
    """The small course and its matcher, made once for all machines."""
    with tempfile.TemporaryDirectory() as folder:
        course = small_course(Path(folder))
    return course, Matcher(course)


class LessonMachine(RuleBasedStateMachine):
    """Three learners and two organisers who press whatever was ever shown; pauses pass, the bot starts anew."""

    LEARNERS = ("ann", "bob", "cid")
    ORGANISERS = ("olga", "otto")
    PAUSE = timedelta(minutes=5)

    @initialize(share=st.sampled_from([100, 67, 50, 1]), has_pause=st.booleans())
    def begin(self, share: int, has_pause: bool) -> None:
        self.store = memory_store()
        self.now = visit().at
        self.restart()
        self.tutor.groups.create(organiser(), "Bakers")
        self.share, self.pause = share, self.PAUSE if has_pause else None
        self.tutor.groups.settings(organiser(), share=share, pause_minutes=5 if has_pause else 0)
        self.tutor.sessions.begin(organiser())
        self.tutor.sessions.opened(1, "thread")
        self.at = 0  # what follows is what we expect; the store must agree
        self.moved_at = self.now
        self.present: set[str] = set()
        self.ready: set[str] = set()
        self.done: set[str] = set()
        self.alone: set[str] = set()
        self.answers: dict[str, dict[str, bool]] = {check: {} for check in CHECKS}
        self.actions: list[str] = []
        self.show()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()

    @rule()
    def restart(self) -> None:
        """Nothing is in memory only."""
        course, matcher = bread()
        self.tutor = Tutor(course, self.store, matcher)

    @rule()
    def show(self) -> None:
        """The stage catches up; it may also take its time."""
        now = scene(self.tutor)
        self.tutor.sessions.shown(1, now.step, "m")
        self.is_shown = True
        self.actions += [
            button.action
            for card in now.reply.cards
            for button in card.buttons
            if button.action.startswith("session:") and button.action not in self.actions
        ]

    @rule(who=st.sampled_from(LEARNERS + ORGANISERS), data=st.data())
    def press(self, who: str, data: st.DataObject) -> None:
        """Anything shown so far, mostly what is newest."""
        newest_first = list(reversed(self.actions))
        self.do(who, data.draw(st.sampled_from(newest_first)))

    @rule(data=st.data())
    def two_organisers_press_next_at_once(self, data: st.DataObject) -> None:
        following = [action for action in self.actions if action.startswith("session:next")]
        action = data.draw(st.sampled_from(following))
        for who in self.ORGANISERS:
            self.do(who, action)

    @precondition(lambda self: self.at < len(STEPS) - 1)
    @rule()
    def all_who_are_there_do_what_the_step_asks(self) -> None:
        before, waited_for = self.at, sorted(self.present)
        self.show()
        for who in waited_for:
            if self.at == before:
                self.do(who, self.asked_for())

        assert self.at == before + bool(waited_for)

    def asked_for(self) -> str:
        """The action with which somebody is done with the step that is shown."""
        step = STEPS[self.at]
        start = f"session:choose:1/{step}:" if step in CHECKS else f"session:ready:1/{step}"
        return next(action for action in self.actions if action.startswith(start))

    @rule(who=st.sampled_from(LEARNERS))
    def somebody_leaves_the_group(self, who: str) -> None:
        if who in {member.learner for member in self.store.groups.members(GROUP)}:
            self.tutor.groups.leave(self.visit(who))
            if self.at < len(STEPS) - 1:
                self.present.discard(who)
                self.ready.discard(who)

    @rule(minutes=st.sampled_from([1, 3, 10]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

        behind = self.tutor.sessions.behind(self.now)

        if self.is_shown and self.at < len(STEPS) - 1:
            if self.pause is not None and self.now >= self.moved_at + self.pause:
                self.go_on()
            else:
                self.go_on_if_ready()
        assert behind == ([] if self.is_shown else [1])

    @rule(who=st.sampled_from(LEARNERS), lesson=st.sampled_from(["rising", "sour"]), steps=st.integers(0, 4))
    def somebody_learns_alone(self, who: str, lesson: str, steps: int) -> None:
        self.tutor.lessons.goto(self.visit(who), lesson)
        for _ in range(steps):
            self.tutor.lessons.next(self.visit(who))
        self.alone.add(who)

    def do(self, who: str, action: str) -> None:
        """Press, and say what should come of it."""
        _, verb, argument = action.split(":", 2)
        step, _, mark = argument.partition("/")[2].partition(":")
        places = self.places()
        try:
            self.tutor.press(self.visit(who), action)
        except LearnerError:
            is_over = self.at == len(STEPS) - 1
            assert is_over or (verb == "next" and who not in self.ORGANISERS)
        else:
            self.expect(who, verb, step, mark)
        assert self.places() == places or self.at == len(STEPS) - 1
        for learner_, place in self.places().items():
            assert place >= places[learner_], "somebody was moved back"

    def expect(self, who: str, verb: str, step: str, mark: str) -> None:
        if verb == "next" and step == STEPS[self.at]:
            self.go_on()
        elif verb == "leave":
            self.present.discard(who)
            self.ready.discard(who)
            self.go_on_if_ready()
        elif verb in ("join", "ready", "choose"):
            self.present.add(who)
            if verb == "choose":
                check = next(c for c in self.tutor.course.lessons["rising"].checks if c.id == step)
                choice = actions.chosen(check, mark)
                assert choice is not None
                self.answers[step].setdefault(who, choice.right)
            if step == STEPS[self.at]:
                self.ready.add(who)
            if verb != "join" and (step == STEPS[self.at] or verb == "choose"):
                self.go_on_if_ready()

    def go_on_if_ready(self) -> None:
        if self.ready and len(self.ready) * 100 >= self.share * len(self.present):
            self.go_on()

    def go_on(self) -> None:
        self.at += 1
        self.moved_at = self.now
        self.is_shown = False
        if self.at == len(STEPS) - 1:
            self.done |= self.ready
        else:
            self.ready = set()

    def visit(self, who: str) -> Visit:
        return replace(visit(who, server="s", is_organiser=who in self.ORGANISERS), at=self.now)

    def places(self) -> dict[str, int]:
        """How far everybody is by themselves."""
        steps = outline(self.tutor.course)
        found = {who: self.store.positions.of(who, "bread") for who in self.LEARNERS + self.ORGANISERS}
        return {who: steps.index(saved.position) if saved else -1 for who, saved in found.items()}

    @invariant()
    def it_stands_where_it_should(self) -> None:
        session = stand(self.store)
        assert session.step == STEPS[self.at]
        assert session.is_over is (session.step == END)
        assert len(self.store.sessions.open()) + session.is_over == 1

    @invariant()
    def who_is_there_and_ready_is_known(self) -> None:
        assert self.store.sessions.present(1) == self.present
        if self.at < len(STEPS) - 1:
            assert self.store.sessions.ready(1, STEPS[self.at]) == self.ready

    @invariant()
    def each_answer_counts_once_and_as_it_was_first_given(self) -> None:
        expected = {check: (sum(by.values()), len(by)) for check, by in self.answers.items() if by}
        assert self.store.sessions.answers(1) == expected

    @invariant()
    def done_is_marked_for_those_who_were_ready_to_the_end(self) -> None:
        for who in {*self.LEARNERS, *self.ORGANISERS} - self.alone:
            assert ("rising" in self.store.positions.finished(who, "bread")) is (who in self.done)


TestALessonWhateverIsPressed = LessonMachine.TestCase
TestALessonWhateverIsPressed.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
