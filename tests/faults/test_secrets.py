"""What may stand in no log and on no metrics page, and in the database only with consent: the token, names, what people type.

A day with the real program, whose own log says all it can, in text and as JSON: lessons, questions, windows, labs, groups,
threads, letters, mistakes of learners, mishaps of ours and refusals of Discord's. Each text that is typed has a word of its own.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.labs.requests import Request, answer
from tests.faults.clumsy import TRIP
from tests.faults.database import rows
from tests.wire.fake_discord import FakeDiscord
from tests.wire.faults import Refusal
from tests.wire.learner import Learner, Reply
from tests.wire.process import BotProcess
from tests.wire.record import Request as HttpRequest
from tests.wire.world import Permission, Thread

COURSE = "bread"
YEAR = timedelta(days=365)  # by then whatever was learned is due
MINUTE = timedelta(minutes=1)
PAUSE = timedelta(seconds=30)  # after which nobody is too fast
CLUMSY = ("-m", "tests.faults.clumsy", "run")
NAMES = ("annqwertz", "bobqwertz", "olgaqwertz")


class Typed:
    """Texts that are typed, each with a word that stands nowhere else."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, text: str = "") -> str:
        """A text with a word of its own in it."""
        self.words.append(f"zqv{len(self.words)}xyj")
        return f"{self.words[-1]} {text}".strip()

    def found_in(self, text: str) -> list[str]:
        """Those words that stand in a text."""
        return [word for word in self.words if word in text.casefold()]


class Day:
    """People who learn with the bot, and type."""

    def __init__(self, fake: FakeDiscord, bot: BotProcess) -> None:
        self.fake, self.bot, self.typed = fake, bot, Typed()
        self.study = fake.channel("study")
        self.role = fake.role("learners", is_mentionable=True)
        self.ann, self.bob = fake.user(NAMES[0]), fake.user(NAMES[1])
        self.olga = fake.user(NAMES[2], roles=[fake.role("organisers", Permission.MANAGE_GUILD)])

    @property
    def lately(self) -> datetime:
        """A minute ago by the bot's own clock, which the fake's runs ahead of."""
        return self.fake.world.clock.now - self.fake.world.clock.ahead - MINUTE

    async def write(self, who: Learner, page: Reply, button: str, text: str) -> Reply:
        """Press a button that asks for a line, and write it."""
        self.fake.skip(PAUSE)
        window = await who.press_for_modal(page, button)
        return await who.submit(window, {window.labels[0]: text})

    async def ask(self) -> None:
        """Ask in every way there is, of what the course has and of what it has not."""
        ann, study, typed = self.ann, self.study, self.typed
        await ann.slash(study, "ask", question=typed("what is yeast"))
        await ann.slash(study, "ask", question=typed())
        await ann.dm(typed("what is proofing"))
        await ann.say(study, f"{self.fake.mention} {typed('and sourdough')}")
        await ann.menu(study, "Ask the tutor", self.bob.post(study, typed("what is gas")))
        await ann.slash(study, "glossary", term=typed())
        await ann.complete(study, "glossary", "term", typed())
        await ann.complete(study, "lesson goto", "lesson", typed())
        self.bob.post(study, typed("said to nobody"))

    async def learn(self) -> None:
        """Learn, answer in windows, run labs, make slips."""
        ann, study, typed = self.ann, self.study, self.typed
        page = await ann.slash(study, "lesson start")
        await self.write(ann, page, "Ask", typed("what is yeast"))
        await self.write(ann, page, "Something wrong here?", typed("a typo"))
        for name, option in (("lesson goto", "lesson"), ("quiz", "scope")):
            await ann.slash(study, name, **{option: typed()})
        await ann.slash(study, "my reminders", days=typed(), time=typed(), zone=typed())
        for name, option in (("face", "prompt"), ("scene", "prompt"), ("speak", "text"), ("words", "own")):
            self.fake.skip(PAUSE)
            await ann.slash(study, f"lab {name}", **{option: typed("the cat sat")})
        sound = await ann.slash(study, "lab speak")
        await ann.followup(sound)
        await self.write(ann, await ann.slash(study, "my forget"), "Delete it all …", typed())

    async def review(self) -> None:
        """Finish a lesson, and a year later type the term that is missing."""
        ann, study = self.ann, self.study
        page = await ann.slash(study, "lesson goto", lesson="sour")
        while not page.title.startswith("Lesson done"):
            page = await ann.press(page, next(b for b in page.buttons if b.startswith(("Next", "Finish"))))
        for _ in range(2):
            self.fake.skip(YEAR)
            page = await ann.press(await ann.slash(study, "review"), "Start")
            while "Type what is missing" not in page.buttons and page.title == "Review":
                page = await ann.press(page, next(b for b in page.buttons if b.startswith("right")))
                way_on = next((b for b in page.buttons if b.startswith("Next (")), None)
                if way_on is None:
                    break
                page = await ann.press(page, way_on)
        await self.write(ann, page, "Type what is missing", self.typed())

    async def meet(self) -> None:
        """Make a group and hold a scheduled lesson that calls a role."""
        ann, olga, study, typed = self.ann, self.olga, self.study, self.typed
        await olga.slash(study, "group create", name=typed("bakers"))
        await ann.slash(study, "group join")
        asked = await olga.slash(study, "group settings", role=self.role, share=50)
        await olga.press(asked, "Yes, call that role")
        await olga.slash(study, "group schedule", days=typed(), time=typed(), zone=typed())
        last = await olga.slash(study, "group schedule", days="daily", time="19:30", zone="Europe/Berlin")
        for command in (
            "group members",
            "group progress",
            "group report",
            "tutor questions",
            "tutor settings",
        ):
            await olga.slash(study, command)
        await self.bot.stop()
        with self.bot.database() as store:
            [schedule] = [store.schedules.of(1)]
            assert schedule is not None
            store.schedules.set(replace(schedule, next_at=self.lately))
        await self.bot.start()
        await ann.hear(study, after=last)
        thread = await ann.thread(study)
        page = await ann.hear(thread)
        for who in (olga, ann):
            await who.press(page, "Join")
        await ann.say(thread, f"{self.fake.mention} {typed('what is yeast')}")
        await ann.press(page, "Ready")
        await ann.hear(thread, after=page)

    async def go_elsewhere(self) -> Thread:
        """Learn in a thread of one's own, then by direct message."""
        bob, study = self.bob, self.study
        await bob.press(await bob.slash(study, "my settings"), "Lessons in my own thread")
        await bob.slash(study, "lesson start")
        thread = await bob.thread(study)
        await bob.slash(thread, "ask", question=self.typed("what is yeast"))
        await bob.press(await bob.slash(study, "my settings"), "Lessons by direct message")
        await bob.slash(study, "lesson next")
        return thread

    async def be_reminded(self) -> None:
        """Have letters sent, and one that does not arrive."""
        for who in (self.ann, self.bob):
            await who.slash(self.study, "my reminders", days="daily", time="8:00", zone="UTC")
        await self.bot.stop()
        self.bob.user.takes_messages = False
        with self.bot.database() as store:
            for who in (self.ann, self.bob):
                reminder = store.reminders.of(f"discord:{who.id}", COURSE)
                assert reminder is not None
                due = self.lately
                store.reminders.set(COURSE, replace(reminder, next_at=due))
                for point in store.memories.of(reminder.learner, COURSE):
                    store.memories.bring_forward(reminder.learner, COURSE, point, due)
        await self.bot.start()
        await self.bot.logged("code 50007")

    async def fall(self) -> None:
        """Meet errors that repeat what was typed, and refusals of Discord's."""
        ann, study, typed = self.ann, self.study, self.typed
        told = await ann.slash(study, "glossary", term=typed(TRIP))
        assert "reference `" in told.text
        await self.bot.logged(told.text.split("`")[1])
        ann.post(ann.dms, typed(TRIP))
        await self.bot.logged("Ignoring exception in on_message")
        await self.bot.logged("Task exception was never retrieved")
        with self.fake.refuse(
            lambda r: r.message is not None, Refusal(403, 50013, "No."), times=1
        ) as trouble:
            ann.post(ann.dms, typed("what is yeast"))
            await trouble.was_met()
        with self.fake.refuse(lambda r: r.message is not None, Refusal(429, retry_after_s=0.1), times=1):
            await ann.dm(typed("what is yeast"))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


async def fetched(port: int) -> str:
    """The metrics' page."""
    address = f"http://127.0.0.1:{port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(address) as page:
        return await page.text()


@pytest.mark.parametrize("log", ["text", "json"])
async def test_a_whole_day_leaves_no_token_no_name_and_no_word_of_a_learner_in_log_or_metrics(
    fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str], log: str
) -> None:
    port, metrics = free_port(), ""
    settings = {"MANY_COATS_LOG_LEVEL": "DEBUG", "MANY_COATS_LOG": log, "MANY_COATS_OPS_PORT": str(port)}
    async with BotProcess(fake, tmp_path, {**small_settings, **settings}, CLUMSY) as bot:
        day = Day(fake, bot)

        for part in (day.ask, day.learn, day.go_elsewhere, day.review, day.be_reminded, day.meet, day.fall):
            await part()
            metrics += await fetched(port)  # each start of the bot counts anew
            fake.skip(PAUSE)
        await bot.stop()
    said = bot.stderr
    typed, tokens = day.typed, [one.token for one in fake.world.interactions.values()]
    assert len(typed.words) > 30
    assert 'many_coats_interactions_total{command="glossary",outcome="failed"} 1.0' in metrics
    assert [line for line in said.splitlines() if not is_line(line, log)] == []
    for text in (said, metrics):
        assert typed.found_in(text) == []
        assert [name for name in NAMES if name in text.casefold()] == []
        assert fake.token not in text
        assert [token for token in tokens if token in text] == []
    # Messages went out in every way there is, and one called somebody: the role, as its lesson opened
    assert {way(request) for request in fake.requests if request.message is not None} == {
        ("POST", "interactions"),
        ("POST", "webhooks"),
        ("POST", "channels"),
        ("PATCH", "channels"),
    }
    assert [one.allowed_mentions for one in fake.pinging()] == [{"parse": [], "roles": [day.role.id]}]


def way(request: HttpRequest) -> tuple[str, str]:
    """How a message goes out: answers, what follows them, channels and direct messages; new ones and edits."""
    return request.method, request.path.split("/")[1]


def is_line(line: str, log: str) -> bool:
    """Whether a line of the log is what it says it is."""
    if log == "text":
        return True
    try:
        return isinstance(json.loads(line), dict)
    except json.JSONDecodeError:
        return False


class TestWordsOfQuestions:
    """Kept only of who said yes, from that question on."""

    async def test_they_are_in_the_database_after_a_yes_and_at_no_other_time(
        self, fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str]
    ) -> None:
        async with BotProcess(fake, tmp_path, small_settings) as bot:
            day = Day(fake, bot)
            ann, bob, study, typed = day.ann, day.bob, day.study, day.typed
            await ann.slash(study, "ask", question=typed("quantum chromodynamics"))
            await ann.dm(typed("the offside rule"))
            await ann.slash(study, "ask", question=typed("crankshafts"))
            refused = await bob.slash(study, "ask", question=typed("carburettors"))
            await bob.press(refused, "No")
            await bob.slash(study, "ask", question=typed("gearboxes"))
            before = in_files(bot.db, typed)

            asked = [reply for reply in ann.reads(study) if "Yes, keep such questions" in reply.buttons]
            await ann.press(asked[0], "Yes, keep such questions")
            await ann.slash(study, "ask", question=typed("flywheels"))
            await bot.stop()

        assert before == []
        kept = typed.found_in(str(rows(bot.db)))
        assert kept == [typed.words[2], typed.words[5]]
        assert in_files(bot.db, typed) == kept


def in_files(db: Path, typed: Typed) -> list[str]:
    """Which words stand anywhere in a database's files, rubbed out or not."""
    found = b"".join(path.read_bytes() for path in db.parent.glob(f"{db.name}*"))
    return typed.found_in(found.decode(errors="replace"))


def test_a_lab_that_breaks_does_not_say_what_was_typed() -> None:
    class Broken(dict[str, str]):
        def __iter__(self) -> Iterator[str]:
            raise ValueError("zqvxyj typed")

    broken = answer(Request("face", Broken(prompt="zqvxyj typed")))

    assert "in __iter__" in broken.fault
    assert broken.fault.endswith("ValueError")
    assert "zqvxyj typed" not in broken.fault.replace('raise ValueError("zqvxyj typed")', "")
