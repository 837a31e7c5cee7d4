"""The questions of the last while, in memory only: words that nobody has yet allowed to be kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

from bot.answering.matcher import Match
from bot.tutor.visit import Visit

MOST = 2_000  # learners and places; the longest ago goes first
WHILE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class RecentQuestion:
    """A question, what was found, and under which id it is kept, if it is."""

    text: str
    match: Match
    kept: int | None

    def was_shown(self, key_point: str) -> bool:
        """Whether a button about this key point, or about none, stands under its answer."""
        return key_point in self.match.ranking[:1] or key_point == "none"


class Recent:
    """The last question of each learner in each place."""

    def __init__(self) -> None:
        self._questions: OrderedDict[tuple[str, str], tuple[RecentQuestion, Visit]] = OrderedDict()

    def note(self, visit: Visit, question: RecentQuestion) -> None:
        """Remember a question."""
        self._questions[visit.learner, visit.place] = (question, visit)
        self._questions.move_to_end((visit.learner, visit.place))
        if len(self._questions) > MOST:
            self._questions.popitem(last=False)

    def forget(self, learner: str) -> None:
        """Remember nothing that a learner asked."""
        for key in [key for key in self._questions if key[0] == learner]:
            del self._questions[key]

    def of(self, visit: Visit) -> RecentQuestion | None:
        """The last question asked here by the same learner; None after half an hour, or a restart."""
        question, then = self._questions.get((visit.learner, visit.place), (None, visit))
        return question if visit.at - then.at <= WHILE else None
