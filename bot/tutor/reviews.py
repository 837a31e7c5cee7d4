"""The review desk: key points come back before they are forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.answering.recall import Verdict, marked
from bot.course.model import Check, Choice, Course, KeyPoint
from bot.errors import LearnerError
from bot.learning.recall_forms import Form, blanked, form_for, forms
from bot.learning.review import Grade, reviewed
from bot.store import Kept, Review, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.learned import kept, memory, take_up
from bot.tutor.lessons import LessonDesk
from bot.tutor.reply import Button, Card, Prompt, Reply, Tone, Weight, note
from bot.tutor.visit import Visit
from bot.tutor.words import clean, plural, quoted, when

# What is due in so many hours is due: people come at about the same hour, not to the minute, and a reminder at seven
# must find what was reviewed at eight. A night still lies between a lesson and its first review.
EARLY = timedelta(hours=6)
MINUTES_EACH = 0.4  # to read a card, think, and read what was right
TERM_PROMPT = Prompt("What stands in the gap?", "The missing word or words", limit=100)
MARKS = {Verdict.RIGHT: Grade.GOOD, Verdict.NEARLY: Grade.HARD, Verdict.WRONG: Grade.AGAIN}
OWN_GRADES = {"Not at all": Grade.AGAIN, "Hardly": Grade.HARD, "Yes": Grade.GOOD, "With ease": Grade.EASY}
TITLES = {Grade.AGAIN: "Not this time", Grade.HARD: "Nearly", Grade.GOOD: "Right", Grade.EASY: "Right"}


class ReviewDesk:
    """Spaced reviews."""

    def __init__(self, course: Course, store: Store, lessons: LessonDesk, retention: float) -> None:
        """Set up the desk; a key point comes back when the chance that it is recalled has fallen to `retention`."""
        self._course = course
        self._store = store
        self._lessons = lessons
        self._retention = retention
        self._terms = tuple(name for term in course.glossary for name in term.names)

    def press(self, visit: Visit, action: Action, text: str = "") -> Reply:
        """Do what one of the desk's buttons says."""
        if action.verb == "next":
            return self.next(visit)
        key_point, _, rest = action.argument.partition("/")
        times, _, choice = rest.partition("/")
        point = self._course.key_points.get(key_point)
        if point is None or not times.isdecimal() or len(times) > 9:
            raise LearnerError(STALE)
        match action.verb:
            case "term":
                return self._term(visit, point, int(times), text)
            case "unknown":
                form = form_for(self._forms(point), int(times))
                return self._graded(visit, point, int(times), form, Grade.AGAIN, NO_HARM)
            case "look":
                return self._look(point, times)
            case "own" if choice in {str(grade.value) for grade in Grade}:
                return self._graded(visit, point, int(times), Form.OWN_WORDS, Grade(int(choice)), "")
            case "choose":
                return self._chosen(visit, point, int(times), choice)
            case _:
                raise LearnerError(STALE)

    def overview(self, visit: Visit) -> Reply:
        """How many key points are due, and how long that takes."""
        due = self._due(visit.learner, visit.at)
        way_on = self._lessons.way_on(visit)
        if due:
            text = (
                f"**{plural(len(due), 'key point')}** to bring back, about {minutes_for(len(due))}. "
                "Stop whenever you like: what you did is kept, and the rest waits."
            )
            return note("Review", text, Button("Start", actions.review("next"), Weight.MAIN), way_on)
        held = self._taught(self._store.memories.of(visit.learner, self._course.id).values())
        if not held:
            text = "Nothing to review yet. Finish a lesson, and its key points come back a day later, then ever more rarely."
            return note("Review", text, way_on)
        which = "1 key point" if len(held) == 1 else f"The first of {len(held)} key points"
        soonest = when(min(one.due for one in held), visit.at)
        return note("Review", f"Nothing is due. {which} comes back {soonest}.", way_on)

    def next(self, visit: Visit) -> Reply:
        """Bring back what has been due the longest."""
        due = self._due(visit.learner, visit.at)
        if not due:
            return self.overview(visit)
        return Reply((self._question(self._course.key_points[due[0].key_point], due[0].reviews, len(due)),))

    def due_count(self, learner: str, at: datetime) -> int:
        """How many key points are due."""
        return len(self._due(learner, at))

    def missed(self, learner: str, key_point: str, at: datetime) -> None:
        """A quiz missed a key point: it is due at once."""
        take_up(self._store, learner, self._course.id, [key_point], at)
        self._store.memories.bring_forward(learner, self._course.id, key_point, at)

    def _due(self, learner: str, at: datetime) -> list[Kept]:
        return self._taught(self._store.memories.due(learner, self._course.id, at + EARLY))

    def _taught(self, held: Iterable[Kept]) -> list[Kept]:
        """Those that the course still teaches."""
        return [one for one in held if one.key_point in self._course.key_points]

    def _question(self, point: KeyPoint, times: int, waiting: int) -> Card:
        lesson = self._course.lesson_of[point.id]
        footer = f"{plural(waiting, 'key point')} due · from the lesson “{lesson.title}”"
        form = form_for(self._forms(point), times)
        here = f"{point.id}/{times}"
        unknown = Button("I don't know", actions.review("unknown", here))
        blank = blanked(point, self._course.glossary)
        if form is Form.CHECK:
            check = self._check(point, times)
            choices = (
                Button(choice.text, actions.review("choose", f"{here}/{actions.fingerprint(choice)}"))
                for choice in check.choices
            )
            return Card("Review", check.question, Tone.CHECK, footer, buttons=(*choices, unknown))
        if form is Form.TERM and blank is not None:
            typing = Button("Type what is missing", actions.review("term", here), Weight.MAIN)
            return Card(
                "Review: what stands in the gap?", blank.text, Tone.CHECK, footer, buttons=(typing, unknown)
            )
        text = f"**{point.title}**: say it in your own words, aloud or in your head. Then look."
        look = Button("Look", actions.review("look", here), Weight.MAIN)
        return Card("Review: in your own words", text, Tone.CHECK, footer, buttons=(look,))

    def _chosen(self, visit: Visit, point: KeyPoint, times: int, mark: str) -> Reply:
        check = self._check(point, times)
        choice = actions.chosen(check, mark)
        if choice is None:
            raise LearnerError("That check has been rewritten since. Type `/review` to go on.")
        grade = Grade.GOOD if choice.right else Grade.AGAIN
        text = f"You chose: **{choice.text}**\n\n{choice.feedback}"
        if not choice.right:
            text += f"\n\nRight is: **{_right(check).text}**"
        return self._graded(visit, point, times, Form.CHECK, grade, text)

    def _term(self, visit: Visit, point: KeyPoint, times: int, typed: str) -> Reply:
        blank = blanked(point, self._course.glossary)
        if blank is None:
            raise LearnerError("That key point has been reworded since. Type `/review` to go on.")
        if not clean(typed):
            raise LearnerError("Nothing was typed. Press the button again, or “I don't know”.")
        grade = MARKS[marked(typed, blank.accepted, self._terms)]
        return self._graded(visit, point, times, Form.TERM, grade, f"You typed: **{quoted(typed)}**")

    def _look(self, point: KeyPoint, times: str) -> Reply:
        buttons = (
            Button(label, actions.review("own", f"{point.id}/{times}/{grade.value}"))
            for label, grade in OWN_GRADES.items()
        )
        text = f"{point.statement}\n\n{point.explain}\n\n**Did you have it?**"
        return Reply((Card(point.title, text, Tone.CHECK, buttons=tuple(buttons)),))

    def _graded(
        self, visit: Visit, point: KeyPoint, times: int, form: Form, grade: Grade, text: str
    ) -> Reply:
        """Keep a review, say when the key point comes back, and offer the next."""
        held = self._store.memories.of(visit.learner, self._course.id).get(point.id)
        if held is None or held.reviews != times:
            return self.next(visit)  # pressed twice, or an old message: it is judged already
        # FSRS counts whole days: two days less an hour would be one
        on_its_day = max(visit.at, min(held.due, visit.at + EARLY))
        after = reviewed(memory(held), grade, on_its_day, self._retention)
        review = Review(point.id, form.value, grade.value, after.expected, visit.at)
        self._store.memories.review(visit.learner, self._course.id, kept(point.id, after.memory), review)
        left = self.due_count(visit.learner, visit.at)
        parts = [text, "" if form is Form.OWN_WORDS else f"**{point.title}**: {point.statement}"]
        parts.append(f"It comes back {when(after.memory.due, visit.at)}.")
        go_on = (
            Button(f"Next ({left} left)", actions.review("next"), Weight.MAIN)
            if left
            else self._lessons.way_on(visit)
        )
        if not left:
            parts.append("That was all that was due.")
        explain = Button("Explain it", actions.answer("open", point.id))
        return Reply(
            (Card(TITLES[grade], "\n\n".join(filter(None, parts)), Tone.CHECK, buttons=(go_on, explain)),)
        )

    def _forms(self, point: KeyPoint) -> tuple[Form, ...]:
        return forms(self._course.lesson_of[point.id], point, self._course.glossary)

    def _check(self, point: KeyPoint, times: int) -> Check:
        """The check whose turn it is, each time that checks have theirs; there is one at least."""
        checks = [c for c in self._course.lesson_of[point.id].checks if c.key_point == point.id]
        return checks[times // len(self._forms(point)) % len(checks)]


STALE = "That review has changed since. Type `/review` to go on."
NO_HARM = "No harm done: that is what reviews are for."


def minutes_for(count: int) -> str:
    """How long it takes to bring so many key points back."""
    return plural(max(1, round(count * MINUTES_EACH)), "minute")


def _right(check: Check) -> Choice:
    return next(choice for choice in check.choices if choice.right)
