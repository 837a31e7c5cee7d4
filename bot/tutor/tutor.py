"""The tutor: its desks, and which of them a pressed button belongs to."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.errors import LearnerError
from bot.learning.review import RETENTION
from bot.store import Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.glossary import GlossaryDesk
from bot.tutor.groups import GroupDesk
from bot.tutor.guide import help_reply, welcome_reply
from bot.tutor.labs import LabDesk
from bot.tutor.lessons import IN_A_WORD, LessonDesk
from bot.tutor.letters import LetterDesk
from bot.tutor.my import FORGET_PROMPT, MyDesk
from bot.tutor.notices import NOTICES
from bot.tutor.organisers import Organisers
from bot.tutor.progress import ProgressDesk
from bot.tutor.questions import QuestionDesk
from bot.tutor.quizzes import QuizDesk
from bot.tutor.reminders import ReminderDesk
from bot.tutor.reply import Card, Prompt, Reply
from bot.tutor.reports import REPORT_PROMPT, ReportDesk
from bot.tutor.reviews import TERM_PROMPT, ReviewDesk
from bot.tutor.schedules import ScheduleDesk
from bot.tutor.servers import ServerDesk
from bot.tutor.sessions import SessionDesk
from bot.tutor.unanswered import WHERE_PROMPT, UnansweredDesk
from bot.tutor.visit import Visit

ASK_PROMPT = Prompt("Ask the tutor", "What would you like to know?", limit=500)
PROMPTS = {
    "answer:ask": ASK_PROMPT,
    "unanswered:other:": WHERE_PROMPT,
    "report:write:": REPORT_PROMPT,
    "review:term:": TERM_PROMPT,
    "my:forget": FORGET_PROMPT,
}
SYNONYMS = {
    "go on": "next",
    "continue": "next",
    "next lesson": "next",
    "repeat": "again",
    "lesson": "again",
    "lessons": "list",
    "lesson list": "list",
}


class Tutor:
    """Everything a learner can do, behind no front end."""

    def __init__(
        self,
        course: Course,
        store: Store,
        matcher: Matcher | None = None,
        *,
        retention: float = RETENTION,
        rng: random.Random | None = None,
    ) -> None:
        """Set up the desks.

        Args:
            course: What is taught.
            store: Where learners are remembered.
            matcher: Finds answers; made for the course if not given.
            retention: The chance of recall at which a key point comes back in reviews.
            rng: Shuffles quizzes.
        """
        self.course = course
        self._store = store
        self.lessons = LessonDesk(course, store)
        matcher = matcher or Matcher(course)
        self.questions = QuestionDesk(course, store, matcher, self.lessons)
        organisers = Organisers(store)
        self.unanswered = UnansweredDesk(course, store, matcher, self.questions, organisers)
        self.reviews = ReviewDesk(course, store, self.lessons, retention)
        self.quizzes = QuizDesk(course, store, self.lessons, self.reviews, rng or random.Random())
        self.progress = ProgressDesk(course, store, self.lessons, self.reviews)
        self.letters = LetterDesk(course, store)
        self.reminders = ReminderDesk(course, store, self.reviews, self.letters)
        self.my = MyDesk(course, store, self.lessons, self.questions, self.reminders)
        self.sessions = SessionDesk(course, store, organisers, self.reviews)
        self.schedules = ScheduleDesk(course, store, organisers, self.sessions, self.letters)
        self.groups = GroupDesk(course, store, organisers, self.sessions, self.schedules)
        self.servers = ServerDesk(course, store, organisers)
        self.reports = ReportDesk(course, store, self.lessons)
        self.labs = LabDesk(course, store)
        self.glossary = GlossaryDesk(course)

    def press(self, visit: Visit, action_text: str, text: str = "") -> Reply:
        """Do what a button says.

        Args:
            visit: Who, where, when.
            action_text: The button's action, perhaps forged or years old.
            text: What was typed, where the button asks for a line of text.

        Raises:
            LearnerError: The button means nothing any more.
        """
        action = Action.parse(action_text)
        match action.desk:
            case "lesson":
                return self.lessons.press(visit, action)
            case "check":
                return self.lessons.check(visit, action)
            case "answer":
                return self.questions.press(visit, action, text)
            case "unanswered":
                return self.unanswered.press(visit, action, text)
            case "review":
                return self.reviews.press(visit, action, text)
            case "quiz":
                return self.quizzes.press(visit, action)
            case "my":
                return self.my.press(visit, action, text)
            case "session":
                return self.sessions.press(visit, action)
            case "group":
                return self.groups.press(visit, action)
            case "server":
                return self.servers.press(visit, action)
            case "report":
                return self.reports.press(visit, action, text)
            case _:
                raise LearnerError(actions.STALE)

    def prompt(self, action_text: str) -> Prompt | None:
        """What a button asks for before it is pressed in earnest; None if nothing. Reads memory only."""
        return next((prompt for start, prompt in PROMPTS.items() if action_text.startswith(start)), None)

    def serve(self, visit: Visit, work: Callable[[Tutor, Visit], Reply]) -> Reply:
        """Do what a learner wants; if there is something to tell them alone, that stands first."""
        self._store.reminders.answered(visit.learner, self.course.id)
        reply = work(self, visit)
        if visit.server and not reply.private:
            return reply
        notices = tuple(Card("", NOTICES[notice]) for notice in self._store.notices.take(visit.learner))
        return replace(reply, cards=notices + reply.cards) if notices else reply

    def say(self, visit: Visit, text: str) -> Reply:
        """Take what was said in a conversation of two: a command's bare word, else a question."""
        word = text.strip().casefold().rstrip(".!")
        if word in ("help", "?"):
            return self.help(visit)
        word = SYNONYMS.get(word, word)
        if word in IN_A_WORD:
            return IN_A_WORD[word][1](self.lessons, visit)
        if word == "progress":
            return self.progress.show(visit)
        if word == "review":
            return self.reviews.overview(visit)
        if word == "quiz":
            return self.quizzes.start(visit)
        return self.questions.ask(visit, text, private=False)

    def help(self, visit: Visit) -> Reply:
        """What one can do here."""
        return help_reply(self.course, self.lessons.way_on(visit))

    def welcome(self) -> Reply:
        """What a server is told when it invites the tutor."""
        return welcome_reply(self.course)
