"""Every place where the bot asks something of Discord, each with a story that leads there and on.

A story is played by people of its own in a channel of its own, so that many can be played at once. It says what the
learner is told while the place meets a fault, and that afterwards everything goes on from where it stood.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.wire.fake_discord import FakeDiscord
from tests.wire.faults import ALWAYS, Refusal
from tests.wire.learner import Choice, Reply
from tests.wire.message import Answer
from tests.wire.process import BotProcess
from tests.wire.record import Request
from tests.wire.world import MEMBER, Channel, Permission, Thread

T = TypeVar("T")
Wants = Callable[[Request], bool]

FIRST, SECOND = (f"Why bread rises ({number} of 3)" for number in (1, 2))
ORGANISER = MEMBER | Permission.MANAGE_GUILD
THREADS, DIRECT = "Lessons in my own thread", "Lessons by direct message"
DELETED = 10008  # Discord's code: that message is gone
SPEAKING = ("ma lo", "ti su", "sa lu", "te mi", "to ma", "mi so")


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, how often, and how often the bot asks before it gives up.

    Attributes:
        refusal: What Discord answers.
        times: How many requests it answers so; those after them are served.
        tries: How many requests come until the bot has what it wants, or has given up.
    """

    refusal: Refusal
    times: int = ALWAYS
    tries: int = 1

    @property
    def passes(self) -> bool:
        """Whether the bot gets what it wants in the end."""
        return self.times < ALWAYS


NO_FAULT = Fault(Refusal(200), times=0)


class Story:
    """Who takes part in it, and what goes wrong in it."""

    def __init__(self, fake: FakeDiscord, bot: BotProcess, number: int, fault: Fault) -> None:
        self.fake = fake
        self.bot = bot
        self.number = number
        self.fault = fault
        self.study = fake.channel(f"study{number}")
        self.ann = fake.user(f"ann{number}")
        self.olga = fake.user(f"olga{number}", permissions=ORGANISER)
        self.met: list[Request] = []

    async def meets(self, wants: Wants, act: Coroutine[Any, Any, T], *, is_heard: bool = False) -> T | None:
        """Do something in which requests of a kind meet the fault.

        Args:
            wants: Which requests.
            act: What a learner does.
            is_heard: Whether they hear of it even if the bot has to give up.

        Returns:
            What they hear; None if nothing.
        """
        fault, doing = self.fault, asyncio.ensure_future(act)
        try:
            with self.fake.refuse(wants, fault.refusal, fault.times) as trouble:
                await trouble.was_met(fault.tries)
                await others(self.fake, self.number)
                heard = await doing if fault.passes or is_heard else None
        finally:
            doing.cancel()
        self.met += trouble.met
        assert len(trouble.met) <= 2 * fault.tries, "it asks again and again"
        return heard

    # Kinds of requests

    def answers(self, answer: Answer) -> Wants:
        """An answer to something that the learner or the organiser of this story does; a busy bot puts messages off."""
        answers = (answer, Answer.MESSAGE_LATER) if answer is Answer.MESSAGE else (answer,)

        def wants(request: Request) -> bool:
            is_answer = request.path.endswith("/callback") and request.body["type"] in answers
            return is_answer and self._is_ours(request.path.split("/")[3])

        return wants

    def follows(self, request: Request) -> bool:
        """What comes after the first answer."""
        parts = request.path.split("/")
        return parts[1] == "webhooks" and self._is_ours(parts[3])

    def plays(self, request: Request) -> bool:
        """A sound that comes after the first answer."""
        return self.follows(request) and any(file.name.endswith(".wav") for file in request.files)

    def _is_ours(self, token: str) -> bool:
        return self.fake.world.interactions[token].user in (self.ann.user, self.olga.user)


def says_in(channel: Channel) -> Wants:
    """A new message in a channel."""
    return asks("POST", f"/channels/{channel.id}/messages")


def asks(method: str, path: str) -> Wants:
    """Something about one thing: the path is a pattern."""
    pattern = re.compile(path)
    return lambda request: request.method == method and pattern.fullmatch(request.path) is not None


async def others(fake: FakeDiscord, number: int) -> None:
    """The bot is there for others meanwhile."""
    bystander = fake.user(f"bystander{number}")
    assert (await bystander.slash(fake.channel("square"), "glossary", term="SD")).title == "SD"


# What interactions are answered


async def command(story: Story) -> None:
    await story.ann.slash(story.study, "lesson start")

    await story.meets(story.answers(Answer.MESSAGE), story.ann.slash(story.study, "lesson next"))

    assert (await story.ann.slash(story.study, "lesson again")).title == SECOND


async def press(story: Story) -> None:
    page = await story.ann.slash(story.study, "lesson start")

    await story.meets(story.answers(Answer.MESSAGE), story.ann.press(page, "Next"))

    assert (await story.ann.press(page, "Next")).title == SECOND


async def picture(story: Story) -> None:
    await story.meets(story.answers(Answer.MESSAGE), story.ann.slash(story.study, "lesson progress"))

    [file] = (await story.ann.slash(story.study, "lesson progress")).files
    assert file.content.startswith(b"\x89PNG")


async def file(story: Story) -> None:
    await story.ann.slash(story.study, "lesson start")

    await story.meets(story.answers(Answer.MESSAGE), story.ann.slash(story.study, "my export"))

    [file] = (await story.ann.slash(story.study, "my export")).files
    assert file.content.startswith(b"{")


async def check(story: Story) -> None:
    page = await story.ann.slash(story.study, "lesson start")
    for way_on in ("Next", "Next", "Next: the key points", "Next: 3 checks"):
        page = await story.ann.press(page, way_on)

    await story.meets(story.answers(Answer.MESSAGE), story.ann.press(page, "right one of gas-check"))

    judged = await story.ann.press(page, "right one of gas-check")
    assert (await story.ann.press(judged, "Next check")).title == "Check 2 of 3"


async def quiz(story: Story) -> None:
    card = await story.ann.slash(story.study, "quiz", scope="rising")
    right = next(label for label in card.buttons if label.startswith("right"))

    await story.meets(story.answers(Answer.MESSAGE), story.ann.press(card, right))

    card = await story.ann.slash(story.study, "quiz", scope="rising")
    assert "1 of 3 checks done" in card.text


async def window(story: Story) -> None:
    page = await story.ann.slash(story.study, "lesson start")

    await story.meets(story.answers(Answer.MODAL), story.ann.press_for_modal(page, "Ask"))

    form = await story.ann.press_for_modal(page, "Ask")
    assert "Yeast is explained here" in (await story.ann.submit(form, {form.labels[0]: "what is yeast"})).text


async def submission(story: Story) -> None:
    form = await story.ann.press_for_modal(await story.ann.slash(story.study, "lesson start"), "Ask")
    line = {form.labels[0]: "what is yeast"}

    await story.meets(story.answers(Answer.MESSAGE), story.ann.submit(form, line))

    assert "Yeast is explained here" in (await story.ann.submit(form, line)).text


async def completion(story: Story) -> None:
    await story.meets(story.answers(Answer.CHOICES), complete(story))

    assert [choice.value for choice in await complete(story)] == ["sour"]


async def deferral(story: Story) -> None:
    await story.meets(story.answers(Answer.MESSAGE_LATER), speak(story))

    assert (await speak(story)).title == "Speak and listen"


async def late_answer(story: Story) -> None:
    await story.meets(story.follows, speak(story))

    assert (await speak(story)).title == "Speak and listen"


async def sound(story: Story) -> None:
    said = await story.meets(story.plays, speak(story), is_heard=True)

    assert said is not None
    assert said.title == "Speak and listen"
    again = await speak(story)
    assert [file.name[-4:] for file in (await story.ann.followup(again)).files] == [".wav"]


def complete(story: Story) -> Coroutine[Any, Any, list[Choice]]:
    return story.ann.complete(story.study, "lesson goto", "lesson", "without")


async def speak(story: Story) -> Reply:
    """A lab that takes a second; each story has words of its own, as what was made is remembered."""
    return await story.ann.slash(
        story.study, "lab speak", text=SPEAKING[story.number % len(SPEAKING)], seed=story.number + 1
    )


# What is said without an interaction


async def direct_answer(story: Story) -> None:
    dms = story.ann.dms

    await story.meets(says_in(dms), story.ann.dm("what is yeast"))

    assert "Yeast is explained here" in (await story.ann.dm("what is yeast")).text


async def public_answer(story: Story) -> None:
    question = f"{story.fake.mention} what is yeast"

    await story.meets(says_in(story.study), story.ann.say(story.study, question))

    assert "Yeast is explained here" in (await story.ann.say(story.study, question)).text


# Where lessons are shown


async def own_thread(story: Story) -> None:
    await choose(story, THREADS)

    told = await story.meets(asks("POST", f"/channels/{story.study.id}/threads"), start(story), is_heard=True)

    await is_taught(story, told, "I can't open a thread for you in this channel")


async def page_in_own_thread(story: Story) -> None:
    await choose(story, THREADS)

    told = await story.meets(story_thread(story, r"/messages", "POST"), start(story), is_heard=True)

    await is_taught(story, told, "I can't open a thread for you in this channel")


async def way_into_own_thread(story: Story) -> None:
    await choose(story, THREADS)

    told = await story.meets(story_thread(story, r"/thread-members/\d+", "PUT"), start(story), is_heard=True)

    await is_taught(story, told, "I can't open a thread for you in this channel")


async def look_for_own_thread(story: Story) -> None:
    await choose(story, THREADS)
    await start(story)

    told = await story.meets(
        story_thread(story, "", "GET"), story.ann.slash(story.study, "lesson again"), is_heard=True
    )

    await is_taught(story, told, "I can't open a thread for you in this channel")


async def door(story: Story) -> None:
    await choose(story, DIRECT)

    def wants(request: Request) -> bool:
        return request.path == "/users/@me/channels" and int(request.body["recipient_id"]) == story.ann.id

    told = await story.meets(wants, start(story), is_heard=True)

    await is_taught(story, told, "Your direct messages are closed to me")


async def direct_page(story: Story) -> None:
    await choose(story, DIRECT)

    told = await story.meets(says_in(story.ann.dms), start(story), is_heard=True)

    await is_taught(story, told, "Your direct messages are closed to me")


async def choose(story: Story, place: str) -> None:
    await story.ann.press(await story.ann.slash(story.study, "my settings"), place)


def start(story: Story) -> Coroutine[Any, Any, Reply]:
    return story.ann.slash(story.study, "lesson start")


def story_thread(story: Story, rest: str, method: str) -> Wants:
    """Something about any thread of the story's channel."""
    pattern = re.compile(r"/channels/(\d+)" + rest)

    def wants(request: Request) -> bool:
        found = pattern.fullmatch(request.path)
        thread = story.fake.world.channels.get(int(found[1])) if found else None
        return request.method == method and isinstance(thread, Thread) and thread.parent is story.study

    return wants


async def is_taught(story: Story, told: Reply | None, why_here: str) -> None:
    """The lesson is at its place, or here with a word why; either way the learner stands at its first page."""
    assert told is not None
    is_there = told.text.startswith(("It is in your thread", "It is in your direct messages"))
    assert is_there or (why_here in told.text and FIRST in told.text), told.text
    again = await story.ann.slash(story.study, "lesson again")
    assert again.text.startswith(("It is in your thread", "It is in your direct messages")), again.text


# A study group's lesson


async def opening(story: Story) -> None:
    await make(story)

    await story.meets(says_in(story.study), begin(story), is_heard=True)

    await goes_on(story)


async def thread(story: Story) -> None:
    await make(story)

    await story.meets(
        asks("POST", rf"/channels/{story.study.id}/messages/\d+/threads"), begin(story), is_heard=True
    )

    await goes_on(story)


async def first_page(story: Story) -> None:
    await make(story)

    await story.meets(story_thread(story, "/messages", "POST"), begin(story), is_heard=True)

    await goes_on(story)


async def count(story: Story) -> None:
    page = await begun(story)

    await story.meets(
        story_thread(story, r"/messages/\d+", "PATCH"), story.ann.press(page, "Join"), is_heard=True
    )

    if story.fault.refusal.code == DELETED:
        assert (await story.olga.hear(page.channel, after=page)).title == page.title
    await goes_on(story)


async def page_before(story: Story) -> None:
    page = await begun(story)

    await story.meets(story_thread(story, r"/messages/\d+", "PATCH"), move_on(story, page), is_heard=True)

    await goes_on(story, is_told=False)  # that it keeps its buttons is no trouble


async def next_page(story: Story) -> None:
    page = await begun(story)

    await story.meets(story_thread(story, "/messages", "POST"), move_on(story, page), is_heard=True)

    await goes_on(story)


async def look_for_thread(story: Story) -> None:
    page = await begun(story)
    assert isinstance(page.channel, Thread)
    story.fake.archive(page.channel)

    await story.meets(story_thread(story, "", "GET"), move_on(story, page), is_heard=True)

    await goes_on(story)


async def summary(story: Story) -> None:
    page = await begun(story)
    while page.title != "Check 3 of 3":
        await move_on(story, page)
        page = await story.olga.hear(page.channel, after=page)
    await story.olga.press(page, "Join")

    await story.meets(
        story_thread(story, "/messages", "POST"),
        story.olga.press(page, "right one of time-check"),
        is_heard=True,
    )

    # what can't be shown now is shown by the clock, see the tests by the clock; the next lesson can be held
    assert "opens in a thread" in (await begin(story)).text


async def roll(story: Story) -> None:
    await make(story)
    await story.ann.slash(story.study, "group join")

    told = await story.meets(
        asks("GET", rf"/guilds/\d+/members/({story.ann.id}|{story.olga.id})"),
        story.olga.slash(story.study, "group members"),
        is_heard=True,
    )

    assert told is not None
    assert "Bakers" in told.text
    assert f"Ann{story.number}" in (await story.olga.slash(story.study, "group members")).text


async def make(story: Story) -> Reply:
    return await story.olga.slash(story.study, "group create", name="Bakers")


def begin(story: Story) -> Coroutine[Any, Any, Reply]:
    return story.olga.slash(story.study, "group lesson")


async def begun(story: Story) -> Reply:
    """The first page of a lesson."""
    await make(story)
    await begin(story)
    return await story.olga.hear(await story.olga.thread(story.study))


def move_on(story: Story, page: Reply) -> Coroutine[Any, Any, Reply]:
    return story.olga.press(page, "Next (organisers)")


async def goes_on(story: Story, *, is_told: bool = True) -> None:
    """The organiser hears what was wrong, and once it is mended the lesson goes on, each page there once."""
    before, refusal = set(story.fake.guild.threads), story.fault.refusal
    told = await begin(story)
    is_lost = "is gone" in told.text
    assert is_lost <= (refusal.status == 404), told.text
    assert ("I may not hold" in told.text) == (is_told and refusal.status == 403), told.text

    def threads() -> Thread | None:
        found = [t for t in story.fake.guild.threads if t.parent is story.study]
        return found[-1] if found and not (is_lost and found[-1] in before) else None

    thread = await story.fake.world.bell.until(threads, "a thread")
    page = await story.olga.hear(thread)
    page = [said for said in story.olga.reads(thread) if said.buttons][-1] if not page.buttons else page
    await move_on(story, page)
    await story.olga.hear(thread, after=page)
    titles = [said.title for said in story.olga.reads(thread) if not said.ephemeral]
    assert len(titles) == len(set(titles)) or refusal.code == DELETED, titles


# A new server


async def welcome(story: Story) -> None:
    await story.bot.logged("ready as")  # until then a server is none that invites it
    channel = story.fake.invite(f"server{story.number}")

    await story.meets(says_in(channel), others(story.fake, story.number), is_heard=True)


SITES: dict[str, Callable[[Story], Awaitable[None]]] = {
    "a command's answer": command,
    "a press's answer": press,
    "a check's answer": check,
    "a quiz's answer": quiz,
    "a picture": picture,
    "a file": file,
    "a window": window,
    "a window's answer": submission,
    "a completion": completion,
    "a deferral": deferral,
    "a late answer": late_answer,
    "a sound after it": sound,
    "an answer by direct message": direct_answer,
    "an answer in public": public_answer,
    "a learner's thread": own_thread,
    "a page in it": page_in_own_thread,
    "its learner's way in": way_into_own_thread,
    "a look for it": look_for_own_thread,
    "the door to direct messages": door,
    "a page by direct message": direct_page,
    "a lesson's opening": opening,
    "its thread": thread,
    "its first page": first_page,
    "the count under a page": count,
    "the page before": page_before,
    "the next page": next_page,
    "a look for its thread": look_for_thread,
    "its summary": summary,
    "the roll": roll,
    "a server's welcome": welcome,
}


# What the clock sends, without being asked


async def remind(story: Story) -> None:
    """Let somebody have something to bring back, and a reminder of it."""
    await story.ann.slash(story.study, "ask", question="what is yeast")
    await story.ann.slash(story.study, "my reminders", days="daily", time="19:30", zone="UTC")


async def meet(story: Story) -> None:
    """Let a group meet by the clock."""
    await make(story)
    await story.olga.slash(story.study, "group schedule", days="daily", time="19:30", zone="UTC")


def reminded(story: Story) -> Wants:
    return asks("GET", f"/users/{story.ann.id}")


def reminders_door(story: Story) -> Wants:
    def wants(request: Request) -> bool:
        return request.path == "/users/@me/channels" and int(request.body["recipient_id"]) == story.ann.id

    return wants


def reminder(story: Story) -> Wants:
    return says_in(story.ann.dms)


def word(story: Story) -> Wants:
    return says_in(story.study)


CLOCK_SITES: dict[str, tuple[Callable[[Story], Awaitable[None]], Callable[[Story], Wants]]] = {
    "who is reminded": (remind, reminded),
    "a reminder's way": (remind, reminders_door),
    "a reminder": (remind, reminder),
    "a word about a meeting": (meet, word),
}

RESPONSES = (
    "a command's answer",
    "a press's answer",
    "a check's answer",
    "a quiz's answer",
    "a picture",
    "a file",
    "a window's answer",
)
CALLS: dict[str, tuple[str, ...]] = {
    "boundary.respond: defer": ("a deferral",),
    "boundary.respond: send": ("a late answer", "a sound after it"),
    "boundary.respond: send_message": RESPONSES,
    "boundary.open_window: send_modal": ("a window",),
    "client.on_message: send": ("an answer by direct message", "an answer in public"),
    "client.on_guild_join: send": ("a server's welcome",),
    "connections._plan_shards: get_bot_gateway": ("how many shards",),
    "client._tell_commands: sync": ("the commands",),
    "clockwork.tidy: fetch_guilds": ("which servers there are",),
    "postman._way_to: fetch_user": ("who is reminded",),
    "postman._way_to: send": ("a reminder's way", "a reminder", "a word about a meeting"),
    "door.redraw: edit": ("the count under a page", "the page before"),
    "places._send: send": ("a page in it", "the door to direct messages", "a page by direct message"),
    "places.take: add_user": ("its learner's way in",),
    "places._thread: fetch_channel": ("a look for it",),
    "places._thread: create_thread": ("a learner's thread",),
    "roll.call: fetch_member": ("the roll",),
    "stage._announced: send": ("a lesson's opening",),
    "stage._thread: create_thread": ("its thread",),
    "stage._post: send": ("its first page", "the next page", "its summary"),
    "stage.channel: fetch_channel": ("a look for its thread",),
    "run._run: start": ("who the bot is", "what the bot is"),
}
"""Where the program asks something of Discord, and the places above that stand for it."""
DAILY_SITES: dict[str, Wants] = {"which servers there are": asks("GET", "/users/@me/guilds")}
BY_ITSELF = ("a completion",)  # discord.py sends it
START_SITES: dict[str, Wants] = {
    "who the bot is": asks("GET", "/users/@me"),
    "what the bot is": asks("GET", "/oauth2/applications/@me"),
    "how many shards": asks("GET", "/gateway/bot"),
    "the commands": asks("PUT", r"/applications/\d+/commands"),
}
