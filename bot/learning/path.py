"""The way through a course: what comes next, what came before, where one goes on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.course.position import Position


def following(steps: Sequence[Position], position: Position) -> Position | None:
    """The next step, None after the last one."""
    after = steps.index(position) + 1
    return steps[after] if after < len(steps) else None


def preceding(steps: Sequence[Position], position: Position) -> Position | None:
    """The step before, None before the first one."""
    before = steps.index(position) - 1
    return steps[before] if before >= 0 else None


def resume(saved: Position, then: Sequence[Position], now: Sequence[Position]) -> Position:
    """Where a learner goes on in a course that may have changed since.

    Args:
        saved: Where they stood.
        then: The course's outline at that time.
        now: Its outline today.

    Returns:
        `saved` if it is still there; else the nearest earlier step that is; else the first of all.
    """
    if saved in now:
        return saved
    remaining = set(now)
    earlier = then[: then.index(saved) + 1] if saved in then else (saved,)
    return next((step for step in reversed(earlier) if step in remaining), now[0])
