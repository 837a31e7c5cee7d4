"""Draw a Reply as a Discord message."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord
from discord import ui

from bot.discord_ui.buttons import PressButton
from bot.tutor.reply import Button, Card, Exhibit, Reply, Tone

# Accents only: the words of each card say what kind it is.
COLOURS = {
    Tone.LESSON: 0x3B82C4,
    Tone.CHECK: 0xD99A2B,
    Tone.ANSWER: 0x2E9E6B,
    Tone.LAB: 0x8E5BD0,
    Tone.NOTE: 0x8A8F98,
}
MOST_LETTERS = 4_000  # Discord's limits for a message
MOST_PARTS = 40
MOST_FILES = 10
ROW_BUTTONS = 5  # and for a row
ROW_LETTERS = 60  # about what a phone shows in one row before it wraps


class Sheet(ui.LayoutView):
    """What a message shows. Its buttons are dynamic items, found again by their ids alone."""

    def __init__(self) -> None:
        # With a time-out discord.py would unregister the buttons for the whole bot.
        super().__init__(timeout=None)

    def is_finished(self) -> bool:
        """Always: else discord.py keeps the whole of it, and a task, for a quarter of an hour after each private answer."""
        return True


@dataclass(frozen=True, slots=True)
class Drawing:
    """One message as Discord takes it: cards with their files, or files alone."""

    files: list[discord.File]
    view: ui.LayoutView | None = None


def draw(reply: Reply) -> list[Drawing]:
    """Draw a reply as messages, as few as its cards fit into; every picture in it is finished.

    Sounds come last, as plain attachments: only there does Discord offer to play them.
    """
    drawings = [_message(cards) for cards in _fitting(reply.cards)]
    sounds = [_file(sound) for card in reply.cards for sound in card.sounds]
    return [*drawings, Drawing(sounds)] if sounds else drawings


def draw_again(reply: Reply) -> Drawing:
    """Draw a reply for a message that shows it already: the files stay there and are not sent once more."""
    return _message(reply.cards, is_new=False)


def _message(cards: Sequence[Card], *, is_new: bool = True) -> Drawing:
    view = Sheet()
    files: list[discord.File] = []
    drawn: set[str] = set()
    for card in cards:
        container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=COLOURS[card.tone])
        container.add_item(ui.TextDisplay(_heading(card) + card.text))
        if card.pictures:
            container.add_item(ui.MediaGallery(*map(_gallery_item, card.pictures)))
        for file in card.files:
            container.add_item(ui.File(f"attachment://{file.name}"))
        if is_new:
            files += map(_file, (*card.pictures, *card.files))
        if card.footer:
            container.add_item(ui.TextDisplay(f"-# {card.footer}"))
        # a custom id may stand in a message only once
        fresh = [button for button in card.buttons if button.action not in drawn]
        drawn.update(button.action for button in fresh)
        for row in _rows(fresh):
            container.add_item(ui.ActionRow(*map(PressButton, row)))
        view.add_item(container)
    return Drawing(files, view)


def _fitting(cards: Sequence[Card]) -> Iterator[list[Card]]:
    """Cards in groups that a message can hold."""
    group: list[Card] = []
    for card in cards:
        if group and not _fits([*group, card]):
            yield group
            group = []
        group.append(card)
    if group:
        yield group


def _fits(cards: Sequence[Card]) -> bool:
    letters = sum(len(_heading(card)) + len(card.text) + len(card.footer) + 3 for card in cards)
    parts = sum(3 + len(card.files) + 2 * len(card.buttons) + bool(card.pictures) for card in cards)
    files = sum(len(card.pictures) + len(card.files) for card in cards)
    return letters <= MOST_LETTERS and parts <= MOST_PARTS and files <= MOST_FILES


def _gallery_item(picture: Exhibit) -> discord.MediaGalleryItem:
    return discord.MediaGalleryItem(f"attachment://{picture.name}", description=picture.alt)


def _heading(card: Card) -> str:
    return f"### {card.title}\n" if card.title else ""


def _file(exhibit: Exhibit) -> discord.File:
    content = io.BytesIO(exhibit.read())  # an open file would leak where the message is never sent
    return discord.File(content, filename=exhibit.name, description=exhibit.alt)


def _rows(buttons: Sequence[Button]) -> Iterator[list[Button]]:
    """Buttons in rows that a phone can show: long labels get more room."""
    row: list[Button] = []
    for button in buttons:
        if row and (len(row) == ROW_BUTTONS or sum(len(b.label) for b in [*row, button]) > ROW_LETTERS):
            yield row
            row = []
        row.append(button)
    if row:
        yield row
