"""Shards: read as they are written, refused in one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.shards import MOST, Shards

SERVER = (10 << 22) + 5  # 10 in the bits that tell the shard: 2 modulo 8


@pytest.mark.parametrize(
    ("text", "ids", "of"),
    [
        ("0-7/32", tuple(range(8)), 32),
        ("3/4", (3,), 4),
        ("8,0-3/32", (0, 1, 2, 3, 8), 32),
        (" 0 - 1 / 2 ", (0, 1), 2),
        ("0-0/1", (0,), 1),
    ],
)
def test_shards_are_read_as_they_are_written(text: str, ids: tuple[int, ...], of: int) -> None:
    assert Shards.parse(text) == Shards(ids, of)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "can't be read"),
        ("0-7", "can't be read"),
        ("/32", "can't be read"),
        ("0-7/", "can't be read"),
        ("0-7/0", "can't be read"),
        ("a-b/32", "can't be read"),
        ("-1/32", "can't be read"),
        ("0-7-9/32", "can't be read"),
        ("0,/32", "can't be read"),
        ("٣/32", "can't be read"),
        (f"0/{MOST + 1}", "can't be read"),
        ("0-32/32", "counted from 0 to 31"),
        ("7-0/32", "the lower before the higher"),
        ("0-3,2-5/8", "have 2 twice"),
        ("1,1/8", "have 1 twice"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault) as refused:
        Shards.parse(text)

    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")
    assert str(refused.value).count(". ") == 0


@given(
    st.integers(1, 40).flatmap(lambda of: st.tuples(st.sets(st.integers(0, of - 1), min_size=1), st.just(of)))
)
def test_what_is_written_reads_as_it_was(given_: tuple[set[int], int]) -> None:
    ids, of = given_
    shards = Shards(tuple(sorted(ids)), of)

    assert Shards.parse(str(shards)) == shards


@pytest.mark.parametrize(("shards", "is_held"), [("2/8", True), ("0-1,3-7/8", False), ("0/1", True)])
def test_a_server_belongs_to_one_shard(shards: str, *, is_held: bool) -> None:
    assert Shards.parse(shards).hold(SERVER) is is_held


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ("0-3/8", "3-7/8", True),
        ("0-3/8", "4-7/8", False),
        ("1/4", "5/8", True),  # twice as many shards: 1 of 4 becomes 1 and 5 of 8
        ("1/4", "6/8", False),
        ("0/2", "2/3", True),  # counts that have nothing in common share every pair
    ],
)
def test_shards_overlap_if_some_server_belongs_to_both(one: str, other: str, *, is_shared: bool) -> None:
    shards, others = Shards.parse(one), Shards.parse(other)

    assert shards.overlap(others) is is_shared
    assert others.overlap(shards) is is_shared
