"""A quiz from the first check to the last, and how a missed one comes back."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.learning.quiz import Quiz, begin, chosen, without

REFERENCES = st.builds("{}/{}".format, st.sampled_from(["rising", "sour"]), st.text("abc-", min_size=1))
CHECKS = st.lists(REFERENCES, min_size=1, max_size=6, unique=True)
QUIZZES = st.builds(
    Quiz,
    waiting=st.lists(st.text(), unique=True).map(tuple),
    tries=st.integers(0, 1),
    total=st.integers(0),
    right_first=st.integers(0),
    missed=st.lists(st.text(), unique=True).map(tuple),
    turn=st.integers(0),
)


def quiz(*waiting: str) -> Quiz:
    """A quiz that has just begun, in a known order."""
    return Quiz(waiting, tries=0, total=len(waiting), right_first=0, missed=(), turn=0)


def after(answers: str, *waiting: str) -> Quiz:
    """A quiz after some answers: `r` for a right one, `w` for a wrong one."""
    at = quiz(*waiting)
    for answer in answers:
        at = chosen(at, answer == "r")
    return at


class TestBegin:
    def test_every_check_is_asked(self) -> None:
        begun = begin(["a/1", "a/2", "b/1"], random.Random(1))

        assert sorted(begun.waiting) == ["a/1", "a/2", "b/1"]
        assert begun.total == 3

    def test_chance_decides_the_order(self) -> None:
        checks = [f"a/{n}" for n in range(10)]

        orders = {begin(checks, random.Random(seed)).waiting for seed in range(5)}

        assert len(orders) == 5

    def test_a_check_named_twice_is_asked_once(self) -> None:
        assert begin(["a/1", "a/1"], random.Random(1)) == quiz("a/1")

    def test_no_checks_are_no_quiz(self) -> None:
        with pytest.raises(ValueError, match="one check"):
            begin([], random.Random(1))


class TestARightAnswer:
    def test_leads_to_the_next_check(self) -> None:
        assert after("r", "a/1", "a/2").on_screen == "a/2"

    def test_to_the_last_check_ends_the_quiz(self) -> None:
        done = after("rr", "a/1", "a/2")

        assert done.is_done
        assert done.on_screen is None

    @pytest.mark.parametrize(
        ("answers", "right_first"),
        [("r", 1), ("wr", 0), ("wwrr", 1), ("wrr", 1), ("rwr", 1)],
        ids=[
            "at the first try",
            "after a hint",
            "at the first try when it came back, the other at once",
            "after a hint, the other at once",
            "at the first try, the other after a hint",
        ],
    )
    def test_counts_only_at_the_first_try_of_the_first_showing(self, answers: str, right_first: int) -> None:
        assert after(answers, "a/1", "a/2").right_first == right_first

    def test_to_a_finished_quiz_is_refused(self) -> None:
        with pytest.raises(ValueError, match="done"):
            after("rr", "a/1")


class TestAWrongAnswer:
    def test_leaves_the_check_on_screen_with_a_hint_due(self) -> None:
        missed = after("w", "a/1", "a/2")

        assert missed.on_screen == "a/1"
        assert missed.wants_hint

    def test_after_the_hint_sends_the_check_to_the_back(self) -> None:
        missed = after("ww", "a/1", "a/2", "a/3")

        assert missed.waiting == ("a/2", "a/3", "a/1")
        assert not missed.wants_hint

    def test_to_the_last_check_left_shows_it_again_without_a_hint(self) -> None:
        missed = after("ww", "a/1")

        assert missed.on_screen == "a/1"
        assert not missed.wants_hint

    def test_gets_a_hint_again_when_the_check_has_come_back(self) -> None:
        assert after("www", "a/1").wants_hint

    def test_gives_the_next_check_no_hint(self) -> None:
        assert not after("wr", "a/1", "a/2").wants_hint

    def test_is_told_once_for_each_check_in_the_order_they_were_missed(self) -> None:
        assert after("rwwwwwr", "a/1", "a/3", "a/2").missed == ("a/3", "a/2")


class TestTurns:
    @pytest.mark.parametrize("answers", ["r", "w", "wr", "ww", "wwrw"])
    def test_every_answer_is_a_turn_of_its_own(self, answers: str) -> None:
        assert after(answers, "a/1", "a/2").turn == len(answers)


class TestText:
    def test_a_quiz_in_the_middle_comes_back_from_its_text_as_it_was(self) -> None:
        middle = after("rwww", "a/1", "a/2", "a/3")

        assert Quiz.parse(str(middle)) == middle

    @given(QUIZZES)
    def test_every_quiz_comes_back_from_its_text_as_it_was(self, any_quiz: Quiz) -> None:
        assert Quiz.parse(str(any_quiz)) == any_quiz

    @pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"waiting": "a/1"}', "a/1 a/2"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"Quiz|JSON"):
            Quiz.parse(text)


class TestWithoutChecksThatAreGone:
    def test_nothing_changes_if_none_is_gone(self) -> None:
        middle = after("rww", "a/1", "a/2", "a/3")

        assert without(middle, {"a/1", "a/2", "a/3"}) == middle

    def test_the_next_check_comes_on_in_a_turn_of_its_own_and_without_a_hint(self) -> None:
        left = without(after("w", "a/1", "a/2"), {"a/2"})

        assert left == Quiz(("a/2",), tries=0, total=1, right_first=0, missed=(), turn=2)

    def test_the_check_on_screen_stays_if_another_is_gone(self) -> None:
        left = without(after("w", "a/1", "a/2"), {"a/1"})

        assert left == Quiz(("a/1",), tries=1, total=1, right_first=0, missed=("a/1",), turn=1)

    def test_what_was_right_at_first_counts_still(self) -> None:
        left = without(after("r", "a/1", "a/2"), {"a/2"})

        assert (left.right_first, left.total) == (1, 2)

    def test_one_that_was_missed_and_mended_is_no_longer_told(self) -> None:
        left = without(after("wr", "a/1", "a/2"), {"a/2"})

        assert (left.missed, left.total) == ((), 1)

    def test_a_quiz_of_which_nothing_is_left_is_done(self) -> None:
        left = without(after("w", "a/1"), set())

        assert left.is_done
        assert left.total == 0


class AnsweringMachine(RuleBasedStateMachine):
    """Someone who answers as they like, in a course that loses checks."""

    @initialize(checks=CHECKS, seed=st.integers())
    def begin(self, checks: list[str], seed: int) -> None:
        self.known = set(checks)
        self.quiz = begin(checks, random.Random(seed))
        self.got_right: list[str] = []
        self.got_wrong: set[str] = set()

    @precondition(lambda self: not self.quiz.is_done)
    @rule(is_right=st.booleans())
    def answer(self, is_right: bool) -> None:
        asked = self.quiz.waiting[0]
        before = self.quiz.turn
        if is_right:
            self.got_right.append(asked)
        else:
            self.got_wrong.add(asked)

        self.quiz = chosen(self.quiz, is_right)

        assert self.quiz.turn > before

    @precondition(lambda self: self.quiz.waiting)
    @rule(data=st.data())
    def lose_a_check(self, data: st.DataObject) -> None:
        self.known.remove(data.draw(st.sampled_from(sorted(self.known))))

        self.quiz = without(self.quiz, self.known)

    @rule()
    def be_stored(self) -> None:
        self.quiz = Quiz.parse(str(self.quiz))

    @invariant()
    def each_check_is_waiting_until_it_is_right_and_never_after(self) -> None:
        assert set(self.quiz.waiting) == self.known - set(self.got_right)
        assert len(set(self.quiz.waiting)) == len(self.quiz.waiting)
        assert len(set(self.got_right)) == len(self.got_right)

    @invariant()
    def all_that_was_ever_wrong_is_told(self) -> None:
        assert set(self.quiz.missed) == self.got_wrong & self.known

    @invariant()
    def the_counts_add_up(self) -> None:
        untried = set(self.quiz.waiting) - set(self.quiz.missed)
        assert self.quiz.right_first == len(set(self.got_right) - self.got_wrong) <= self.quiz.total
        assert self.quiz.total == self.quiz.right_first + len(self.quiz.missed) + len(untried)

    @invariant()
    def it_ends_when_answered_right_from_here_on(self) -> None:
        ending = self.quiz
        for _ in self.quiz.waiting:
            ending = chosen(ending, is_right=True)
        assert ending.is_done


TestAQuizHoweverAnswered = AnsweringMachine.TestCase
