"""The schedule desk: when a study group meets, and what becomes of a meeting when its time comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.course.model import Course
from bot.errors import LearnerError
from bot.learning.calendar import Fate, Rhythm, fate, next_time
from bot.store import Group, Schedule, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.organisers import Organisers
from bot.tutor.reply import Button, Card, Reply, Tone, note
from bot.tutor.sessions import NO_GROUP, SessionDesk
from bot.tutor.visit import Visit

GRACE = timedelta(minutes=15)  # later than that people have gone; it is told and offered instead


@dataclass(frozen=True, slots=True)
class Meeting:
    """What to do for a group whose time has come.

    Attributes:
        channel: The group's channel.
        session: The lesson that began; None where none could.
        word: What to say in the channel instead.
    """

    channel: str
    session: int | None
    word: Reply | None = None


class ScheduleDesk:
    """Schedules of study groups."""

    def __init__(self, course: Course, store: Store, organisers: Organisers, sessions: SessionDesk) -> None:
        self._course = course
        self._store = store
        self._organisers = organisers
        self._sessions = sessions

    def press(self, visit: Visit, action: Action) -> Reply:
        """Do what a button of a schedule says; for organisers."""
        group = self._group(visit)
        schedule = self._store.schedules.of(group.id)
        if schedule is None:
            raise LearnerError("This group has no schedule. `/group schedule` makes one.")
        match action.verb:
            case "skip":
                schedule = replace(schedule, next_at=self._after(schedule, schedule.next_at or visit.at))
            case "pause":
                schedule = replace(schedule, is_paused=True)
            case "resume":
                schedule = replace(schedule, is_paused=False, next_at=self._after(schedule, visit.at))
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
        group = self._store.groups.in_channel(self._course.id, visit.place)
        if group is None:
            raise LearnerError(NO_GROUP)
        schedule = self._store.schedules.of(group.id)
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
        first = next_time(wanted, visit.at, until) if until else next_time(wanted, visit.at)
        if first is None:
            raise LearnerError("There is no such time left before that last day: name a later day, or none.")
        schedule = Schedule(group.id, str(wanted), until, first)
        self._store.schedules.set(schedule)
        return self._told(schedule)

    def due(self, at: datetime) -> list[Meeting]:
        """What to do for the groups whose time has come. Each meeting is taken before it is held: it is held once."""
        meetings = [self._meeting(schedule, at) for schedule in self._store.schedules.due(at)]
        return [meeting for meeting in meetings if meeting is not None]

    def _meeting(self, schedule: Schedule, at: datetime) -> Meeting | None:
        group = self._store.groups.get(schedule.group)
        planned = schedule.next_at
        if group is None or planned is None:
            return None
        with self._store.atomic():
            if not self._store.schedules.take(schedule, self._after(schedule, at)):
                return None
            return self._held(group, planned, at)

    def _held(self, group: Group, planned: datetime, at: datetime) -> Meeting | None:
        moment = f"<t:{int(planned.timestamp())}:F>"
        if fate(planned, at, GRACE) is Fate.MISSED:
            offer = Button("Hold it now (organisers)", actions.group("hold", group.id))
            text = f"I was away when the lesson of {moment} was to begin. An organiser can hold it now; else the next one comes as planned."
            return Meeting(group.channel, None, _word("The lesson was missed", text, offer))
        running = self._store.sessions.open_of(group.id)
        if running is not None:
            text = "The lesson before is still open, so I opened no other. An organiser ends it with `/group lesson`."
            return Meeting(group.channel, None, _word("One lesson at a time", text))
        lesson = self._sessions.next_lesson(group)
        if lesson is None:
            self._store.schedules.drop(group.id)
            return Meeting(
                group.channel,
                None,
                _word("That was the course", "This group has had every lesson: its schedule ends here."),
            )
        session = self._store.sessions.begin(group.id, lesson.id, lesson.steps[0], at, planned)
        return None if session is None else Meeting(group.channel, session.id)

    def _after(self, schedule: Schedule, at: datetime) -> datetime | None:
        rhythm = Rhythm.parse(schedule.rhythm)
        return next_time(rhythm, at, schedule.last_day) if schedule.last_day else next_time(rhythm, at)

    def _told(self, schedule: Schedule, *, buttons: bool = True) -> Reply:
        text = f"{Rhythm.parse(schedule.rhythm).spoken()}."
        if schedule.last_day:
            text += f" The last day is {schedule.last_day:%d %B %Y}."
        if schedule.is_paused:
            text += "\n\n**Paused**: nothing opens until somebody resumes it."
        elif schedule.next_at:
            stamp = int(schedule.next_at.timestamp())
            text += f"\n\nNext: <t:{stamp}:F>, <t:{stamp}:R>."
        else:
            text += "\n\nNo meeting is left."
        pause = (
            Button("Resume", actions.group("resume"))
            if schedule.is_paused
            else Button("Pause", actions.group("pause"))
        )
        own = (
            Button("Skip the next", actions.group("skip")),
            pause,
            Button("No more meetings", actions.group("unschedule")),
        )
        return note("The group's schedule", text, *(own if buttons else ()))

    def _group(self, visit: Visit) -> Group:
        self._organisers.refuse_others(visit)
        group = self._store.groups.in_channel(self._course.id, visit.place)
        if group is None:
            raise LearnerError(NO_GROUP)
        return group


def _word(title: str, text: str, *buttons: Button) -> Reply:
    return Reply((Card(title, text, Tone.NOTE, buttons=buttons),), private=False)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise LearnerError(
            "The last day can't be read: write it as `2027-01-31`, year, month, day."
        ) from None
