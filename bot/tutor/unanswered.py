"""The desk of questions without a good answer: organisers and authors say where they belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering.clusters import clusters
from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.errors import LearnerError
from bot.store import Asked, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.organisers import Organisers
from bot.tutor.questions import QuestionDesk
from bot.tutor.reply import Button, Card, Prompt, Reply, Tone, Weight, note
from bot.tutor.sessions import ID_DIGITS
from bot.tutor.visit import Visit
from bot.tutor.words import clean, quoted, shortened

LEAST_ASKERS = 2  # for organisers: a question that one person asked could tell who it was
SHOWN = 5  # wordings of a group
OFFERED = 3  # key points
WHERE_PROMPT = Prompt("Where does it belong?", "A key point's name, or a question it answers", limit=200)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask for the same, newest first; the first stands for them all."""

    questions: tuple[Asked, ...]

    @property
    def first(self) -> Asked:
        """The one that stands for all."""
        return self.questions[0]

    @property
    def askers(self) -> int:
        """How many people asked it."""
        return len({question.asker for question in self.questions})


class UnansweredDesk:
    """Questions that wait to be settled."""

    def __init__(
        self,
        course: Course,
        store: Store,
        matcher: Matcher,
        questions: QuestionDesk,
        organisers: Organisers,
    ) -> None:
        self._organisers = organisers
        self._course = course
        self._store = store
        self._matcher = matcher
        self._questions = questions

    def press(self, visit: Visit, action: Action, text: str = "") -> Reply:
        """Do what one of the desk's buttons says; only for organisers."""
        if action.verb == "show":
            return self.show(visit, _number(action.argument))
        question, _, key_point = action.argument.partition("/")
        group = self._group(visit, _number(question))
        match action.verb:
            case "is" if key_point in self._course.key_points:
                return self._settle(visit, group, key_point)
            case "beyond":
                return self._settle(visit, group, None)
            case "other":
                return self._settle(visit, group, self._meant(text))
            case "undo":
                return self._undo(visit, group.first)
            case _:
                raise LearnerError(actions.STALE)

    def show(self, visit: Visit, number: int = 0) -> Reply:
        """Show an organiser what waits in their server, most asked first.

        Raises:
            LearnerError: They run no server here.
        """
        self._organisers.refuse_others(visit)
        groups = self.groups(visit.at, visit.server)
        if not groups:
            return note(
                "No questions wait",
                "Here I show what at least two people of this server asked and I could not answer well, "
                "if they allowed me to keep it.",
            )
        number = min(number, len(groups) - 1)
        return Reply((self._card(groups[number], number, len(groups)),))

    def groups(self, at: datetime, server: str | None = None) -> list[Group]:
        """What waits, most asked first: in a server, or for whoever runs the bot (None) all of it."""
        asked = self._store.asked.open(self._course.id, at, server)
        together = clusters([self._matcher.read(question.text).telling for question in asked])
        groups = [Group(tuple(asked[place] for place in places)) for places in together]
        least = 1 if server is None else LEAST_ASKERS
        return sorted((g for g in groups if g.askers >= least), key=lambda g: g.askers, reverse=True)

    def settle(self, group: Group, key_point: str | None, *, server: str, at: datetime) -> None:
        """From now on a question like these is answered with a key point, or with the news that there is none."""
        alike = [question.id for question in group.questions]
        self._store.settled.settle(
            self._course.id, server, group.first, key_point=key_point, alike=alike, at=at
        )
        self._questions.settle_anew()

    def _settle(self, visit: Visit, group: Group, key_point: str | None) -> Reply:
        self.settle(group, key_point, server=visit.server, at=visit.at)
        what = (
            f"“{self._course.key_points[key_point].title}”"
            if key_point
            else "the news that it isn't in the course"
        )
        return note(
            "Settled",
            f"> {quoted(group.first.text)}\n\nIn this server a question like it now gets {what}, and the course's author can take it over.",
            Button("The next question", actions.unanswered("show"), Weight.MAIN),
            Button("Undo", actions.unanswered("undo", group.first.id)),
        )

    def _undo(self, visit: Visit, question: Asked) -> Reply:
        self._store.settled.undo(self._course.id, visit.server, question)
        self._questions.settle_anew()
        return self.show(visit)

    def _group(self, visit: Visit, question: int) -> Group:
        """The group that a question of this server belongs to; one that nobody settled yet only if enough people asked it."""
        self._organisers.refuse_others(visit)
        for group in self.groups(visit.at, visit.server):
            if any(waiting.id == question for waiting in group.questions):
                return group
        known = self._store.asked.get(question)
        if known is None or known.server != visit.server or not known.is_settled:
            raise LearnerError("That question is gone. Type `/tutor questions` to see what waits.")
        return Group((known,))

    def _meant(self, text: str) -> str:
        wanted = clean(text)
        ids = {point.title.casefold(): point.id for point in self._course.key_points.values()}
        exact = wanted if wanted in self._course.key_points else ids.get(wanted.casefold())
        found = (exact,) if exact else self._matcher.match(wanted).ranking
        if not found:
            raise LearnerError(
                "The course has nothing like that. Press the button again and name a key point."
            )
        return found[0]

    def _card(self, group: Group, number: int, count: int) -> Card:
        words = "\n".join(f"> {quoted(question.text)}" for question in _distinct(group.questions)[:SHOWN])
        nearest = [self._course.key_points[n] for n in group.first.nearest if n in self._course.key_points][
            :OFFERED
        ]
        homes = [
            Button(
                shortened(f"Belongs to: {point.title}"),
                actions.unanswered("is", f"{group.first.id}/{point.id}"),
            )
            for point in nearest
        ]
        return Card(
            f"Questions without a good answer ({number + 1} of {count})",
            f"Asked by {group.askers} people:\n{words}\n\nWhere does it belong?",
            Tone.NOTE,
            footer="Without names; kept for 90 days at most",
            buttons=(
                *homes,
                Button("Belongs elsewhere …", actions.unanswered("other", group.first.id)),
                Button("Out of scope", actions.unanswered("beyond", group.first.id)),
                *([Button("Next", actions.unanswered("show", number + 1))] if number + 1 < count else []),
            ),
        )


def _number(text: str) -> int:
    """A number in a button's action; 0 for none, or for one that SQLite can't hold."""
    return int(text) if text.isdecimal() and len(text) < ID_DIGITS else 0


def _distinct(questions: Sequence[Asked]) -> list[Asked]:
    return list({question.text.casefold(): question for question in questions}.values())
