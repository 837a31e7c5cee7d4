"""What befalls the database: no room, no right to write, another program, damage. It is told, and it passes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.discord_ui.clockwork import TICK_S
from bot.store import open_store
from bot.store.backup import back_up
from tests.fakes import write_course
from tests.faults.database import (
    change,
    damage,
    held,
    held_alone,
    is_sound,
    needs_limits,
    no_room,
    rows,
)
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.message import Answer
from tests.wire.process import BotProcess
from tests.wire.world import Channel

KEPT = "Your place is kept"
REFERENCE = re.compile(r"reference `([0-9a-f]{8})`")
BUSY_S = 5.0  # how long SQLite waits for another program
MINUTE = timedelta(minutes=1)
Deed = Callable[[], Awaitable[Reply]]


@pytest.fixture
def settings(small_settings: Mapping[str, str]) -> Mapping[str, str]:
    return small_settings


def line_of(bot: BotProcess, reply: Reply) -> str:
    """What the log says under a reply's reference: one line."""
    assert reply.title == KEPT
    found = REFERENCE.search(reply.text)
    assert found is not None
    assert len(reply.text.splitlines()) == 2  # the heading, and a sentence
    [line] = [line for line in bot.stderr.splitlines() if found[1] in line]
    return line


async def to_the_last_check(learner: Learner, channel: Channel) -> Reply:
    """Through the first lesson, to where one press finishes it."""
    page = await learner.slash(channel, "lesson start")
    for way_on in ("Next", "Next", "Next: the key points", "Next: 3 checks", "Next check", "Next check"):
        page = await learner.press(page, way_on)
    return page


async def written(learner: Learner, page: Reply, button: str, text: str) -> Reply:
    """Press a button that asks for a line, and write it."""
    window = await learner.press_for_modal(page, button)
    return await learner.submit(window, {window.labels[0]: text})


@needs_limits
class TestAFullDisk:
    async def test_what_is_written_fails_whole_and_is_told_what_is_read_goes_on_and_with_room_all_does(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner, bob: Learner, olga: Learner
    ) -> None:
        eve, kitchen = fake.user("eve"), fake.channel("kitchen")
        page = await ann.slash(study, "lesson start")
        last = await to_the_last_check(eve, study)
        mine, server = await ann.slash(study, "my settings"), await olga.slash(study, "tutor settings")
        group = await olga.slash(study, "group create", name="Bakers")
        restart, forget = await ann.slash(study, "lesson restart"), await eve.slash(study, "my forget")
        question = await bob.slash(study, "ask", question="how do I repair a bicycle")
        writes: dict[str, Deed] = {
            "a step": lambda: ann.press(page, "Next"),
            "a lesson's end": lambda: eve.press(last, "Finish the lesson"),
            "an answer": lambda: eve.press(last, "right one of time-check"),
            "a report": lambda: written(ann, page, "Something wrong here?", "A typo."),
            "a question": lambda: bob.slash(study, "ask", question="what is yeast"),
            "a verdict": lambda: bob.press(question, "Helpful"),
            "a quiz": lambda: eve.slash(study, "quiz", scope="rising"),
            "a choice": lambda: ann.press(mine, "Keep my questions"),
            "reminders": lambda: eve.slash(
                study, "my reminders", days="daily", time="19:30", zone="Europe/Berlin"
            ),
            "a server's choice": lambda: olga.press(server, "Lessons by direct message"),
            "a group": lambda: olga.slash(kitchen, "group create", name="Cooks"),
            "joining": lambda: bob.press(group, "Join"),
            "a lesson together": lambda: olga.slash(study, "group lesson"),
            "a restart": lambda: ann.press(restart, "Yes, start over"),
            "being forgotten": lambda: written(eve, forget, "Delete it all …", "forget me"),
        }
        reads: dict[str, Deed] = {
            "where one stands": lambda: ann.slash(study, "lesson again"),
            "the outline": lambda: ann.slash(study, "lesson list"),
            "progress": lambda: eve.slash(study, "lesson progress"),
            "settings": lambda: ann.slash(study, "my settings"),
            "one's data": lambda: bob.slash(study, "my export"),
            "reviews": lambda: bob.slash(study, "review"),
            "a term": lambda: bob.slash(study, "glossary", term="SD"),
            "help": lambda: bob.slash(study, "help"),
            "the group": lambda: olga.slash(study, "group members"),
        }
        before = rows(bot.db)

        with no_room(bot.pid):
            failed = {name: await deed() for name, deed in writes.items()}
            read = {name: await deed() for name, deed in reads.items()}
            meanwhile = rows(bot.db)
        after = {name: await deed() for name, deed in writes.items()}

        assert {name: "Make room" in line_of(bot, reply) for name, reply in failed.items()} == dict.fromkeys(
            writes, True
        )
        assert {name: reply.title for name, reply in read.items() if reply.title == KEPT} == {}
        assert meanwhile == before
        assert {name: reply.title for name, reply in after.items() if reply.title == KEPT} == {}
        assert is_sound(bot.db)

    async def test_the_first_learner_of_all_begins_when_there_is_room_again(
        self, bot: BotProcess, study: Channel, ann: Learner
    ) -> None:
        with no_room(bot.pid):
            refused = await ann.slash(study, "lesson start")
        begun = await ann.slash(study, "lesson start")

        assert "Make room" in line_of(bot, refused)
        assert begun.title == "Why bread rises (1 of 3)"

    async def test_a_lesson_is_finished_with_all_that_belongs_to_it_or_not_at_all(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner, at_length: bool
    ) -> None:
        last = await to_the_last_check(ann, study)
        before = rows(bot.db)
        room, step = bot.db.with_name("bot.db-wal").stat().st_size, 50 if at_length else 500
        tries = 0

        while True:
            with no_room(bot.pid, room):
                end = await ann.press(last, "Finish the lesson")
            if end.title != KEPT:
                break
            assert rows(bot.db) == before
            room, tries = room + step, tries + 1
            fake.skip(timedelta(seconds=1))  # else the tutor asks for patience

        assert tries > 2
        assert end.title == "Lesson done: Why bread rises"
        after = rows(bot.db)
        assert len(after["finished"]) == 1
        assert len(after["memories"]) == 2
        assert is_sound(bot.db)

    async def test_a_bot_killed_on_a_full_disk_starts_where_everybody_stood(
        self, bot: BotProcess, study: Channel, ann: Learner
    ) -> None:
        last = await to_the_last_check(ann, study)
        before = rows(bot.db)

        with no_room(bot.pid, bot.db.with_name("bot.db-wal").stat().st_size + 5_000):
            await ann.press(last, "Finish the lesson")
            await bot.kill()
        await bot.start()

        assert rows(bot.db) == before
        assert (await ann.press(last, "Finish the lesson")).title == "Lesson done: Why bread rises"

    async def test_a_start_without_room_says_so(self, fake: FakeDiscord, tmp_path: Path) -> None:
        assert "Make room" in await failing_start(fake, tmp_path, "full")

    async def test_the_daily_copy_that_finds_no_place_is_told_in_a_line(
        self,
        fake: FakeDiscord,
        tmp_path: Path,
        small_settings: Mapping[str, str],
        study: Channel,
        ann: Learner,
    ) -> None:
        (tmp_path / "file").write_text("no folder")
        async with BotProcess(
            fake, tmp_path, {**small_settings, "MANY_COATS_BACKUPS": str(tmp_path / "file")}
        ) as bot:
            await bot.logged("tidying failed")
            page = await ann.slash(study, "lesson start")

        assert "Choose a folder" in bot.stderr
        assert "Traceback" not in bot.stderr
        assert page.title == "Why bread rises (1 of 3)"


class TestNoRightToWrite:
    @pytest.fixture
    def database(self, tmp_path: Path) -> Path:
        """A database that may only be read."""
        open_store(tmp_path / "bot.db").close()
        (tmp_path / "bot.db").chmod(0o400)
        return tmp_path

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Iterator[Path]:
        """A folder that may only be read, and a database in it."""
        open_store(tmp_path / "bot.db").close()
        tmp_path.chmod(0o500)
        yield tmp_path
        tmp_path.chmod(0o700)

    async def test_a_database_that_may_only_be_read_is_refused_at_the_start(
        self, fake: FakeDiscord, database: Path
    ) -> None:
        assert "Set MANY_COATS_DB to a file you can write" in await failing_start(fake, database, "bound")

    async def test_a_folder_that_may_only_be_read_is_refused_at_the_start(
        self, fake: FakeDiscord, folder: Path
    ) -> None:
        line = await failing_start(fake, folder, "bound")

        assert "Set MANY_COATS_DB to a file in a folder you can write" in line


class TestAnotherProgram:
    async def test_what_it_holds_for_a_moment_is_waited_for(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner
    ) -> None:
        page = await ann.slash(study, "lesson start")

        with held(bot.db):
            pressed = asyncio.create_task(ann.press(page, "Next"))
            await fake.world.bell.until(lambda: Answer.MESSAGE_LATER in answers(fake), "a deferral")
        after = await pressed

        assert after.title == "Why bread rises (2 of 3)"

    async def test_what_it_holds_for_long_is_told_while_reading_goes_on(
        self, bot: BotProcess, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        page = await ann.slash(study, "lesson start")
        before = rows(bot.db)

        with held(bot.db):
            read = await bob.slash(study, "lesson list")
            refused = await ann.press(page, "Next")
            meanwhile = rows(bot.db)
        after = await ann.press(page, "Next")

        assert read.title != KEPT
        assert "End that program" in line_of(bot, refused)
        assert meanwhile == before
        assert after.title == "Why bread rises (2 of 3)"

    async def test_what_is_due_by_the_clock_waits_for_it_and_is_sent_afterwards(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner, at_length: bool
    ) -> None:
        if not at_length:
            pytest.skip("waits for the clock's next tick, half a minute; `make faults` does")
        await ann.press(await to_the_last_check(ann, study), "Finish the lesson")
        await ann.slash(study, "my reminders", days="daily", time="19:30", zone="UTC")
        await bot.stop()
        change(bot.db, "UPDATE reminders SET next_at = ?", (datetime.now(UTC) - MINUTE).isoformat())  # noqa: TID251
        change(bot.db, "UPDATE memories SET due = '2020-01-01T00:00:00+00:00'")

        with held(bot.db):
            await bot.start()
            until = fake.world.bell.until
            await until(lambda: "a tick failed" in bot.stderr, "a tick", patience_s=3 * BUSY_S)
        await until(lambda: ann.reads(ann.dms), "a reminder", patience_s=TICK_S + 3 * BUSY_S)

        [line] = [line for line in bot.stderr.splitlines() if "a tick failed" in line]
        assert "End that program" in line
        [letter] = ann.reads(ann.dms)
        assert letter.title == "Time to review"

    async def test_a_start_on_a_database_that_it_has_for_itself_says_so(
        self, fake: FakeDiscord, tmp_path: Path, at_length: bool
    ) -> None:
        if not at_length:
            pytest.skip("waits for five seconds; `make faults` does")
        open_store(tmp_path / "bot.db").close()

        with held_alone(tmp_path / "bot.db"):
            line = await failing_start(fake, tmp_path)

        assert "End that program" in line

    async def test_a_copy_made_while_learners_go_on_is_sound_and_keeps_nobody_waiting(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, tmp_path: Path, at_length: bool
    ) -> None:
        learners = [fake.user(f"learner{n}") for n in range(40 if at_length else 8)]
        copies = [tmp_path / f"copy-{n}.db" for n in range(20 if at_length else 3)]

        async def copy() -> None:
            for path in copies:
                await asyncio.to_thread(back_up, bot.db, path)

        copying = asyncio.create_task(copy())
        ends = await asyncio.gather(*(to_the_last_check(learner, study) for learner in learners))
        await copying

        assert {end.title for end in ends} == {"Check 3 of 3"}
        assert {is_sound(path) for path in copies} == {True}


class TestASecondBot:
    async def test_it_ends_with_a_line_and_the_first_goes_on(
        self,
        fake: FakeDiscord,
        bot: BotProcess,
        tmp_path: Path,
        small_settings: Mapping[str, str],
        study: Channel,
        ann: Learner,
    ) -> None:
        second = BotProcess(fake, tmp_path, small_settings)
        page = await ann.slash(study, "lesson start")

        status = await second.run()

        assert status == 1
        [line] = second.stderr.splitlines()
        assert line.startswith(f"A bot runs on the database {bot.db}: stop it first")
        assert (await ann.press(page, "Next")).title == "Why bread rises (2 of 3)"


class TestDamage:
    async def test_it_is_told_with_the_way_out_others_go_on_and_a_copy_put_back_mends_it(
        self, bot: BotProcess, study: Channel, ann: Learner, bob: Learner, tmp_path: Path
    ) -> None:
        last = await to_the_last_check(ann, study)
        await bot.stop()
        back_up(bot.db, tmp_path / "copy.db")
        damage(bot.db, "memories")
        await bot.start()

        refused = await ann.press(last, "Finish the lesson")
        others = await bob.slash(study, "lesson start")
        again = await ann.slash(study, "lesson again")
        await bot.stop()
        words = ["restore", str(tmp_path / "copy.db"), "--yes", "--db", str(bot.db)]
        restored = CliRunner().invoke(main, words)
        await bot.start()
        end = await ann.press(last, "Finish the lesson")

        assert "many-coats restore FILE --yes" in line_of(bot, refused)
        assert others.title == "Why bread rises (1 of 3)"
        assert again.title == last.title
        assert restored.exit_code == 0, restored.output
        assert end.title == "Lesson done: Why bread rises"
        assert is_sound(bot.db)

    async def test_of_what_is_needed_at_the_start_is_told_there(
        self, fake: FakeDiscord, tmp_path: Path
    ) -> None:
        open_store(tmp_path / "bot.db").close()
        damage(tmp_path / "bot.db", "pseudonym_key")

        assert "many-coats restore FILE --yes" in await failing_start(fake, tmp_path)

    @pytest.mark.parametrize("command", ["stats", "reports", "questions", "chat"])
    def test_the_terminal_tells_it_in_a_line_too(self, tmp_path: Path, command: str) -> None:
        course = write_course(tmp_path / "course")
        open_store(tmp_path / "bot.db").close()
        for table in ("asked_settled_as", "reports", "positions"):
            damage(tmp_path / "bot.db", table)

        result = CliRunner().invoke(
            main,
            [command, "--db", str(tmp_path / "bot.db"), "--course", str(course)],
            input="/lesson start\n",
        )

        assert result.exit_code == 1
        assert result.output.splitlines()[-1].startswith(
            f"The database {tmp_path / 'bot.db'}: it is damaged."
        )


class TestANewerDatabase:
    async def test_it_is_refused_and_stays_as_it_is(self, fake: FakeDiscord, tmp_path: Path) -> None:
        open_store(tmp_path / "bot.db").close()
        change(
            tmp_path / "bot.db",
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('many-coats', 'm999_later', '')",
        )
        before = rows(tmp_path / "bot.db")

        line = await failing_start(fake, tmp_path)

        assert line.endswith("comes from a newer Many Coats (m999_later). Update this program.")
        assert rows(tmp_path / "bot.db") == before


def answers(fake: FakeDiscord) -> list[Answer | None]:
    """How interactions were acknowledged."""
    return [interaction.answer for interaction in fake.world.interactions.values()]


async def failing_start(fake: FakeDiscord, folder: Path, hampered: str = "") -> str:
    """The one line of a bot that ends at once."""
    program = ("-m", "tests.faults.hampered", hampered, "run") if hampered else ("-m", "bot", "run")
    course = {"MANY_COATS_COURSE": str(write_course(folder.parent / f"{folder.name}-course"))}
    bot = BotProcess(fake, folder, course, program)
    assert await bot.run() == 1, bot.stderr
    [line] = bot.stderr.splitlines()
    return line
