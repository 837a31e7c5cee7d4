"""The terminal as a whole: text in, text out."""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.__main__ import main
from bot.console.chat import Chat
from bot.console.draw import PLAIN_WIDTH, draw
from bot.console.exhibits import ExhibitFolder
from bot.console.terminal import CommandCompleter, console_for, piped_reader
from bot.store import Kept, Store
from bot.tutor.reply import note
from bot.tutor.tutor import Tutor
from tests.fakes import NOON, course_files, visit, write_course


def talk(tutor: Tutor, *lines: str, learner: str = "ann") -> str:
    """What a learner reads who types these lines into a pipe."""
    output = io.StringIO()
    reader = piped_reader(io.StringIO("".join(f"{line}\n" for line in lines)))
    with TemporaryDirectory() as folder:
        show = partial(draw, console_for(output), ExhibitFolder(Path(folder)).place)
        Chat(tutor, learner, read=reader, show=show, clock=lambda: NOON).run()
    return output.getvalue()


class TestAConversation:
    def test_a_newcomer_is_told_how_it_works_and_begins_with_enter(self, tutor: Tutor) -> None:
        text = talk(tutor, "")

        assert "How this works" in text
        assert "Look at the dough: it has grown." in text

    def test_a_number_presses_the_button_it_was_shown_with(self, tutor: Tutor) -> None:
        text = talk(tutor, "/lesson next", "1")

        assert "[1] Next" in text
        assert "Yeast makes gas." in text

    def test_free_text_is_a_question(self, tutor: Tutor) -> None:
        assert "Yeast is explained here." in talk(tutor, "what is yeast")

    def test_a_report_asks_for_its_line(self, tutor: Tutor) -> None:
        assert "It is kept for the course's author" in talk(tutor, "/lesson next", "3", "the dough is flat")

    def test_a_whole_lesson_can_be_taken_with_enter_alone(self, tutor: Tutor) -> None:
        text = talk(tutor, *[""] * 5, "4", *["/lesson next"] * 3)

        assert "Check 1 of 3" in text
        assert "Lesson done: Why bread rises" in text

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("99", "Type a number from 1 to 2"),
            ("99999999999999999999", "Type a number from 1 to 2"),
            ("/dance", "There is no command “dance”."),
            ("/lesson dance", "There is no /lesson “dance”."),
            ("/lesson goto", "Say which lesson"),
            ("/lesson goto pizza", "No lesson is called that."),
        ],
    )
    def test_a_slip_gets_one_sentence_with_the_next_step(
        self, tutor: Tutor, line: str, sentence: str
    ) -> None:
        text = talk(tutor, line)

        assert sentence in text

    @pytest.mark.parametrize("line", ["²", "٣", "\x1b[31mred", "a" * 4000, "\u202e", "[bold]x[/]", "[1]"])
    def test_strange_lines_break_nothing(self, tutor: Tutor, line: str) -> None:
        text = talk(tutor, line, "/lesson next")

        assert "Look at the dough" in text
        assert "\x1b" not in text

    def test_a_pipe_gets_no_control_codes_and_no_trailing_spaces(self, tutor: Tutor) -> None:
        text = talk(tutor, *[""] * 7, "/lesson list", "what is yeast", "source")

        assert "\x1b" not in text
        assert not [line for line in text.splitlines() if line != line.rstrip()]


class TestPractice:
    def test_a_quiz_is_taken_by_numbers(self, tutor: Tutor) -> None:
        text = talk(tutor, "/quiz bread without", "2", "")

        assert "# Quiz: 0 of 3 done" in text
        assert "You chose: right one of" in text
        assert "# Quiz: 1 of 3 done" in text

    def test_a_review_asks_for_its_missing_word(self, tutor: Tutor, store: Store) -> None:
        store.memories.enter("ann", "bread", [Kept("yeast", None, None, NOON, None, 1)], NOON)

        text = talk(tutor, "/review", "", "", "yaest")

        assert "1 key point to bring back" in text
        assert "____ in one line." in text
        assert "You typed: yaest" in text
        assert "It comes back in" in text

    def test_the_bare_words_do_too(self, tutor: Tutor) -> None:
        text = talk(tutor, "/lesson next", "quiz", "review", "progress")

        assert [title in text for title in ("# Quiz: 0 of 3 done", "# Review", "# Your progress")] == [
            True
        ] * 3

    def test_who_comes_back_is_told_where_they_are_in_a_line(self, tutor: Tutor) -> None:
        talk(tutor, "/lesson next")

        text = talk(tutor)

        assert text.startswith("# Welcome back\n\n0 of 2 lessons done. You are in Why bread rises.")
        assert "Picture" not in text

    def test_progress_is_a_picture_that_can_be_opened_and_is_told_in_words(self, tutor: Tutor) -> None:
        text = talk(tutor, "/lesson progress")

        assert "/progress.png\nYour progress in Bread from nothing: 2 lessons ahead." in text


def test_a_long_line_is_broken_between_words_in_a_list_too(tutor: Tutor) -> None:
    output, words = io.StringIO(), " ".join(f"word{n}" for n in range(40))

    draw(console_for(output), lambda _: Path(), note("", f"{words}\n\n- {words}"))

    lines = output.getvalue().splitlines()
    assert max(map(len, lines)) <= PLAIN_WIDTH
    assert output.getvalue().split().count("word39") == 2


class TestOneSOwn:
    def test_settings_are_changed_by_numbers(self, tutor: Tutor) -> None:
        text = talk(tutor, "/my", "3")

        assert "[3] Keep my questions" in text
        assert "Questions I can't answer well are kept, without your name." in text

    def test_reminders_are_left_to_discord_which_can_send_them(self, tutor: Tutor, store: Store) -> None:
        text = talk(tutor, "/my reminders daily 19:30 UTC")

        assert "Reminders are direct messages on Discord. Type /my reminders there." in text
        assert store.reminders.of("ann", "bread") is None

    def test_the_export_is_a_file_that_only_they_can_read(self, tutor: Tutor, tmp_path: Path) -> None:
        output, reader = io.StringIO(), piped_reader(io.StringIO("/lesson next\n/my export\n"))
        folder = (
            tmp_path / "a-folder-whose-name-alone-is-longer-than-a-line-of-this-terminal-has-letters-or-so"
        )
        show = partial(draw, console_for(output), ExhibitFolder(folder).place)

        Chat(tutor, "ann", read=reader, show=show, clock=lambda: NOON).run()

        (file,) = folder.iterdir()
        assert f"File: {file}\nEverything kept about you, as a JSON file" in output.getvalue()
        assert json.loads(file.read_text("utf-8"))["kept"]["positions"][0]["step"] == "hook"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    @pytest.mark.parametrize(
        ("typed", "sentence", "is_there"),
        [
            ("forget me", "# Deleted", False),
            ("no", "Nothing was deleted.", True),
            ("", "Nothing was deleted.", True),
        ],
    )
    def test_forgetting_asks_for_its_words(
        self, tutor: Tutor, store: Store, typed: str, sentence: str, *, is_there: bool
    ) -> None:
        text = talk(tutor, "/lesson next", "/my forget", "1", typed)

        assert sentence in text
        assert bool(store.privacy.everything("ann")) is is_there

    def test_a_slip_says_where_to_look(self, tutor: Tutor) -> None:
        assert "There is no /my “dance”." in talk(tutor, "/my dance")


class TestDrawing:
    def test_line_breaks_stay_where_the_author_put_them(self, tutor: Tutor) -> None:
        text = talk(tutor, "", "", "", "/lesson list")

        assert "1 Why bread rises" in text.replace("1.", "1")

    def test_a_terminal_gets_frames(self, tutor: Tutor, tmp_path: Path) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        output = Terminal()
        draw(console_for(output), ExhibitFolder(tmp_path).place, tutor.help(visit()))

        assert "╭─" in output.getvalue()


class TestCompletion:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("/les", "/lesson next"),
            ("/lesson g", "/lesson goto"),
            ("/lesson goto ", "Why bread rises"),
            ("/lesson goto bread wi", "Bread without bought yeast"),
        ],
    )
    def test_commands_and_titles_are_completed(self, tutor: Tutor, line: str, expected: str) -> None:
        completer = CommandCompleter(tutor.lessons.complete)

        offered = [c.text for c in completer.get_completions(Document(line), CompleteEvent())]

        assert offered[0] == expected


class TestTheCommand:
    def chat(self, folder: Path, lines: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "bot",
            "chat",
            "--db",
            str(folder / "me.db"),
            "--course",
            str(folder / "course"),
        ]
        return subprocess.run(command, input=lines, capture_output=True, text=True, timeout=60, check=False)

    def test_a_second_process_goes_on_where_the_first_stopped(self, tmp_path: Path) -> None:
        write_course(tmp_path / "course")

        first = self.chat(tmp_path, "/lesson next\n/lesson next\n")
        second = self.chat(tmp_path, "/lesson next\n")

        assert (first.returncode, second.returncode) == (0, 0)
        assert f"Your place is kept in {tmp_path / 'me.db'}" in first.stdout
        assert "Yeast makes gas." in first.stdout
        assert "Warmth helps." in second.stdout
        assert first.stderr + second.stderr == ""

    @pytest.mark.parametrize(("typed", "is_there"), [("no", True), ("forget me", False)])
    def test_what_was_typed_is_remembered_until_its_learner_is_forgotten(
        self, tmp_path: Path, typed: str, *, is_there: bool
    ) -> None:
        write_course(tmp_path / "course")
        history = tmp_path / "me.db.history"
        history.write_text("+/ask something private\n")

        self.chat(tmp_path, f"/lesson next\n/my forget\n1\n{typed}\n")

        assert history.exists() is is_there

    def test_check_prints_every_mistake_with_file_and_line_and_exits_1(self, tmp_path: Path) -> None:
        files = course_files()
        del files["01-dough/01-rising.yaml"]["title"]
        files["01-dough/02-sour.yaml"] = "id: [\n"
        write_course(tmp_path, files)

        result = CliRunner().invoke(main, ["check", str(tmp_path)])

        assert result.exit_code == 1
        assert [line.split(": ")[0] for line in result.output.splitlines()] == [
            "01-dough/01-rising.yaml:1",
            "01-dough/02-sour.yaml:2",
        ]

    def test_check_of_the_shipped_course_finds_no_mistake(self) -> None:
        result = CliRunner().invoke(main, ["check"])

        assert (result.exit_code, "No mistakes" in result.output) == (0, True)

    def test_check_lists_what_was_last_checked_long_ago(self, tmp_path: Path) -> None:
        files = course_files()
        files["01-dough/02-sour.yaml"]["key_points"][0]["checked"] = date(2020, 1, 1)
        write_course(tmp_path, files)

        old = CliRunner().invoke(main, ["check", str(tmp_path), "--stale", "30"]).output
        fresh = CliRunner().invoke(main, ["check", str(tmp_path), "--stale", "99999"]).output

        assert old.splitlines()[0] == "sourdough: last checked 2020-01-01"
        assert fresh.splitlines()[0] == "Nothing was last checked more than 99999 days ago."

    def test_a_course_with_mistakes_is_refused_in_one_line(self, tmp_path: Path) -> None:
        write_course(tmp_path, {"course.yaml": "id: x"})

        result = CliRunner().invoke(main, ["chat", "--db", str(tmp_path / "a.db"), "--course", str(tmp_path)])

        assert result.exit_code == 1
        assert "many-coats check" in result.output.splitlines()[-1]

    def test_run_without_a_token_names_it_and_exits_2(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        result = CliRunner(env={"DISCORD_TOKEN": ""}).invoke(main, ["run"])

        assert result.exit_code == 2
        assert result.output.startswith("DISCORD_TOKEN is not set")

    def test_a_token_in_a_dotenv_file_is_found(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / ".env").write_text("DISCORD_TOKEN=abc\nMANY_COATS_LOG_LEVEL=loud\n")
        result = CliRunner(env={"DISCORD_TOKEN": None}).invoke(main, ["run"])

        assert result.output.startswith("MANY_COATS_LOG_LEVEL is LOUD")

    def test_ask_answers_one_question(self, tmp_path: Path) -> None:
        result = CliRunner().invoke(
            main, ["ask", "what does temperature do?", "--db", str(tmp_path / "a.db")]
        )

        assert result.exit_code == 0
        assert "Sampling, temperature and seed" in result.output

    def test_reports_lists_what_was_kept(self, tmp_path: Path) -> None:
        write_course(tmp_path / "course")
        self.chat(tmp_path, "/lesson next\n3\nThe dough\tis flat\n")

        result = CliRunner().invoke(
            main, ["reports", "--db", str(tmp_path / "me.db"), "--course", str(tmp_path / "course")]
        )

        assert result.output.endswith("rising/hook: The dough is flat\n")

    def test_schema_is_json(self) -> None:
        for kind in ("lesson", "course", "asks"):
            assert json.loads(CliRunner().invoke(main, ["schema", "--of", kind]).output)["$schema"]


class TestBatch:
    def predict(self, tmp_path: Path, *lines: str) -> list[dict[str, object]]:
        write_course(tmp_path / "course")
        (tmp_path / "q.jsonl").write_text("".join(f"{line}\n" for line in lines))
        result = CliRunner().invoke(
            main, ["ask", "--batch", str(tmp_path / "q.jsonl"), "--course", str(tmp_path / "course")]
        )
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.output.splitlines()]

    def test_each_question_gets_a_prediction(self, tmp_path: Path) -> None:
        first, second = self.predict(
            tmp_path, '{"id": "a", "q": "what is yeast"}', '{"id": "b", "q": "football"}'
        )

        assert (first["id"], first["mode"]) == ("a", "answer")
        assert first["answers"] == ["yeast", "sourdough", "proofing"]
        assert (second["id"], second["mode"], second["answers"]) == ("b", "decline", [])

    def test_turns_are_numbered_and_a_facet_follows_the_turn_before(self, tmp_path: Path) -> None:
        turns = self.predict(
            tmp_path, '{"id": "d", "turns": ["what is yeast", "why?"]}', '{"id": "e", "turns": ["why?"]}'
        )

        assert [turn["id"] for turn in turns] == ["d.1", "d.2", "e.1"]
        assert (turns[1]["answers"], turns[1]["facet"]) == (["yeast"], "why")
        assert turns[2]["mode"] == "decline"

    def test_a_line_that_is_no_question_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "q.jsonl").write_text('{"id": "a", "q": "x"}\n[]\n')

        result = CliRunner().invoke(main, ["ask", "--batch", str(tmp_path / "q.jsonl")])

        assert result.exit_code == 2
        assert "Line 2" in result.output
