"""The quiz desk: the checks of a lesson, of a unit or of all that was learned, one at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bot.answering.titles import fitting_titles
from bot.course.model import Course, Lesson
from bot.course.position import Position
from bot.errors import LearnerError
from bot.learning.quiz import Quiz, begin, chosen, without
from bot.store import Running, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.lessons import LessonDesk
from bot.tutor.reply import Button, Card, Reply, Tone, Weight, note
from bot.tutor.reviews import ReviewDesk
from bot.tutor.visit import Visit
from bot.tutor.words import listed, plural

MOST = 10  # checks in a quiz of more than a lesson: some five minutes
NONE_RUNS = "No quiz is running. Type `/quiz` to begin one."


class QuizDesk:
    """Quizzes."""

    def __init__(
        self, course: Course, store: Store, lessons: LessonDesk, reviews: ReviewDesk, rng: random.Random
    ) -> None:
        self._course = course
        self._store = store
        self._lessons = lessons
        self._reviews = reviews
        self._rng = rng
        self._checks = {
            str(Position(lesson.id, check.id)): (lesson, check)
            for lesson in course.lessons.values()
            for check in lesson.checks
        }

    def press(self, visit: Visit, action: Action) -> Reply:
        """Do what one of the desk's buttons says."""
        match action.verb:
            case "choose":
                return self._choose(visit, action.argument)
            case "go-on":
                return self._go_on(visit)
            case "anew":
                return self._begin(visit, action.argument)
            case "stop":
                self._store.quizzes.give_up(visit.learner, self._course.id)
                return note(
                    "Quiz left", "What you missed comes back in your reviews.", self._lessons.way_on(visit)
                )
            case _:
                raise LearnerError(actions.STALE)

    def start(self, visit: Visit, wanted: str = "") -> Reply:
        """Begin a quiz, or offer to go on with the one that runs.

        Args:
            visit: Who, where, when.
            wanted: A lesson or a unit, by id or title or nearly; nothing for all that was learned.
        """
        scope = self._scope(wanted)
        running, quiz = self._running(visit)
        if running is None or quiz is None:
            return self._begin(visit, scope)
        return note(
            "A quiz is running",
            f"{plural(len(quiz.waiting), 'check')} of {quiz.total} wait in it.",
            Button("Go on with it", actions.quiz("go-on"), Weight.MAIN),
            Button("Begin anew", actions.quiz("anew", scope)),
        )

    def complete(self, typed: str) -> tuple[tuple[str, str], ...]:
        """Lessons and units that fit what was typed so far, as ids and titles. Reads memory only."""
        titles = self._titles()
        return tuple((found, titles[found]) for found in fitting_titles(typed, titles))

    def _begin(self, visit: Visit, scope: str) -> Reply:
        references = [reference for reference in self._references(visit, scope) if reference in self._checks]
        if not references:
            raise LearnerError("There is nothing to ask you yet. Finish a lesson first: `/lesson next`.")
        is_lesson = scope in self._course.lessons
        some = references if is_lesson else self._rng.sample(references, min(MOST, len(references)))
        quiz = begin(some, self._rng)
        self._store.quizzes.begin(visit.learner, self._course.id, Running(scope, str(quiz)), visit.at)
        return Reply((self._card(quiz),))

    def _go_on(self, visit: Visit) -> Reply:
        _, quiz = self._running(visit)
        if quiz is None:
            raise LearnerError(NONE_RUNS)
        return Reply((self._card(quiz),))

    def _choose(self, visit: Visit, argument: str) -> Reply:
        turn, _, mark = argument.partition("/")
        running, quiz = self._running(visit)
        if running is None or quiz is None or quiz.on_screen is None:
            raise LearnerError(NONE_RUNS)
        lesson, check = self._checks[quiz.on_screen]
        choice = actions.chosen(check, mark)
        if turn != str(quiz.turn) or choice is None:
            return Reply((self._card(quiz),))  # pressed twice, or an old message: show where the quiz stands
        after = chosen(quiz, choice.right)
        with self._store.atomic():
            if not self._store.quizzes.move(
                visit.learner, self._course.id, seen=running.state, to=str(after)
            ):
                return self._go_on(visit)
            self._store.attempts.add(
                visit.learner,
                self._course.id,
                lesson.id,
                check.id,
                choice=choice.text,
                is_right=choice.right,
                at=visit.at,
            )
            if not choice.right:
                self._reviews.missed(visit.learner, check.key_point, visit.at)
            if after.is_done:
                self._store.quizzes.finish(
                    visit.learner,
                    self._course.id,
                    total=after.total,
                    right_first=after.right_first,
                    at=visit.at,
                )
        said = f"You chose: **{choice.text}**\n\n{choice.feedback}"
        explain = Button("Explain it", actions.answer("open", check.key_point))
        if after.is_done:
            return Reply((Card("Right", said, Tone.CHECK, buttons=(explain,)), self._result(visit, after)))
        if choice.right:
            ahead = Button(f"Next ({len(after.waiting)} left)", actions.quiz("go-on"), Weight.MAIN)
            return Reply((Card("Right", said, Tone.CHECK, buttons=(ahead, explain)),))
        if after.wants_hint:
            return Reply((self._again(after, said, choice.text),))
        right = next(c for c in check.choices if c.right)
        said += f"\n\nRight is: **{right.text}**\n{right.feedback}\n\nIt comes once more before the end."
        ahead = Button(f"Next ({len(after.waiting)} left)", actions.quiz("go-on"), Weight.MAIN)
        return Reply((Card("Not that one either", said, Tone.CHECK, buttons=(ahead, explain)),))

    def _again(self, quiz: Quiz, said: str, chosen_text: str) -> Card:
        """The same check once more, with a hint and without what was wrong."""
        lesson, check = self._checks[quiz.on_screen or ""]
        point = self._course.key_points[check.key_point]
        hint = f"\n\n**A hint:** {point.simpler or point.statement}\n\n{check.question}"
        buttons = (
            Button(c.text, actions.quiz("choose", f"{quiz.turn}/{actions.fingerprint(c)}"))
            for c in check.choices
            if c.text != chosen_text
        )
        return Card(
            "Not that one",
            said + hint,
            Tone.CHECK,
            f"From the lesson “{lesson.title}”",
            buttons=tuple(buttons),
        )

    def _card(self, quiz: Quiz) -> Card:
        lesson, check = self._checks[quiz.on_screen or ""]
        buttons = [
            Button(choice.text, actions.quiz("choose", f"{quiz.turn}/{actions.fingerprint(choice)}"))
            for choice in check.choices
        ]
        done = quiz.total - len(quiz.waiting)
        return Card(
            f"Quiz: {done} of {quiz.total} done",
            check.question,
            Tone.CHECK,
            footer=f"From the lesson “{lesson.title}”",
            buttons=(*buttons, Button("Leave the quiz", actions.quiz("stop"))),
        )

    def _result(self, visit: Visit, quiz: Quiz) -> Card:
        text = f"**{quiz.right_first} of {quiz.total}** right at the first try."
        points = list(
            dict.fromkeys(
                self._checks[missed][1].key_point for missed in quiz.missed if missed in self._checks
            )
        )
        if points:
            titles = listed([self._course.key_points[name].title for name in points])
            text += f" All of them in the end. These come back in your reviews:\n{titles}"
        buttons = [self._lessons.way_on(visit)]
        if points:
            buttons.insert(0, Button("Review them now", actions.review("next")))
        return Card("Quiz done", text, Tone.CHECK, buttons=tuple(buttons))

    def _running(self, visit: Visit) -> tuple[Running | None, Quiz | None]:
        """The quiz that runs, as it is kept and without what the course no longer has; None when nothing is left of it."""
        running = self._store.quizzes.of(visit.learner, self._course.id)
        if running is None:
            return None, None
        quiz = without(Quiz.parse(running.state), self._checks)
        return running, None if quiz.is_done else quiz

    def _scope(self, wanted: str) -> str:
        if not wanted.strip() or wanted in self._titles():
            return wanted.strip()
        numbered = dict(enumerate(self._course.lessons, 1))
        if wanted.isdecimal() and len(wanted) < 4 and int(wanted) in numbered:
            return numbered[int(wanted)]
        fitting = self.complete(wanted)
        if not fitting:
            raise LearnerError("No lesson and no unit is called that. Type `/lesson list` to see them all.")
        return fitting[0][0]

    def _references(self, visit: Visit, scope: str) -> list[str]:
        return [
            str(Position(lesson.id, check.id))
            for lesson in self._lessons_in(visit, scope)
            for check in lesson.checks
        ]

    def _lessons_in(self, visit: Visit, scope: str) -> Iterator[Lesson]:
        if scope in self._course.lessons:
            yield self._course.lessons[scope]
        elif scope:
            yield from next(unit.lessons for unit in self._course.units if unit.id == scope)
        else:
            finished = self._store.positions.finished(visit.learner, self._course.id)
            here = self._lessons.here(visit)
            learned = finished or ({here.lesson} if here else frozenset())
            yield from (lesson for lesson in self._course.lessons.values() if lesson.id in learned)

    def _titles(self) -> dict[str, str]:
        units = {unit.id: f"Unit: {unit.title}" for unit in self._course.units}
        return units | {lesson.id: lesson.title for lesson in self._course.lessons.values()}
