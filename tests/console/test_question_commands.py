"""What whoever runs the bot does with questions that found no good answer."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.answering.calibration import digest
from bot.answering.fitted import CALIBRATION
from bot.console.commands import utc_now
from bot.course.reader import read_course
from bot.store import SettledAsk, open_store
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import course_files, small_course, write_course

OVEN = "which stone oven should i buy"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database in which two people of one server, and one outside, asked in vain."""
    course = small_course(tmp_path / "course")
    with closing(open_store(tmp_path / "bot.db")) as store:
        tutor = Tutor(course, store)
        for learner, server, question in (
            ("ann", "s", OVEN),
            ("bob", "s", f"so {OVEN}?"),
            ("cid", "", "how does\nthe weather matter"),
        ):
            store.choices.keep_questions(learner, may=True)
            tutor.questions.ask(Visit(learner, "kitchen", utc_now(), server), question)
    return tmp_path / "bot.db"


def run(db: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--db", str(db), "--course", str(db.parent / "course")])


def settled(db: Path) -> list[SettledAsk]:
    with closing(open_store(db)) as store:
        return store.settled.of("bread")


class TestQuestions:
    def test_all_that_wait_are_listed_most_asked_first_each_on_a_line(self, db: Path) -> None:
        first, nearest, second, _ = run(db, "questions").output.splitlines()

        assert first == f"2: asked by 2: so {OVEN}? / {OVEN}"
        assert nearest.strip().startswith("nearest:")
        assert second.endswith("how does the weather matter")

    def test_without_any_it_says_so(self, tmp_path: Path) -> None:
        write_course(tmp_path / "course")

        assert run(tmp_path / "new.db", "questions").output == "No questions wait.\n"

    def test_one_is_given_to_a_key_point_for_every_server(self, db: Path) -> None:
        assert run(db, "questions", "--settle", "2", "proofing").exit_code == 0

        assert settled(db) == [SettledAsk(f"so {OVEN}?", "proofing")]
        assert "oven" not in run(db, "questions").output

    def test_one_is_left_out_of_the_course(self, db: Path) -> None:
        run(db, "questions", "--settle", "3", "beyond")

        assert settled(db) == [SettledAsk("how does\nthe weather matter", None)]

    @pytest.mark.parametrize(
        ("number", "key_point", "hint"),
        [("99", "yeast", "many-coats questions"), ("2", "pizza", "beyond")],
        ids=["a number that isn't there", "a key point that isn't there"],
    )
    def test_a_slip_is_one_line_with_the_next_step(
        self, db: Path, number: str, key_point: str, hint: str
    ) -> None:
        result = run(db, "questions", "--settle", number, key_point)

        assert result.exit_code == 2
        assert hint in result.output
        assert settled(db) == []


class TestAsks:
    def test_what_was_settled_is_printed_as_the_yaml_that_lessons_are_made_of(self, db: Path) -> None:
        run(db, "questions", "--settle", "2", "proofing")
        run(db, "questions", "--settle", "3", "beyond")

        for_lessons, for_beyond = run(db, "asks", "--export").output.split("# For beyond.yaml\n")

        assert yaml.safe_load(for_lessons) == [{"id": "proofing", "asks": {"scenario": [f"so {OVEN}?"]}}]
        assert yaml.safe_load(for_beyond)[0]["asks"] == ["how does the weather matter"]


class TestCheck:
    def test_it_notes_where_confidence_was_fitted_to_an_earlier_course(self, tmp_path: Path) -> None:
        files = course_files()
        files["course.yaml"]["id"] = CALIBRATION.course
        write_course(tmp_path, files)

        result = CliRunner().invoke(main, ["check", str(tmp_path)])

        assert result.exit_code == 0
        assert "fitted to an earlier state" in result.stderr

    def test_of_another_course_it_says_nothing(self, tmp_path: Path) -> None:
        write_course(tmp_path)

        assert CliRunner().invoke(main, ["check", str(tmp_path)]).stderr == ""

    def test_any_word_that_the_matcher_reads_makes_another_digest(self, tmp_path: Path) -> None:
        before = digest(small_course(tmp_path / "before"))
        files = course_files()
        files["01-dough/01-rising.asks.yaml"][0]["asks"]["beginner"][0] += " now"

        assert digest(small_course(tmp_path / "after", files)) != before
        assert digest(read_course(tmp_path / "before")) == before
