"""What must be kept of a learner: how each thing they do changes it, and what a database holds of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from bot.course.model import END, Check, Choice, Course
from bot.course.position import Position, outline
from bot.learning.quiz import Quiz
from bot.store import Store

NONE: Mapping[str, int] = MappingProxyType({})
GOOD, AGAIN = 3, 1
BEYOND = "who won the cup"  # no course says


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one learner.

    Attributes:
        position: Where they stand; None for one who hasn't begun.
        finished: The lessons they finished.
        answers: The checks they answered, in order, and whether that was right.
        held: How often each key point that they met was reviewed.
        grades: The key points they reviewed, in order, and how that was graded.
        quiz: The turn of the quiz that runs, and how many checks are left; None for none.
        quizzes: How many quizzes they finished.
        reminder: When they are reminded.
        reports: How often they reported a mistake.
    """

    position: Position | None = None
    finished: frozenset[str] = frozenset()
    answers: tuple[tuple[str, bool], ...] = ()
    held: Mapping[str, int] = field(default_factory=lambda: NONE)
    grades: tuple[tuple[str, int], ...] = ()
    quiz: tuple[int, int] | None = None
    quizzes: int = 0
    reminder: str = ""
    reports: int = 0


def kept_of(store: Store, learner: str) -> Kept:
    """What a database holds of a learner."""
    tables = store.privacy.everything(learner)
    attempts, reviews = (_in_order(tables.get(name, [])) for name in ("attempts", "reviews"))
    stands = [Position(row["lesson"], row["step"]) for row in tables.get("positions", ())]
    quizzes = [Quiz.parse(row["state"]) for row in tables.get("quizzes", ())]
    reminders = [str(row["rhythm"]) for row in tables.get("reminders", ())]
    return Kept(
        position=stands[0] if stands else None,
        finished=frozenset(row["lesson"] for row in tables.get("finished", ())),
        answers=tuple((row["check_id"], bool(row["is_right"])) for row in attempts),
        held={row["key_point"]: row["reviews"] for row in tables.get("memories", ())},
        grades=tuple((row["key_point"], row["grade"]) for row in reviews),
        quiz=(quizzes[0].turn, len(quizzes[0].waiting)) if quizzes else None,
        quizzes=len(tables.get("quiz_results", ())),
        reminder=reminders[0] if reminders else "",
        reports=len(tables.get("reports", ())),
    )


class Rules:
    """How what a learner does changes what is kept of them: the bot's promise, told a second time."""

    def __init__(self, course: Course) -> None:
        self.lessons = course.lessons
        self.steps = outline(course)
        self.terms = tuple(term.term for term in course.glossary)
        points = course.key_points.values()
        answered = {point.asks.canonical[0]: point.id for point in points}
        self.questions: Mapping[str, str | None] = answered | {BEYOND: None}
        self._checks = [check for lesson in course.lessons.values() for check in lesson.checks]

    def command(self, kept: Kept, line: str, options: Mapping[str, str]) -> Kept:
        """After a slash command."""
        match line:
            case "lesson next":
                return self._next(kept)
            case "lesson back":
                return self._back(kept)
            case "lesson again" | "lesson start" | "lesson restart":
                return self._begun(kept)
            case "lesson goto":
                return self._at(kept, self.first_of(options["lesson"]))
            case "quiz" if kept.quiz is None:
                return self._new_quiz(kept, options["scope"])
            case "ask":
                return self.asked(kept, options["question"])
            case "my reminders" if options:
                return replace(kept, reminder=" ".join(options.values()))
        return kept

    def press(self, kept: Kept, action: str, label: str, text: str) -> Kept:
        """After a press on a button of a message with that text."""
        desk, verb, argument = (*action.split(":", 2), "")[:3]
        match desk, verb:
            case "lesson", "next":
                return self._next(kept, Position.parse(argument))
            case "lesson", "back":
                return self._back(kept, Position.parse(argument))
            case "lesson", "at":
                return self._at(kept, Position.parse(argument))
            case "lesson", "again" | "start":
                return self._begun(kept)
            case "lesson", "restart-yes":
                return replace(kept, position=self.steps[0], finished=frozenset(), answers=())
            case "check", "choose":
                check, choice = self._chosen(label, text)
                return _answered(kept, check, choice)
            case "quiz", "choose":
                return self._quizzed(kept, int(argument.partition("/")[0]), *self._chosen(label, text))
            case "quiz", "anew":
                return self._new_quiz(kept, argument)
            case "quiz", "stop":
                return replace(kept, quiz=None)
            case "review", "choose":
                _, choice = self._chosen(label, text)
                return _graded(kept, argument, GOOD if choice.right else AGAIN)
            case "review", "own":
                return _graded(kept, argument, int(argument.rpartition("/")[2]))
            case "review", "term" | "unknown":  # what they type stands in no gap
                return _graded(kept, argument, AGAIN)
            case "answer", "open" | "why" | "example" | "simpler" | "source" | "more":
                return _met(kept, argument)
            case "report", "write":
                return replace(kept, reports=kept.reports + 1)
            case "my", "stop-reminders":
                return replace(kept, reminder="")
            case "my", "forget":
                return Kept()
        return kept

    def asked(self, kept: Kept, question: str) -> Kept:
        """After one of the questions: what was answered comes back in reviews."""
        point = self.questions[question]
        return kept if point is None else _met(kept, point)

    def first_of(self, lesson: str) -> Position:
        """Where a lesson begins."""
        return Position(lesson, self.lessons[lesson].steps[0])

    def _begun(self, kept: Kept) -> Kept:
        return kept if kept.position else self._at(kept, self.steps[0])

    def _next(self, kept: Kept, seen: Position | None = None) -> Kept:
        return self._step(kept, seen, self.steps)

    def _back(self, kept: Kept, seen: Position | None = None) -> Kept:
        return self._step(kept, seen, self.steps[::-1])

    def _step(self, kept: Kept, seen: Position | None, steps: Sequence[Position]) -> Kept:
        """One step along `steps`, unless they have left the one whose button they pressed, or it is the last."""
        here = kept.position
        if here is None:
            return self._begun(kept)
        if here == steps[-1] or seen not in (None, here):
            return kept
        return self._at(kept, steps[steps.index(here) + 1])

    def _at(self, kept: Kept, to: Position) -> Kept:
        if to.step != END or to == kept.position:
            return replace(kept, position=to)
        met = _met(kept, *(point.id for point in self.lessons[to.lesson].key_points))
        return replace(met, position=to, finished=kept.finished | {to.lesson})

    def _new_quiz(self, kept: Kept, lesson: str) -> Kept:
        return replace(kept, quiz=(0, len(self.lessons[lesson].checks)))

    def _quizzed(self, kept: Kept, turn: int, check: Check, choice: Choice) -> Kept:
        if kept.quiz is None or kept.quiz[0] != turn:
            return kept  # pressed twice, or an old message
        left = kept.quiz[1] - choice.right
        quiz, quizzes = ((turn + 1, left), kept.quizzes) if left else (None, kept.quizzes + 1)
        met = kept if choice.right else _met(kept, check.key_point)
        return replace(_answered(met, check, choice), quiz=quiz, quizzes=quizzes)

    def _chosen(self, label: str, text: str) -> tuple[Check, Choice]:
        """The check that a message asks, and the choice behind a button."""
        asked = [check for check in self._checks if check.question in text]
        return next((check, choice) for check in asked for choice in check.choices if choice.text == label)


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=itemgetter("id"))


def _answered(kept: Kept, check: Check, choice: Choice) -> Kept:
    return replace(kept, answers=(*kept.answers, (check.id, choice.right)))


def _met(kept: Kept, *points: str) -> Kept:
    return replace(kept, held={**dict.fromkeys(points, 0), **kept.held})


def _graded(kept: Kept, place: str, grade: int) -> Kept:
    point, times, *_ = place.split("/")
    if kept.held.get(point) != int(times):
        return kept  # pressed twice, or an old message
    held = {**kept.held, point: int(times) + 1}
    return replace(kept, held=held, grades=(*kept.grades, (point, grade)))
