"""The drawer of letters, on both databases: each is given to one who sends it, and again when that one is lost over it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store import LEASE, Letter, Recipient, Store
from tests.fakes import NOON

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ANN, BOB = Recipient("ann"), Recipient("bob")
STUDY = Recipient(server="s", channel="study")


def put(store: Store, content: str, to: Recipient = ANN, hours: int = 1) -> None:
    """Put a letter in that is to be sent within so many hours."""
    store.letters.put("bread", to, content, send_by=NOON + hours * HOUR)


def taken(store: Store) -> list[str]:
    """What is taken at noon, one after the other, until nothing is left."""
    found = []
    while letter := store.letters.take("bread", NOON):
        found.append(letter.content)
    return found


class TestTaking:
    @pytest.mark.parametrize("to", [ANN, STUDY], ids=["to a learner", "into a channel"])
    @pytest.mark.parametrize("content", ["Time to review", "“Ünïcode” 🍞\n", ""])
    def test_a_letter_comes_as_it_was_put_in(self, store: Store, to: Recipient, content: str) -> None:
        put(store, content, to)

        letter = store.letters.take("bread", NOON)

        assert letter == Letter(1, to, content)

    def test_the_most_urgent_comes_first_and_of_equals_the_older(self, store: Store) -> None:
        for content, hours in (("late", 3), ("early", 1), ("between", 2), ("between, too", 2)):
            put(store, content, hours=hours)

        assert taken(store) == ["early", "between", "between, too", "late"]

    def test_none_lies_ready_in_the_beginning(self, store: Store) -> None:
        assert store.letters.take("bread", NOON) is None

    def test_another_course_s_are_left_to_its_own_tutor(self, store: Store) -> None:
        put(store, "of bread")

        assert store.letters.take("cake", NOON) is None
        assert taken(store) == ["of bread"]

    @pytest.mark.parametrize(
        ("later", "content"), [(timedelta(), "x"), (SECOND, None)], ids=["just in time", "too late"]
    )
    def test_one_that_would_come_too_late_does_not_come(
        self, store: Store, later: timedelta, content: str | None
    ) -> None:
        put(store, "x")

        letter = store.letters.take("bread", NOON + HOUR + later)

        assert (letter and letter.content) == content


class TestWhoeverTookItIsLost:
    def test_it_is_nobody_else_s_for_two_minutes_and_then_comes_again_as_the_same(self, store: Store) -> None:
        put(store, "x")
        first = store.letters.take("bread", NOON)

        meanwhile = store.letters.take("bread", NOON + LEASE - SECOND)
        again = store.letters.take("bread", NOON + LEASE)

        assert meanwhile is None
        assert again == first

    def test_what_is_settled_does_not_come_again(self, store: Store) -> None:
        put(store, "x")
        put(store, "y")
        letter = store.letters.take("bread", NOON)
        assert letter is not None

        store.letters.settle(letter)
        store.letters.settle(letter)

        assert taken(store) == ["y"]
        assert store.letters.take("bread", NOON + LEASE) == Letter(2, ANN, "y")

    def test_no_number_is_given_anew_as_discord_knows_letters_by_them(self, store: Store) -> None:
        numbers = []
        for content in ("x", "y"):
            put(store, content)
            letter = store.letters.take("bread", NOON)
            assert letter is not None
            store.letters.settle(letter)
            numbers.append(letter.number)

        assert numbers == [1, 2]


class TestWhatIsNotSent:
    def test_a_learner_s_letters_are_withdrawn_and_no_other_s(self, store: Store) -> None:
        for to in (ANN, BOB, STUDY):
            put(store, f"to {to.learner}", to)
        store.letters.put("cake", ANN, "of cake", send_by=NOON)

        store.letters.withdraw("bread", "ann")

        assert taken(store) == ["to bob", "to "]
        assert store.letters.take("cake", NOON) == Letter(4, ANN, "of cake")

    def test_one_that_was_taken_is_withdrawn_too(self, store: Store) -> None:
        put(store, "x")
        store.letters.take("bread", NOON)

        store.letters.withdraw("bread", "ann")

        assert store.letters.take("bread", NOON + LEASE) is None

    def test_tidying_throws_away_what_comes_too_late(self, store: Store) -> None:
        put(store, "old", hours=1)
        put(store, "new", hours=2)

        store.purge(NOON + HOUR + SECOND)

        assert store.privacy.everything("ann")["letters"][0]["content"] == "new"
        assert len(store.privacy.everything("ann")["letters"]) == 1

    def test_waiting_are_those_that_can_still_be_sent_whoever_has_them(self, store: Store) -> None:
        for hours in (1, 2, 3):
            put(store, "x", hours=hours)
        store.letters.take("bread", NOON)
        store.letters.put("cake", ANN, "of cake", send_by=NOON + 9 * HOUR)

        assert [store.letters.waiting("bread", NOON + hours * HOUR) for hours in range(5)] == [3, 3, 2, 1, 0]
