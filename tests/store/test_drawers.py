"""Answers to checks, what was last answered, questions asked in vain, reports, and the commands last sent."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

from bot.store import EVERYWHERE, Asked, Report, SettledAsk, Store
from bot.store.choices import Choices
from tests.fakes import NOON, memory_store

NASTY = {
    "NUL": "before\0after",
    "emoji of several signs": "👩🏽‍🍳 bakes 🍞",
    "right to left": "\u202eמה זה שמרים\u202c",
    "SQL": "'); DROP TABLE reports; --",
    "line breaks": "one\r\ntwo\n",
    "blanks": "  ",
    "nothing": "",
    "4,000 characters": "ß" * 4_000,
}


class TestAttempts:
    def answer(self, store: Store, check: str, *, is_right: bool, learner: str = "ann") -> None:
        store.attempts.add(learner, "bread", "rising", check, choice="gas", is_right=is_right, at=NOON)

    def test_only_the_first_answer_to_a_check_counts(self, store: Store) -> None:
        self.answer(store, "gas-check", is_right=False)
        self.answer(store, "gas-check", is_right=True)
        self.answer(store, "time-check", is_right=True)
        self.answer(store, "time-check", is_right=False)

        assert store.attempts.first_of_each("ann", "bread", "rising") == {
            "gas-check": False,
            "time-check": True,
        }

    def test_nobody_answers_for_another(self, store: Store) -> None:
        self.answer(store, "gas-check", is_right=True, learner="bob")

        assert store.attempts.first_of_each("ann", "bread", "rising") == {}
        assert store.attempts.first_of_each("bob", "cake", "rising") == {}
        assert store.attempts.first_of_each("bob", "bread", "sour") == {}


class TestLastAnswers:
    @pytest.mark.parametrize(
        ("later", "remembered"),
        [
            (timedelta(0), ("yeast", "proofing")),
            (timedelta(minutes=30), ("yeast", "proofing")),
            (timedelta(minutes=30, seconds=1), ()),
            (timedelta(days=1), ()),
        ],
        ids=str,
    )
    def test_it_is_forgotten_after_half_an_hour(
        self, store: Store, later: timedelta, remembered: tuple[str, ...]
    ) -> None:
        store.last_answers.keep("ann", "kitchen", ["yeast", "proofing"], NOON)

        assert store.last_answers.of("ann", "kitchen", NOON + later) == remembered

    def test_a_new_answer_takes_the_place_of_the_old_one_and_its_time(self, store: Store) -> None:
        store.last_answers.keep("ann", "kitchen", ["yeast", "proofing"], NOON)
        store.last_answers.keep("ann", "kitchen", ["proofing"], NOON + timedelta(minutes=20))

        assert store.last_answers.of("ann", "kitchen", NOON + timedelta(minutes=40)) == ("proofing",)

    def test_each_learner_and_place_has_its_own(self, store: Store) -> None:
        store.last_answers.keep("ann", "kitchen", ["yeast", "proofing"], NOON)

        assert store.last_answers.of("ann", "garden", NOON) == ()
        assert store.last_answers.of("bob", "kitchen", NOON) == ()

    def test_what_is_forgotten_is_also_deleted(self, store: Store) -> None:
        store.last_answers.keep("ann", "kitchen", ["yeast"], NOON)
        store.last_answers.keep("bob", "kitchen", ["yeast"], NOON + timedelta(minutes=31))

        store.purge(NOON + timedelta(minutes=31))

        assert store.last_answers.of("ann", "kitchen", NOON) == ()
        assert store.last_answers.of("bob", "kitchen", NOON + timedelta(minutes=31)) == ("yeast",)


class TestChoices:
    def test_a_newcomer_has_said_nothing_and_was_asked_nothing(self, store: Store) -> None:
        assert store.choices.of("ann") == Choices(keeps_questions=None, was_asked=False)

    @pytest.mark.parametrize("may", [True, False])
    def test_what_was_said_last_holds(self, store: Store, *, may: bool) -> None:
        store.choices.note_asked("ann")
        store.choices.keep_questions("ann", may=not may)
        store.choices.keep_questions("ann", may=may)

        assert store.choices.of("ann") == Choices(keeps_questions=may, was_asked=True)
        assert store.choices.of("bob") == Choices()


class TestAskedQuestions:
    def add(
        self, store: Store, learner: str = "ann", server: str = "s", text: str = "why", days: int = 0
    ) -> int:
        at = NOON + timedelta(days=days)
        return store.asked.add(
            learner, "bread", server, text=text, outcome="decline", nearest=["yeast"], at=at
        )

    def open_texts(self, store: Store, server: str | None = None, days: int = 0) -> list[str]:
        return [asked.text for asked in store.asked.open("bread", NOON + timedelta(days=days), server)]

    def test_they_wait_newest_first_in_the_server_they_were_asked_in(self, store: Store) -> None:
        for server, text in (("s", "old"), ("t", "elsewhere"), ("s", "new")):
            self.add(store, server=server, text=text)

        assert self.open_texts(store, "s") == ["new", "old"]
        assert self.open_texts(store) == ["new", "elsewhere", "old"]

    def test_people_are_told_apart_and_not_named(self, store: Store) -> None:
        for learner in ("ann", "bob", "ann"):
            self.add(store, learner)

        askers = [asked.asker for asked in store.asked.open("bread", NOON)]

        assert len(set(askers)) == 2
        assert not {"ann", "bob"} & set(askers)

    def test_two_databases_have_different_pseudonyms_for_one_person(self, store: Store) -> None:
        with closing(memory_store()) as other:
            self.add(store)
            self.add(other)

            assert store.asked.open("bread", NOON)[0].asker != other.asked.open("bread", NOON)[0].asker

    @pytest.mark.parametrize(("days", "waits"), [(0, True), (90, True), (91, False)])
    def test_after_ninety_days_they_are_shown_no_more_and_deleted(
        self, store: Store, days: int, *, waits: bool
    ) -> None:
        question = self.add(store)

        assert bool(self.open_texts(store, days=days)) is waits
        store.purge(NOON + timedelta(days=days))
        assert (store.asked.get(question) is not None) is waits

    def test_without_words_there_is_nothing_to_settle(self, store: Store) -> None:
        question = self.add(store, text="")

        assert self.open_texts(store) == []
        store.asked.add_words(question, "why now")
        assert self.open_texts(store) == ["why now"]

    def test_what_helped_after_all_does_not_wait(self, store: Store) -> None:
        question = self.add(store)

        store.asked.judge(question, is_helpful=True)
        assert self.open_texts(store) == []
        store.asked.judge(question, is_helpful=False)
        assert self.open_texts(store) == ["why"]

    @pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
    def test_their_words_are_kept_exactly(self, store: Store, text: str) -> None:
        question = store.asked.get(self.add(store, text=text))

        assert question is not None
        assert question.text == text


class TestSettledAsks:
    def settle(self, store: Store, text: str, key_point: str | None, server: str = "s") -> Asked:
        number = store.asked.add("ann", "bread", server, text=text, outcome="decline", nearest=[], at=NOON)
        question = store.asked.get(number)
        assert question is not None
        store.settled.settle("bread", server, question, key_point=key_point, alike=[], at=NOON)
        return question

    def test_what_was_settled_holds_in_its_server_and_waits_no_more(self, store: Store) -> None:
        self.settle(store, "why flat", "yeast")
        self.settle(store, "which oven", None, server="t")

        assert store.settled.of("bread", "s") == [SettledAsk("why flat", "yeast")]
        assert store.settled.of("bread", "t") == [SettledAsk("which oven", None)]
        assert store.asked.open("bread", NOON) == []

    def test_what_whoever_runs_the_bot_settled_holds_everywhere(self, store: Store) -> None:
        self.settle(store, "why flat", "yeast", server=EVERYWHERE)

        assert store.settled.of("bread", "s") == [SettledAsk("why flat", "yeast")]
        assert store.settled.of("cake", "s") == []

    def test_settling_again_changes_it(self, store: Store) -> None:
        self.settle(store, "why flat", "yeast")
        self.settle(store, "why flat", "proofing")

        assert store.settled.of("bread") == [SettledAsk("why flat", "proofing")]

    def test_taking_it_back_brings_it_and_its_like_back(self, store: Store) -> None:
        alike = store.asked.add("bob", "bread", "s", text="flat why", outcome="decline", nearest=[], at=NOON)
        question = self.settle(store, "why flat", "yeast")
        store.settled.settle("bread", "s", question, key_point="yeast", alike=[alike], at=NOON)

        store.settled.undo("bread", "s", question)

        assert store.settled.of("bread", "s") == []
        assert {asked.text for asked in store.asked.open("bread", NOON)} == {"why flat", "flat why"}


class TestReports:
    def test_they_come_oldest_first_and_without_their_writer(self, store: Store) -> None:
        later = NOON + timedelta(days=1)
        store.reports.add("zoe", "bread", "rising/gas", "It smells.", later)
        store.reports.add("ann", "bread", "yeast", "A typo.", NOON)
        store.reports.add("ann", "cake", "icing", "Too sweet.", NOON)

        assert list(store.reports.all("bread")) == [
            Report("rising/gas", "It smells.", later),
            Report("yeast", "A typo.", NOON),
        ]

    def test_a_course_without_reports_has_none(self, store: Store) -> None:
        assert list(store.reports.all("bread")) == []

    @pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
    def test_a_learner_s_text_is_kept_exactly(self, store: Store, text: str) -> None:
        store.reports.add(text, "bread", text, text, NOON)

        assert list(store.reports.all("bread")) == [Report(text, text, NOON)]


class TestSyncedCommands:
    def test_an_application_that_sent_none_has_no_digest(self, store: Store) -> None:
        assert store.synced_commands.digest("4711") is None

    def test_the_last_digest_of_each_application_is_kept(self, store: Store) -> None:
        store.synced_commands.keep("4711", "old")
        store.synced_commands.keep("4711", "new")
        store.synced_commands.keep("4712", "other")

        assert store.synced_commands.digest("4711") == "new"
        assert store.synced_commands.digest("4712") == "other"
