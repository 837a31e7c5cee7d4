"""Whatever is typed, forged or written into a lesson: an answer or a plain sentence, and nothing that isn't theirs."""

from __future__ import annotations

import copy
import random
import re
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database  # noqa: TID251  # every row is looked at

from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.course.reader import read_course
from bot.discord_ui.draw import draw as draw_reply
from bot.errors import ContentError, LearnerError, Mistake
from bot.labs.catalogue import LABS
from bot.labs.lab import Lab
from bot.labs.outcome import Outcome
from bot.store import Store
from bot.tutor.actions import Action
from bot.tutor.lab_orders import LabOrder
from bot.tutor.reply import Button, Reply, note
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.course.test_hostile_files import DATA
from tests.discord_ui import conftest as discord_ui
from tests.discord_ui.conftest import World
from tests.fakes import NOON, course_files, memory_database, write_course
from tests.faults.often import often
from tests.faults.walk import COMMANDS, LONG, TEXTS, Command

thread, world = discord_ui.thread, discord_ui.world  # fixtures

# -- what is typed --

# JSON can carry half a character; combining marks, ligatures and letters that grow when they change case.
HALVES = st.text(st.characters(exclude_categories=()), max_size=30)
ODD = st.sampled_from(
    [
        "",
        " ",
        "\0",
        "\ud800",
        "what is \udfff yeast",
        "yeast\0" * 50,
        "e" + "\u0301" * 3_999,
        "Z̸̧̢̛͖̦̲͇̦̝a̷l̵g̶o̴ yeast",
        "\ufdfa" * 4_000,
        "İ" * 4_000,
        "ß" * 4_000,
        "ﬃ" * 1_000,
        "٣",
        "²",
        "9" * 4_000,
        "-1",
        "nan",
        "1e999",
        "'; DROP TABLE positions; --",
        "%s %d {0} {visit} ${HOME}",
        "yeast " * 600,
        "?" * 4_000,
        "((((" * 1_000,
        "why " * 1_000,
        "\u200d\u200c\u2060",
        "\n" * 4_000,
    ]
)
ANYTHING = TEXTS | LONG | HALVES | ODD | st.builds(lambda a, b: f"{a} {b}"[:4_000], ODD, TEXTS)
SENT = ANYTHING.map(
    lambda text: text.encode("utf-8", "ignore").decode()
)  # names and buttons, which Discord has checked
TYPED: tuple[Command, ...] = (
    *COMMANDS,
    lambda tutor, visit, text: tutor.schedules.plan(visit, f"daily {text} UTC", ""),
    lambda tutor, visit, text: tutor.schedules.plan(visit, f"{text} 19:30 UTC", ""),
    lambda tutor, visit, text: tutor.schedules.plan(visit, f"daily 19:30 {text}", ""),
    lambda tutor, visit, text: tutor.schedules.plan(visit, "daily 19:30 UTC", text),
    lambda tutor, visit, text: tutor.my.reminders(visit, f"daily 19:30 {text}"),
    lambda tutor, visit, text: tutor.press(visit, "answer:ask", text),
    lambda tutor, visit, text: tutor.press(visit, "report:write:yeast", text),
    lambda tutor, visit, text: tutor.press(visit, "unanswered:other:1", text),
    lambda tutor, visit, text: tutor.press(visit, "review:term:yeast/0", text),
    lambda tutor, visit, text: tutor.press(visit, "my:forget", text),
)


def outcome(work: Callable[..., Reply], *given: object) -> str:
    """All words that come of it, those of files too; nothing but a reply or a learner's error may come."""
    try:
        reply = work(*given)
    except LearnerError as error:
        return str(error)
    words = [
        word
        for card in reply.cards
        for word in (
            card.title,
            card.text,
            card.footer,
            *(f"{button.label} {button.action}" for button in card.buttons),
            *(exhibit.alt for exhibit in (*card.pictures, *card.sounds)),
            *(file.read().decode() for file in card.files),
        )
    ]
    return "\n".join(words)


TRACE = re.compile(r"Traceback|File \"|Error\b|Exception|went wrong")
STRANGER = Visit("discord:999", "discord:99", NOON, name="Eve")


class TestWhatIsTyped:
    """Half a character can't be sent or kept, so none may be left in what is answered."""

    def test_into_a_command_or_a_window_is_answered(self, course: Course, at_length: bool) -> None:
        matcher = Matcher(course)

        @often(at_length, short=60, long=1_000)
        @given(ANYTHING, SENT, st.booleans())
        def type_it(text: str, before: str, is_organiser: bool) -> None:
            tutor = Tutor(course, Store(memory_database()), matcher, rng=random.Random(1))
            visit = Visit("discord:1", "discord:10", NOON, "discord:5", is_organiser, name=before[:32])
            outcome(lambda: tutor.groups.create(replace(visit, manages_server=True), before[:60]))
            outcome(lambda: tutor.questions.ask(visit, before))
            outcome(lambda: tutor.press(visit, "answer:keep-yes"))
            for command in TYPED:
                outcome(tutor.serve, visit, partial(_with, command, text)).encode()

        type_it()

    def test_into_an_option_of_a_lab_is_checked(self, tutor: Tutor, at_length: bool) -> None:
        def order(action: str) -> None:
            with suppress(LearnerError):
                tutor.labs.order(STRANGER, Action.parse(action))

        def ordered(lab: Lab, given: dict[str, object]) -> Reply:
            checked = lab.check(given)
            made = Outcome(
                b"made", lab.suffixes[0], "A.", "Look.", 1, lab.key_point, checked, (), checked, ()
            )
            return tutor.labs.show(STRANGER, lab.name, made, 0.5)

        @often(at_length, short=80, long=3_000)
        @given(ANYTHING)
        def type_it(text: str) -> None:
            for lab in LABS.values():
                for option in lab.options:
                    order(f"lab:run:{lab.name}?{option.name}={text}")
                    outcome(ordered, lab, {option.name: text})
                order(f"lab:run:{lab.name}?{text}")
            order(f"lab:run:{text}")

        type_it()

    async def test_on_discord_is_answered_without_a_trace_of_the_program(self, world: World) -> None:
        said = []
        for text in ("what is \ud800 yeast", "yeast\0" * 600, "\ufdfa" * 3_900, "<@1> @here"):
            who = world.guild.add_member(world.env.create_user("who"))  # one person would be too fast
            for result in (
                await who.slash(world.channel, "ask", question=text),
                await who.slash(world.channel, "lesson goto", lesson=text[:100]),
                await who.slash(world.channel, "quiz", scope=text[:100]),
            ):
                assert result.response is not None
                said.append(str(result.response.components))
            await who.send(world.channel, f"{world.mention} {text}"[:2_000])
            said.append(str(world.last_message.components))

        assert [words for words in said if TRACE.search(words) or "content" not in words] == []


def _with(command: Command, text: str, tutor: Tutor, visit: Visit) -> Reply:
    return command(tutor, visit, text)


def _pressed(action: str, tutor: Tutor, visit: Visit) -> Reply:
    return tutor.press(visit, action, "what is yeast")


# -- what is forged --

ANN, BOB, OLGA, EVE = "discord:100", "discord:101", "discord:102", STRANGER.learner
HERE, THERE = "discord:5", "discord:6"  # servers
SECRETS = ("Annabel", "velociraptor", "brontosaurus", "Secret Bakers", "sabretooth", "smell of goats")
# Buttons that this house never shows, or only after others.
SELDOM = (
    *(
        "answer:open:yeast",
        "answer:why:yeast",
        "answer:reasons:yeast",
        "answer:helpful:none",
        "answer:keep-no",
    ),
    *("group:hold:1", "group:resume", "group:ping:none", "server:not-here", "server:everywhere"),
    *("server:place:thread", "unanswered:show:0", "unanswered:is:1/yeast", "unanswered:is:3/yeast"),
    *("unanswered:undo:1", "unanswered:undo:3", "unanswered:beyond:3", "quiz:anew:rising", "quiz:anew:dough"),
    *("quiz:go-on", "lesson:restart-yes", "lesson:list", "my:forget", "review:next", "review:term:yeast/0"),
)
NUMBERS = (
    "0",
    "1",
    "2",
    "3",
    "7",
    "-1",
    "+1",
    " 1",
    "1.0",
    "1e3",
    "1_0",
    "0x1",
    "\u00b2",
    "\u0663",
    "\uff11",
    "\u0661" * 9,
    "9" * 18,
    "9" * 19,
    str(2**63 - 1),
    str(2**63),
    str(10**30),
    "0" * 60 + "1",
    "9" * 5_000,
    "",
)
PIECES = st.sampled_from(
    [
        ":",
        "/",
        "?",
        "&",
        "=",
        "%",
        "\n",
        "\0",
        " ",
        "\u202e",
        "'",
        "yes",
        "none",
        "yeast",
        "end",
        "sour/hook",
    ]
)


@dataclass
class House:
    """Two servers with what their learners did, and every button that was shown to them."""

    course: Course
    matcher: Matcher
    db: Database = field(default_factory=memory_database)
    actions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open()
        olga = Visit(OLGA, "discord:10", NOON, HERE, manages_server=True, name="Olga")
        ann = Visit(ANN, "discord:10", NOON, HERE, name="Annabel")
        bob = Visit(BOB, "discord:10", NOON, HERE, name="Bob")
        tutor, show = self.tutor, self.show
        for learner in (ann, bob):
            tutor.press(learner, "answer:keep-yes")
            show(tutor.questions.ask(learner, "velociraptor bicycle repair"))
            show(tutor.my.settings(learner))
            show(tutor.my.reminders(learner, "daily 19:30 UTC"))
            show(tutor.lessons.next(learner))
        show(tutor.questions.ask(ann, "brontosaurus knitting"))  # nobody else asked that
        show(tutor.press(ann, "report:write:yeast", "sabretooth"))
        show(tutor.quizzes.start(ann, "rising"))
        tutor.reviews.missed(ANN, "yeast", NOON)
        show(tutor.reviews.next(ann))
        show(tutor.press(ann, "review:look:yeast/0"))
        prompt = {"own": "smell of goats, " * 9}
        self.actions.append(
            f"lab:kept:{self.store.lab_orders.keep(ANN, Action.parse(LabOrder('words', prompt).action).argument, NOON)}"
        )
        show(tutor.labs.list())
        show(tutor.servers.settings(olga, role="77"))
        show(tutor.unanswered.show(olga))
        self.meet(olga, "Secret Bakers", ann, bob)
        there = Visit("discord:200", "discord:20", NOON, THERE, manages_server=True, name="Tom")
        self.meet(there, "Millers", replace(there, learner="discord:201", manages_server=False))
        for lesson in self.course.lessons.values():
            for step in lesson.steps:
                show(tutor.press(olga, f"lesson:at:{lesson.id}/{step}"))
        self.actions = sorted({*self.actions, *SELDOM})

    def meet(self, organiser: Visit, name: str, *learners: Visit) -> None:
        """A group with a schedule and a lesson that stands at a check, and with all its buttons."""
        tutor, show = self.tutor, self.show
        show(tutor.groups.create(organiser, name))
        show(tutor.groups.settings(organiser, role="78"))
        show(tutor.schedules.plan(organiser, "daily 19:30 UTC"))
        for learner in learners:
            show(tutor.groups.join(learner))
        stage = tutor.sessions.begin(organiser).stage
        assert stage is not None
        show(tutor.sessions.begin(organiser))
        show(tutor.groups.end(organiser))
        while (scene := tutor.sessions.scene(stage)) is not None and not scene.step.endswith("-check"):
            tutor.sessions.opened(stage, f"discord:{500 + stage}")
            tutor.sessions.shown(stage, scene.step, "6000")
            show(scene.reply)
            tutor.press(organiser, f"session:next:{stage}/{scene.step}")
        assert scene is not None
        show(scene.reply)
        for learner in learners:
            show(tutor.press(learner, f"session:join:{stage}"))

    def open(self) -> None:
        """Set up the tutor."""
        self.store = Store(self.db)
        self.tutor = Tutor(self.course, self.store, self.matcher, rng=random.Random(1))

    def copy(self) -> House:
        """The same in a database of its own."""
        other = copy.copy(self)
        other.db = Database(memory=True)
        self.db.conn.backup(other.db.conn)
        other.open()
        return other

    def show(self, reply: Reply) -> None:
        """Somebody sees a reply."""
        self.actions += (button.action for card in reply.cards for button in card.buttons)

    def others(self, visit: Visit) -> dict[str, list[tuple[Any, ...]]]:
        """Every row that isn't the visitor's own, or says that they are in another server's group; nor of their server, if they organise."""
        own = {visit.learner, self.store.asked._pseudonyms.of(visit.learner)}  # noqa: SLF001  # nobody else is told
        groups, sessions = self._of(visit.server)
        found: dict[str, list[tuple[Any, ...]]] = {}
        for table in self.db.tables:
            if table.name.startswith(("sqlite_", "_sqlite")):
                continue  # the database's own: which number a row gets next
            found[table.name] = []
            for row in table.rows:
                is_own = not own.isdisjoint(row.get(name) for name in ("learner", "asker", "digest"))
                is_here = row.get("group_id") in groups or row.get("session_id") in sessions
                is_elsewhere = not is_here and ("group_id" in row or "session_id" in row)
                is_led = visit.manages_server and (is_here or row.get("server") == visit.server)
                if is_elsewhere or not (is_own or is_led):
                    found[table.name].append(tuple(row.values()))
        return found

    def _of(self, server: str) -> tuple[set[int], set[int]]:
        """The ids of a server's groups and of their lessons."""
        groups = {row[0] for row in self.db.execute("SELECT id FROM groups WHERE server = ?", [server])}
        sessions = self.db.execute("SELECT id, group_id FROM sessions")
        return groups, {session for session, group in sessions if group in groups}


VISITS = {
    "a stranger in a direct message": STRANGER,
    "a member of another server": replace(STRANGER, server=THERE, place="discord:20"),
    "an organiser of another server": replace(
        STRANGER, server=THERE, place="discord:20", manages_server=True, roles=frozenset(["77"])
    ),
    "a member without rights": replace(STRANGER, server=HERE, place="discord:10", roles=frozenset(["79"])),
    "a member elsewhere in the server": replace(STRANGER, server=HERE, place="discord:12"),
}


@pytest.fixture(scope="module")
def house(course: Course) -> House:
    return House(course, Matcher(course))


def given_away(words: str, visit: Visit) -> list[str]:
    """The secrets in what somebody is told; in the house's own server its groups and their members are none."""
    open_here = ("Annabel", "Secret Bakers") if visit.server == HERE else ()
    return [word for word in SECRETS if word in words and word not in open_here]


def _forged(action: str, text: str, tutor: Tutor, visit: Visit) -> Reply:
    """What a button does; of a lab, what it would be run with."""
    if action.startswith("lab:"):
        return note("", str(tutor.labs.order(visit, Action.parse(action)).options))
    return tutor.press(visit, action, text)


@st.composite
def forged(draw: st.DrawFn, actions: Sequence[str]) -> str:
    """A real button's id with something changed, or not."""
    desk = draw(st.sampled_from(sorted({action.partition(":")[0] for action in actions})))
    action = draw(st.sampled_from([action for action in actions if action.startswith(desk)]))
    for change in draw(st.lists(st.integers(0, 6), max_size=3)):
        at = draw(st.integers(0, len(action)))
        parts = re.split(r"([:/])", action)
        place = draw(st.integers(0, len(parts) - 1))
        match change:
            case 0:
                action = re.sub(r"\d+", draw(st.sampled_from(NUMBERS)).replace("\\", ""), action, count=1)
            case 1:
                action = action[:at]
            case 2:
                action = action[:at] + draw(PIECES | SENT) + action[at:]
            case 3:
                action = "".join(parts[:place] + parts[place + 1 :])
            case 4:
                other = re.split(r"([:/])", draw(st.sampled_from(actions)))
                action = "".join([*parts[:place], draw(st.sampled_from(other)), *parts[place + 1 :]])
            case 5:
                action = "".join(
                    [*parts[:place], draw(st.sampled_from(NUMBERS) | PIECES), *parts[place + 1 :]]
                )
            case _:
                action += draw(PIECES) * draw(st.integers(1, 100))
    return action


FORGED = (
    *(
        "session:join:9999",
        "session:catch-up:\u0663",
        "session:next:\u00b2/hook",
        "quiz:choose:1/x",
        "x:y",
        ":::",
    ),
    *("lab:run:face?seed=\u0663", "lab:run:face?seed=1e999", "lab:run:%00", "lab:kept:0", "group:end:1"),
    *("unanswered:show:" + "9" * 80, "lesson:at:" + "x" * 90, "review:own:yeast/999999999/4"),
    *("server:everywhere", "check:choose:rising/gas-check:\0"),
)
DECIDE = tuple(f"group:{verb}" for verb in ("end", "pause", "ping", "resume", "skip", "unschedule"))
FOR_ORGANISERS: dict[str, Callable[[Tutor, Visit], Reply]] = {
    "create": lambda tutor, visit: tutor.groups.create(replace(visit, place="discord:14"), "Mine"),
    "settings": lambda tutor, visit: tutor.groups.settings(visit, share=1, pause_minutes=1, role="7"),
    "end": lambda tutor, visit: tutor.groups.end(visit),
    "report": lambda tutor, visit: tutor.groups.report(visit),
    "schedule": lambda tutor, visit: tutor.schedules.plan(visit, "daily 12:30 UTC"),
    "server": lambda tutor, visit: tutor.servers.settings(visit, role="7"),
    "numbers": lambda tutor, visit: tutor.servers.statistics(visit),
    "questions": lambda tutor, visit: tutor.unanswered.show(visit),
}


class TestForgedButtons:
    @pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
    def test_reach_nothing_of_others(self, house: House, visit: Visit, at_length: bool) -> None:
        before = house.others(visit)

        @often(at_length, short=100, long=1_500)
        @given(forged(house.actions), st.just("forget me") | ANYTHING)
        def press(action: str, text: str) -> None:
            mine = house.copy()
            told = outcome(mine.tutor.serve, visit, partial(_forged, action, text))
            told.encode()
            assert given_away(told.replace(text, "").replace(action, ""), visit) == []
            assert mine.others(visit) == before
            mine.store.close()

        press()

    @pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
    def test_nor_do_real_ones(self, house: House, visit: Visit) -> None:
        before = house.others(visit)
        mine = house.copy()

        for action in house.actions:
            told = outcome(_forged, action, "forget me", mine.tutor, visit)
            assert given_away(told, visit) == [], action
            assert mine.others(visit) == before, action

    def test_with_numbers_of_any_kind_reach_nothing_of_others(self, house: House) -> None:
        visit = VISITS["an organiser of another server"]
        before = house.others(visit)
        mine = house.copy()

        for action in house.actions:
            for number in NUMBERS if re.search(r"\d", action) else ():
                other = re.sub(r"\d+", number, action, count=1)
                assert given_away(outcome(_forged, other, "yeast", mine.tutor, visit), visit) == [], other

        assert mine.others(visit) == before

    def test_let_no_organiser_read_what_only_one_person_asked(self, house: House) -> None:
        olga = Visit(OLGA, "discord:10", NOON, HERE, manages_server=True, name="Olga")
        verbs = ["show:{}", "is:{}/yeast", "beyond:{}", "other:{}", "undo:{}"]

        told = ""
        for action in (f"unanswered:{verb.format(number)}" for verb in verbs for number in range(5)):
            mine = house.copy()
            told += outcome(mine.tutor.press, olga, action, "what is yeast")

        assert "velociraptor" in told  # two asked that
        assert "brontosaurus" not in told

    def test_of_organisers_change_nothing_for_a_member(self, house: House) -> None:
        desks = ("server:", "unanswered:", "session:next:1", "session:give-up:1", *DECIDE)
        actions = [action for action in house.actions if action.startswith(desks)]

        assert len(actions) > 20
        for action in actions:
            self.refused(house, partial(_pressed, action))

    @pytest.mark.parametrize("command", FOR_ORGANISERS.values(), ids=FOR_ORGANISERS)
    def test_commands_of_organisers_change_nothing_for_a_member(
        self, house: House, command: Callable[[Tutor, Visit], Reply]
    ) -> None:
        self.refused(house, command)

    def refused(self, house: House, work: Callable[[Tutor, Visit], Reply]) -> None:
        mine = house.copy()
        before = list(mine.db.iterdump())
        with pytest.raises(LearnerError, match="manage this server"):
            work(mine.tutor, VISITS["a member without rights"])
        assert list(mine.db.iterdump()) == before

    async def test_are_answered_on_discord_in_a_sentence(self, world: World) -> None:
        channel: Any = world.client.get_channel(world.channel.id)
        for action in FORGED:
            who = world.guild.add_member(world.env.create_user("who"))
            (drawing,) = draw_reply(note("", "Press.", Button("Press", action)))
            message = await channel.send(view=drawing.view)

            result = await who.click(message, label="Press")

            assert result.ephemeral, action
            assert result.response is not None, action
            assert TRACE.search(str(result.response.components)) is None, action
            assert "content" in str(result.response.components), action


# -- what is written into a lesson --

SNIPPETS = (
    "\t",
    "\0",
    "\x85",
    "\ufeff",
    "\u2028",
    "- " * 3_000,
    "[" * 3_000,
    "{a: " * 3_000,
    "? " * 500,
    "? [a]\n: b\n",
    "&a [*a]",
    "<<: {id: x}\n",
    "<<: 5\n",
    "!!python/name:os.system ",
    "!!python/object/new:os.system [x]",
    "!<tag:yaml.org,2002:python/object/apply:os.system> [x]",
    "!!set {a, b}",
    "!!omap [a: 1]",
    "!!pairs [a: 1]",
    "!!binary 'x'",
    "!!float 'x'",
    "!!timestamp 2026-99-99",
    "0x" + "f" * 9_000,
    "1:" + "59:" * 4_000 + "1",
    "9" * 9_000,
    "-.inf",
    ".nan",
    "1e999",
    "%YAML 9.9\n---\n",
    "%TAG ! tag:x,2000:\n---\n",
    "---\n",
    "...\n",
    "|+9\n",
    '"\\ud800"',
    '"\\x00"',
    "'" * 999,
    "id: id\n",
    "messages: []\n",
)
BYTES = st.sampled_from(
    [b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\0", b"\r", b"\x1b[2J"]
)


# On one slow core, with the memory traced, which takes three times as long; without a bound it was minutes.
MOST_SECONDS = 10.0
MOST_BYTES = 200_000_000
LONGEST_MISTAKE = 1_000  # letters


def places(data: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every node of a file but its root."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield (*here, key)
        yield from places(value, (*here, key))


@st.composite
def broken_course(draw: st.DrawFn) -> dict[str, bytes]:
    """The small course with some nodes dropped, moved or replaced, and some text or bytes put in anywhere."""
    files = course_files() | draw(st.dictionaries(st.sampled_from(["small-talk.yaml", "beyond.yaml"]), DATA))
    for change in draw(st.lists(st.sampled_from(["drop", "put", "move", "twice", "wrap"]), max_size=3)):
        name = draw(st.sampled_from(sorted(files)))
        found = list(places(files[name]))
        if not found:
            continue
        *way, last = draw(st.sampled_from(found))
        around: Any = files[name]
        for step in way:
            around = around[step]
        if change == "drop":
            del around[last]
        elif change == "put":
            around[last] = draw(DATA)
        elif change == "move":
            around[last] = copy.deepcopy(files[draw(st.sampled_from(sorted(files)))])
        elif change == "twice" and isinstance(around, list):
            around.append(copy.deepcopy(around[last]))
        else:
            around[last] = [around[last]]
    texts = {name: yaml.safe_dump(content, sort_keys=False).encode() for name, content in files.items()}
    for piece in draw(st.lists(st.sampled_from(SNIPPETS).map(str.encode) | BYTES, max_size=2)):
        name = draw(st.sampled_from(sorted(texts)))
        starts = [place.end() for place in re.finditer(rb"^ *(- )?(\w+: )?", texts[name], re.MULTILINE)]
        at = draw(st.sampled_from(starts) | st.integers(0, len(texts[name])))
        texts[name] = texts[name][:at] + piece + texts[name][at:]
    return texts


def read(folder: Path, files: Mapping[str, bytes]) -> tuple[Mistake, ...]:
    """What is said of the small course with these files; a course or mistakes may come of it, nothing else."""
    write_course(folder)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        read_course(folder)
    except ContentError as error:
        return error.mistakes
    finally:
        for name in ("small-talk.yaml", "beyond.yaml"):
            (folder / name).unlink(missing_ok=True)
    return ()


HUGE = {
    "laughs": "a0: &a0 [x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)),
    "brackets": "[" * 200_000,
    "braces": "{a: " * 60_000,
    "dashes": "- " * 140_000,
    "questions": "? " * 140_000,
    "many fields": "".join(f"k{n}: 1\n" for n in range(26_000)),
    "many messages": "messages:\n" + "- {}\n" * 59_000,
    "many choices": "checks:\n- choices:\n" + "  - {text: }\n" * 20_000,
    "a long word": "id: " + "a" * 290_000,
    "a long number": "minutes: " + "9" * 290_000,
    "a long hexadecimal": "minutes: 0x" + "f" * 290_000,
    "sixties": "minutes: 1" + ":59" * 90_000,
    "ten megabytes": "title: " + "x" * 10_000_000,
    "ten megabytes of lines": "a: b\n" * 2_000_000,
    "many mistakes": "a: [\n" * 40_000,
}


class TestLessonFiles:
    def test_broken_anyhow_are_a_course_or_mistakes(self, tmp_path: Path, at_length: bool) -> None:
        @often(at_length, short=40, long=1_200)
        @given(broken_course())
        def read_it(files: dict[str, bytes]) -> None:
            mistakes = read(tmp_path, files)
            assert all(
                mistake.file and mistake.line >= 1 and mistake.what and mistake.fix for mistake in mistakes
            )
            "".join(map(str, mistakes)).encode()

        read_it()

    @pytest.mark.parametrize("before", ["", "id: ", "minutes: ", "messages:\n- ", "key_points:\n- why: "])
    def test_with_what_means_much_to_yaml_are_mistakes(self, tmp_path: Path, before: str) -> None:
        for snippet in SNIPPETS:
            mistakes = read(tmp_path, {"01-dough/01-rising.yaml": f"{before}{snippet}\n".encode()})

            assert mistakes, snippet
            assert all(len(str(mistake)) < LONGEST_MISTAKE for mistake in mistakes), snippet

    @pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
    def test_that_are_huge_are_read_in_bounded_time_and_memory(
        self, tmp_path: Path, text: str, request: pytest.FixtureRequest, at_length: bool
    ) -> None:
        if not at_length and "many" in request.node.callspec.id:
            pytest.skip("takes seconds; `make faults` reads all")
        tracemalloc.start()
        begun = time.process_time()

        mistakes = read(tmp_path, {"01-dough/01-rising.yaml": text.encode()})

        took, (_, most) = time.process_time() - begun, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert mistakes
        assert took < MOST_SECONDS
        assert most < MOST_BYTES

    @pytest.mark.parametrize(
        "tag",
        [
            "!!python/object/apply:os.mkdir",
            "!!python/object/new:os.mkdir",
            "!<tag:yaml.org,2002:python/object/apply:os.mkdir>",
        ],
    )
    def test_run_nothing(self, tmp_path: Path, tag: str) -> None:
        made = tmp_path / "made"

        mistakes = read(tmp_path, {"01-dough/01-rising.yaml": f"id: {tag} ['{made}']\n".encode()})

        assert mistakes
        assert not made.exists()
