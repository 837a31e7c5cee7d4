"""The lesson desk: the way through the course, one message at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.answering.titles import called, fitting_titles
from bot.course.model import END, Course, Lesson
from bot.course.position import Outline, Position, outline
from bot.errors import LearnerError
from bot.learning.path import following, preceding, resume
from bot.store import Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.learned import take_up
from bot.tutor.reply import Button, Card, Reply, Tone, Weight, note
from bot.tutor.steps import next_button, step_card
from bot.tutor.visit import Visit
from bot.tutor.words import plural, shortened

CHANGED = (
    "The course has been edited since you were here; this is the nearest step before the one you stood on."
)
MOVED = "You have moved on since that message. This is where you stand."
Way = Callable[[Outline, Position], Position | None]  # from a step to the next one, or the one before
BEGUN = "You have begun already. This is where you stand."


class LessonDesk:
    """Lessons and positions."""

    def __init__(self, course: Course, store: Store) -> None:
        self._course = course
        self._store = store
        self._steps = outline(course)

    def press(self, visit: Visit, action: Action) -> Reply:
        """Do what one of the desk's buttons says."""
        match action.verb:
            case "next":
                return self.next(visit, action.position)
            case "back":
                return self.back(visit, action.position)
            case "at":
                return self._go(visit, action.position)
            case "start":
                return self.start(visit)
            case "again":
                return self.again(visit)
            case "list":
                return self.outline(visit)
            case "restart-yes":
                return self.restart_confirmed(visit)
            case _:
                raise LearnerError(actions.STALE)

    def here(self, visit: Visit) -> Position | None:
        """Where a learner stands in the course as it is now; None for one who hasn't begun."""
        saved = self._store.positions.of(visit.learner, self._course.id)
        return None if saved is None else resume(saved.position, saved.outline, self._steps)

    def start(self, visit: Visit) -> Reply:
        """Begin the course, or say where one stands in it."""
        here = self.here(visit)
        return self._begin(visit) if here is None else self._show(visit, here, BEGUN)

    def again(self, visit: Visit) -> Reply:
        """Show the current step once more."""
        here, word = self._stand(visit)
        return self._begin(visit) if here is None else self._show(visit, here, word)

    def next(self, visit: Visit, seen: Position | None = None) -> Reply:
        """Go one step on.

        Args:
            visit: Who, where, when.
            seen: The step that the pressed button stood under. A learner who has left it stays where they are:
                two presses advance once.
        """
        return self._step(visit, seen, following, at_the_edge="")

    def back(self, visit: Visit, seen: Position | None = None) -> Reply:
        """Go one step back."""
        return self._step(visit, seen, preceding, at_the_edge="This is the very first message.")

    def goto(self, visit: Visit, wanted: str) -> Reply:
        """Go to the beginning of a lesson.

        Args:
            visit: Who, where, when.
            wanted: The lesson's number in the outline, its id or title, or nearly.
        """
        lesson = self._lesson_called(wanted)
        return self._go(visit, Position(lesson.id, lesson.steps[0]))

    def outline(self, visit: Visit) -> Reply:
        """The outline: what is done, where one is, what lies ahead."""
        here = self.here(visit)
        finished = self._store.positions.finished(visit.learner, self._course.id)
        parts = []
        number = 0
        for unit in self._course.units:
            lines = [f"**{unit.title}**"]
            for lesson in unit.lessons:
                number += 1
                lines.append(f"{number}. {lesson.title} · {_standing(lesson, here, finished)}")
            parts.append("\n".join(lines))
        text = "\n\n".join(parts)
        footer = "/lesson goto takes a number or a part of a title"
        return Reply(
            (Card(self._course.title, text, Tone.LESSON, footer=footer, buttons=(self.way_on(visit),)),)
        )

    def restart(self, visit: Visit) -> Reply:
        """Ask before starting over."""
        if self.here(visit) is None:
            return self._begin(visit)
        return note(
            "Start over?",
            "You would stand at the first message again, with no lesson marked done and your answers to checks "
            "forgotten. To keep them and only look back, use /lesson goto.",
            Button("Yes, start over", actions.lesson("restart-yes"), Weight.GRAVE),
            Button("No, stay where I am", actions.lesson("again")),
        )

    def restart_confirmed(self, visit: Visit) -> Reply:
        """Start over."""
        self._store.positions.restart(visit.learner, self._course.id)
        return self._begin(visit)

    def check(self, visit: Visit, action: Action) -> Reply:
        """Mark a chosen answer, say why, and show the ways on."""
        place, _, mark = action.argument.partition(":")
        at = Action("check", "", place).position
        lesson = self._course.lessons.get(at.lesson)
        check = next((c for c in lesson.checks if c.id == at.step), None) if lesson else None
        choice = actions.chosen(check, mark) if check else None
        if check is None or choice is None:
            raise LearnerError(
                "That check has been rewritten since. Type `/lesson again` to see it as it is now."
            )
        self._store.attempts.add(
            visit.learner,
            self._course.id,
            at.lesson,
            check.id,
            choice=choice.text,
            is_right=choice.right,
            at=visit.at,
        )
        others = (
            []
            if choice.right
            else [Button(c.text, actions.choose(at, c)) for c in check.choices if c != choice]
        )
        ahead = next_button(self._course, self._steps, at, Weight.MAIN if choice.right else Weight.PLAIN)
        explain = Button("Explain it", actions.answer("open", check.key_point))
        text = f"You chose: **{choice.text}**\n\n{choice.feedback}"
        if not choice.right:
            text += f"\n\nTry again, or go on. The question was: {check.question}"
        title = "Right" if choice.right else "Not that one"
        buttons = (*others, *([ahead] if ahead else []), explain)
        return Reply((Card(title, text, Tone.CHECK, buttons=buttons),))

    def complete(self, typed: str) -> tuple[Lesson, ...]:
        """The lessons that fit what was typed so far, best first. Reads memory only."""
        titles = {lesson.id: lesson.title for lesson in self._course.lessons.values()}
        return tuple(self._course.lessons[lesson_id] for lesson_id in fitting_titles(typed, titles))

    def way_on(self, visit: Visit) -> Button:
        """The button that leads back into the course from anywhere."""
        if self.here(visit) is None:
            return Button("Start the course", actions.lesson("start"), Weight.MAIN)
        return Button("Back to the lesson", actions.lesson("again"), Weight.MAIN)

    def _lesson_called(self, wanted: str) -> Lesson:
        found = called(wanted, {lesson.id: lesson.title for lesson in self._course.lessons.values()})
        if found is None:
            raise LearnerError("No lesson is called that. Type `/lesson list` to see them all.")
        return self._course.lessons[found]

    def _begin(self, visit: Visit) -> Reply:
        return self._move(visit, None, self._steps[0])

    def _step(self, visit: Visit, seen: Position | None, way: Way, *, at_the_edge: str) -> Reply:
        here, word = self._stand(visit)
        if here is None:
            return self._begin(visit)
        if seen is not None and seen != here:
            pressed_twice = seen in self._steps and way(self._steps, seen) == here
            return self._show(visit, here, "" if pressed_twice else MOVED)
        to = way(self._steps, here)
        if word or to is None:
            return self._show(visit, here, word or at_the_edge)
        return self._move(visit, here, to)

    def _go(self, visit: Visit, to: Position) -> Reply:
        """Go anywhere, with a way back."""
        if to not in self._steps:
            raise LearnerError(actions.STALE)
        here, _ = self._stand(visit)
        reply = self._move(visit, here, to)
        if here is None or here == to:
            return reply
        title = self._course.lessons[here.lesson].title
        back = Button(shortened(f"Return to “{title}”"), actions.lesson("at", here))
        (card,) = reply.cards
        return Reply((replace(card, buttons=(*card.buttons, back)),))

    def _stand(self, visit: Visit) -> tuple[Position | None, str]:
        """Where a learner stands, and a word if an edit of the course moved them; they are moved for good then."""
        saved = self._store.positions.of(visit.learner, self._course.id)
        if saved is None:
            return None, ""
        here = resume(saved.position, saved.outline, self._steps)
        if here == saved.position:
            return here, ""
        self._moved(visit, saved.position, here)
        return here, CHANGED

    def _move(self, visit: Visit, here: Position | None, to: Position) -> Reply:
        """Move from here, unless another press was quicker; show where that leads."""
        if to.step != END:
            moved = self._moved(visit, here, to)
        else:
            with self._store.atomic():
                moved = self._moved(visit, here, to, finished=to.lesson)
                if moved:
                    learned = [point.id for point in self._course.lessons[to.lesson].key_points]
                    take_up(self._store, visit.learner, self._course.id, learned, visit.at)
        return self._show(visit, to if moved else self.here(visit) or to)

    def _moved(
        self, visit: Visit, here: Position | None, to: Position, *, finished: str | None = None
    ) -> bool:
        return self._store.positions.move(
            visit.learner,
            self._course.id,
            expected=here,
            to=to,
            outline=self._steps,
            at=visit.at,
            finished=finished,
        )

    def _show(self, visit: Visit, here: Position, word: str = "") -> Reply:
        first_tries = self._store.attempts.first_of_each(visit.learner, self._course.id, here.lesson)
        return Reply((step_card(self._course, self._steps, here, first_tries=first_tries, word=word),))


# What one can do with lessons in a word, and how it is described where commands are listed.
IN_A_WORD: Mapping[str, tuple[str, Callable[[LessonDesk, Visit], Reply]]] = {
    "next": ("The next message of the course.", LessonDesk.next),
    "back": ("The message before this one.", LessonDesk.back),
    "again": ("Show where you are once more.", LessonDesk.again),
    "list": ("All lessons: done, here and ahead.", LessonDesk.outline),
    "start": ("Begin the course.", LessonDesk.start),
    "restart": ("Start over; asks first.", LessonDesk.restart),
}


def _standing(lesson: Lesson, here: Position | None, finished: frozenset[str]) -> str:
    words = ["done"] if lesson.id in finished else []
    if here is not None and here.lesson == lesson.id:
        words.append("**you are here**")
    return ", ".join(words) or f"{plural(lesson.minutes, 'minute')}"
