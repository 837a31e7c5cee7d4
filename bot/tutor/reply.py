"""The one type that crosses the house: what a desk answers and a front end draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

ACTION_LIMIT = 100  # Discord's limit for a custom id


class Tone(Enum):
    """What kind of card this is. Front ends may colour it; the words say it too."""

    LESSON = "lesson"
    CHECK = "check"
    ANSWER = "answer"
    LAB = "lab"
    NOTE = "note"


class Weight(Enum):
    """How much a button asks to be pressed."""

    MAIN = "main"
    PLAIN = "plain"
    GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line of text that a button asks for first."""

    title: str
    label: str
    limit: int


@dataclass(frozen=True, slots=True)
class Button:
    """Something a learner can do next. `action` names it for good, in 100 characters at most."""

    label: str
    action: str
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A picture or a sound, with the words for those who can't see or hear it.

    Attributes:
        name: A file name.
        content: Its bytes, or the file that holds them.
        alt: At most 1,024 characters.
    """

    name: str
    content: bytes | Path
    alt: str

    def read(self) -> bytes:
        """Its bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture that takes a moment to draw: front ends do that where nobody waits for it.

    Attributes:
        name: A file name.
        draw: Makes the bytes and the words for those who can't see it.
    """

    name: str
    draw: Callable[[], tuple[bytes, str]]

    def finished(self) -> Exhibit:
        """The picture."""
        content, alt = self.draw()
        return Exhibit(self.name, content, alt)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing said: a title, Markdown text, a small line below, perhaps something to look at, to keep and to press."""

    title: str
    text: str
    tone: Tone = Tone.NOTE
    footer: str = ""
    pictures: tuple[Exhibit, ...] = ()
    sketches: tuple[Sketch, ...] = ()
    sounds: tuple[Exhibit, ...] = ()
    files: tuple[Exhibit, ...] = ()
    buttons: tuple[Button, ...] = ()

    def finished(self) -> Card:
        """The card with every picture drawn."""
        drawn = tuple(sketch.finished() for sketch in self.sketches)
        return replace(self, pictures=self.pictures + drawn, sketches=())


@dataclass(frozen=True, slots=True)
class Reply:
    """What a desk answers.

    Attributes:
        cards: In order.
        private: Whether they are for one learner's eyes.
        stage: The lesson of a study group that this changed: what everybody sees of it is to be brought up to date.
    """

    cards: tuple[Card, ...]
    private: bool = True
    stage: int | None = None

    @property
    def is_sketched(self) -> bool:
        """Whether a picture in it is still to be drawn."""
        return any(card.sketches for card in self.cards)

    def finished(self) -> Reply:
        """The reply with every picture drawn."""
        return replace(self, cards=tuple(card.finished() for card in self.cards))


def note(title: str, text: str, *buttons: Button, private: bool = True) -> Reply:
    """A reply of one plain card."""
    return Reply((Card(title, text, buttons=buttons),), private)
