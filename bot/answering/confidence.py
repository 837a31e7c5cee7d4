"""How sure the matcher is of its ranking, as two probabilities, and what that makes it do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import Enum

# What a learner gains and loses, as the scorer of the questions counts it: a right answer 1, a wrong one -1; a
# suggestion half a point if the right one is among three, else minus a quarter; to decline is 0.
SUGGESTION_WORTH = 0.5
SUGGESTION_COST = 0.25
# How much more than that an answer must be worth: a wrong answer to what the course leaves out costs trust too. From 0
# to 0.1 utility stays as it is (.82) and wrong answers near the course halve; see `fit_answers`.
CAUTION = 0.1


class Mode(Enum):
    """What a learner is shown."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells a good ranking from a bad one. Of eighteen that were tried, these do as well as all.

    Attributes:
        lead: How far the first key point is ahead of the second, in log-odds.
        odds: Its probability among all key points and topics.
        shared: The share of the question that it speaks of.
        unknown: The share of it that the course has no words for.
        words: How many different words the question has, up to eight.
        telling: How many of them say what it is about, up to six.
        ahead_of_beyond: How far the first is ahead of the likeliest topic that the course leaves out.
        near_beyond: How like the question is to one that such a topic is asked by.
    """

    lead: float
    odds: float
    shared: float
    unknown: float
    words: float
    telling: float
    ahead_of_beyond: float
    near_beyond: float


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: the weight of each sign, and where it starts."""

    weights: tuple[float, ...]
    intercept: float

    def log_odds(self, signs: Sequence[float]) -> float:
        """From -30 to 30."""
        total = self.intercept + sum(w * s for w, s in zip(self.weights, signs, strict=True))
        return max(-30.0, min(30.0, total))


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure the matcher is, in log-odds: that the first key point is right, that one of the first three is."""

    first: float
    three: float

    @property
    def hope(self) -> float:
        """The probability that one of the first three is right."""
        return 1 / (1 + math.exp(-self.three))

    @property
    def mode(self) -> Mode:
        """What is worth most to the learner, in expectation."""
        first = 1 / (1 + math.exp(-self.first))
        answer = 2 * first - 1 - CAUTION
        suggest = SUGGESTION_WORTH * self.hope - SUGGESTION_COST * (1 - self.hope)
        if answer >= suggest and answer > 0:
            return Mode.ANSWER
        return Mode.SUGGEST if suggest > 0 else Mode.DECLINE


@dataclass(frozen=True, slots=True)
class Weighing:
    """Turns signs into confidence; `python -m tests.benchmarks.fit_answers` fits it, cross-validated."""

    first: Logistic
    three: Logistic

    def confidence(self, signs: Signs) -> Confidence:
        """How sure to be."""
        return Confidence(self.first.log_odds(astuple(signs)), self.three.log_odds(astuple(signs)))
