"""Questions that an organiser has settled: which key point answers them, or that the course has no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.answering.reading import Question

# From which share of their words on, rare ones counting more, two questions are the same; what an organiser decided of
# one is not to reach others that merely look like it.
SAME = 0.75


@dataclass(frozen=True, slots=True)
class Settled:
    """A question and the key point that answers it; None where none does."""

    ask: str
    key_point: str | None


class Settlements:
    """What was settled in one server."""

    def __init__(
        self, settled: Iterable[Settled], read: Callable[[str], Question], rarity: Callable[[str], float]
    ) -> None:
        self._settled = [(frozenset(read(one.ask).telling), one) for one in settled]
        self._rarity = rarity

    def find(self, question: Question) -> Settled | None:
        """What was settled about this very question; None if nothing was."""
        asked = frozenset(question.telling)
        likest = max(
            ((self._likeness(asked, words), n) for n, (words, _) in enumerate(self._settled)), default=(0, 0)
        )
        return self._settled[likest[1]][1] if likest[0] >= SAME else None

    def _likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        union = sum(map(self._rarity, one | other))
        return sum(map(self._rarity, one & other)) / union if union else 0.0
