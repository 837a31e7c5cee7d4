"""Find the key point that a question is about, and say how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.calibration import Calibration
from bot.answering.confidence import Confidence, Mode, Signs
from bot.answering.context import Conversation
from bot.answering.english import WordList
from bot.answering.facets import Facet, facet_of, side_of
from bot.answering.fitted import CALIBRATION
from bot.answering.picks import picked
from bot.answering.postings import Real
from bot.answering.ranking import Ranker, Ranking, asks_of, prose_of
from bot.answering.reading import Question, QuestionReader
from bot.answering.settlements import Settled, Settlements
from bot.answering.small_talk import SmallTalker
from bot.answering.terms import Terms
from bot.answering.words import STOPWORDS
from bot.course.model import Course

RANKED = 10
ANSWERED = 2
OFFERED = 3
MOST_WORDS = 8.0  # from there on, more words make a question no clearer
MOST_TELLING = 6.0


@dataclass(frozen=True, slots=True)
class Match:
    """What a question found.

    Attributes:
        mode: What to show.
        ranking: Key-point ids, best first.
        facet: The side of the first that is asked for.
        compared: Whether the first two are to be set side by side.
        talk: The answer to small talk.
        repaired: What was taken for a typo, and for which word.
        foreign: Whether it found nothing and hardly has a word of the course's language.
        hope: The probability that one of the first three is right.
    """

    mode: Mode
    ranking: tuple[str, ...] = ()
    facet: Facet | None = None
    compared: bool = False
    talk: str | None = None
    repaired: tuple[tuple[str, str], ...] = ()
    foreign: bool = False
    hope: float = 0.0

    @property
    def remembered(self) -> tuple[str, ...]:
        """What a question after this one may point at: the answer and the runner-up, or what was offered."""
        counts = {Mode.ANSWER: ANSWERED, Mode.SUGGEST: OFFERED, Mode.DECLINE: 0}
        return self.ranking[: counts[self.mode]]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a key point answers a question.

    Attributes:
        words: The question's words that it speaks of, rarest first.
        ask: The nearest of the ways in which people are known to ask about it; empty where none is near.
        runner_up: The key point that came second; None if none did.
    """

    words: tuple[str, ...]
    ask: str
    runner_up: str | None


class Matcher:
    """Matches questions against the key points of one course."""

    def __init__(self, course: Course, calibration: Calibration = CALIBRATION) -> None:
        self.calibration = calibration
        self._points = list(course.key_points.values())
        self._places = {point.id: place for place, point in enumerate(self._points)}
        self._asks = {point.id: tuple(asks_of(course, point)) for point in self._points}
        prose = {point.id: tuple(prose_of(course, point)) for point in self._points}
        self._reader = QuestionReader(
            (
                text
                for point in self._points
                for text in (point.title, *self._asks[point.id], *prose[point.id])
            ),
            WordList.english(),
        )
        self._ranker = Ranker(course, calibration.ranking)
        self._conversation = Conversation(course, self._reader, self._ranker.rank, calibration.leanings)
        self._small_talker = SmallTalker(course.small_talk, self._reader.knows)
        self._terms = Terms(course.glossary)

    def match(
        self,
        question: str,
        *,
        lesson: str | None = None,
        before: Sequence[str] = (),
        settlements: Settlements | None = None,
    ) -> Match:
        """Match a question.

        Args:
            question: As typed; of any length, in any script.
            lesson: Where the learner stands: a small preference.
            before: The key points last answered or offered, the answered one first: a bare "why?" is about that.
            settlements: What was decided about questions where this one is asked.
        """
        term = self._terms.alone(question)
        if term is not None:
            return Match(Mode.ANSWER, _first(term, then=self._names(self.rank(self.read(question)))))
        talk = self.small_talk(question)
        if talk is not None:
            return Match(Mode.DECLINE, talk=talk)
        before = [name for name in before if name in self._places]
        if before:
            facet = facet_of(question)
            if facet is not None:
                return Match(Mode.ANSWER, (before[0],), facet)
            pick = picked(question, before)
            if pick is not None:
                return Match(Mode.ANSWER, _first(pick, then=tuple(before)))
        read = self.read(question)
        settled = settlements.find(read) if settlements else None
        if settled is not None and settled.key_point is None:
            return Match(Mode.DECLINE)
        ranking = self.rank(read, lesson)
        if settled is not None and settled.key_point in self._places:
            return Match(Mode.ANSWER, _first(settled.key_point, then=self._names(ranking)))
        found = self._decide(question, read, ranking, before[0] if before else None)
        if found.mode is Mode.DECLINE:
            near = tuple(name for name in found.ranking if self._speaks_of(name, read))
            found = replace(found, ranking=near, foreign=self._reader.is_foreign(question))
        return replace(found, repaired=read.repaired)

    def settlements(self, settled: Iterable[Settled]) -> Settlements:
        """What was settled, ready to be looked up."""
        return Settlements(settled, self.read, self._ranker.rarity)

    def reasons(self, question: str, key_point: str) -> Reasons:
        """Why a key point answers a question, or how little it does."""
        read = self.read(question)
        ranking = self.rank(read)
        place = self._places[key_point]
        spoken = {s: w for s, w in zip(read.stems, read.words, strict=True) if w not in STOPWORDS}
        shared = [s for s in spoken if self._ranker.speaks(place, s)]
        words = tuple(spoken[s] for s in sorted(shared, key=self._ranker.rarity, reverse=True))
        ask = self._asks[key_point][int(ranking.which[place])] if ranking.nearest[place] > 0 else ""
        others = (self._points[other].id for other in ranking.order if other != place)
        return Reasons(words, ask, next(others, None))

    def _decide(self, question: str, read: Question, ranking: Ranking, last: str | None) -> Match:
        if not read.telling and last is None:
            return Match(Mode.DECLINE)
        names = self._names(ranking)
        confidence = self.confidence(read, ranking)
        compared = self._terms.compared(read)
        if len(compared) == 2:
            better_first = sorted(compared, key=lambda name: -ranking.scores[self._places[name]])
            return Match(Mode.ANSWER, _first(*better_first, then=names), compared=True)
        if last is None:
            return Match(confidence.mode, names, hope=confidence.hope)
        foreign = self._reader.is_foreign(question)
        place = None if foreign else self._conversation.subject(read, ranking, confidence, last)
        if place is None:
            mode = confidence.mode
            return Match(Mode.SUGGEST if mode is Mode.ANSWER else mode, names, hope=confidence.hope)
        subject = self._points[place].id
        other = next((name for name in (subject, *compared) if name != last), None)
        if other is not None and other in compared:  # "how is that different from LoRA?"
            return Match(Mode.ANSWER, _first(other, last, then=names), compared=True)
        if subject == last:
            return Match(Mode.ANSWER, _first(last, then=names), side_of(question))
        return Match(Mode.ANSWER, _first(subject, then=names))

    def _speaks_of(self, name: str, read: Question) -> bool:
        return any(self._ranker.speaks(self._places[name], stem) for stem in read.telling)

    def _names(self, ranking: Ranking) -> tuple[str, ...]:
        """The ids of the best key points that have anything in common with the question."""
        return tuple(self._points[place].id for place in ranking.order[:RANKED] if ranking.shared[place] > 0)

    def small_talk(self, said: str) -> str | None:
        """What to say back to what is no question; None if it is one."""
        return self._small_talker.answer(said)

    def read(self, question: str) -> Question:
        """A question in the course's words."""
        return self._reader.read(question)

    def rank(self, read: Question, lesson: str | None = None) -> Ranking:
        """The key points that a question may be about."""
        return self._ranker.rank(read, lesson)

    def confidence(self, read: Question, ranking: Ranking) -> Confidence:
        """How sure a ranking is."""
        return self.calibration.weighing.confidence(self.signs(read, ranking))

    def signs(self, read: Question, ranking: Ranking) -> Signs:
        """What tells whether the first key point of a ranking is right."""
        first = ranking.order[0]
        scores = [*ranking.scores[ranking.order[:2]], 0.0]
        beyond = ranking.scores[ranking.points :].max(initial=0)
        worth = {stem: self._ranker.rarity(stem) for stem in read.distinct}
        unknown = sum(worth[stem] for stem in worth if not self._reader.knows(stem))
        return Signs(
            lead=float(scores[0] - scores[1]),
            odds=float(ranking.odds[first]),
            shared=float(ranking.shared[first]),
            unknown=unknown / (sum(worth.values()) or 1),
            words=min(len(read.distinct), MOST_WORDS),
            telling=min(len(read.telling), MOST_TELLING),
            ahead_of_beyond=float(scores[0] - beyond),
            near_beyond=ranking.near_beyond,
        )

    def leaning_signs(self, question: str, last: str) -> Real:
        """What tells what a question after an answer is about; see `context`."""
        read = self.read(question)
        ranking = self.rank(read)
        return self._conversation.signs(read, ranking, self.confidence(read, ranking), last)


def _first(*names: str, then: tuple[str, ...]) -> tuple[str, ...]:
    """Some names, then the others."""
    return tuple(dict.fromkeys((*names, *then)))[:RANKED]
