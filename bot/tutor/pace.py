"""How much one learner may do at once, so that nobody keeps the others waiting."""

from __future__ import annotations

import math
from collections import OrderedDict
from datetime import datetime

BURST = 20  # presses and questions at once: nobody reads that fast
EVERY_S = 1.0  # and one a second after that
MOST = 10_000  # learners remembered; the longest ago goes first


class Pace:
    """A bucket of turns for each learner, which fills up again with time. In memory only."""

    def __init__(self, burst: int = BURST, every_s: float = EVERY_S) -> None:
        self._burst = burst
        self._every_s = every_s
        self._turns: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._told: set[str] = set()

    def wait_s(self, learner: str, at: datetime) -> int:
        """Take a turn: 0 if there is one, else in how many seconds there will be; then none is taken."""
        left, then = self._turns.pop(learner, (float(self._burst), at))
        left = min(self._burst, left + max(0.0, (at - then).total_seconds()) / self._every_s)
        wait_s = 0 if left >= 1 else math.ceil((1 - left) * self._every_s)
        self._turns[learner] = (left if wait_s else left - 1, max(at, then))
        if len(self._turns) > MOST:
            self._told.discard(self._turns.popitem(last=False)[0])
        if not wait_s:
            self._told.discard(learner)
        return wait_s

    def is_news(self, learner: str) -> bool:
        """Whether somebody who has to wait was not told so yet, since their last turn: where all can see it, once is enough."""
        is_news = learner not in self._told
        self._told.add(learner)
        return is_news
