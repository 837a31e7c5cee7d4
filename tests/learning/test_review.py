"""When a key point comes back, how well it is known, and how well that was predicted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.review import (
    LEAST_RETENTION,
    MOST_RETENTION,
    Bin,
    Grade,
    Memory,
    Strength,
    calibration,
    fresh,
    log_loss,
    recall,
    reviewed,
    strength,
)
from tests.fakes import NOON

AGAIN, HARD, GOOD, EASY = Grade
NAIVE = NOON.replace(tzinfo=None)
DAY = timedelta(days=1)

GRADES = st.sampled_from(Grade)
WAITS = st.timedeltas(timedelta(0), timedelta(days=400))
LIVES = st.lists(st.tuples(WAITS, GRADES), max_size=8)
RETENTIONS = st.floats(LEAST_RETENTION, MOST_RETENTION)


def lived(life: list[tuple[timedelta, Grade]]) -> Memory:
    """A memory after reviews, each some time after the one before."""
    memory, at = fresh(NOON), NOON
    for wait, grade in life:
        at += wait
        memory = reviewed(memory, grade, at).memory
    return memory


def intervals(*grades: Grade, retention: float = 0.9) -> list[int]:
    """The days from each review to the next, for a learner who always comes when a key point is due."""
    memory, days = fresh(NOON), []
    for grade in grades:
        at = memory.due
        memory = reviewed(memory, grade, at, retention).memory
        days.append((memory.due - at).days)
    return days


class TestALife:
    def test_what_is_known_comes_back_ever_later_and_what_was_forgotten_soon(self) -> None:
        grades = [GOOD, GOOD, GOOD, AGAIN, GOOD, GOOD, EASY, HARD, GOOD]

        assert intervals(*grades) == [2, 11, 46, 3, 8, 19, 61, 107, 195]

    def test_one_who_never_remembers_is_asked_every_day(self) -> None:
        assert intervals(AGAIN, AGAIN, AGAIN) == [1, 1, 1]

    def test_who_wants_to_forget_less_is_asked_more_often(self) -> None:
        assert intervals(GOOD, GOOD, GOOD, retention=0.97) == [1, 2, 4]


class TestFresh:
    def test_a_key_point_comes_back_a_day_after_it_entered(self) -> None:
        assert fresh(NOON) == Memory(None, None, NOON + DAY, reviewed_at=None, reviews=0)


class TestReviewed:
    def test_counts_the_review_and_remembers_when_it_was(self) -> None:
        memory = reviewed(fresh(NOON), GOOD, NOON + DAY).memory

        assert (memory.reviews, memory.reviewed_at) == (1, NOON + DAY)

    def test_nothing_was_expected_of_the_first_review(self) -> None:
        assert reviewed(fresh(NOON), GOOD, NOON + DAY).expected is None

    def test_nine_in_ten_are_expected_to_be_recalled_when_due(self) -> None:
        memory = lived([(DAY, GOOD), (2 * DAY, GOOD)])

        assert reviewed(memory, GOOD, memory.due).expected == pytest.approx(0.9, abs=0.01)

    def test_a_review_before_it_is_due_is_learned_from(self) -> None:
        memory = lived([(DAY, GOOD), (2 * DAY, GOOD)])

        early = reviewed(memory, GOOD, memory.due - 5 * DAY).memory

        assert early.due > memory.due

    def test_a_time_of_another_zone_is_the_same_moment(self) -> None:
        kyiv = timezone(timedelta(hours=2))

        assert reviewed(fresh(NOON), GOOD, NOON.astimezone(kyiv)) == reviewed(fresh(NOON), GOOD, NOON)

    @pytest.mark.parametrize("retention", [0.69, 0.98, 0.0, 1.0, float("nan")])
    def test_a_retention_out_of_range_is_refused(self, retention: float) -> None:
        with pytest.raises(ValueError, match="retention"):
            reviewed(fresh(NOON), GOOD, NOON, retention)

    @given(LIVES, WAITS, RETENTIONS)
    def test_a_better_grade_never_gives_an_earlier_date(
        self, life: list[tuple[timedelta, Grade]], wait: timedelta, retention: float
    ) -> None:
        memory = lived(life)
        at = (memory.reviewed_at or NOON) + wait

        dues = [reviewed(memory, grade, at, retention).memory.due for grade in Grade]

        assert dues == sorted(dues)

    @given(LIVES, WAITS, GRADES, RETENTIONS)
    def test_it_is_due_a_day_after_the_review_at_the_soonest(
        self, life: list[tuple[timedelta, Grade]], wait: timedelta, grade: Grade, retention: float
    ) -> None:
        memory = lived(life)
        at = (memory.reviewed_at or NOON) + wait

        assert reviewed(memory, grade, at, retention).memory.due >= at + DAY

    @given(LIVES, GRADES, st.lists(RETENTIONS, min_size=2, max_size=2).map(sorted))
    def test_a_higher_retention_never_gives_a_later_date(
        self, life: list[tuple[timedelta, Grade]], grade: Grade, retentions: list[float]
    ) -> None:
        memory = lived(life)
        lower, higher = (reviewed(memory, grade, memory.due, r).memory.due for r in retentions)

        assert higher <= lower

    @given(LIVES)
    def test_a_memory_told_in_numbers_is_the_same_memory(self, life: list[tuple[timedelta, Grade]]) -> None:
        memory = lived(life)

        stability, difficulty = json.loads(json.dumps([memory.stability, memory.difficulty]))
        due = datetime.fromisoformat(memory.due.isoformat())

        assert replace(memory, stability=stability, difficulty=difficulty, due=due) == memory


class TestAStoredZero:
    ZERO = Memory(0.0, 0.0, due=NOON + DAY, reviewed_at=NOON, reviews=1)

    def test_is_no_key_point_that_was_never_reviewed(self) -> None:
        assert recall(self.ZERO, NOON) == 1
        assert strength(self.ZERO, NOON + DAY) is Strength.FADING

    @pytest.mark.parametrize("grade", Grade)
    def test_is_reviewed_like_any_other(self, grade: Grade) -> None:
        after = reviewed(self.ZERO, grade, NOON + DAY)

        assert after.expected == recall(self.ZERO, NOON + DAY)
        assert after.memory.due > NOON + DAY


class TestNaiveTimes:
    @pytest.mark.parametrize(
        "use",
        [
            lambda: fresh(NAIVE),
            lambda: reviewed(fresh(NOON), GOOD, NAIVE),
            lambda: recall(fresh(NOON), NAIVE),
            lambda: strength(lived([(DAY, GOOD)]), NAIVE),
            lambda: Memory(None, None, NAIVE, None, 0),
            lambda: Memory(1.0, 5.0, NOON, NAIVE, 1),
        ],
        ids=["entering", "reviewing", "recalling", "showing", "due", "reviewed"],
    )
    def test_they_are_refused(self, use: Callable[[], object]) -> None:
        with pytest.raises(ValueError, match="naive"):
            use()


class TestRecall:
    def test_nothing_tells_that_a_key_point_never_reviewed_is_known(self) -> None:
        assert recall(fresh(NOON), NOON + DAY) == 0

    def test_it_is_certain_on_the_day_of_a_review(self) -> None:
        assert recall(lived([(DAY, GOOD)]), NOON + DAY) == 1

    @given(LIVES, WAITS, WAITS)
    def test_it_is_a_probability_that_falls_with_time(
        self, life: list[tuple[timedelta, Grade]], first: timedelta, more: timedelta
    ) -> None:
        memory = lived(life)
        sooner = (memory.reviewed_at or NOON) + first

        assert 0 <= recall(memory, sooner + more) <= recall(memory, sooner) <= 1


class TestStrength:
    @pytest.mark.parametrize(
        ("life", "days_later", "shown"),
        [
            ([], 30, Strength.NEW),
            ([GOOD], 0, Strength.HOLDING),
            ([GOOD], 7, Strength.HOLDING),
            ([GOOD], 8, Strength.FADING),
            ([GOOD, GOOD, GOOD], 40, Strength.STRONG),
            ([GOOD, GOOD, GOOD], 365, Strength.FADING),
            ([GOOD, GOOD, GOOD, AGAIN], 1, Strength.HOLDING),
        ],
        ids=[
            "never reviewed",
            "just learned",
            "a week after one review",
            "longer after one review",
            "after three",
            "a year later",
            "forgotten and looked up",
        ],
    )
    def test_a_key_point_is_shown_as_it_stands(
        self, life: list[Grade], days_later: int, shown: Strength
    ) -> None:
        memory = fresh(NOON)
        for grade in life:
            memory = reviewed(memory, grade, memory.due).memory

        assert strength(memory, (memory.reviewed_at or NOON) + days_later * DAY) is shown


class TestCalibration:
    def test_each_bin_tells_its_mean_prediction_and_the_share_recalled(self) -> None:
        pairs = [(0.875, True), (0.859375, False), (0.25, False), (0.875, True), (0.890625, True)]

        assert calibration(pairs) == (
            Bin(predicted=0.25, recalled=0.0, count=1),
            Bin(predicted=0.875, recalled=0.75, count=4),
        )

    @pytest.mark.parametrize(
        ("one", "other", "count"),
        [(0.0, 0.49, 1), (0.49, 0.5, 2), (0.89, 0.9, 2), (0.9, 0.94, 1), (0.94, 0.95, 2), (0.95, 1.0, 1)],
    )
    def test_bins_are_finer_where_predictions_are_high(self, one: float, other: float, count: int) -> None:
        assert len(calibration([(one, True), (other, True)])) == count

    def test_no_reviews_have_no_bins(self) -> None:
        assert calibration([]) == ()

    @given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
    def test_every_review_is_in_one_bin_and_bins_are_in_order(self, pairs: list[tuple[float, bool]]) -> None:
        bins = calibration(iter(pairs))

        assert sum(each.count for each in bins) == len(pairs)
        assert all(one.predicted <= other.predicted for one, other in pairwise(bins))


class TestLogLoss:
    def test_guessing_one_half_costs_the_logarithm_of_two(self) -> None:
        assert log_loss([(0.5, True), (0.5, False)]) == pytest.approx(0.693, abs=0.001)

    def test_it_is_low_for_good_predictions_and_high_for_bad_ones(self) -> None:
        assert log_loss([(0.9, True)]) == pytest.approx(0.105, abs=0.001)
        assert log_loss([(0.9, False)]) == pytest.approx(2.303, abs=0.001)

    def test_what_was_certain_and_failed_costs_much_but_not_all(self) -> None:
        assert log_loss([(1.0, False)]) == pytest.approx(6.908, abs=0.001)
        assert log_loss([(0.0, True)]) == pytest.approx(6.908, abs=0.001)

    def test_no_reviews_have_none(self) -> None:
        assert log_loss([]) is None
