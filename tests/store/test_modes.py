"""Whatever is made on the disk is for its owner's eyes only, even where the system's umask lets everybody in."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.console.exhibits import ExhibitFolder
from bot.console.terminal import interactive_reader
from bot.store import Store, open_store
from bot.store.backup import back_up, restore, rotate
from bot.store.lock import alone_on
from bot.tutor.reply import Exhibit
from tests.fakes import NOON
from tests.store.test_opening import TODAYS, m901_add_notes, program_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")


@pytest.fixture(autouse=True)
def _anybody_may_read() -> Iterator[None]:
    """The loosest umask there is."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Where a database will be, in folders that are not there yet."""
    return tmp_path / "home" / "data" / "bot.db"


def kept(db: Path) -> Store:
    """An open store with a row in it."""
    store = open_store(db)
    store.reports.add("ann", "bread", "yeast", "A typo.", NOON)
    return store


def in_use(db: Path) -> list[str]:
    with alone_on(db), closing(kept(db)):
        return made(db)


def migrated(db: Path) -> list[str]:
    kept(db).close()
    open_store(db, program_of(m901_add_notes)).close()
    return made(db)


def copied(db: Path) -> list[str]:
    with closing(kept(db)):
        back_up(db, db.parents[1] / "elsewhere" / "copy.db")
        rotate(db, db.parents[1] / "backups", date(2026, 11, 22))
        return made(db)


def put_back(db: Path) -> list[str]:
    kept(db).close()
    back_up(db, db.with_name("copy.db"))
    restore(db.with_name("copy.db"), db)
    return made(db)


def put_back_for_a_damaged_one(db: Path) -> list[str]:
    kept(db).close()
    back_up(db, db.with_name("copy.db"))
    db.write_bytes(b"damaged")
    db.with_name("bot.db-wal").touch(0o600)
    restore(db.with_name("copy.db"), db)
    return made(db)


def forgotten(db: Path) -> list[str]:
    with closing(kept(db)) as store:
        store.privacy.forget("ann", NOON)
    return made(db)


def exported_in_a_terminal(db: Path) -> list[str]:
    db.parents[1].mkdir(0o700)
    ExhibitFolder(db.parent).place(Exhibit("about-you.json", b"{}", "Everything"))
    return made(db)


def typed_in_a_terminal(db: Path) -> list[str]:
    kept(db).close()
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("why does it rise?\n")
        interactive_reader(db.with_name("bot.db.history"), lambda _: ())("> ")
    return made(db)


def made(db: Path) -> list[str]:
    """All files there are, and as a side effect the proof that nobody else may read, write or enter."""
    everything = sorted(db.parents[1].rglob("*"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (db.parents[1], *everything)}
    assert modes == {path.name: 0o700 if path.is_dir() else 0o600 for path in (db.parents[1], *everything)}
    return [path.name for path in everything if path.is_file()]


@pytest.mark.parametrize(
    ("do", "files"),
    [
        (in_use, ["bot.db", "bot.db-shm", "bot.db-wal", "bot.db.lock"]),
        (migrated, ["bot.db", f"bot.db.after-{TODAYS[-1]}"]),
        (copied, ["many-coats-2026-11-22.db", "bot.db", "bot.db-shm", "bot.db-wal", "copy.db"]),
        (put_back, ["bot.db", "bot.db.before-restore", "copy.db"]),
        (
            put_back_for_a_damaged_one,
            ["bot.db", "bot.db.before-restore", "bot.db.before-restore-wal", "copy.db"],
        ),
        (forgotten, ["bot.db", "bot.db.forgotten"]),
        (exported_in_a_terminal, ["about-you.json"]),
        (typed_in_a_terminal, ["bot.db", "bot.db.history"]),
    ],
    ids=[
        "while it is used",
        "set aside before a migration",
        "copied",
        "put back",
        "put back for a damaged one",
        "the record of who is forgotten",
        "exported in a terminal",
        "typed in a terminal",
    ],
)
def test_nobody_else_may_read_what_is_made(
    db: Path, do: Callable[[Path], list[str]], files: list[str]
) -> None:
    assert do(db) == files


def test_what_its_owner_lets_others_read_stays_so(db: Path) -> None:
    """A folder that was there, or a database with a mode of its operator's choice, is theirs to decide about."""
    kept(db).close()
    db.parent.chmod(0o750)
    db.chmod(0o640)

    open_store(db).close()

    assert stat.S_IMODE(db.parent.stat().st_mode) == 0o750
    assert stat.S_IMODE(db.stat().st_mode) == 0o640
