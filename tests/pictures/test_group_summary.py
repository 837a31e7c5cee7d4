"""What a study group got right, and what was hard."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.course.model import ALT_LIMIT
from bot.pictures.group_summary import CheckResult, SummaryView, draw_group_summary, hardest
from bot.pictures.paper import CORAL, DEEP_CORAL, DEEP_GREEN, WIDTH
from tests.pictures.seen import leaves_its_edges_bare, longest_run, pixels, where

RESULTS = st.integers(0, 10**6).flatmap(lambda many: st.tuples(st.integers(0, many), st.just(many)))
CHECKS = st.builds(lambda question, result: CheckResult(question, *result), st.text(), RESULTS)
VIEWS = st.builds(SummaryView, st.text(), st.integers(0, 10**6), st.lists(CHECKS, max_size=6).map(tuple))


def checks(results: str) -> tuple[CheckResult, ...]:
    """Checks from words such as `3/9 7/9`."""
    pairs = (result.split("/") for result in results.split())
    return tuple(CheckResult("Why?", int(right), int(answered)) for right, answered in pairs)


def summary(results: str) -> SummaryView:
    return SummaryView("Rising", 9, checks(results))


class TestHardest:
    @pytest.mark.parametrize(
        ("results", "hard"),
        [
            ("9/9 3/9 5/9 7/9", (1, 2)),
            ("9/9 9/9 8/9", (2,)),
            ("9/9 9/9 9/9", ()),
            ("3/9 5/9 5/9 9/9", (0,)),
            ("3/9 3/9 5/9 9/9", (0, 1)),
            ("1/3 3/9 2/6", ()),
            ("0/0 8/9 9/9", (1,)),
            ("0/0", ()),
            ("", ()),
            ("2/9 1/4 0/1", (0, 2)),
        ],
        ids=[
            "the two with the fewest right",
            "what all got right isn't hard",
            "nothing was hard",
            "a tie for the second place",
            "a tie for the first two places",
            "three alike",
            "what nobody answered can't be told",
            "nobody answered",
            "no checks",
            "shares count, not numbers",
        ],
    )
    def test_are_two_at_most(self, results: str, hard: tuple[int, ...]) -> None:
        assert hardest(checks(results)) == hard


class TestWords:
    def test_say_all_that_the_picture_shows(self) -> None:
        view = SummaryView(
            "Rising",
            9,
            (
                CheckResult("What makes dough rise?", 7, 9),
                CheckResult("And what stops it?", 2, 9),
                CheckResult("Which flour?", 3, 8),
                CheckResult("Why salt?", 0, 0),
            ),
        )

        assert draw_group_summary(view).alt == (
            "What the group got right in Rising. 9 learners took part. 12 of 26 answers right. "
            "1. What makes dough rise? 7 of 9. "
            "2. And what stops it? 2 of 9 (One of the two hardest: worth another look). "
            "3. Which flour? 3 of 8 (One of the two hardest: worth another look). "
            "4. Why salt? no answer."
        )

    def test_name_a_single_hardest_one(self) -> None:
        assert "1 of 9 (The hardest one: worth another look)" in draw_group_summary(summary("1/9 9/9")).alt

    def test_say_when_nobody_answered(self) -> None:
        assert "Nobody answered a check." in draw_group_summary(summary("0/0")).alt

    def test_shorten_questions_before_leaving_a_check_out(self) -> None:
        view = SummaryView("Rising", 9, (CheckResult("A question of many words, again. " * 9, 9, 9),) * 12)

        alt = draw_group_summary(view).alt

        assert alt.count("9 of 9.") == 12


class TestPicture:
    @pytest.mark.parametrize(("right", "share"), [(12, 1.0), (6, 0.5), (3, 0.25)])
    def test_a_bar_is_as_long_as_its_share(self, right: int, share: float) -> None:
        whole = longest_run(draw_group_summary(summary("12/12")).png, DEEP_GREEN)
        hard = longest_run(
            draw_group_summary(summary(f"{right}/12")).png, DEEP_GREEN if share == 1 else CORAL
        )

        assert abs(hard - share * whole) <= 12

    def test_only_what_was_hard_has_a_sign_beside_its_colour(self) -> None:
        easy, hard = (draw_group_summary(summary(results)).png for results in ("9/9 9/9", "3/9 9/9"))

        assert not where(easy, DEEP_CORAL).any()
        assert where(hard, DEEP_CORAL).sum() > 500
        assert pixels(hard).shape[0] > pixels(easy).shape[0]

    def test_is_as_wide_as_a_phone_and_grows_with_the_checks(self) -> None:
        three, six, nine = (pixels(draw_group_summary(summary("9/9 " * n)).png).shape for n in (3, 6, 9))

        assert {three[1], six[1], nine[1]} == {WIDTH}
        assert abs((six[0] - three[0]) - (nine[0] - six[0])) <= 1

    def test_the_same_view_makes_the_same_picture(self) -> None:
        assert draw_group_summary(summary("3/9 9/9")) == draw_group_summary(summary("3/9 9/9"))

    @given(VIEWS)
    @settings(max_examples=30, deadline=None)
    def test_whatever_questions_hold_everything_stays_on_the_sheet(self, view: SummaryView) -> None:
        drawn = draw_group_summary(view)

        assert len(drawn.alt) <= ALT_LIMIT
        assert leaves_its_edges_bare(drawn.png)


class TestCheckResult:
    @pytest.mark.parametrize(("right", "answered"), [(3, 2), (-1, 2), (0, -1)])
    def test_has_no_more_right_than_answered(self, right: int, answered: int) -> None:
        with pytest.raises(ValueError, match=f"{right} right answers of {answered}"):
            CheckResult("Why?", right, answered)
