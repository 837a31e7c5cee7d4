"""What whoever runs the bot types."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.store import open_store
from bot.store.lock import alone_on
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON, small_course


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database in which Ann finished a lesson and reviewed a key point twice."""
    course = small_course(tmp_path / "course")
    with closing(open_store(tmp_path / "bot.db")) as store:
        tutor = Tutor(course, store)
        for _ in range(8):
            tutor.lessons.next(Visit("ann", "kitchen", NOON))
        for day, times in ((1, 0), (8, 1)):
            at = NOON + timedelta(days=day, hours=1)
            tutor.press(Visit("ann", "kitchen", at), f"review:own:yeast/{times}/3")
    return tmp_path / "bot.db"


def run(db: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--db", str(db)])


class TestBackupAndRestore:
    def test_a_backup_is_made_and_put_back(self, db: Path, tmp_path: Path) -> None:
        made = run(db, "backup", str(tmp_path / "copy.db"))
        put_back = run(db, "restore", str(tmp_path / "copy.db"), "--yes")

        assert (made.exit_code, put_back.exit_code) == (0, 0)
        assert "checked" in made.output
        assert "bot.db.before-restore" in put_back.output

    def test_without_yes_nothing_is_put_anywhere(self, db: Path, tmp_path: Path) -> None:
        before = db.read_bytes()

        result = run(db, "restore", str(tmp_path / "copy.db"))

        assert result.exit_code == 2
        assert "--yes" in result.output
        assert db.read_bytes() == before

    def test_all_is_copied_to_another_database_and_counted(self, db: Path, tmp_path: Path) -> None:
        new = tmp_path / "new.db"

        made, again = (run(db, "migrate", "--to", str(new)) for _ in range(2))

        assert made.exit_code == 0
        assert "Copied and compared, every row." in made.output
        assert run(new, "stats").output == run(db, "stats").output
        assert (again.exit_code, "is not empty" in again.output) == (1, True)

    def test_another_kind_of_database_is_no_file_s_name(self, db: Path) -> None:
        result = run(db, "migrate", "--to", "mysql://tutor:secret@db/learners")

        assert result.exit_code == 2
        assert (
            "A database at mysql://… can't be used: name a file, or a server as postgresql://"
            in result.output
        )
        assert "secret" not in result.output

    def test_a_server_s_database_is_for_its_own_tools(self, tmp_path: Path) -> None:
        for command in (["backup", "copy.db"], ["restore", "copy.db", "--yes"]):
            result = CliRunner().invoke(main, [*command, "--db", "postgresql://tutor:secret@db/learners"])

            assert result.exit_code == 2
            assert "pg_dump -Fc` and put a copy back with `pg_restore" in result.output
            assert "secret" not in result.output

    def test_while_a_bot_runs_nothing_is_put_in_its_place(self, db: Path, tmp_path: Path) -> None:
        run(db, "backup", str(tmp_path / "copy.db"))

        with alone_on(db):
            result = run(db, "restore", str(tmp_path / "copy.db"), "--yes")

        assert result.exit_code == 1
        assert "stop it first" in result.output


class TestStats:
    def test_they_count_what_is_kept_and_compare_predicted_with_observed_recall(self, db: Path) -> None:
        result = run(db, "stats", "--course", str(db.parent / "course"))

        lines = [line.split() for line in result.output.splitlines()]
        assert ["learners", "1"] in lines
        assert ["lessons", "finished", "1"] in lines
        assert ["reviews", "2"] in lines
        assert lines[-2][1:] == ["1.00", "1"]  # the second review was expected to succeed, and did
        assert result.output.splitlines()[-1].startswith("log loss 0.")

    def test_without_reviews_they_say_so(self, tmp_path: Path) -> None:
        small_course(tmp_path / "course")

        result = run(tmp_path / "new.db", "stats", "--course", str(tmp_path / "course"))

        assert "can't be compared" in result.output


def test_the_systemd_unit_is_printed_with_how_to_install_it() -> None:
    output = CliRunner().invoke(main, ["unit"]).output

    assert "systemctl enable" in output
    assert "ExecStart=" in output
    assert "ProtectSystem=strict" in output
