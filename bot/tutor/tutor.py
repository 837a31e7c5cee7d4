"""The tutor: its desks, and which of them a pressed button belongs to."""

from __future__ import annotations

from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.errors import LearnerError
from bot.store import Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.glossary import GlossaryDesk
from bot.tutor.guide import help_reply, welcome_reply
from bot.tutor.labs import LabDesk
from bot.tutor.lessons import IN_A_WORD, LessonDesk
from bot.tutor.questions import QuestionDesk
from bot.tutor.reply import Prompt, Reply
from bot.tutor.reports import REPORT_PROMPT, ReportDesk
from bot.tutor.unanswered import WHERE_PROMPT, UnansweredDesk
from bot.tutor.visit import Visit

ASK_PROMPT = Prompt("Ask the tutor", "What would you like to know?", limit=500)
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

    def __init__(self, course: Course, store: Store, matcher: Matcher | None = None) -> None:
        self.course = course
        self.lessons = LessonDesk(course, store)
        matcher = matcher or Matcher(course)
        self.questions = QuestionDesk(course, store, matcher, self.lessons)
        self.unanswered = UnansweredDesk(course, store, matcher, self.questions)
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
            case "report":
                return self.reports.press(visit, action, text)
            case _:
                raise LearnerError(actions.STALE)

    def prompt(self, action_text: str) -> Prompt | None:
        """What a button asks for before it is pressed in earnest; None if nothing. Reads memory only."""
        if action_text == actions.answer("ask"):
            return ASK_PROMPT
        if action_text.startswith("unanswered:other:"):
            return WHERE_PROMPT
        return REPORT_PROMPT if action_text.startswith("report:write:") else None

    def say(self, visit: Visit, text: str) -> Reply:
        """Take what was said in a conversation of two: a command's bare word, else a question."""
        word = text.strip().casefold().rstrip(".!")
        if word in ("help", "?"):
            return self.help(visit)
        command = IN_A_WORD.get(SYNONYMS.get(word, word))
        return command[1](self.lessons, visit) if command else self.questions.ask(visit, text, private=False)

    def help(self, visit: Visit) -> Reply:
        """What one can do here."""
        return help_reply(self.course, self.lessons.way_on(visit))

    def welcome(self) -> Reply:
        """What a server is told when it invites the tutor."""
        return welcome_reply(self.course)
