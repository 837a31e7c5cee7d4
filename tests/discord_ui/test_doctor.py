"""What `many-coats doctor` finds: all well, or a line that says what to do."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.discord_ui.doctor import CLOCK_OFF, Finding, examine
from bot.store import open_store
from bot.store.lock import alone_on
from bot.store.positions import Positions
from tests.fakes import course_files, write_course
from tests.store.test_opening import m901_add_notes, program_of
from tests.store.test_upgrade import left_by_then, opened_then
from tests.wire.fake_discord import FakeDiscord
from tests.wire.faults import Refusal
from tests.wire.record import ROOT
from tests.wire.world import MEMBER, Permission

CONTENT = 1 << 18, 1 << 19  # flags of an application that may read all messages; of a small one, the second
NEEDED = MEMBER
HAMPERED = ("-m", "tests.faults.hampered", "bound", "doctor")
PLAIN = ("-m", "bot", "doctor")


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake
    assert not fake.problems, fake.tell()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database that is well."""
    db = tmp_path / "data" / "deep" / "bot.db"
    open_store(db).close()
    return db


@pytest.fixture
def environment(fake: FakeDiscord, db: Path, tmp_path: Path) -> dict[str, str]:
    """That of a bot with which all is well."""
    return {
        "DISCORD_TOKEN": fake.token,
        "MANY_COATS_DISCORD_API": fake.api,
        "MANY_COATS_DISCORD_GATEWAY": fake.gateway.url,
        "MANY_COATS_DB": str(db),
        "MANY_COATS_COURSE": str(write_course(tmp_path / "course")),
    }


async def found(environment: Mapping[str, str], after: timedelta = timedelta(0)) -> list[Finding]:
    return [finding async for finding in examine(environment, discord.utils.utcnow() + after)]


async def to_mend(environment: Mapping[str, str], after: timedelta = timedelta(0)) -> list[str]:
    """What is not well, but for the small course's own shortcoming: nothing was fitted to it."""
    findings = await found(environment, after)
    return [one.text for one in findings if not one.is_well and not one.text.startswith("answers: ")]


def spoil(db: Path) -> None:
    db.write_text("shopping list: flour, water, salt, patience" * 50, "utf-8")


def let_others_read(db: Path) -> None:
    db.chmod(0o640)


def go_back(db: Path) -> None:
    """Let it be one that an older program left."""
    db.unlink()
    left_by_then(db, 1)
    db.chmod(0o600)


async def test_all_is_well(fake: FakeDiscord, environment: Mapping[str, str]) -> None:
    findings = await found(environment)

    assert await to_mend(environment) == []
    assert [one.text.partition(":")[0] for one in findings if one.is_well] == [
        "settings",
        "course",
        "database",
        "disk",
        "token",
        "clock",
        "intents",
        "server Study group",
    ]


async def test_before_the_first_start_there_need_be_no_database(
    environment: dict[str, str], db: Path
) -> None:
    environment["MANY_COATS_DB"] = str(db.parents[1] / "new" / "er" / "bot.db")

    assert await to_mend(environment) == []


async def test_while_the_bot_runs_all_is_as_well(environment: Mapping[str, str], db: Path) -> None:
    with alone_on(db), closing(open_store(db)):
        assert await to_mend(environment) == []


class TestSettings:
    async def test_without_a_token_it_says_where_to_put_one_and_looks_no_further(
        self, environment: dict[str, str]
    ) -> None:
        del environment["DISCORD_TOKEN"]

        [finding] = await found(environment)

        assert str(finding) == (
            "MEND  settings: DISCORD_TOKEN is not set: put the bot's token there, or in a file named .env."
        )


class TestTheCourse:
    async def test_mistakes_are_counted_with_the_command_that_lists_them(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        files = course_files()
        del files["01-dough/02-sour.yaml"]["title"]
        folder = write_course(tmp_path / "faulty", files)
        environment["MANY_COATS_COURSE"] = str(folder)

        assert await to_mend(environment) == [f"course: 1 mistakes; `many-coats check {folder}` lists them"]

    async def test_a_folder_that_is_not_there_is_such_a_mistake(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        environment["MANY_COATS_COURSE"] = str(tmp_path / "nowhere")

        [line] = await to_mend(environment)

        assert "lists them" in line


class TestTheDatabase:
    async def test_a_damaged_one_is_replaced_by_a_copy(
        self, environment: Mapping[str, str], db: Path
    ) -> None:
        spoil(db)

        [line] = await to_mend(environment)

        assert line == (
            f"database: {db}: file is not a database; put a copy back with `many-coats restore FILE --yes`"
        )

    async def test_a_newer_one_wants_a_newer_program_or_the_copy_set_aside(
        self, environment: Mapping[str, str], db: Path
    ) -> None:
        open_store(db, program_of(m901_add_notes)).close()

        [line] = await to_mend(environment)

        assert "it comes from a newer Many Coats; update this program" in line
        assert f"`many-coats restore {db}.after-… --yes`" in line

    async def test_one_that_others_can_read_is_closed_to_them(
        self, environment: Mapping[str, str], db: Path
    ) -> None:
        let_others_read(db)

        assert await to_mend(environment) == [f"database: others can read {db}; run: chmod 600 {db}"]

    async def test_a_folder_in_its_place_is_told(self, environment: dict[str, str], tmp_path: Path) -> None:
        environment["MANY_COATS_DB"] = str(tmp_path)

        assert await to_mend(environment) == [
            f"database: {tmp_path} is a folder; set MANY_COATS_DB to a file"
        ]

    async def test_below_a_file_there_can_be_none(
        self, environment: dict[str, str], tmp_path: Path, db: Path
    ) -> None:
        (tmp_path / "file").touch(0o700)
        environment["MANY_COATS_DB"] = str(tmp_path / "file" / "bot.db")

        [line] = await to_mend(environment)

        assert "set MANY_COATS_DB to a file you can write" in line

    @pytest.mark.skipif(sys.platform != "linux", reason="root's rights are taken away in Linux's way")
    @pytest.mark.parametrize(
        ("what", "mode"),
        [(".", 0o500), ("bot.db", 0o400), (".", 0o000), ("..", 0o000)],
        ids=["folder", "file", "no way in", "no way there"],
    )
    async def test_what_cannot_be_written_is_told_with_what_to_change(
        self, environment: Mapping[str, str], tmp_path: Path, what: str, mode: int, db: Path
    ) -> None:
        there = db.parent / what
        before = there.stat().st_mode
        there.chmod(mode)
        try:
            status, lines = await run(HAMPERED, environment, tmp_path)
        finally:
            there.chmod(before)

        [line] = [line for line in lines if line.startswith("MEND  database")]
        assert status == 1
        assert "can't be written; make it and its folder writable for the user that runs the bot" in line

    async def test_copies_need_a_folder_that_can_be_written(
        self, environment: dict[str, str], tmp_path: Path, db: Path
    ) -> None:
        environment["MANY_COATS_BACKUPS"] = str(db / "copies")

        [line] = await to_mend(environment)

        assert line.startswith("backups: ")
        assert "set MANY_COATS_BACKUPS to another folder" in line


class TestDiscord:
    async def test_a_refused_token_is_copied_anew(self, environment: dict[str, str]) -> None:
        environment["DISCORD_TOKEN"] = "refused"  # noqa: S105  # it is refused

        assert await to_mend(environment) == [
            "token: Discord refuses it; copy it anew from the developer portal into DISCORD_TOKEN"
        ]

    async def test_out_of_reach_it_is_the_network(self, environment: dict[str, str]) -> None:
        environment["MANY_COATS_DISCORD_API"] = "http://127.0.0.1:9/api/v10"

        [line] = await to_mend(environment)

        assert line.startswith("network: Discord can't be reached (ClientConnectorError); check the network")

    async def test_troubles_of_discord_pass(self, fake: FakeDiscord, environment: Mapping[str, str]) -> None:
        with fake.refuse(lambda request: request.path.endswith("/guilds"), Refusal(500)):
            [line] = await to_mend(environment)

        assert line == "network: Discord answers 500; try again later, and see discordstatus.com"

    @pytest.mark.parametrize("sign", [-1, 1], ids=["slow", "fast"])
    async def test_a_clock_that_is_off_is_told_by_how_much(
        self, environment: Mapping[str, str], sign: int
    ) -> None:
        [line] = await to_mend(environment, sign * timedelta(minutes=10))

        assert line.startswith(("clock: 59", "clock: 60"))
        assert line.endswith(" s off Discord's; let the system keep it by NTP")

    async def test_a_second_or_two_is_no_matter(self, environment: Mapping[str, str]) -> None:
        assert await to_mend(environment, CLOCK_OFF - timedelta(seconds=10)) == []

    @pytest.mark.parametrize("flag", CONTENT, ids=["large bot", "small bot"])
    async def test_an_intent_that_is_not_needed_may_go(
        self, fake: FakeDiscord, environment: Mapping[str, str], flag: int
    ) -> None:
        fake.world.application_flags = flag

        [intents] = [one for one in await found(environment) if one.text.startswith("intents")]

        assert intents.is_well
        assert "may be switched off in the developer portal" in intents.text

    async def test_without_privileged_intents_it_says_that_none_is_needed(
        self, environment: Mapping[str, str]
    ) -> None:
        [intents] = [one for one in await found(environment) if one.text.startswith("intents")]

        assert intents == Finding(True, "intents: no privileged one, and none is needed")

    async def test_missing_permissions_are_named_by_server(
        self, fake: FakeDiscord, environment: Mapping[str, str]
    ) -> None:
        fake.bot.permissions = NEEDED & ~(Permission.ATTACH_FILES | Permission.CREATE_PRIVATE_THREADS)

        [line] = await to_mend(environment)

        assert line == (
            "server Study group: missing attach files, create private threads; "
            "give them to the bot's role, or invite it anew with the logged link"
        )

    async def test_an_administrator_lacks_nothing(
        self, fake: FakeDiscord, environment: Mapping[str, str]
    ) -> None:
        fake.bot.permissions = int(Permission.ADMINISTRATOR)

        assert await to_mend(environment) == []

    async def test_a_bot_in_no_server_is_to_be_invited(
        self, fake: FakeDiscord, environment: Mapping[str, str]
    ) -> None:
        fake.world.guilds.clear()

        assert await to_mend(environment) == [
            "servers: the bot is in none; `many-coats run` logs the invitation"
        ]


class TestTheCommand:
    async def test_it_prints_a_line_for_each_ends_with_1_if_one_is_to_be_mended_and_tells_no_token(
        self, fake: FakeDiscord, environment: dict[str, str], tmp_path: Path, db: Path
    ) -> None:
        del environment["MANY_COATS_COURSE"]  # the real one, which answers are fitted to
        well, lines = await run(PLAIN, environment, tmp_path)
        let_others_read(db)
        ill, more_lines = await run(PLAIN, environment, tmp_path)

        assert (well, ill) == (0, 1)
        assert {line[:6] for line in lines} == {"ok    "}
        assert [line[:15] for line in more_lines if not line.startswith("ok")] == ["MEND  database:"]
        assert fake.token not in "".join(lines + more_lines)

    async def test_an_older_database_is_looked_at_and_left_to_the_bot(
        self, environment: Mapping[str, str], db: Path
    ) -> None:
        go_back(db)

        assert await to_mend(environment) == []
        with opened_then(db, 1) as old:
            assert Positions(old).of("ann", "bread") is not None


async def run(
    program: tuple[str, ...], environment: Mapping[str, str], folder: Path
) -> tuple[int | None, list[str]]:
    """Run the real command; its exit status and its lines."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "HOME": str(folder), "PATH": os.environ["PATH"]},
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode().splitlines()
