"""The rules of a lesson that a study group takes together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MISSED_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """How a check went: how many answered it, and how many of them rightly at their first try."""

    right: int
    answered: int

    @property
    def missed(self) -> float:
        """The share that was wrong, 0 where nobody answered."""
        return 1 - self.right / self.answered if self.answered else 0.0


def may_go_on(present: int, ready: int, share: int) -> bool:
    """Whether enough of those present are ready; of nobody, never.

    Args:
        present: How many are in the lesson.
        ready: How many of them pressed Ready at this step.
        share: How many of a hundred it takes.
    """
    return ready > 0 and ready * 100 >= share * present


def pause_is_over(moved_at: datetime, pause: timedelta | None, now: datetime) -> bool:
    """Whether a step has been on long enough to go on without all being ready; never without a pause."""
    return pause is not None and now >= moved_at + pause


def most_missed(tallies: Mapping[str, Tally], key_points: Mapping[str, str]) -> tuple[str, ...]:
    """The key points that a group missed most, at most two, the most missed first; none that all had right.

    Args:
        tallies: How each check went.
        key_points: Which key point each check tests.
    """
    worst: dict[str, float] = {}
    for check, tally in tallies.items():
        point = key_points[check]
        worst[point] = max(worst.get(point, 0.0), tally.missed)
    missed = [point for point in worst if worst[point] > 0]
    return tuple(sorted(missed, key=lambda point: -worst[point])[:MISSED_SHOWN])
