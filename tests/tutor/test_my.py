"""The desk of what is a learner's own: what they chose, when they are reminded, what is kept, and its end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.course.model import Course
from bot.errors import LearnerError
from bot.store import Place, ServerChoices, Store
from bot.tutor.reply import Card, Weight
from bot.tutor.tutor import Tutor
from tests.fakes import NOON, visit

OUTSIDE = "who won the football match"


def card_of(tutor: Tutor, action: str, text: str = "", *, learner: str = "ann", server: str = "") -> Card:
    (card,) = tutor.press(visit(learner, server=server), action, text).cards
    return card


def settings(tutor: Tutor, *, server: str = "") -> Card:
    return card_of(tutor, "my:settings", server=server)


def remind(tutor: Tutor, rhythm: str = "") -> Card:
    (card,) = tutor.my.reminders(visit(), rhythm).cards
    return card


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


def press_label(tutor: Tutor, card: Card, label: str) -> Card:
    return card_of(tutor, next(button.action for button in card.buttons if button.label == label))


def exported(tutor: Tutor, learner: str = "ann") -> Any:
    (card,) = tutor.my.export(visit(learner)).cards
    return json.loads(card.files[0].read())


class TestSettings:
    def test_a_newcomer_s_are_told_in_four_lines(self, tutor: Tutor) -> None:
        assert settings(tutor).text.split("\n") == [
            "**Lessons** in a server are shown where you ask for them, for your eyes only.",
            "**Questions** I can't answer well are not kept.",
            "**Study groups** see your progress only as a part of totals.",
            "**Reminders**: none; `/my reminders` sets them.",
        ]

    def test_only_what_can_be_changed_is_offered(self, tutor: Tutor) -> None:
        assert labels(settings(tutor)) == [
            "Lessons in my own thread",
            "Lessons by direct message",
            "Keep my questions",
            "Show my progress to groups",
            "Start the course",
        ]

    @pytest.mark.parametrize(
        ("label", "sentence", "back"),
        [
            ("Lessons in my own thread", "are shown in a private thread of your own.", "Lessons here, for me alone"),
            ("Lessons by direct message", "are shown in direct messages.", "Lessons here, for me alone"),
            ("Keep my questions", "are kept, without your name.", "Keep no questions"),
            ("Show my progress to groups", "see your progress under your name.", "Hide it from groups"),
        ],
    )  # fmt: skip
    def test_each_is_changed_and_changed_back_by_a_press(
        self, tutor: Tutor, label: str, sentence: str, back: str
    ) -> None:
        before = settings(tutor)

        changed = press_label(tutor, before, label)

        assert sentence in changed.text
        assert press_label(tutor, changed, back) == before

    def test_pressed_twice_a_button_does_the_same_once(self, tutor: Tutor) -> None:
        assert card_of(tutor, "my:visible:yes") == card_of(tutor, "my:visible:yes")

    def test_one_learner_s_are_not_another_s(self, tutor: Tutor, store: Store) -> None:
        card_of(tutor, "my:place:direct", learner="bob")

        assert store.choices.of("ann").place is None

    def test_saying_yes_to_the_question_about_questions_is_shown_here(self, tutor: Tutor) -> None:
        tutor.questions.ask(visit(), OUTSIDE)
        tutor.press(visit(), "answer:keep-yes")

        assert "are kept, without your name." in settings(tutor).text

    @pytest.mark.parametrize("action", ["my:place:moon", "my:place", "my:dance", "my:"])
    def test_a_forged_button_changes_nothing(self, tutor: Tutor, store: Store, action: str) -> None:
        with pytest.raises(LearnerError, match=r"\.$"):
            card_of(tutor, action)

        assert store.privacy.everything("ann") == {}


class TestThePlace:
    @pytest.mark.parametrize(
        ("organisers", "own", "place"),
        [
            (None, None, Place.HERE),
            (Place.THREAD, None, Place.THREAD),
            (Place.THREAD, Place.HERE, Place.HERE),
            (None, Place.DIRECT, Place.DIRECT),
        ],
        ids=["nobody chose", "their organisers chose", "they chose otherwise", "they chose"],
    )
    def test_is_as_they_chose_else_as_their_server_did(
        self, tutor: Tutor, store: Store, organisers: Place | None, own: Place | None, place: Place
    ) -> None:
        if organisers:
            store.servers.choose("s", ServerChoices(place=organisers))
        if own:
            store.choices.learn_at("ann", own)

        assert tutor.my.place(visit(server="s")) is place


class TestReminders:
    def test_who_has_none_is_told_how_to_set_them(self, tutor: Tutor) -> None:
        card = remind(tutor)

        assert card.title == "No reminders"
        assert "`/my reminders` with days, a time and your time zone" in card.text

    @pytest.mark.parametrize(
        ("typed", "spoken"),
        [
            ("daily 19:30 Europe/Berlin", "Every day at 19:30 (Europe/Berlin)"),
            ("mon, thu 7pm america/new york", "Mondays and Thursdays at 19:00 (America/New_York)"),
            ("weekdays 8.15 UTC", "Mondays to Fridays at 08:15 (UTC)"),
        ],
    )
    def test_set_they_are_told_back_and_shown_among_the_settings(
        self, tutor: Tutor, typed: str, spoken: str
    ) -> None:
        card = remind(tutor, typed)

        assert card.title == "Reminders set"
        assert card.text.startswith(f"{spoken}, by direct message, and only when something is due.")
        assert f"**Reminders**: {spoken}." in settings(tutor).text
        assert remind(tutor).title == "Your reminders"

    @pytest.mark.parametrize(
        "typed", ["daily", "19:30", "daily 25:00 UTC", "someday 19:30 UTC", "daily 19:30 Atlantis"]
    )
    def test_what_cannot_be_read_is_refused_with_an_example_and_leaves_the_old_ones(
        self, tutor: Tutor, typed: str
    ) -> None:
        remind(tutor, "daily 19:30 UTC")

        with pytest.raises(LearnerError, match=r"Write it like this|Choose from"):
            remind(tutor, typed)

        assert "Every day at 19:30 (UTC)" in remind(tutor).text

    def test_they_can_be_stopped_where_they_are_shown(self, tutor: Tutor) -> None:
        remind(tutor, "daily 19:30 UTC")

        press_label(tutor, settings(tutor), "Stop reminding me")

        assert remind(tutor).title == "No reminders"

    def test_stopping_twice_is_stopping_once(self, tutor: Tutor) -> None:
        assert card_of(tutor, "my:stop-reminders") == card_of(tutor, "my:stop-reminders")


class TestExport:
    def test_a_newcomer_s_holds_nothing(self, tutor: Tutor) -> None:
        assert exported(tutor) == {"learner": "ann", "exported_at": NOON.isoformat(), "kept": {}}

    def test_it_holds_what_they_did_and_said_and_nothing_of_others(self, tutor: Tutor) -> None:
        for learner in ("ann", "bob"):
            tutor.press(visit(learner), "answer:keep-yes")
            tutor.questions.ask(visit(learner), f"{OUTSIDE} of {learner}")
            tutor.press(visit(learner), "report:write:yeast", f"{learner} finds a typo")
            tutor.lessons.next(visit(learner))

        kept = exported(tutor)["kept"]

        assert set(kept) == {"asked", "choices", "positions", "reports"}
        assert kept["asked"][0]["text"] == f"{OUTSIDE} of ann"
        assert kept["reports"][0]["text"] == "ann finds a typo"
        assert "bob" not in json.dumps(kept)

    def test_letters_of_every_script_can_be_read_in_it(self, tutor: Tutor) -> None:
        tutor.press(visit(), "report:write:yeast", "Brötchen 🍞 חמץ")

        (card,) = tutor.my.export(visit()).cards

        assert "Brötchen 🍞 חמץ" in card.files[0].read().decode("utf-8")

    def test_it_is_for_their_eyes_and_leads_to_deleting_it_all(self, tutor: Tutor) -> None:
        reply = tutor.my.export(visit())

        assert reply.private
        assert labels(reply.cards[0]) == ["Start the course", "Delete it all …"]


class TestForget:
    def test_asking_for_it_deletes_nothing_and_says_what_would_go(self, tutor: Tutor, store: Store) -> None:
        tutor.lessons.next(visit())

        (card,) = tutor.my.forget(visit()).cards

        assert "`/my export` gives you a copy first" in card.text
        assert [(b.label, b.weight) for b in card.buttons] == [
            ("Delete it all …", Weight.GRAVE),
            ("No, keep it", Weight.PLAIN),
        ]
        assert "positions" in store.privacy.everything("ann")

    def test_the_button_asks_for_the_words_first(self, tutor: Tutor) -> None:
        prompt = tutor.prompt("my:forget")

        assert prompt is not None
        assert "“forget me”" in prompt.label

    @pytest.mark.parametrize("typed", ["", "yes", "forget", "forget me not", "do not forget me"])
    def test_other_words_delete_nothing(self, tutor: Tutor, store: Store, typed: str) -> None:
        tutor.lessons.next(visit())

        with pytest.raises(LearnerError, match=r"Nothing was deleted.*“forget me”"):
            card_of(tutor, "my:forget", typed)

        assert "positions" in store.privacy.everything("ann")

    @pytest.mark.parametrize("typed", ["forget me", " Forget Me. ", "“forget me”", "FORGET ME"])
    def test_the_words_delete_everything(self, tutor: Tutor, store: Store, typed: str) -> None:
        tutor.lessons.next(visit())

        card = card_of(tutor, "my:forget", typed)

        assert card.title == "Deleted"
        assert labels(card) == ["Start the course"]
        assert store.privacy.everything("ann") == {}

    def test_twice_is_once(self, tutor: Tutor) -> None:
        assert card_of(tutor, "my:forget", "forget me") == card_of(tutor, "my:forget", "forget me")

    def test_questions_that_stood_in_memory_are_gone_too(self, tutor: Tutor, store: Store) -> None:
        """Else a verdict pressed afterwards would write to whatever row has the old one's id now."""
        tutor.questions.ask(visit(), OUTSIDE)
        card_of(tutor, "my:forget", "forget me")
        store.choices.keep_questions("bob", may=True)
        tutor.questions.ask(visit("bob"), "how is the weather")

        tutor.press(visit(), "answer:keep-yes")

        assert [question.text for question in store.asked.open("bread", NOON)] == ["how is the weather"]

    def test_what_was_settled_from_their_words_holds_no_longer(self, tutor: Tutor, store: Store) -> None:
        tutor.press(visit(), "answer:keep-yes")
        tutor.questions.ask(visit(), OUTSIDE)
        (group,) = tutor.unanswered.groups(NOON)
        tutor.unanswered.settle(group, "proofing", server="", at=NOON)
        assert tutor.questions.ask(visit("bob"), OUTSIDE).cards[0].title == "Proofing"

        card_of(tutor, "my:forget", "forget me")

        assert tutor.questions.ask(visit("cid"), OUTSIDE).cards[0].title == "Not in this course"

    def test_afterwards_it_all_begins_anew(self, course: Course, tutor: Tutor, store: Store) -> None:
        tutor.lessons.next(visit())
        tutor.lessons.next(visit())
        card_of(tutor, "my:forget", "forget me")

        (card,) = Tutor(course, store).lessons.next(visit()).cards

        assert card.title == "Why bread rises (1 of 3)"
