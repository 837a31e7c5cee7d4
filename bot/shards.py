"""Shards: the connections over which Discord tells a large bot what happens, each about its own servers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

from bot.errors import SettingsError

MOST = 16_384  # Discord wants a shard for every thousand servers or so; no bot is in that many
_SHAPE = re.compile(r"\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*/\d{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shards:
    """Some of a bot's shards.

    Attributes:
        ids: Which, in order.
        of: How many there are, whoever holds them.
    """

    ids: tuple[int, ...]
    of: int

    @classmethod
    def parse(cls, text: str) -> Shards:
        """Read shards as they are written: `0-7/32`, or `0-3,8/32`.

        Raises:
            SettingsError: They can't be read, there are no such ones, or one is named twice.
        """
        written = "".join(text.split())
        named, _, of = written.partition("/")
        if not _SHAPE.fullmatch(written) or not 0 < int(of) <= MOST:
            raise SettingsError(f"Shards “{text[:40]}” can't be read: write them as in 0-7/32 or 0-3,8/32.")
        ranges = [_ends(part) for part in named.split(",")]
        if any(first > last or last >= int(of) for first, last in ranges):
            raise SettingsError(
                f"Shards {written}: they are counted from 0 to {int(of) - 1}, the lower before the higher."
            )
        ids = Counter(shard for first, last in ranges for shard in range(first, last + 1))
        twice = [shard for shard, times in ids.items() if times > 1]
        if twice:
            raise SettingsError(f"Shards {written} have {twice[0]} twice: name each once.")
        return cls(tuple(sorted(ids)), int(of))

    def __str__(self) -> str:
        return f"{spelt(self.ids)}/{self.of}"

    def hold(self, guild: int) -> bool:
        """Whether what happens in a server is told to one of these."""
        return (guild >> 22) % self.of in self.ids

    def overlap(self, others: Shards) -> bool:
        """Whether what happens in some server would be told to these and those, also where they are counted otherwise."""
        common = gcd(self.of, others.of)
        return not {shard % common for shard in self.ids}.isdisjoint(shard % common for shard in others.ids)


def spelt(ids: tuple[int, ...]) -> str:
    """Shards' numbers, in order, as one writes them: `0-3,8`."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in _runs(ids))


def _runs(ids: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The first and the last of each row of neighbours."""
    if not ids:
        return
    first = ids[0]
    for one, following in pairwise(ids):
        if following != one + 1:
            yield first, one
            first = following
    yield first, ids[-1]


def _ends(part: str) -> tuple[int, int]:
    first, _, last = part.partition("-")
    return int(first), int(last or first)
