"""Mistakes that one file shows by itself, and the schema that editors check against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.course.format import conform, schema
from bot.course.model import CourseFile, KeyPointAsks, Lesson, Message, Part
from bot.course.yaml_file import read_yaml
from bot.errors import ContentError
from tests.course.broken import COURSE, RISING, RISING_ASKS, SOUR, Edit, Told, drop, put, told
from tests.fakes import course_files

ALT = "A bowl of dough that has grown to twice its size."


def source(**place: str) -> dict[str, Any]:
    return {"title": "On Bread", "authors": "Crumb", "year": 2019, **place}


MISTAKES: dict[str, tuple[Edit, Told]] = {
    "a field nearly spelt": (
        put(RISING, "messages", 2, "pictrue", value={"file": "a.png", "alt": ALT}),
        Told(RISING, "file: a.png", "`messages[3].pictrue` is not a field here", "did you mean `picture`?"),
    ),
    "a field like no other": (
        put(RISING, "qqq", value="x"),
        Told(RISING, "qqq: x", "`qqq` is not a field here", "remove it"),
    ),
    "a field of one glossary term": (
        put(COURSE, "glossary", 0, "keypoint", value="yeast"),
        Told(
            COURSE,
            "keypoint: yeast",
            "`glossary[1].keypoint` is not a field here",
            "did you mean `key_point`?",
        ),
    ),
    "a missing field of the lesson": (
        drop(SOUR, "outcome"),
        Told(SOUR, "id: sour", "`outcome` is missing", "add `outcome:`"),
    ),
    "a missing field of a message": (
        drop(RISING, "messages", 2, "text"),
        Told(RISING, "- id: warmth", "`messages[3].text` is missing", "add `text:`"),
    ),
    "a missing voice of the asks": (
        drop(RISING_ASKS, 1, "asks", "scenario"),
        Told(RISING_ASKS, "canonical:", "`[2].asks.scenario` is missing", "add `scenario:`"),
    ),
    "a message seven characters too long": (
        put(RISING, "messages", 2, "text", value="x" * 1_507),
        Told(
            RISING,
            "text: " + "x" * 1_507,
            "`messages[3].text` has 1,507 characters",
            "cut 7; 1,500 are the limit",
        ),
    ),
    "a title too long": (
        put(SOUR, "title", value="T" * 81),
        Told(SOUR, "title: " + "T" * 81, "`title` has 81 characters", "cut 1; 80 are the limit"),
    ),
    "an empty text": (
        put(RISING, "messages", 2, "text", value=""),
        Told(
            RISING,
            "text: ''",
            "`messages[3].text` is empty",
            "write it, or remove the field where it is optional",
        ),
    ),
    "a text of blanks": (
        put(RISING, "messages", 2, "text", value="   "),
        Told(
            RISING,
            "text: '   '",
            "`messages[3].text` is empty",
            "write it, or remove the field where it is optional",
        ),
    ),
    "a statement on two lines": (
        put(SOUR, "key_points", 0, "statement", value="one\ntwo"),
        Told(
            SOUR, "statement: 'one", "`key_points[1].statement` can't be 'one\\ntwo'", "keep it on one line"
        ),
    ),
    "text that YAML reads as a truth": (
        put(SOUR, "key_points", 0, "title", value=False),
        Told(SOUR, "title: false", "`key_points[1].title` is not text", "put it in quotes"),
    ),
    "a picture without alternative text": (
        put(RISING, "messages", 2, "picture", value={"file": "a.png"}),
        Told(RISING, "file: a.png", "`messages[3].picture.alt` is missing", "add `alt:`"),
    ),
    "a picture with nine characters of alternative text": (
        put(RISING, "messages", 2, "picture", value={"file": "a.png", "alt": "some dough"[:9]}),
        Told(
            RISING,
            "alt: some doug",
            "`messages[3].picture.alt` has 9 characters",
            "write at least 40",
        ),
    ),
    "a picture outside its folder": (
        put(RISING, "messages", 2, "picture", value={"file": "../a.png", "alt": ALT}),
        Told(
            RISING,
            "file: ../a.png",
            "`messages[3].picture.file` can't be '../a.png'",
            "name a file inside lessons/pictures/, such as unit-1/strip.png",
        ),
    ),
    "an id with a capital": (
        put(RISING, "messages", 2, "id", value="Warmth"),
        Told(
            RISING,
            "- id: Warmth",
            "`messages[3].id` can't be 'Warmth'",
            "use lower-case letters, digits and single hyphens",
        ),
    ),
    "no checks": (
        drop(SOUR, "checks"),
        Told(SOUR, "id: sour", "`checks` is missing", "add `checks:`"),
    ),
    "two checks": (
        drop(SOUR, "checks", 2),
        Told(SOUR, "- id: first", "`checks` has 2", "give at least 3"),
    ),
    "thirteen messages": (
        put(SOUR, "messages", value=[{"id": f"m{n}", "text": "Hm."} for n in range(13)]),
        Told(SOUR, "- id: m0", "`messages` has 13", "keep it to 12"),
    ),
    "four asks in a voice": (
        drop(RISING_ASKS, 1, "asks", "beginner", 0),
        Told(RISING_ASKS, "- teach me proofing", "`[2].asks.beginner` has 4", "give at least 5"),
    ),
    "a source with two places": (
        put(SOUR, "key_points", 0, "sources", 0, value=source(arxiv="1904.09751", url="https://b.example")),
        Told(
            SOUR,
            "- title: On Bread",
            "`key_points[1].sources[1]`",
            "a source has exactly one of `arxiv`, `url` and `where`",
        ),
    ),
    "a source with no place": (
        put(RISING, "reading", 0, value=source()),
        Told(
            RISING,
            "- title: On Bread",
            "`reading[1]`",
            "a source has exactly one of `arxiv`, `url` and `where`",
        ),
    ),
    "an arXiv number that YAML takes for a fraction": (
        put(SOUR, "key_points", 0, "sources", 0, value=source() | {"arxiv": 1904.09751}),
        Told(SOUR, "arxiv: 1904.09751", "`key_points[1].sources[1].arxiv` is not text", "put it in quotes"),
    ),
    "an arXiv number with a prefix": (
        put(SOUR, "key_points", 0, "sources", 0, value=source(arxiv="arXiv:1904.09751")),
        Told(
            SOUR,
            "arxiv: arXiv:1904.09751",
            "`key_points[1].sources[1].arxiv` can't be 'arXiv:1904.09751'",
            'write an arXiv number such as "2006.11239", in quotes',
        ),
    ),
    "an address without its scheme": (
        put(RISING, "reading", 0, "url", value="bread.example"),
        Told(
            RISING,
            "url: bread.example",
            "`reading[1].url` can't be 'bread.example'",
            "write an address that starts with https://",
        ),
    ),
    "two choices": (
        drop(SOUR, "checks", 0, "choices", 0),
        Told(SOUR, "- text: right one of first", "`checks[1].choices` has 2", "give at least 3"),
    ),
    "five choices": (
        put(
            SOUR, "checks", 1, "choices", value=[{"text": f"choice {n}", "feedback": "No."} for n in range(5)]
        ),
        Told(SOUR, "- text: choice 0", "`checks[2].choices` has 5", "keep it to 4"),
    ),
    "two right choices": (
        put(SOUR, "checks", 1, "choices", 0, "right", value=True),
        Told(SOUR, "- id: second", "`checks[2]`", "exactly one choice of a check is `right: true`"),
    ),
    "no right choice": (
        drop(SOUR, "checks", 1, "choices", 1, "right"),
        Told(SOUR, "- id: second", "`checks[2]`", "exactly one choice of a check is `right: true`"),
    ),
    "two equal choices": (
        put(SOUR, "checks", 1, "choices", 0, "text", value="right one of second"),
        Told(SOUR, "- id: second", "`checks[2]`", "the choices of a check differ from each other"),
    ),
    "fields where a list belongs": (
        put(SOUR, "messages", value={"id": "m"}),
        Told(SOUR, "id: m", "`messages` is not a list", "start each item with `- `"),
    ),
    "a word where fields belong": (
        put(SOUR, "messages", 1, value="Feed it."),
        Told(
            SOUR,
            "- Feed it.",
            "`messages[2]` is not a set of fields",
            "write it as `field: value` lines, indented",
        ),
    ),
    "a word as the whole lesson": (
        put(SOUR, value="Feed it."),
        Told(
            SOUR, "Feed it.", "the file is not a set of fields", "write it as `field: value` lines, indented"
        ),
    ),
    "minutes in words": (
        put(SOUR, "minutes", value="ten"),
        Told(
            SOUR,
            "minutes: ten",
            "`minutes` can't be 'ten'",
            "input should be a valid integer, unable to parse string as an integer",
        ),
    ),
}


@pytest.mark.parametrize(("edit", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line_and_how_to_mend_it(
    edit: Edit, expected: Told, tmp_path: Path
) -> None:
    assert told(tmp_path, edit) == [expected]


def test_the_excess_of_a_block_of_text_is_counted_without_its_last_line_break() -> None:
    message = read_yaml(f"id: m\ntext: |\n  {'x' * 1_503}\n", "m.yaml")

    with pytest.raises(ContentError, match=r"has 1,503 characters; cut 3; 1,500 are the limit"):
        conform(Message, message)


class TestSchema:
    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            (
                Lesson,
                {
                    "id",
                    "title",
                    "outcome",
                    "minutes",
                    "messages",
                    "key_points",
                    "checks",
                    "reading",
                    "discuss",
                },
            ),
            (CourseFile, {"id", "title", "summary", "units", "glossary"}),
            (KeyPointAsks, {"id", "asks"}),
        ],
    )
    def test_it_names_the_fields_of_a_file(self, kind: type[Part], fields: set[str]) -> None:
        made = json.loads(json.dumps(schema(kind)))

        jsonschema_rs.meta.validate(made)
        assert set(made["properties"]) == fields
        assert made["additionalProperties"] is False

    def test_a_message_s_lab_is_called_try_as_authors_write_it(self) -> None:
        assert set(schema(Lesson)["$defs"]["Message"]["properties"]) == {
            "id",
            "text",
            "picture",
            "sound",
            "try",
        }

    @pytest.mark.parametrize(("kind", "file"), [(Lesson, RISING), (CourseFile, COURSE)])
    def test_it_accepts_what_the_reader_accepts(self, kind: type[Part], file: str) -> None:
        assert jsonschema_rs.is_valid(schema(kind), course_files()[file])

    def test_it_refuses_what_the_reader_refuses(self) -> None:
        lesson = course_files()[SOUR] | {"minutes": "ten"}

        assert not jsonschema_rs.is_valid(schema(Lesson), lesson)
