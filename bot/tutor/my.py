"""The desk of what is a learner's own: what they chose, their reminders, their data."""

from __future__ import annotations

import json

from bot.course.model import Course
from bot.errors import LearnerError
from bot.learning.calendar import Rhythm, next_time
from bot.store import Place, Reminder, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.lessons import LessonDesk
from bot.tutor.questions import QuestionDesk
from bot.tutor.reminders import ReminderDesk
from bot.tutor.reply import Button, Card, Exhibit, Prompt, Reply, Tone, Weight, note
from bot.tutor.visit import Visit

FORGET_WORDS = "forget me"
FORGET_PROMPT = Prompt("Delete everything?", f"Type “{FORGET_WORDS}” to delete it all", limit=40)
PLACES = {
    Place.HERE: ("where you ask for them, for your eyes only", "Lessons here, for me alone"),
    Place.THREAD: ("in a private thread of your own", "Lessons in my own thread"),
    Place.DIRECT: ("in direct messages", "Lessons by direct message"),
}


class MyDesk:
    """Settings, reminders and data of one learner."""

    def __init__(
        self,
        course: Course,
        store: Store,
        lessons: LessonDesk,
        questions: QuestionDesk,
        reminders: ReminderDesk,
    ) -> None:
        self._course = course
        self._store = store
        self._lessons = lessons
        self._questions = questions
        self._reminders = reminders

    def press(self, visit: Visit, action: Action, text: str = "") -> Reply:
        """Do what one of the desk's buttons says."""
        match action.verb:
            case "settings":
                return self.settings(visit)
            case "place" if action.argument in {place.value for place in Place}:
                self._store.choices.learn_at(visit.learner, Place(action.argument))
            case "questions":
                self._store.choices.keep_questions(visit.learner, may=action.argument == "yes")
            case "visible":
                self._store.choices.be_visible(visit.learner, is_visible=action.argument == "yes")
            case "stop-reminders":
                return self.stop_reminders(visit)
            case "forget":
                return self._forget(visit, text)
            case _:
                raise LearnerError(actions.STALE)
        return self.settings(visit)

    def settings(self, visit: Visit) -> Reply:
        """What they chose, and buttons to choose otherwise."""
        chosen = self._store.choices.of(visit.learner)
        reminder = self._store.reminders.of(visit.learner, self._course.id)
        said, _ = PLACES[self.place(visit)]
        lines = [
            f"**Lessons** in a server are shown {said}.",
            f"**Questions** I can't answer well are {'kept, without your name' if chosen.keeps_questions else 'not kept'}.",
            f"**Study groups** see your progress {'under your name' if chosen.is_visible else 'only as a part of totals'}.",
            f"**Reminders**: {Rhythm.parse(reminder.rhythm).spoken() if reminder else 'none; `/my reminders` sets them'}.",
        ]
        buttons = [
            Button(label, actions.my("place", place.value))
            for place, (_, label) in PLACES.items()
            if place is not self.place(visit)
        ]
        buttons.append(_switch("questions", chosen.keeps_questions, "Keep my questions", "Keep no questions"))
        buttons.append(
            _switch("visible", chosen.is_visible, "Show my progress to groups", "Hide it from groups")
        )
        if reminder:
            buttons.append(Button("Stop reminding me", actions.my("stop-reminders")))
        return note("Your settings", "\n".join(lines), *buttons, self._lessons.way_on(visit))

    def place(self, visit: Visit) -> Place:
        """Where their lessons are shown: as they chose, else as their server's organisers did."""
        chosen = self._store.choices.of(visit.learner).place
        return chosen or self._store.servers.of(visit.server).place or Place.HERE

    def reminders(self, visit: Visit, rhythm: str = "") -> Reply:
        """Set reminders, or say which are set.

        Args:
            visit: Who, where, when.
            rhythm: Days, a time and a zone, such as `mon, thu 19:30 Europe/Berlin`; nothing to ask what is set.
        """
        if not rhythm.strip():
            reminder = self._store.reminders.of(visit.learner, self._course.id)
            if reminder is None:
                return note(
                    "No reminders",
                    "I can write to you when key points are due: `/my reminders` with days, a time and your time zone.",
                    self._lessons.way_on(visit),
                )
            return self._told(visit, Rhythm.parse(reminder.rhythm), "Your reminders")
        wanted = Rhythm.parse(rhythm)
        first = Reminder(visit.learner, str(wanted), next_time(wanted, visit.at), unanswered=0)
        self._store.reminders.set(self._course.id, first)
        return self._told(visit, wanted, "Reminders set")

    def stop_reminders(self, visit: Visit) -> Reply:
        """Remind no more."""
        self._reminders.stop(visit.learner)
        text = "I won't write to you any more. `/my reminders` brings them back."
        return note("Reminders stopped", text, self._lessons.way_on(visit))

    def export(self, visit: Visit) -> Reply:
        """Everything kept about them, as a file."""
        everything = {
            "learner": visit.learner,
            "exported_at": visit.at.isoformat(),
            "kept": self._store.privacy.everything(visit.learner),
        }
        content = json.dumps(everything, ensure_ascii=False, indent=1).encode()
        file = Exhibit("about-you.json", content, "Everything kept about you, as a JSON file")
        card = Card(
            "Everything kept about you",
            "It is in the file: table by table, as it is kept. Where `text` is empty, your words were not kept.",
            Tone.NOTE,
            files=(file,),
            buttons=(
                self._lessons.way_on(visit),
                Button("Delete it all …", actions.my("forget"), Weight.GRAVE),
            ),
        )
        return Reply((card,))

    def forget(self, visit: Visit) -> Reply:
        """Ask before deleting everything."""
        return note(
            "Delete everything?",
            "Your place in the course, your answers, reviews, questions, settings, and your traces in study groups are deleted at "
            f"once and for good. You will be asked to type “{FORGET_WORDS}”. `/my export` gives you a copy first.",
            Button("Delete it all …", actions.my("forget"), Weight.GRAVE),
            Button("No, keep it", actions.lesson("again")),
        )

    def _forget(self, visit: Visit, text: str) -> Reply:
        if text.strip().strip("“”\"'.").casefold() != FORGET_WORDS:
            raise LearnerError(
                f"Nothing was deleted. To do it, press the button again and type “{FORGET_WORDS}”."
            )
        self._store.privacy.forget(visit.learner, visit.at)
        self._questions.forget(visit.learner)
        return note(
            "Deleted",
            "Nothing is kept about you any more. Copies that whoever runs this bot set aside go within 30 days, and if one of them "
            "is ever put back, you are deleted from it again.",
            self._lessons.way_on(visit),
        )

    def _told(self, visit: Visit, rhythm: Rhythm, title: str) -> Reply:
        text = (
            f"{rhythm.spoken()}, by direct message, and only when something is due. Each comes with a button that stops "
            "them; after three without an answer I stop by myself."
        )
        stop = Button("Stop reminding me", actions.my("stop-reminders"))
        return note(title, text, self._lessons.way_on(visit), stop)


def _switch(verb: str, is_on: bool | None, on: str, off: str) -> Button:
    return Button(off, actions.my(verb, "no")) if is_on else Button(on, actions.my(verb, "yes"))
