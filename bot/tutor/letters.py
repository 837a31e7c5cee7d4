"""The letter desk: what is said without being asked, from when that is decided until it is sent."""

from __future__ import annotations

import json
from datetime import datetime

from bot.course.model import Course
from bot.store import Group, Letter, Recipient, Store
from bot.tutor.reply import Button, Card, Reply, Tone, Weight


class LetterDesk:
    """Letters to learners, and words to study groups."""

    def __init__(self, course: Course, store: Store) -> None:
        self._course = course
        self._store = store

    def to_learner(self, learner: str, card: Card, *, send_by: datetime) -> None:
        """Write to a learner, by direct message; what can't be sent until then is not sent at all."""
        self._put(Recipient(learner=learner), card, send_by)

    def to_group(self, group: Group, card: Card, *, send_by: datetime) -> None:
        """Say something in a study group's channel; what can't be said until then is not said at all."""
        self._put(Recipient(server=group.server, channel=group.channel), card, send_by)

    def take(self, at: datetime) -> tuple[Letter, Reply] | None:
        """The most urgent letter that nobody is sending, and what it says; None if there is none.

        It comes again, here or in another process, unless it is settled within two minutes.
        """
        letter = self._store.letters.take(self._course.id, at)
        if letter is None:
            return None
        return letter, Reply((_read(letter.content),), private=bool(letter.to.learner))

    def settle(self, letter: Letter) -> None:
        """It was sent, or never can be."""
        self._store.letters.settle(letter)

    def waiting(self, at: datetime) -> int:
        """How many are still to be sent."""
        return self._store.letters.waiting(self._course.id, at)

    def _put(self, to: Recipient, card: Card, send_by: datetime) -> None:
        self._store.letters.put(self._course.id, to, _written(card), send_by=send_by)


def _written(card: Card) -> str:
    """A card as it is kept: words and buttons, which is all that letters have."""
    buttons = [[button.label, button.action, button.weight.value] for button in card.buttons]
    return json.dumps([card.title, card.text, card.tone.value, buttons], ensure_ascii=False)


def _read(content: str) -> Card:
    title, text, tone, buttons = json.loads(content)
    return Card(
        title,
        text,
        Tone(tone),
        buttons=tuple(Button(label, action, Weight(weight)) for label, action, weight in buttons),
    )
