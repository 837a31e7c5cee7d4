"""The schedule desk: when a study group meets, and what becomes of a meeting when its time comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.course.model import Course, Lesson
from bot.errors import LearnerError
from bot.learning.calendar import Fate, Rhythm, fate, next_time, planned_between
from bot.store import Group, Schedule, Session, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.letters import LetterDesk
from bot.tutor.organisers import Organisers
from bot.tutor.reply import Button, Card, Reply, note
from bot.tutor.sessions import SessionDesk
from bot.tutor.visit import Here, Visit, anywhere

GRACE = timedelta(minutes=15)  # later than that people have gone; it is told and offered instead
SAID_WITHIN = timedelta(hours=1)  # a word about a meeting that can't be said for longer is no news


class ScheduleDesk:
    """Schedules of study groups."""

    def __init__(
        self,
        course: Course,
        store: Store,
        organisers: Organisers,
        sessions: SessionDesk,
        letters: LetterDesk,
    ) -> None:
        self._course = course
        self._store = store
        self._organisers = organisers
        self._sessions = sessions
        self._letters = letters

    def press(self, visit: Visit, action: Action) -> Reply:
        """Do what a button of a schedule says; for organisers."""
        group = self._group(visit)
        schedule = self._store.schedules.of(group.id)
        if schedule is None:
            raise LearnerError("This group has no schedule. `/group schedule` makes one.")
        match action.verb:
            case "skip":
                if schedule.next_at and action.argument == _stamp(schedule.next_at):
                    schedule = replace(schedule, next_at=self._after(schedule, schedule.next_at))
            case "pause":
                schedule = replace(schedule, is_paused=True)
            case "resume":
                schedule = self._resumed(schedule, visit.at)
            case "unschedule":
                self._store.schedules.drop(group.id)
                return note(
                    "No more meetings",
                    "`/group lesson` opens one whenever you like, `/group schedule` plans anew.",
                )
            case _:
                raise LearnerError(actions.STALE)
        self._store.schedules.set(schedule)
        return self._told(schedule)

    def show(self, visit: Visit) -> Reply:
        """When the group of this channel meets."""
        schedule = self._store.schedules.of(self._sessions.group_here(visit).id)
        if schedule is None:
            return note(
                "No schedule",
                "An organiser plans meetings with `/group schedule`: days, a time and a time zone.",
            )
        return self._told(schedule, buttons=self._organisers.include(visit))

    def plan(self, visit: Visit, rhythm: str, last_day: str = "") -> Reply:
        """Let the group of this channel meet by the clock; for organisers.

        Args:
            visit: Who, where, when.
            rhythm: Days, a time and a zone, such as `tue 19:30 Europe/Berlin`.
            last_day: The last day, as `2027-01-31`; nothing for no end.
        """
        group = self._group(visit)
        wanted = Rhythm.parse(rhythm)
        until = _day(last_day) if last_day.strip() else None
        first = _first_after(visit.at, wanted, until)
        if first is None:
            raise LearnerError("There is no such time left before that last day: name a later day, or none.")
        schedule = Schedule(group.id, str(wanted), until, first)
        self._store.schedules.set(schedule)
        return self._told(schedule)

    def hold(self, visit: Visit, missed: str) -> Reply:
        """Open a lesson that was missed, if the group hasn't had it since; for organisers.

        Args:
            visit: Who, where, when.
            missed: The group and the lesson, as the button that offers it says.
        """
        group = self._group(visit)
        lesson = self._sessions.next_lesson(group)
        if missed.partition("/")[0] != str(group.id):
            raise LearnerError(
                "That group has ended. `/group lesson` opens a lesson for the one that is here."
            )
        if lesson is None or missed != _lesson_of(group, lesson):
            raise LearnerError("That lesson was held since. `/group lesson` opens the next.")
        return self._sessions.begin(visit, lesson.id)

    def hold_due(self, at: datetime, here: Here = anywhere) -> None:
        """Begin the lessons whose time has come, and write to groups that missed theirs. Each meeting is taken as it begins: it is held once.

        Args:
            at: When.
            here: In which servers; the others' meetings are left for whoever asks about those.
        """
        for session in self._store.sessions.unopened(at - GRACE):
            self._miss(session, at, here)
        for schedule in self._store.schedules.due(at):
            self._hold(schedule, at, here)

    def _miss(self, session: Session, at: datetime, here: Here) -> None:
        """A lesson that began on time and never got its thread is a missed one: nobody is called at some later hour."""
        group = self._store.groups.get(self._course.id, session.group)
        if group is None or session.planned_at is None or not here(group.server):
            return
        with self._store.atomic():
            if self._store.sessions.miss(session.id, at):
                lesson = self._sessions.next_lesson(group)
                if lesson is not None:
                    self._say(group, _missed(group, lesson, [session.planned_at]), at)

    def _hold(self, schedule: Schedule, at: datetime, here: Here) -> None:
        group = self._store.groups.get(self._course.id, schedule.group)
        first = schedule.next_at
        if group is None or first is None or not here(group.server):
            return
        rhythm = Rhythm.parse(schedule.rhythm)
        come = [first, *planned_between(rhythm, first, at, schedule.last_day)]
        missed = [planned for planned in come if fate(planned, at, GRACE) is Fate.MISSED]
        with self._store.atomic():
            if not self._store.schedules.take(schedule, self._after(schedule, at)):
                return
            lesson = self._sessions.next_lesson(group)
            if lesson is None:
                self._store.schedules.drop(group.id)
                text = "This group has had every lesson: its schedule ends here."
                self._say(group, Card("That was the course", text), at)
                return
            if missed:
                self._say(group, _missed(group, lesson, missed), at)
            if len(come) > len(missed):
                self._begin(group, lesson, come[-1], at)

    def _begin(self, group: Group, lesson: Lesson, planned: datetime, at: datetime) -> None:
        if self._store.sessions.open_of(group.id) is None:
            self._store.sessions.begin(group.id, lesson.id, lesson.steps[0], at, planned)
            return
        text = "The lesson before is still open, so I opened no other. An organiser ends it with `/group lesson`."
        self._say(group, Card("One lesson at a time", text), at)

    def _say(self, group: Group, card: Card, at: datetime) -> None:
        self._letters.to_group(group, card, send_by=at + SAID_WITHIN)

    def _resumed(self, schedule: Schedule, at: datetime) -> Schedule:
        """A schedule that goes on: what came due in the pause is passed over, what was skipped before it stays so."""
        if not schedule.is_paused:
            return schedule
        is_past = schedule.next_at is not None and schedule.next_at <= at
        next_at = self._after(schedule, at) if is_past else schedule.next_at
        return replace(schedule, is_paused=False, next_at=next_at)

    def _after(self, schedule: Schedule, at: datetime) -> datetime | None:
        return _first_after(at, Rhythm.parse(schedule.rhythm), schedule.last_day)

    def _told(self, schedule: Schedule, *, buttons: bool = True) -> Reply:
        text = f"{Rhythm.parse(schedule.rhythm).spoken()}."
        if schedule.last_day:
            text += f" The last day is {schedule.last_day:%d %B %Y}."
        if schedule.is_paused:
            text += "\n\n**Paused**: nothing opens until somebody resumes it."
        elif schedule.next_at:
            stamp = _stamp(schedule.next_at)
            text += f"\n\nNext: <t:{stamp}:F>, <t:{stamp}:R>."
        else:
            text += "\n\nNo meeting is left."
        own = [Button("No more meetings", actions.group("unschedule"))]
        if schedule.is_paused:
            own.insert(0, Button("Resume", actions.group("resume")))
        elif schedule.next_at:
            own.insert(0, Button("Skip the next", actions.group("skip", _stamp(schedule.next_at))))
            own.insert(1, Button("Pause", actions.group("pause")))
        return note("The group's schedule", text, *(own if buttons else ()))

    def _group(self, visit: Visit) -> Group:
        self._organisers.refuse_others(visit)
        return self._sessions.group_here(visit)


def _missed(group: Group, lesson: Lesson, planned: Sequence[datetime]) -> Card:
    moment = f"<t:{_stamp(planned[-1])}:F>"
    what = (
        f"the lesson of {moment} was"
        if len(planned) == 1
        else f"{len(planned)} lessons, the last of {moment}, were"
    )
    offer = Button("Hold it now (organisers)", actions.group("hold", _lesson_of(group, lesson)))
    text = f"{what[0].upper()}{what[1:]} to begin, and I could not. An organiser can hold it now; else the next one comes as planned."
    return Card("The lesson was missed", text, buttons=(offer,))


def _lesson_of(group: Group, lesson: Lesson) -> str:
    return f"{group.id}/{lesson.id}"


def _first_after(at: datetime, rhythm: Rhythm, last_day: date | None) -> datetime | None:
    return next_time(rhythm, at, last_day) if last_day else next_time(rhythm, at)


def _stamp(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise LearnerError(
            "The last day can't be read: write it as `2027-01-31`, year, month, day."
        ) from None
