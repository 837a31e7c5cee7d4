"""Where a study group is: members by name, members only counted, and names of all sorts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.course.model import ALT_LIMIT
from bot.pictures.group_progress import GroupView, MemberProgress, draw_group_progress, names_beside
from bot.pictures.paper import DEEP_GREEN, VIOLET, WIDTH
from tests.pictures.seen import leaves_its_edges_bare, pixels, where

ANN = MemberProgress("Ann", frozenset({0, 1}), here=2)
BOB = MemberProgress("Bob", frozenset())
GROUP = GroupView("Bakers", ("Rising", "Sour", "Heat"), (ANN, BOB), counted=4, counted_done=(4, 1, 0))


def group(*members: MemberProgress, lessons: int = 3) -> GroupView:
    """A group whose members all have names, in a course of so many lessons."""
    return GroupView("Bakers", ("Title",) * lessons, members, 0, (0,) * lessons)


def height(view: GroupView) -> int:
    return len(pixels(draw_group_progress(view).png))


@st.composite
def groups(draw: st.DrawFn) -> GroupView:
    """Any group."""
    lessons = draw(st.lists(st.text(), max_size=40).map(tuple))
    places = st.sampled_from(range(len(lessons))) if lessons else st.nothing()
    names = st.text() | st.text("iW\u0301李🔥 ", max_size=90)
    members = st.builds(MemberProgress, names, st.frozensets(places), st.none() | places)
    counted = draw(st.integers(0, 5000))
    done = st.lists(st.integers(0, counted), min_size=len(lessons), max_size=len(lessons))
    return GroupView(
        draw(st.text()), lessons, draw(st.lists(members, max_size=33).map(tuple)), counted, tuple(draw(done))
    )


class TestWords:
    def test_say_all_that_the_picture_shows(self) -> None:
        assert draw_group_progress(GROUP).alt == (
            "Where the group is: Bakers. 6 members: 2 by name, 4 only counted in the last row. "
            "How many have done each lesson, from 1 to 3: 5, 2, 0. "
            "Lessons done, and the one they are in: Ann: 2 done, in 3. Bob: 0 done."
        )

    @pytest.mark.parametrize(
        ("members", "counted", "says"),
        [
            ((), 4, "4 members, all of them only counted."),
            ((ANN,), 0, "1 member."),
            ((ANN, BOB), 1, "3 members: 2 by name, 1 only counted in the last row."),
            ((ANN,) * 41, 0, "41 members. 11 of those by name are not shown; the last row counts them."),
        ],
        ids=["only counted", "only names", "both", "more than have room"],
    )
    def test_say_who_is_shown(self, members: tuple[MemberProgress, ...], counted: int, says: str) -> None:
        view = replace(GROUP, members=members, counted=counted, counted_done=(0, 0, 0))

        assert f"Bakers. {says} How" in draw_group_progress(view).alt

    def test_tell_a_name_that_the_picture_can_not(self) -> None:
        alt = draw_group_progress(group(ANN, MemberProgress("李小龍", frozenset({0}), 1))).alt

        assert "Member 2 (李小龍): 1 done, in 2." in alt

    def test_shorten_names_before_leaving_a_member_out(self) -> None:
        members = [
            MemberProgress(f"{i:02} is what I call myself in this server", frozenset()) for i in range(24)
        ]

        alt = draw_group_progress(group(*members)).alt

        assert "23 is what I call m…: 0 done." in alt

    def test_count_members_that_even_so_find_no_room(self) -> None:
        members = [MemberProgress("W" * 32, frozenset({0, 1, 2}), 1)] * 30

        assert draw_group_progress(group(*members, lessons=26)).alt.endswith("more members.")


class TestNamesBeside:
    def test_are_those_that_can_not_be_drawn_in_full(self) -> None:
        names = ("Ann", "Анна", "한국어 Kim", "🔥🔥", "José 🌸", "", "\u200b", "Δelta")

        beside = names_beside(group(*(MemberProgress(name, frozenset()) for name in names)))

        assert beside == (
            ("Member 2", "Анна"),
            ("Kim", "한국어 Kim"),
            ("Member 4", "🔥🔥"),
            ("Member 8", "Δelta"),
        )

    def test_are_of_members_who_are_shown(self) -> None:
        members = [ANN] * 30 + [MemberProgress("Анна", frozenset())]

        assert names_beside(group(*members)) == ()


class TestPicture:
    def test_each_lesson_done_is_a_mark_of_the_same_size(self) -> None:
        def green(*members: MemberProgress) -> int:
            empty = GroupView("Bakers", ("Title",) * 9, members, 2000, (0,) * 9)
            return int(where(draw_group_progress(empty).png, DEEP_GREEN).sum())

        none, one, six = (
            green(replace(BOB, done=frozenset(range(n))), replace(BOB, done=frozenset())) for n in (0, 1, 6)
        )

        assert one - none > 400
        assert abs((six - none) - 6 * (one - none)) < 100

    def test_one_who_has_begun_has_a_place(self) -> None:
        begun, not_begun = (
            where(draw_group_progress(group(replace(BOB, here=here))).png, VIOLET).sum() for here in (1, None)
        )

        assert begun - not_begun > 200

    def test_one_who_is_back_in_a_lesson_differs_from_one_who_is_not(self) -> None:
        back, gone = (
            draw_group_progress(group(replace(ANN, done=frozenset({0}), here=h))).png for h in (0, None)
        )

        assert back != gone

    def test_is_as_wide_as_a_phone_and_grows_with_the_members_it_shows(self) -> None:
        heights = [height(group(*[ANN] * n)) for n in (1, 2, 30)]

        assert pixels(draw_group_progress(GROUP).png).shape[1] == WIDTH
        assert (heights[1] - heights[0]) * 28 == heights[2] - heights[1]

    def test_more_members_than_thirty_get_a_sentence_and_no_row(self) -> None:
        one_line = 33 * 1.32

        assert abs(height(group(*[ANN] * 41)) - height(group(*[ANN] * 30)) - one_line) <= 1

    @pytest.mark.parametrize("lessons", [1, 2, 22, 26, 27, 60])
    def test_every_lesson_is_somewhere_on_the_sheet(self, lessons: int) -> None:
        def drawn(done: range) -> bytes:
            member = MemberProgress("Ann", frozenset(done))
            return draw_group_progress(
                GroupView("Bakers", ("Title",) * lessons, (member,), 999, (0,) * lessons)
            ).png

        nothing, everything = drawn(range(0)), drawn(range(lessons))

        assert where(everything, DEEP_GREEN).sum() - where(nothing, DEEP_GREEN).sum() > 300 * lessons
        assert leaves_its_edges_bare(everything)

    @pytest.mark.parametrize(
        "name",
        ["", "W" * 400, "i" * 400, "\u202eAnn", "Z" + "\u0301" * 300, "🔥" * 99, "李" * 99, "a\n" * 99],
        ids=["empty", "wide", "narrow", "backwards", "heaped accents", "emoji", "Chinese", "lines"],
    )
    def test_a_name_changes_nothing_but_its_row(self, name: str) -> None:
        odd = draw_group_progress(
            group(replace(ANN, name=name), replace(BOB, name="A name of some width"))
        ).png

        assert len(pixels(odd)) == height(group(ANN, BOB))
        assert leaves_its_edges_bare(odd)

    @pytest.mark.parametrize(
        ("name", "drawn"),
        [("Bakers \u706b\u66dc", "Bakers"), ("Bakers \u00b7 \u706b\u66dc", "Bakers"), ("\u706b\u66dc", "")],
    )
    def test_what_can_not_be_drawn_of_the_group_s_name_is_left_to_the_words(
        self, name: str, drawn: str
    ) -> None:
        whole, without = (draw_group_progress(replace(GROUP, group=called)) for called in (name, drawn))

        assert whole.png == without.png
        assert name in whole.alt

    def test_titles_that_are_numbers_are_not_said_again(self) -> None:
        numbers = replace(GROUP, lessons=("1", "2", "3"))

        assert height(numbers) < height(GROUP)

    def test_the_same_view_makes_the_same_picture(self) -> None:
        assert draw_group_progress(GROUP) == draw_group_progress(GROUP)

    @given(groups())
    @settings(max_examples=30, deadline=None)
    def test_whatever_names_hold_everything_stays_on_the_sheet(self, view: GroupView) -> None:
        drawn = draw_group_progress(view)

        assert len(drawn.alt) <= ALT_LIMIT
        assert leaves_its_edges_bare(drawn.png)


class TestGroupView:
    def test_counts_everybody(self) -> None:
        assert (GROUP.everybody, GROUP.totals) == (6, (5, 2, 0))

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"counted_done": (4, 1)}, "2 totals for 3 lessons"),
            ({"counted_done": (4, 1, 5)}, "of 4 members"),
            ({"counted_done": (4, 1, -1)}, "of 4 members"),
            ({"members": (replace(BOB, here=3),)}, "isn't listed"),
            ({"members": (replace(BOB, done=frozenset({-1})),)}, "isn't listed"),
        ],
        ids=["a total missing", "more than there are", "less than none", "in no lesson", "done no lesson"],
    )
    def test_refuses_what_can_not_be(self, change: dict[str, object], says: str) -> None:
        with pytest.raises(ValueError, match=says):
            replace(GROUP, **change)  # type: ignore[arg-type]  # the point is what doesn't fit
