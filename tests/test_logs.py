"""Lines of the log, for people and for machines."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Awaitable, Iterator
from sqlite3 import OperationalError  # noqa: TID251  # one that a database raises

import pytest

from bot.errors import LabError, LearnerError, StoreError
from bot.logs import set_up


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def logged(level: int = logging.INFO, *, as_json: bool = False) -> str:
    stream = io.StringIO()
    set_up(level, as_json=as_json, stream=stream)
    logging.getLogger("bot.oven").error("reference %s", "ab12", exc_info=ValueError("no flour"))
    logging.getLogger("bot.oven").debug("warm")
    logging.getLogger("discord.http").debug("a payload with a learner's words")
    return stream.getvalue()


def test_a_line_says_when_how_grave_where_and_what() -> None:
    first = logged().splitlines()[0]

    assert first.endswith("ERROR bot.oven: reference ab12")


def test_json_is_one_object_a_line_with_the_exception_in_it() -> None:
    (line,) = logged(as_json=True).splitlines()

    record = json.loads(line)
    assert (record["level"], record["logger"], record["message"]) == ("ERROR", "bot.oven", "reference ab12")
    assert record["at"].endswith("+00:00")
    assert record["exception"].splitlines()[-1] == "ValueError"


def test_libraries_keep_their_payloads_to_themselves_even_when_we_debug() -> None:
    text = logged(logging.DEBUG)

    assert "DEBUG bot.oven: warm" in text
    assert "payload" not in text


TYPED = "what a learner typed"


def written(error: Exception, *, as_json: bool) -> str:
    """What the log holds of an exception that was caught."""
    stream = io.StringIO()
    set_up(logging.DEBUG, as_json=as_json, stream=stream)

    def fall() -> None:
        raise error

    try:
        fall()
    except Exception:
        logging.getLogger("bot.oven").exception("reference ab12")
    return stream.getvalue()


def caused() -> Exception:
    error = RuntimeError(TYPED)
    error.__cause__ = KeyError(TYPED)
    error.__cause__.__context__ = ValueError(TYPED)
    return error


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
class TestAnException:
    @pytest.mark.parametrize(
        "error",
        [ValueError(TYPED), LearnerError(TYPED), caused(), ExceptionGroup(TYPED, [ValueError(TYPED)])],
        ids=["any", "a learner's slip", "with its causes", "a group"],
    )
    def test_its_words_are_left_out(self, error: Exception, as_json: bool) -> None:
        text = written(error, as_json=as_json)

        assert TYPED not in text
        assert type(error).__name__ in text
        assert "in fall\n" in text.replace("\\n", "\n")

    def test_its_causes_and_the_others_of_its_group_are_told(self, as_json: bool) -> None:
        text = written(ExceptionGroup(TYPED, [caused()]), as_json=as_json)

        order = [text.index(kind) for kind in ("ExceptionGroup", "ValueError", "KeyError", "RuntimeError")]
        assert order == sorted(order)

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (StoreError("The disk is full."), "bot.errors.StoreError: The disk is full."),
            (LabError("line 7, in bake"), "bot.errors.LabError: line 7, in bake"),
            (OperationalError("no such table: loaves"), "sqlite3.OperationalError: no such table: loaves"),
            (ConnectionResetError("by the peer"), "ConnectionResetError: by the peer"),
        ],
        ids=["ours for operators", "a lab's", "the database's", "the system's"],
    )
    def test_what_says_nothing_of_learners_is_told_in_its_words(
        self, error: Exception, words: str, as_json: bool
    ) -> None:
        assert words in written(error, as_json=as_json)


def test_asyncio_complains_without_printing_what_was_lost() -> None:
    stream = io.StringIO()
    set_up(logging.DEBUG, as_json=False, stream=stream)

    async def fall() -> None:
        raise ValueError(TYPED)

    async def lose(falling: Awaitable[None]) -> None:
        task = asyncio.ensure_future(falling)
        await asyncio.wait({task})
        del task

    asyncio.run(lose(fall()))

    assert "ERROR asyncio: Task exception was never retrieved\nTraceback" in stream.getvalue()
    assert TYPED not in stream.getvalue()
