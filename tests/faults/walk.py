"""People who do anything at all with the tutor, in any order: what it answers is looked at by whoever walks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.errors import LearnerError
from bot.labs.catalogue import LABS
from bot.labs.outcome import Outcome
from bot.store import Store
from bot.tutor.actions import Action
from bot.tutor.reply import Button, Reply, note
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON, memory_store, sent

SERVER = "discord:1"
CHANNELS = ("discord:10", "discord:11")
OWN = "discord:20"  # a direct message
PEOPLE = ("discord:100", "discord:101", "discord:102")  # the first organises
RECALLED = 60  # buttons: people press old ones too

# What Discord lets people be called, and what they may type.
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=32)
MARKED = st.sampled_from(
    ["@everyone", "<@1>", "<@&1>", "<#1>", "*", "_", "`", "||", "# ", "> ", "[a](b)", "\u202e", "🎲", "\0"]
)
WORDS = st.sampled_from(
    [
        "what",
        "is",
        "why",
        "noise",
        "a latent",
        "diffusion",
        "diffusoin",
        "temprature",
        "example",
        "the second",
    ]
)
TEXTS = st.lists(MARKED | WORDS | st.text(max_size=12), max_size=8).map(" ".join) | st.text(max_size=40)
LONG = st.builds(lambda text, times: (text * times)[:4_000], TEXTS, st.integers(1, 400))

Command = Callable[[Tutor, Visit, str], Reply]
COMMANDS: tuple[Command, ...] = (
    lambda tutor, visit, _: tutor.lessons.next(visit),
    lambda tutor, visit, _: tutor.lessons.back(visit),
    lambda tutor, visit, _: tutor.lessons.again(visit),
    lambda tutor, visit, _: tutor.lessons.outline(visit),
    lambda tutor, visit, _: tutor.lessons.restart(visit),
    lambda tutor, visit, text: tutor.lessons.goto(visit, text),
    lambda tutor, visit, text: tutor.lessons.goto(visit, str(len(text) % 25)),
    lambda tutor, visit, text: tutor.questions.ask(visit, text),
    lambda tutor, visit, text: tutor.questions.ask(visit, text, private=False),
    lambda tutor, visit, text: tutor.say(visit, text),
    lambda tutor, _, text: tutor.glossary.look_up(text),
    lambda tutor, visit, text: tutor.quizzes.start(visit, text),
    lambda tutor, visit, _: tutor.quizzes.start(visit),
    lambda tutor, visit, _: tutor.reviews.overview(visit),
    lambda tutor, visit, _: tutor.progress.show(visit),
    lambda tutor, visit, _: tutor.my.settings(visit),
    lambda tutor, visit, text: tutor.my.reminders(visit, text),
    lambda tutor, visit, _: tutor.my.reminders(visit, "mon, thu 19:30 Europe/Berlin"),
    lambda tutor, visit, _: tutor.my.export(visit),
    lambda tutor, visit, _: tutor.my.forget(visit),
    lambda tutor, visit, text: tutor.groups.create(visit, text[:60]),
    lambda tutor, visit, _: tutor.groups.join(visit),
    lambda tutor, visit, _: tutor.groups.leave(visit),
    lambda tutor, visit, _: tutor.groups.members(visit),
    lambda tutor, visit, text: tutor.groups.settings(visit, share=len(text), pause_minutes=1, role="77"),
    lambda tutor, visit, _: tutor.groups.progress(visit),
    lambda tutor, visit, _: tutor.groups.report(visit),
    lambda tutor, visit, _: tutor.groups.end(visit),
    lambda tutor, visit, _: tutor.sessions.begin(visit),
    lambda tutor, visit, text: tutor.sessions.begin(visit, text),
    lambda tutor, visit, _: tutor.schedules.show(visit),
    lambda tutor, visit, _: tutor.schedules.plan(visit, "daily 12:30 UTC", ""),
    lambda tutor, visit, text: tutor.schedules.plan(visit, text, text),
    lambda tutor, visit, _: tutor.servers.settings(visit, role="78"),
    lambda tutor, visit, _: tutor.servers.statistics(visit),
    lambda tutor, visit, _: tutor.unanswered.show(visit),
    lambda tutor, visit, _: tutor.help(visit),
    lambda tutor, _, __: tutor.welcome(),
    lambda tutor, _, __: tutor.labs.list(),
)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that somebody does: a number for each choice, taken round where there are fewer."""

    who: int
    where: int
    what: int
    text: str
    minutes: int

    @property
    def is_press(self) -> bool:
        """Whether it is a button; two in three are."""
        return self.what % 3 < 2


def moves(chance: random.Random, texts: Sequence[str], count: int) -> Iterator[Move]:
    """So many moves; most of them where a study group can be."""
    for _ in range(count):
        where = chance.choices((0, 1, 2), (5, 1, 2))[0]
        yield Move(
            chance.randrange(3),
            where,
            chance.randrange(400),
            chance.choice(texts),
            chance.choice((0, 1, 30, 50_000)),
        )


@dataclass
class Walk:
    """A tutor, and people who do things with it."""

    course: Course
    matcher: Matcher
    names: tuple[str, ...] = ("Ann", "Bob", "Eve")
    seed: int = 1
    store: Store = field(default_factory=memory_store)
    at: datetime = NOON
    offered: list[Button] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tutor = Tutor(self.course, self.store, self.matcher, rng=random.Random(self.seed))

    def make(self, move: Move) -> Iterator[Reply]:
        """Do one thing; all that anybody gets to see of it."""
        self.at += timedelta(minutes=move.minutes)
        place = (*CHANNELS, OWN)[move.where]
        visit = Visit(
            PEOPLE[move.who],
            place,
            self.at,
            "" if place == OWN else SERVER,
            move.who == 0 and place != OWN,
            frozenset(["78"] if move.who == 1 else []),
            self.names[move.who],
        )
        yield self._look(self._answered(visit, move))
        yield from map(self._look, self._by_the_clock())

    def _answered(self, visit: Visit, move: Move) -> Reply:
        try:
            if move.is_press and self.offered:
                button = self.offered[move.what // 3 % len(self.offered)]
                return self.tutor.serve(visit, lambda tutor, visit: pressed(tutor, visit, button, move.text))
            command = COMMANDS[move.what // 3 % len(COMMANDS)]
            return self.tutor.serve(visit, lambda tutor, visit: command(tutor, visit, move.text))
        except LearnerError as error:
            return note("", str(error))

    def _by_the_clock(self) -> Iterator[Reply]:
        """What is shown without being asked for: letters, meetings, and what groups see of their lessons."""
        self.tutor.reminders.write(self.at)
        self.tutor.schedules.hold_due(self.at)
        yield from (reply for _, reply in sent(self.tutor, self.at))
        self.tutor.sessions.behind(self.at)
        for session in self.store.sessions.open():
            scene = self.tutor.sessions.scene(session.id)
            if scene is None:
                continue
            yield scene.reply
            if scene.thread is None:
                yield scene.opening
                self.tutor.sessions.opened(session.id, f"discord:{1000 + session.id}")
            if scene.closing is not None:
                yield Reply((scene.closing,))
            self.tutor.sessions.shown(session.id, scene.step, "5000")

    def _look(self, reply: Reply) -> Reply:
        self.offered += (button for card in reply.cards for button in card.buttons)
        del self.offered[:-RECALLED]
        return reply


def pressed(tutor: Tutor, visit: Visit, button: Button, text: str) -> Reply:
    """What a button does; a lab's outcome is made up, as running one takes a second."""
    prompt = tutor.prompt(button.action)
    action = Action.parse(button.action)
    if action.desk != "lab":
        return tutor.press(visit, button.action, text[: prompt.limit] if prompt else "")
    order = tutor.labs.order(visit, action)
    lab = LABS[order.name]
    checked = lab.check(order.options)
    outcome = Outcome(
        b"made", lab.suffixes[0], "A picture.", "Look.", 1, lab.key_point, checked, (), checked, ()
    )
    return tutor.labs.show(visit, order.name, outcome, 0.5)
