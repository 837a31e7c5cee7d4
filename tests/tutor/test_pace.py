"""How much one learner may do at once."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.tutor.pace import BURST, MOST, Pace
from tests.fakes import NOON


def test_a_burst_passes_and_then_it_is_told_how_long_to_wait() -> None:
    pace = Pace(burst=3, every_s=10)

    assert [pace.wait_s("ann", NOON) for _ in range(5)] == [0, 0, 0, 10, 10]


def test_after_that_wait_there_is_a_turn_again() -> None:
    pace = Pace(burst=1, every_s=10)
    pace.wait_s("ann", NOON)

    assert pace.wait_s("ann", NOON + timedelta(seconds=4)) == 6
    assert pace.wait_s("ann", NOON + timedelta(seconds=10)) == 0


def test_who_has_to_wait_is_told_once_until_they_have_a_turn_again() -> None:
    pace = Pace(burst=1, every_s=10)
    pace.wait_s("ann", NOON)

    in_vain = [pace.wait_s("ann", NOON) and pace.is_news("ann") for _ in range(3)]
    pace.wait_s("ann", NOON + timedelta(seconds=10))
    pace.wait_s("ann", NOON + timedelta(seconds=10))

    assert in_vain == [True, False, False]
    assert pace.is_news("ann")
    assert pace.is_news("bob")


def test_one_learner_s_haste_is_not_another_s() -> None:
    pace = Pace(burst=1, every_s=10)
    pace.wait_s("ann", NOON)

    assert pace.wait_s("bob", NOON) == 0


def test_who_reads_never_waits() -> None:
    pace = Pace()

    assert all(pace.wait_s("ann", NOON + timedelta(seconds=2 * n)) == 0 for n in range(10 * BURST))


def test_of_very_many_learners_the_longest_ago_are_let_go() -> None:
    pace = Pace(burst=1, every_s=1000)
    for n in range(MOST + 1):
        pace.wait_s(f"learner {n}", NOON)

    assert pace.wait_s("learner 0", NOON) == 0
    assert pace.wait_s(f"learner {MOST}", NOON) > 0


@given(st.lists(st.floats(0, 30), max_size=80))
def test_in_any_stretch_no_more_pass_than_a_burst_and_what_time_gives(gaps: list[float]) -> None:
    pace, at, passed = Pace(burst=5, every_s=2), NOON, 0
    for gap in gaps:
        at += timedelta(seconds=gap)
        passed += pace.wait_s("ann", at) == 0

    assert passed <= 5 + (at - NOON).total_seconds() / 2 + 1e-6
