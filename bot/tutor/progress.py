"""The progress desk: how far a learner has come, as a picture and in a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.course.model import Course, Lesson
from bot.course.position import Position
from bot.learning.calendar import Rhythm
from bot.learning.review import strength
from bot.pictures.progress import DAYS, LessonProgress, ProgressView, UnitProgress, draw_progress
from bot.pictures.signs import LessonState, Strength
from bot.store import Kept, Store
from bot.tutor import actions
from bot.tutor.learned import memory
from bot.tutor.lessons import LessonDesk
from bot.tutor.reply import Button, Card, Reply, Sketch
from bot.tutor.reviews import ReviewDesk
from bot.tutor.visit import Visit
from bot.tutor.words import plural


class ProgressDesk:
    """How far one has come."""

    def __init__(self, course: Course, store: Store, lessons: LessonDesk, reviews: ReviewDesk) -> None:
        self._course = course
        self._store = store
        self._lessons = lessons
        self._reviews = reviews

    def show(self, visit: Visit) -> Reply:
        """A picture of the course: lessons done, how well key points hold, the last days."""
        view = self.view(visit)
        picture = Sketch("progress.png", partial(_drawn, view))
        return Reply((replace(self._card(visit, view), sketches=(picture,)),))

    def greet(self, visit: Visit) -> Reply:
        """The same in a line, for one who comes back."""
        return Reply((replace(self._card(visit, self.view(visit)), title="Welcome back"),))

    def _card(self, visit: Visit, view: ProgressView) -> Card:
        done = sum(lesson.state.is_done for lesson in view.lessons)
        here = self._lessons.here(visit)
        place = (
            f"You are in **{self._course.lessons[here.lesson].title}**." if here else "You haven't begun yet."
        )
        text = f"{done} of {plural(len(view.lessons), 'lesson')} done. {place}"
        buttons = [self._lessons.way_on(visit)]
        if view.due:
            buttons.append(Button(f"Review {plural(view.due, 'key point')}", actions.review("next")))
        return Card("Your progress", text, buttons=tuple(buttons))

    def view(self, visit: Visit) -> ProgressView:
        """What the picture shows."""
        held = self._store.memories.of(visit.learner, self._course.id)
        finished = self._store.positions.finished(visit.learner, self._course.id)
        here = self._lessons.here(visit)
        units = tuple(
            UnitProgress(
                unit.title,
                tuple(self._lesson(visit, lesson, here, finished, held) for lesson in unit.lessons),
            )
            for unit in self._course.units
        )
        due = self._reviews.due_count(visit.learner, visit.at)
        return ProgressView(self._course.title, units, self._days(visit), due)

    def _lesson(
        self,
        visit: Visit,
        lesson: Lesson,
        here: Position | None,
        finished: frozenset[str],
        held: dict[str, Kept],
    ) -> LessonProgress:
        is_here = here is not None and here.lesson == lesson.id
        if lesson.id in finished:
            state = LessonState.AGAIN if is_here else LessonState.DONE
        else:
            state = LessonState.HERE if is_here else LessonState.AHEAD
        strengths = (
            Strength(strength(memory(held[point.id]), visit.at).value) if point.id in held else None
            for point in lesson.key_points
        )
        return LessonProgress(lesson.title, state, tuple(strengths))

    def _days(self, visit: Visit) -> tuple[bool, ...]:
        """On which of the last days they did something, by the clock that they told us of, else by UTC."""
        reminder = self._store.reminders.of(visit.learner, self._course.id)
        zone = ZoneInfo(Rhythm.parse(reminder.rhythm).zone if reminder else "UTC")
        today = visit.at.astimezone(zone).date()
        since = visit.at - timedelta(days=DAYS + 1)
        active: set[date] = {
            at.astimezone(zone).date()
            for at in self._store.activity.since(visit.learner, self._course.id, since)
        }
        return tuple(today - timedelta(days=ago) in active for ago in range(DAYS - 1, -1, -1))


def _drawn(view: ProgressView) -> tuple[bytes, str]:
    drawn = draw_progress(view)
    return drawn.png, drawn.alt
