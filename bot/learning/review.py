"""When a key point comes back: spaced repetition by FSRS, and how well it predicts what is recalled."""

from __future__ import annotations

import math
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, IntEnum

from fsrs import Card, Rating, Scheduler, State

FIRST_WAIT = timedelta(days=1)  # a night lies between learning and the first recall

# How much is still recalled when a key point comes back. FSRS measures stability at 0.9; at 0.7 the waits are nine
# times as long and at 0.97 a fifth, which is as far as either is worth it.
RETENTION = 0.9
LEAST_RETENTION = 0.7
MOST_RETENTION = 0.97

FADING_BELOW = 0.8  # recall; twice as much is forgotten as when one comes back on time, at a retention of 0.9
STRONG_FROM = 21.0  # days of stability; Anki calls a card mature from an interval of 21 days on

# FSRS divides by both and never sets them lower; a zero that was stored all the same is read as the least.
_LEAST_STABILITY = 0.001
_LEAST_DIFFICULTY = 1.0

# Between the bins of predictions, which are finer where those of reviews on time lie.
_EDGES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
_SUREST = 0.999  # FSRS predicts 1 on the day of a review; one miss there would make the loss infinite


class Grade(IntEnum):
    """How a recall went."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Strength(Enum):
    """How a progress picture shows a key point."""

    NEW = "new"
    FADING = "fading"
    HOLDING = "holding"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Memory:
    """How well a learner knows a key point, as far as reviews have told. Times are aware.

    Attributes:
        stability: Days until recall has fallen to 0.9; None before the first review.
        difficulty: From 1 to 10; None before the first review.
        due: When it comes back.
        reviewed_at: The last review, None before the first.
        reviews: How many there were.

    Raises:
        ValueError: A time is naive.
    """

    stability: float | None
    difficulty: float | None
    due: datetime
    reviewed_at: datetime | None
    reviews: int

    def __post_init__(self) -> None:
        for time in (self.due, self.reviewed_at):
            if time is not None:
                _utc(time)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review has changed.

    Attributes:
        memory: As it is after the review.
        expected: The probability of recall that was predicted for that moment, None for the first review.
    """

    memory: Memory
    expected: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Reviews for which about the same recall was predicted.

    Attributes:
        predicted: The mean of the predictions.
        recalled: The share that was recalled.
        count: How many reviews; one at least.
    """

    predicted: float
    recalled: float
    count: int


def fresh(at: datetime) -> Memory:
    """The memory of a key point that has just entered: it comes back a day later.

    Raises:
        ValueError: The time is naive.
    """
    return Memory(stability=None, difficulty=None, due=_utc(at) + FIRST_WAIT, reviewed_at=None, reviews=0)


def reviewed(memory: Memory, grade: Grade, at: datetime, retention: float = RETENTION) -> Reviewed:
    """Learn from a review, which may come before it is due.

    Args:
        memory: As it was before.
        grade: How the recall went.
        at: When, aware.
        retention: How much is to be recalled when it comes back, from 0.7 to 0.97.

    Raises:
        ValueError: The time is naive, or the retention out of range.
    """
    if not LEAST_RETENTION <= retention <= MOST_RETENTION:
        raise ValueError(f"retention is from {LEAST_RETENTION} to {MOST_RETENTION}, not {retention}")
    card, _ = _scheduler(retention).review_card(_card(memory), Rating(grade), _utc(at))
    after = Memory(card.stability, card.difficulty, card.due, card.last_review, memory.reviews + 1)
    return Reviewed(after, None if memory.reviewed_at is None else recall(memory, at))


def recall(memory: Memory, at: datetime) -> float:
    """The probability that a key point is recalled, from 0 to 1.

    It falls by whole days from 1 at the last review. Without a review it is 0: nothing tells that it is known.

    Raises:
        ValueError: The time is naive.
    """
    return float(_scheduler().get_card_retrievability(_card(memory), _utc(at)))


def strength(memory: Memory, at: datetime) -> Strength:
    """How strong a key point is at a time.

    Raises:
        ValueError: The time is naive.
    """
    if memory.stability is None:
        return Strength.NEW
    if recall(memory, at) < FADING_BELOW:
        return Strength.FADING
    return Strength.STRONG if memory.stability >= STRONG_FROM else Strength.HOLDING


def calibration(pairs: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Predicted recall beside the observed, from the least predicted to the most; bins without reviews are left out.

    Args:
        pairs: Of each review what was predicted, from 0 to 1, and whether it was recalled.
    """
    bins = defaultdict[int, list[tuple[float, bool]]](list)
    for predicted, was_recalled in pairs:
        bins[bisect(_EDGES, predicted)].append((predicted, was_recalled))
    return tuple(_bin(bins[place]) for place in sorted(bins))


def log_loss(pairs: Iterable[tuple[float, bool]]) -> float | None:
    """How far predictions are from what was recalled: 0 at best, 0.69 for guessing one half; None for no reviews."""
    chances = [predicted if was_recalled else 1 - predicted for predicted, was_recalled in pairs]
    if not chances:
        return None
    return -sum(math.log(min(max(chance, 1 - _SUREST), _SUREST)) for chance in chances) / len(chances)


def _bin(pairs: list[tuple[float, bool]]) -> Bin:
    predicted, was_recalled = zip(*pairs, strict=True)
    return Bin(sum(predicted) / len(pairs), sum(was_recalled) / len(pairs), len(pairs))


def _scheduler(retention: float = RETENTION) -> Scheduler:
    return Scheduler(
        desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


def _card(memory: Memory) -> Card:
    return Card(
        card_id=0,  # it would wait for an id of its own
        state=State.Learning if memory.stability is None else State.Review,
        stability=None if memory.stability is None else max(memory.stability, _LEAST_STABILITY),
        difficulty=None if memory.difficulty is None else max(memory.difficulty, _LEAST_DIFFICULTY),
        due=memory.due,
        last_review=memory.reviewed_at,
    )


def _utc(at: datetime) -> datetime:
    """The same moment in UTC, the only zone that FSRS takes."""
    if at.tzinfo is None:
        raise ValueError(f"a naive time: {at}")
    return at.astimezone(UTC)
