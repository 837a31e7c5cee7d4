"""The reminder desk: whom to write to now, and what."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.course.model import Course
from bot.learning.calendar import Fate, Rhythm, fate, next_time
from bot.store import Reminder, Store
from bot.tutor import actions
from bot.tutor.letters import LetterDesk
from bot.tutor.notices import DIRECT_CLOSED
from bot.tutor.reply import Button, Card, Weight
from bot.tutor.reviews import ReviewDesk, minutes_for
from bot.tutor.words import plural

AT_ONCE = 50  # in one transaction: nobody waits long behind it
MOST_UNANSWERED = 3
GRACE = timedelta(hours=2)  # a reminder that an outage held up longer would come at a time nobody asked for


class ReminderDesk:
    """Reminders that are due."""

    def __init__(self, course: Course, store: Store, reviews: ReviewDesk, letters: LetterDesk) -> None:
        self._course = course
        self._store = store
        self._reviews = reviews
        self._letters = letters

    def write(self, at: datetime) -> bool:
        """Write what is due, some of it if that is much. Each reminder is put off to its next time as it is written: it comes once.

        Returns:
            Whether there may be more to write.
        """
        with self._store.atomic():
            due = self._store.reminders.due(self._course.id, at, AT_ONCE)
            for reminder in due:
                self._write(reminder, at)
        return len(due) == AT_ONCE

    def undeliverable(self, learner: str) -> None:
        """Their door is closed: stop, and say so at their next command."""
        self.stop(learner)
        self._store.notices.add(learner, DIRECT_CLOSED)

    def stop(self, learner: str) -> None:
        """Remind them no more, nor of what is written already."""
        self._store.reminders.stop(learner, self._course.id)
        self._store.letters.withdraw(self._course.id, learner)

    def _write(self, reminder: Reminder, at: datetime) -> None:
        if reminder.unanswered >= MOST_UNANSWERED:
            self._store.reminders.stop(reminder.learner, self._course.id)
            return
        is_missed = fate(reminder.next_at, at, GRACE) is Fate.MISSED
        count = 0 if is_missed else self._reviews.due_count(reminder.learner, at)
        unanswered = reminder.unanswered + bool(count)
        later = next_time(Rhythm.parse(reminder.rhythm), at)
        taken = self._store.reminders.take(self._course.id, reminder, next_at=later, unanswered=unanswered)
        if count and taken:
            send_by = reminder.next_at + GRACE
            self._letters.to_learner(reminder.learner, _letter(count, unanswered), send_by=send_by)


def _letter(count: int, unanswered: int) -> Card:
    text = f"**{plural(count, 'key point')}** would be good to bring back now, in about {minutes_for(count)}."
    if unanswered == MOST_UNANSWERED:
        text += "\n\nIf this one stays unanswered too, it is the last. `/my reminders` brings them back."
    review = Button("Review", actions.review("next"), Weight.MAIN)
    return Card(
        "Time to review", text, buttons=(review, Button("Stop reminding me", actions.my("stop-reminders")))
    )
