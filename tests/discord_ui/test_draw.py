"""Replies as Discord messages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.course.model import Course
from bot.course.position import Position
from bot.discord_ui.draw import Drawing, draw
from bot.store import Store
from bot.tutor.reply import Button, Card, Exhibit, Reply
from bot.tutor.tutor import Tutor
from tests.fakes import visit
from tests.wire.record import validator


def components(reply: Reply) -> Any:
    (drawing,) = draw(reply)
    return drawn(drawing)


def drawn(drawing: Drawing) -> Any:
    view: Any = drawing.view
    return view.to_components()


def rows(reply: Reply) -> list[list[str]]:
    (container,) = components(reply)
    return [[b["label"] for b in c["components"]] for c in container["components"] if c["type"] == 1]


async def test_long_labels_get_rows_of_their_own() -> None:
    labels = ["Next", "Back", "a" * 70, "b" * 70]
    reply = Reply((Card("Title", "Text", buttons=tuple(Button(text, f"a:{text[:3]}") for text in labels)),))

    assert rows(reply) == [["Next", "Back"], ["a" * 70], ["b" * 70]]


async def test_no_row_holds_more_than_five() -> None:
    reply = Reply((Card("Title", "Text", buttons=tuple(Button(str(n), f"a:{n}") for n in range(7))),))

    assert [len(row) for row in rows(reply)] == [5, 2]


async def test_an_action_stands_in_a_message_once() -> None:
    twice = Reply(
        tuple(Card(title, "Text", buttons=(Button("Ask", "answer:ask"),)) for title in ("One", "Two"))
    )

    assert str(components(twice)).count("answer:ask") == 1


async def test_a_picture_carries_its_alternative_text(tmp_path: Path) -> None:
    (tmp_path / "strip.png").write_bytes(b"picture")
    exhibit = Exhibit("strip.png", tmp_path / "strip.png", "Five faces, from clear to noise.")

    (drawing,) = draw(Reply((Card("Title", "Text", pictures=(exhibit,)),)))

    assert drawing.files[0].description == "Five faces, from clear to noise."
    assert "attachment://strip.png" in str(components(Reply((Card("Title", "Text", pictures=(exhibit,)),))))


async def test_a_sound_goes_beside_the_card_as_a_plain_attachment(tmp_path: Path) -> None:
    (tmp_path / "drum.wav").write_bytes(b"sound")
    exhibit = Exhibit("drum.wav", tmp_path / "drum.wav", "A drum, struck once.")

    card, sound = draw(Reply((Card("Title", "Text", sounds=(exhibit,)),)))

    assert [file.filename for file in sound.files] == ["drum.wav"]
    assert sound.view is None
    assert card.files == []


async def test_a_file_to_keep_stands_in_its_card() -> None:
    exhibit = Exhibit("all.json", b"{}", "Everything, as a JSON file")
    reply = Reply((Card("Title", "Text", files=(exhibit,)),))

    (drawing,) = draw(reply)

    assert [file.filename for file in drawing.files] == ["all.json"]
    assert "attachment://all.json" in str(components(reply))


class TestLongReplies:
    def test_cards_that_fit_into_one_message_come_in_one(self) -> None:
        assert len(draw(Reply((Card("One", "a" * 1_900), Card("Two", "b" * 1_900))))) == 1

    @pytest.mark.parametrize(
        "card",
        [
            Card("Long", "a" * 1_500),
            Card("Buttons", "Text", buttons=tuple(Button(str(n), f"a:{n}") for n in range(15))),
            Card("Files", "Text", files=tuple(Exhibit(f"{n}.json", b"{}", "A file") for n in range(6))),
        ],
        ids=["letters", "buttons", "files"],
    )
    def test_what_does_not_fit_goes_on_in_the_next_in_order(self, card: Card) -> None:
        cards = tuple(replace(card, title=f"Card {n}") for n in range(3))

        drawings = draw(Reply(cards))

        assert len(drawings) > 1
        texts = [str(drawn(drawing)) for drawing in drawings]
        assert [n for text in texts for n in range(3) if f"### Card {n}" in text] == [0, 1, 2]

    def test_one_card_goes_alone_however_long(self) -> None:
        assert len(draw(Reply((Card("Long", "a" * 5_000),)))) == 1


@pytest.mark.skipif(validator() is None, reason="Discord's request validator is not beside this checkout")
async def test_every_step_and_answer_of_the_real_course_is_a_valid_message(
    real_course: Course, store: Store
) -> None:
    validate, tutor = validator(), Tutor(real_course, store)
    assert validate is not None
    actions = [
        f"lesson:at:{Position(lesson.id, s)}" for lesson in real_course.lessons.values() for s in lesson.steps
    ]
    actions += [
        f"answer:{verb}:{p}" for p in real_course.key_points for verb in ("open", "why", "example", "source")
    ]
    replies = [tutor.press(visit(), action) for action in actions]
    replies += [
        tutor.help(visit()),
        tutor.welcome(),
        tutor.lessons.outline(visit()),
        tutor.lessons.restart(visit()),
    ]

    problems = []
    for reply in replies:
        for drawing in draw(reply.finished()):
            files = [
                {"id": n, "filename": f.filename, "description": f.description}
                for n, f in enumerate(drawing.files)
            ]
            if drawing.view is not None:
                body = {"components": drawn(drawing), "flags": 1 << 15, "attachments": files}
                problems += validate("POST", "/channels/1/messages", body)

    assert problems == []
