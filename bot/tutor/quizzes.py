"""The quiz desk: the checks of a lesson, of a unit or of all that was learned, one at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bot.answering.titles import called, fitting_titles
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
from bot.tutor.words import listed, plural, shortened

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
                return self._begin(visit, self._scope(action.argument))
            case "stop":
                return self._stop(visit)
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
        titles = self._titles()
        about = titles.get(running.scope, running.scope) or "All that you learned"
        done = quiz.total - len(quiz.waiting)
        return note(
            "A quiz is running",
            f"**{about}**: {done} of {plural(quiz.total, 'check')} done.",
            Button("Go on with it", actions.quiz("go-on"), Weight.MAIN),
            Button(
                shortened(f"Begin: {titles[scope]}") if scope else "Begin another",
                actions.quiz("anew", scope),
            ),
        )

    def complete(self, typed: str) -> tuple[tuple[str, str], ...]:
        """Lessons and units that fit what was typed so far, as ids and titles. Reads memory only."""
        titles = self._titles()
        return tuple((found, titles[found]) for found in fitting_titles(typed, titles))

    def _begin(self, visit: Visit, scope: str) -> Reply:
        references = self._references(visit, scope)
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

    def _stop(self, visit: Visit) -> Reply:
        _, quiz = self._running(visit)
        self._store.quizzes.give_up(visit.learner, self._course.id)
        text = "`/quiz` begins another."
        if quiz is not None and quiz.missed:
            text = "Your answers are kept, and what you missed comes back in your reviews."
        return note("Quiz left", text, self._lessons.way_on(visit))

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
        if after.wants_hint:
            return Reply((self._card(after, said, choice.text),))
        if not choice.right:
            right = next(c.text for c in check.choices if c.right)
            said += f"\n\nRight is: **{right}**\n\nIt comes back before the end."
        ahead = Button(f"Next ({len(after.waiting)} left)", actions.quiz("go-on"), Weight.MAIN)
        title = "Right" if choice.right else "Not that one either"
        return Reply((Card(title, said, Tone.CHECK, buttons=(ahead, explain)),))

    def _card(self, quiz: Quiz, said: str = "", ruled_out: str = "") -> Card:
        """The check on screen; before its second try with a hint.

        Args:
            quiz: Is not done.
            said: What the first try came to.
            ruled_out: The choice that was just wrong, and isn't offered again.
        """
        lesson, check = self._checks[quiz.on_screen or ""]
        point = self._course.key_points[check.key_point]
        hint = f"**A hint:** {point.simpler or point.statement}" if quiz.wants_hint else ""
        choices = (
            Button(choice.text, actions.quiz("choose", f"{quiz.turn}/{actions.fingerprint(choice)}"))
            for choice in check.choices
            if choice.text != ruled_out
        )
        done = quiz.total - len(quiz.waiting)
        return Card(
            "Not that one" if said else f"Quiz: {done} of {quiz.total} done",
            "\n\n".join(filter(None, (said, hint, check.question))),
            Tone.CHECK,
            footer=f"From the lesson “{lesson.title}”",
            buttons=(*choices, Button("Leave the quiz", actions.quiz("stop"))),
        )

    def _result(self, visit: Visit, quiz: Quiz) -> Card:
        text = f"**{quiz.right_first} of {quiz.total}** right at the first try."
        buttons = [self._lessons.way_on(visit)]
        if quiz.missed:
            points = dict.fromkeys(self._checks[missed][1].key_point for missed in quiz.missed)
            titles = listed([self._course.key_points[name].title for name in points])
            text += f" All of them in the end. What was missed comes back in your reviews:\n{titles}"
            buttons.insert(0, Button("Review now", actions.review("next")))
        return Card("Quiz done", text, Tone.CHECK, buttons=tuple(buttons))

    def _running(self, visit: Visit) -> tuple[Running | None, Quiz | None]:
        """The quiz that runs, as it is kept and without what the course no longer has; None when nothing is left of it."""
        running = self._store.quizzes.of(visit.learner, self._course.id)
        if running is None:
            return None, None
        quiz = without(Quiz.parse(running.state), self._checks)
        return running, None if quiz.is_done else quiz

    def _scope(self, wanted: str) -> str:
        wanted = wanted.strip()
        if not wanted:
            return ""
        lessons = {lesson.id: lesson.title for lesson in self._course.lessons.values()}
        found = called(wanted, lessons if wanted.isdecimal() else self._titles())
        if found is None:
            raise LearnerError("No lesson and no unit is called that. Type `/lesson list` to see them all.")
        return found

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
