"""What a learner has met and is to be asked about again: between the store's rows and the rules of review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from bot.learning.review import Memory, fresh
from bot.store import Kept, Store


def take_up(store: Store, learner: str, course: str, key_points: Iterable[str], at: datetime) -> None:
    """Bring key points back in reviews from now on; those that are held already stay as they are."""
    store.memories.enter(learner, course, [kept(name, fresh(at)) for name in key_points], at)


def memory(row: Kept) -> Memory:
    """A row of the store as the rules of review take it."""
    return Memory(**{name: value for name, value in asdict(row).items() if name != "key_point"})


def kept(key_point: str, held: Memory) -> Kept:
    """A memory as the store keeps it."""
    return Kept(key_point, held.stability, held.difficulty, held.due, held.reviewed_at, held.reviews)
