"""How far a learner has come, on one picture and in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.course.model import ALT_LIMIT, Course
from bot.pictures.paper import DEEP_BLUE, DEEP_GREEN, INNER, WIDTH
from bot.pictures.progress import LessonProgress, ProgressView, UnitProgress, draw_progress
from bot.pictures.signs import LessonState, Strength
from tests.pictures.seen import leaves_its_edges_bare, longest_run, pixels, where

NEVER = (False,) * 14
RISING = LessonProgress("Rising", LessonState.DONE, (Strength.STRONG, Strength.FADING))
SOUR = LessonProgress("Sour", LessonState.HERE, (Strength.NEW, None, None))
OVEN = LessonProgress("The oven", LessonState.AHEAD, (None,))
BREAD = ProgressView(
    "Bread",
    (UnitProgress("Dough", (RISING, SOUR)), UnitProgress("Heat", (OVEN,))),
    days=(True, *NEVER[1:]),
    due=1,
)

STATES = st.sampled_from(LessonState)
STRENGTHS = st.lists(st.sampled_from([None, *Strength]), max_size=25).map(tuple)
LESSONS = st.lists(st.builds(LessonProgress, st.text(), STATES, STRENGTHS), max_size=4).map(tuple)
UNITS = st.lists(st.builds(UnitProgress, st.text(), LESSONS), max_size=3).map(tuple)
DAYS = st.lists(st.booleans(), min_size=14, max_size=14).map(tuple)
VIEWS = st.builds(ProgressView, st.text(), UNITS, DAYS, st.integers(0, 10**6))


def course(units: int, lessons: int, *, done: int = 0, title: str = "Title") -> ProgressView:
    """A course of so many units of so many lessons; each lesson has five key points, and the first ones are done."""

    def lesson(number: int) -> LessonProgress:
        state = LessonState.DONE if number < done else LessonState.AHEAD
        return LessonProgress(title, state, (Strength.HOLDING,) * 5)

    places = [range(unit * lessons, (unit + 1) * lessons) for unit in range(units)]
    return ProgressView(title, tuple(UnitProgress(title, tuple(map(lesson, p))) for p in places), NEVER, 0)


class TestWords:
    def test_say_all_that_the_picture_shows(self) -> None:
        assert draw_progress(BREAD).alt == (
            "Your progress in Bread: 1 of 3 lessons done. You are in lesson 2: Sour. 1 key point is due for review. "
            "You were here on 1 of the last 14 days. Key points: 1 strong, 1 fading, 1 new, 3 not met yet. "
            "Unit by unit: Dough: 1 of 2 done; 1 strong, 1 fading, 1 new, 2 not met yet. Heat: 0 of 1 done; 1 not met yet."
        )

    @pytest.mark.parametrize(
        ("days", "says"),
        [
            (NEVER, "Each day on which you are here gets a mark."),
            ((True,) * 5 + (False,) * 9, "You were here on 5 of the last 14 days."),
            ((True,) * 14, "You were here on every one of the last 14 days."),
        ],
        ids=["none", "some", "all"],
    )
    def test_count_days_without_reproach(self, days: tuple[bool, ...], says: str) -> None:
        assert says in draw_progress(replace(BREAD, days=days)).alt

    @pytest.mark.parametrize(
        ("due", "says"),
        [
            (0, "Nothing is due for review."),
            (1, "1 key point is due for review."),
            (12, "12 key points are due for review."),
        ],
    )
    def test_count_what_is_due(self, due: int, says: str) -> None:
        assert says in draw_progress(replace(BREAD, due=due)).alt

    @pytest.mark.parametrize(
        ("done", "says"), [(0, "6 lessons ahead."), (1, "1 of 6 lessons done."), (6, "All 6 lessons done.")]
    )
    def test_count_what_is_done(self, done: int, says: str) -> None:
        assert f"Your progress in Title: {says}" in draw_progress(course(2, 3, done=done)).alt

    def test_a_lesson_that_one_is_in_again_is_done(self) -> None:
        again = replace(RISING, state=LessonState.AGAIN)

        alt = draw_progress(replace(BREAD, units=(UnitProgress("Dough", (again,)),))).alt

        assert "All 1 lesson done. You are in lesson 1: Rising." in alt

    def test_long_titles_give_way_before_units_do(self) -> None:
        alt = draw_progress(
            course(12, 5, done=58, title="A title as long as a title of a course may get. " * 2)
        ).alt

        assert alt.count("5 of 5 done") == 11
        assert alt.endswith("3 of 5 done.")

    def test_units_that_even_so_find_no_room_are_counted(self) -> None:
        assert draw_progress(course(90, 1)).alt.endswith("more units.")


class TestPicture:
    def test_the_real_course_fits_a_phone(self, real_course: Course) -> None:
        units = tuple(
            UnitProgress(
                unit.title,
                tuple(
                    LessonProgress(
                        lesson.title, LessonState.DONE, (Strength.STRONG,) * len(lesson.key_points)
                    )
                    for lesson in unit.lessons
                ),
            )
            for unit in real_course.units
        )

        height, width, _ = pixels(draw_progress(ProgressView(real_course.title, units, NEVER, 0)).png).shape

        assert width == WIDTH
        assert 2 * width < height < 2.3 * width  # phones are about 2.2 times as high as wide

    @pytest.mark.parametrize(("done", "share"), [(0, 0), (3, 0.25), (6, 0.5), (12, 1)])
    def test_the_bar_is_as_long_as_what_is_done(self, done: int, share: float) -> None:
        bar = longest_run(draw_progress(course(3, 4, done=done)).png, DEEP_GREEN)

        assert abs(bar - share * INNER) <= 3 or (share == 0 and bar < 40)

    def test_each_day_here_is_a_mark_of_the_same_size(self) -> None:
        def blue(days: int) -> int:
            marked = (True,) * days + NEVER[days:]
            return int(where(draw_progress(replace(course(1, 2), days=marked)).png, DEEP_BLUE).sum())

        none, one, ten = blue(0), blue(1), blue(10)

        assert one - none > 900
        assert abs((ten - none) - 10 * (one - none)) < 100

    def test_grows_with_the_course_by_the_same_height_for_each_lesson(self) -> None:
        two, six, sixty = (len(pixels(draw_progress(course(1, lessons)).png)) for lessons in (2, 6, 60))

        assert (six - two) * 54 == (sixty - six) * 4

    def test_more_key_points_than_a_row_holds_go_on_below(self) -> None:
        def height(key_points: int) -> int:
            full = replace(RISING, strengths=(Strength.HOLDING,) * key_points)
            view = replace(BREAD, units=(UnitProgress("Dough", (full,)),))
            return len(pixels(draw_progress(view).png))

        assert height(1) == height(10) < height(11) == height(20) < height(21)

    def test_titles_are_cut_rather_than_broken(self) -> None:
        long = course(
            2, 2, title="A title that has more words than any line of a phone has room for, or two. "
        )
        short = course(2, 2)

        heights = [
            pixels(draw_progress(replace(view, course="Bread")).png).shape[0] for view in (long, short)
        ]

        assert heights[0] == heights[1]

    def test_the_same_view_makes_the_same_picture(self) -> None:
        assert draw_progress(BREAD) == draw_progress(BREAD)

    @pytest.mark.parametrize(
        "other",
        [
            replace(BREAD, due=2),
            replace(BREAD, days=(False, True, *NEVER[2:])),
            replace(BREAD, units=(UnitProgress("Dough", (RISING, replace(SOUR, state=LessonState.AHEAD))),)),
            replace(BREAD, units=(UnitProgress("Dough", (replace(RISING, strengths=(None,) * 2), SOUR)),)),
        ],
        ids=["due", "another day", "state", "strength"],
    )
    def test_another_view_makes_another_picture(self, other: ProgressView) -> None:
        assert draw_progress(other).png != draw_progress(BREAD).png

    @given(VIEWS)
    @settings(max_examples=30, deadline=None)
    def test_whatever_titles_hold_everything_stays_on_the_sheet(self, view: ProgressView) -> None:
        drawn = draw_progress(view)

        assert len(drawn.alt) <= ALT_LIMIT
        assert "\n" not in drawn.alt
        assert leaves_its_edges_bare(drawn.png)


class TestProgressView:
    @pytest.mark.parametrize("days", [0, 13, 15])
    def test_has_fourteen_days(self, days: int) -> None:
        with pytest.raises(ValueError, match=f"14 days are shown, not {days}"):
            replace(BREAD, days=(True,) * days)
