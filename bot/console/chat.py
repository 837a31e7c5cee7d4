"""A conversation with the tutor: commands, numbers for buttons, questions in free text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.errors import LearnerError, repeated
from bot.labs.catalogue import LABS, find, run_lab
from bot.tutor.actions import Action
from bot.tutor.lab_orders import LabOrder
from bot.tutor.lessons import IN_A_WORD
from bot.tutor.reply import Button, Reply, Weight, note
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit

COMMANDS = (
    *(f"/lesson {word}" for word in (*IN_A_WORD, "goto", "progress")),
    "/ask",
    "/quiz",
    "/review",
    "/my settings",
    "/my export",
    "/my forget",
    "/glossary",
    "/lab",
    *(f"/lab {name}" for name in LABS),
    "/help",
    "/quit",
)
LEAVING = ("/quit", "/exit", "quit", "exit")
PLACE = "terminal"


class Chat:
    """One learner's conversation, from one line to the next."""

    def __init__(
        self,
        tutor: Tutor,
        learner: str,
        *,
        read: Callable[[str], str | None],
        show: Callable[[Reply], tuple[Button, ...]],
        clock: Callable[[], datetime],
    ) -> None:
        """Set up a conversation.

        Args:
            tutor: Who answers.
            learner: Who asks.
            read: Takes a prompt, gives a line; None when there will be no more.
            show: Shows a reply, gives its buttons in the order they are numbered in.
            clock: Says what time it is, in UTC.
        """
        self._tutor = tutor
        self._learner = learner
        self._read = read
        self._show = show
        self._clock = clock
        self._buttons: tuple[Button, ...] = ()

    def run(self) -> None:
        """Talk until the learner leaves."""
        self._present(self._greeting(self._visit()))
        while (line := self._read("> ")) is not None and line.strip().lower() not in LEAVING:
            try:
                reply = self._tutor.serve(self._visit(), partial(self._answer, line=line.strip()))
            except LearnerError as error:
                reply = note("", str(error))
            self._present(reply)

    def _visit(self) -> Visit:
        return Visit(self._learner, PLACE, self._clock())

    def _present(self, reply: Reply) -> None:
        """Show a reply; where it has no buttons, those before it stay in force."""
        self._buttons = self._show(reply.finished()) or self._buttons

    def _greeting(self, visit: Visit) -> Reply:
        if self._tutor.lessons.here(visit) is None:
            return self._tutor.help(visit)
        return self._tutor.progress.greet(visit)

    def _answer(self, _: Tutor, visit: Visit, line: str) -> Reply:
        if line == "" or line.isdecimal():
            return self._press(visit, line)
        if line.startswith("/"):
            return self._command(visit, line)
        return self._tutor.say(visit, line)

    def _press(self, visit: Visit, line: str) -> Reply:
        """Press a button by its number, or the main one with an empty line."""
        if line == "":
            button = next((button for button in self._buttons if button.weight is Weight.MAIN), None)
        else:
            button = dict(enumerate(self._buttons, 1)).get(int(line) if len(line) < 4 else 0)
        if button is None:
            raise LearnerError(f"Type a number from 1 to {len(self._buttons)}, a question, or `/help`.")
        action = Action.parse(button.action)
        if action.desk == "lab":
            return self._run(visit, self._tutor.labs.order(visit, action))
        prompt = self._tutor.prompt(button.action)
        text = (self._read(f"{prompt.label} ") or "") if prompt else ""
        return self._tutor.press(visit, button.action, text)

    def _command(self, visit: Visit, line: str) -> Reply:
        command, *words = line.split(maxsplit=1)
        rest = words[0] if words else ""
        if command == "/help":
            return self._tutor.help(visit)
        if command == "/ask":
            return self._tutor.questions.ask(visit, rest)
        if command == "/glossary":
            return self._tutor.glossary.look_up(rest)
        if command == "/quiz":
            return self._tutor.quizzes.start(visit, rest)
        if command == "/review":
            return self._tutor.reviews.overview(visit)
        if command == "/my":
            return self._my(visit, rest)
        if command == "/lab":
            return self._lab(visit, rest)
        if command == "/lesson":
            return self._lesson(visit, rest)
        raise LearnerError(f"There is no command “{repeated(command)}”. Type `/help` to see what there is.")

    def _my(self, visit: Visit, words: str) -> Reply:
        verb, _, _ = words.partition(" ")
        match verb:
            case "" | "settings":
                return self._tutor.my.settings(visit)
            case "reminders":
                raise LearnerError("Reminders are direct messages on Discord. Type `/my reminders` there.")
            case "export":
                return self._tutor.my.export(visit)
            case "forget":
                return self._tutor.my.forget(visit)
        raise LearnerError(f"There is no /my “{repeated(verb)}”. Type `/help` to see what there is.")

    def _lab(self, visit: Visit, words: str) -> Reply:
        """`/lab face pink crown steps=4`: bare words are the lab's first option."""
        name, _, rest = words.partition(" ")
        if not name:
            return self._tutor.labs.list()
        named = dict(word.split("=", 1) for word in rest.split() if "=" in word)
        bare = " ".join(word for word in rest.split() if "=" not in word)
        first = {find(name).options[0].name: bare} if bare else {}
        return self._run(visit, LabOrder(name, {**first, **named}))

    def _run(self, visit: Visit, order: LabOrder) -> Reply:
        begun = self._clock()
        outcome = run_lab(order.name, order.options)
        return self._tutor.labs.show(visit, order.name, outcome, (self._clock() - begun).total_seconds())

    def _lesson(self, visit: Visit, words: str) -> Reply:
        lessons = self._tutor.lessons
        verb, _, title = words.partition(" ")
        if not verb or verb in IN_A_WORD:
            _, do = IN_A_WORD[verb or "again"]
            return do(lessons, visit)
        if verb == "progress":
            return self._tutor.progress.show(visit)
        if verb == "goto":
            if not title.strip():
                raise LearnerError(
                    "Say which lesson: `/lesson goto` with its number or a part of its title. `/lesson list` shows them."
                )
            return lessons.goto(visit, title.strip())
        raise LearnerError(f"There is no /lesson “{repeated(verb)}”. Type `/help` to see what there is.")
