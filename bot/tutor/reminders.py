"""The reminder desk: whom to write to now, and what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.course.model import Course
from bot.learning.calendar import Fate, Rhythm, fate, next_time
from bot.store import Store
from bot.tutor import actions
from bot.tutor.notices import DIRECT_CLOSED
from bot.tutor.reply import Button, Reply, Weight, note
from bot.tutor.reviews import ReviewDesk, minutes_for
from bot.tutor.words import plural

AT_ONCE = 50  # taken in one go: sending each is a request or two
MOST_UNANSWERED = 3
GRACE = timedelta(hours=2)  # a reminder that an outage held up longer would come at a time nobody asked for


@dataclass(frozen=True, slots=True)
class Letter:
    """A direct message to a learner."""

    learner: str
    reply: Reply


class ReminderDesk:
    """Reminders that are due."""

    def __init__(self, course: Course, store: Store, reviews: ReviewDesk) -> None:
        self._course = course
        self._store = store
        self._reviews = reviews

    def due(self, at: datetime) -> list[Letter]:
        """What to send now. Each is put off to its next time before it is given out: it is sent once at most."""
        return list(self._letters(at))

    def undeliverable(self, learner: str) -> None:
        """Their door is closed: stop, and say so at their next command."""
        self._store.reminders.stop(learner, self._course.id)
        self._store.notices.add(learner, DIRECT_CLOSED)

    def _letters(self, at: datetime) -> Iterator[Letter]:
        for reminder in self._store.reminders.due(self._course.id, at, AT_ONCE):
            if reminder.unanswered >= MOST_UNANSWERED:
                self._store.reminders.stop(reminder.learner, self._course.id)
                continue
            is_missed = fate(reminder.next_at, at, GRACE) is Fate.MISSED
            count = 0 if is_missed else self._reviews.due_count(reminder.learner, at)
            unanswered = reminder.unanswered + bool(count)
            later = next_time(Rhythm.parse(reminder.rhythm), at)
            taken = self._store.reminders.take(
                self._course.id, reminder, next_at=later, unanswered=unanswered
            )
            if count and taken:
                yield Letter(reminder.learner, _letter(count, unanswered))


def _letter(count: int, unanswered: int) -> Reply:
    text = f"**{plural(count, 'key point')}** would be good to bring back now, in about {minutes_for(count)}."
    if unanswered == MOST_UNANSWERED:
        text += "\n\nIf this one stays unanswered too, it is the last. `/my reminders` brings them back."
    review = Button("Review", actions.review("next"), Weight.MAIN)
    return note("Time to review", text, review, Button("Stop reminding me", actions.my("stop-reminders")))
