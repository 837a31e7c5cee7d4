"""When a group's lesson goes on, and what the group missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.group_lesson import Tally, may_go_on, most_missed, pause_is_over
from tests.fakes import NOON

MINUTE = timedelta(minutes=1)
SHARES = st.integers(1, 100)


class TestGoingOn:
    @pytest.mark.parametrize(
        ("present", "ready", "share", "may"),
        [
            (3, 3, 100, True),
            (3, 2, 100, False),
            (1, 1, 100, True),
            (2, 1, 50, True),
            (3, 1, 50, False),
            (3, 2, 67, False),
            (3, 2, 66, True),
            (2, 0, 1, False),
            (0, 0, 1, False),
        ],
        ids=[
            "all of three",
            "two of three",
            "the only one",
            "exactly half",
            "less than half",
            "two thirds are no 67 %",
            "two thirds are more than 66 %",
            "nobody, whatever the share",
            "of nobody, nobody",
        ],
    )
    def test_it_takes_the_share_of_those_present(
        self, present: int, ready: int, share: int, *, may: bool
    ) -> None:
        assert may_go_on(present, ready, share) is may

    @given(st.integers(0, 500), SHARES)
    def test_when_all_are_ready_no_share_holds_it_up(self, present: int, share: int) -> None:
        assert may_go_on(present, present, share) is bool(present)

    @given(st.integers(1, 500), st.data(), SHARES)
    def test_one_more_who_is_ready_never_holds_it_up(
        self, present: int, data: st.DataObject, share: int
    ) -> None:
        ready = data.draw(st.integers(0, present - 1))

        assert may_go_on(present, ready + 1, share) >= may_go_on(present, ready, share)


class TestThePause:
    @pytest.mark.parametrize(
        ("later", "is_over"),
        [(0, False), (4.999, False), (5, True), (600, True)],
        ids=["at once", "a moment before", "to the minute", "after an outage"],
    )
    def test_it_is_over_once_it_has_passed(self, later: float, *, is_over: bool) -> None:
        assert pause_is_over(NOON, 5 * MINUTE, NOON + later * MINUTE) is is_over

    def test_without_one_it_is_never_over(self) -> None:
        assert not pause_is_over(NOON, None, NOON + timedelta(days=400))


class TestWhatWasMissed:
    @pytest.mark.parametrize(
        ("right", "answered", "missed"),
        [(0, 0, 0.0), (0, 3, 1.0), (3, 3, 0.0), (1, 4, 0.75)],
        ids=["no answer", "all wrong", "all right", "three of four wrong"],
    )
    def test_a_check_was_missed_by_the_share_that_was_wrong(
        self, right: int, answered: int, missed: float
    ) -> None:
        assert Tally(right, answered).missed == missed

    def test_two_at_most_are_named_the_most_missed_first(self) -> None:
        tallies = {"a": Tally(2, 3), "b": Tally(0, 3), "c": Tally(1, 3), "d": Tally(3, 3)}

        assert most_missed(tallies, {"a": "A", "b": "B", "c": "C", "d": "D"}) == ("B", "C")

    def test_of_those_missed_alike_the_earlier_comes_first(self) -> None:
        tallies = {"z": Tally(1, 2), "y": Tally(1, 2), "x": Tally(1, 2)}

        assert most_missed(tallies, {"x": "X", "y": "Y", "z": "Z"}) == ("Z", "Y")

    def test_a_key_point_with_two_checks_counts_once_by_the_worse(self) -> None:
        tallies = {"a1": Tally(3, 3), "a2": Tally(0, 3), "b": Tally(2, 3)}

        assert most_missed(tallies, {"a1": "A", "a2": "A", "b": "B"}) == ("A", "B")

    @pytest.mark.parametrize(
        "tallies", [{}, {"a": Tally(3, 3)}, {"a": Tally(0, 0)}], ids=["no check", "all right", "no answer"]
    )
    def test_where_nothing_was_missed_nothing_is_named(self, tallies: dict[str, Tally]) -> None:
        assert most_missed(tallies, {"a": "A"}) == ()
