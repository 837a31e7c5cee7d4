"""Simulated learners, each as hasty and as fickle as a seed makes them, who know what must be kept of them."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta

from tests.faults.kept import Kept, Rules
from tests.wire.components import Kind, walk
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.world import Channel, Json

BETWEEN_DEEDS = timedelta(seconds=2)  # of everybody's time: nobody of several is too fast for the bot
# How likely a learner is to look away from what is on screen, and what they do then.
ELSEWHERE = 0.15
COMMANDS: Mapping[str, float] = {
    "lesson next": 3,
    "lesson back": 1,
    "lesson again": 2,
    "lesson goto": 1,
    "lesson list": 0.5,
    "lesson progress": 0.5,
    "lesson restart": 0.3,
    "quiz": 4,
    "review": 4,
    "ask": 3,
    "glossary": 0.5,
    "my reminders": 2,
    "my settings": 0.5,
    "my export": 0.2,
    "my forget": 0.1,
    "help": 0.3,
}
# What they like to press, by how its action begins; the longest that fits counts.
BUTTONS: Mapping[str, float] = {
    "": 1,
    "lesson:next": 8,
    "check:choose": 4,
    "quiz:choose": 4,
    "quiz:stop": 0.3,
    "my:forget": 0.3,
    "my:place": 0,  # threads and direct messages are another test's
    "lab:": 0.2,
}
RHYTHMS: tuple[Mapping[str, str], ...] = (
    {},
    {"days": "mon,thu", "time": "19:30", "zone": "Europe/Berlin"},
    {"days": "sat", "time": "08:00", "zone": "UTC"},
)
TYPED = {"my:forget": "forget me"}  # into the window that a button opens
ANYTHING = "xyzzy"
TROUBLE = ("Something went wrong", "can't write anything down", "That was a lot at once")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do, and what must be kept of the learner once it is done."""

    what: str
    do: Callable[[], Awaitable[Reply]]
    after: Kept


class Student:
    """A learner who goes from one message to the next, one deed at a time."""

    def __init__(
        self,
        fake: FakeDiscord,
        learner: Learner,
        channel: Channel,
        rules: Rules,
        rng: random.Random,
        pause: timedelta = BETWEEN_DEEDS,
    ) -> None:
        """Sit down.

        Args:
            fake: Discord.
            learner: Who.
            channel: Where.
            rules: What must be kept.
            rng: Their whims.
            pause: How much of everybody's time passes before each thing they do.
        """
        self.name = f"discord:{learner.id}"
        self.kept = Kept()  # as far as they were shown
        self.doing: Deed | None = None  # not answered yet
        self.page: Reply | None = None
        self.done = 0
        self._fake = fake
        self._learner = learner
        self._channel = channel
        self._rules = rules
        self._rng = rng
        self._pause = pause

    async def study(self) -> None:
        """Do one thing after the other for ever."""
        while True:
            await self.act()

    async def act(self) -> None:
        """Do one thing, and see that the answer goes with what must be kept."""
        self._fake.skip(self._pause)
        deed = self.doing = self._next_deed()
        page = await deed.do()
        assert not any(trouble in page.text for trouble in TROUBLE), (deed.what, page.text)
        stands = _position_on(page)
        assert stands in (None, str(deed.after.position)), (deed.what, stands)
        self.page, self.kept, self.doing = page, deed.after, None
        self.done += 1

    def could_be(self, found: Kept) -> bool:
        """Whether this may be kept of them: what they were shown, and of what they just did all or nothing."""
        return found == self.kept or (self.doing is not None and found == self.doing.after)

    def fault(self, found: Kept) -> str | None:
        """What is wrong with what is kept of them, in words; None if nothing is."""
        doing = None if self.doing is None else self.doing.what
        differences = [
            f"{field.name}: {value} was to be {getattr(self.kept, field.name)}"
            for field in fields(Kept)
            if (value := getattr(found, field.name)) != getattr(self.kept, field.name)
        ]
        return None if self.could_be(found) else f"{self.name}, doing {doing}: {'; '.join(differences)}"

    def go_on_from(self, found: Kept) -> None:
        """Take what is kept for given, with the same message before their eyes."""
        assert self.could_be(found)
        self.kept, self.doing = found, None

    def _next_deed(self) -> Deed:
        buttons = [] if self.page is None else _buttons(self.page)
        if self.page is None or not buttons or self._rng.random() < ELSEWHERE:
            return self._command()
        [part] = self._rng.choices(buttons, [_liking(part["custom_id"]) for part in buttons])
        return self._press(self.page, part["custom_id"], part["label"])

    def _command(self) -> Deed:
        [line] = self._rng.choices(list(COMMANDS), list(COMMANDS.values()))
        options: Mapping[str, str] = {}
        match line:
            case "lesson goto":
                options = {"lesson": self._any_lesson()}
            case "quiz":
                options = {"scope": self._any_lesson()}
            case "ask":
                options = {"question": self._any_question()}
            case "glossary":
                options = {"term": self._rng.choice(self._rules.terms)}
            case "my reminders":
                options = self._rng.choice(RHYTHMS)
        after = self._rules.command(self.kept, line, options)
        return Deed(f"/{line} {options}", lambda: self._learner.slash(self._channel, line, **options), after)

    def _press(self, page: Reply, action: str, label: str) -> Deed:
        after = self._rules.press(self.kept, action, label, page.text)
        typed = TYPED.get(action, ANYTHING)
        if action == "answer:ask":
            typed = self._any_question()
            after = self._rules.asked(self.kept, typed)

        async def press() -> Reply:
            if not _opens_window(action):
                return await self._learner.press_id(page, action)
            window = await self._learner.press_for_modal(page, label)
            return await self._learner.submit(window, {window.labels[0]: typed})

        return Deed(f"{label!r} ({action})", press, after)

    def _any_question(self) -> str:
        return self._rng.choice(list(self._rules.questions))

    def _any_lesson(self) -> str:
        return self._rng.choice(list(self._rules.lessons))


def _buttons(page: Reply) -> list[Json]:
    """The buttons of a message, without those that lead away from it for good."""
    parts = [part for part in walk(page.components) if part["type"] == Kind.BUTTON and "custom_id" in part]
    return [part for part in parts if _liking(part["custom_id"])]


def _liking(action: str) -> float:
    return BUTTONS[max((start for start in BUTTONS if action.startswith(start)), key=len)]


def _opens_window(action: str) -> bool:
    return action.startswith(("answer:ask", "report:write:", "review:term:", "my:forget"))


def _position_on(page: Reply) -> str | None:
    """Where a message says that its learner stands: a step offers to report what is wrong in it."""
    reports = [
        id_.removeprefix("report:write:") for id_ in page.custom_ids if id_.startswith("report:write:")
    ]
    return next((subject for subject in reports if "/" in subject), None)
