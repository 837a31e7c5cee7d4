"""Lines of the log, for people and for machines."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

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
    assert "ValueError: no flour" in record["exception"]


def test_libraries_keep_their_payloads_to_themselves_even_when_we_debug() -> None:
    text = logged(logging.DEBUG)

    assert "DEBUG bot.oven: warm" in text
    assert "payload" not in text
