"""One learner's month, from the first message to being forgotten: every desk of practice, one after the other."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.course.model import Course
from bot.pictures.signs import Strength
from bot.store import open_store
from bot.tutor.reply import Button, Card, Reply
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.fakes import sent

FIRST_EVENING = datetime.fromisoformat("2026-11-22T18:00:00+00:00")  # a Sunday, seven o'clock in Berlin


class Ann:
    """What she reads and presses, and the clock on her wall."""

    def __init__(self, tutor: Tutor) -> None:
        self.tutor = tutor
        self.at = FIRST_EVENING
        self.card = Card("", "")

    @property
    def visit(self) -> Visit:
        return Visit("ann", "her phone", self.at)

    @property
    def days(self) -> int:
        """How many days ago it all began."""
        return (self.at - FIRST_EVENING).days

    def sleeps(self) -> None:
        """Until seven in the evening, when the reminders come."""
        self.at = FIRST_EVENING + timedelta(days=self.days + 1)

    def does(self, work: Callable[[Tutor, Visit], Reply]) -> None:
        """Do something as a front end has it done, and read what comes last."""
        *_, self.card = self.tutor.serve(self.visit, work).cards

    def says(self, words: str) -> None:
        self.does(lambda tutor, visit: tutor.say(visit, words))

    def presses(self, label: str, typed: str = "") -> None:
        """Press the button whose label begins like this, and type what it asks for."""
        action = self.button(label).action
        self.does(lambda tutor, visit: tutor.press(visit, action, typed))

    def button(self, label: str) -> Button:
        return next(button for button in self.card.buttons if button.label.startswith(label))

    def sees(self, label: str) -> bool:
        return any(button.label.startswith(label) for button in self.card.buttons)

    def finds_a_letter(self) -> bool:
        """Look into her direct messages as the clock strikes seven."""
        self.tutor.reminders.write(self.at)
        letters = sent(self.tutor, self.at)
        if letters:
            (self.card,) = letters[0][1].cards
        return bool(letters)

    def recalls_all_that_is_due(self) -> None:
        """Bring everything back after dinner, each in the form in which it comes."""
        self.at += timedelta(minutes=40)
        self.presses("Review")
        while self.card.title.startswith("Review"):
            if self.sees("Type"):
                term = self.button("Type").action.removeprefix("review:term:").partition("/")[0]
                self.presses("Type", term)
            elif self.sees("Look"):
                self.presses("Look")
                self.presses("Yes")
            else:
                self.presses("right one")
            assert self.card.title == "Right"
            if self.sees("Next ("):
                self.presses("Next (")


@pytest.fixture
def ann(course: Course, tmp_path: Path) -> Iterator[Ann]:
    with closing(open_store(tmp_path / "learners.db")) as store:
        yield Ann(Tutor(course, store, rng=random.Random(5)))


def test_a_learner_s_month(ann: Ann) -> None:
    # On a Sunday evening Ann takes the first lesson, and misses one of its three checks.
    ann.says("next")
    assert ann.card.title == "Why bread rises (1 of 3)"
    while not ann.sees("right one"):
        ann.presses("Next")
    ann.presses("wrong one")
    ann.presses("right one")
    ann.presses("Next check")
    ann.presses("right one")
    ann.presses("Next check")
    ann.presses("right one")
    ann.presses("Finish the lesson")
    assert ann.card.title == "Lesson done: Why bread rises"
    assert "first try: **2 of 3**" in ann.card.text

    # She likes it, and asks to be reminded at seven, by the clock on her wall.
    ann.does(lambda tutor, visit: tutor.my.reminders(visit, "daily 19:00 Europe/Berlin"))
    assert ann.card.text.startswith("Every day at 19:00 (Europe/Berlin), by direct message")

    # A quiz before bed: one check takes her two tries, the hint helps.
    ann.says("quiz")
    ann.presses("wrong one")
    assert "**A hint:**" in ann.card.text
    ann.presses("right one")
    while ann.sees("Next ("):
        ann.presses("Next (")
        ann.presses("right one")
    assert ann.card.text.startswith("**2 of 3** right at the first try. All of them in the end.")

    # For three weeks she reviews on every evening on which there is something to review. The waits grow.
    evenings = []
    while ann.days < 21:
        ann.sleeps()
        if ann.finds_a_letter():
            evenings.append(ann.days)
            ann.recalls_all_that_is_due()
    assert evenings == [1, 3, 14]

    # She takes the second lesson, then goes away without her phone: three letters, and no fourth.
    while ann.card.title != "Lesson done: Bread without bought yeast":
        ann.says("next")
    letters = []
    while ann.days < 30:
        ann.sleeps()
        if ann.finds_a_letter():
            letters.append((ann.days, "it is the last" in ann.card.text))
    assert letters == [(22, False), (23, False), (24, True)]

    # Back home she looks how far she has come. Nobody counts the days on which she wasn't there.
    ann.does(lambda tutor, visit: tutor.progress.show(visit).finished())
    assert ann.card.text == "2 of 2 lessons done. You are in **Bread without bought yeast**."
    (picture,) = ann.card.pictures
    assert "You were here on 1 of the last 14 days." in picture.alt
    view = ann.tutor.progress.view(ann.visit)
    assert [lesson.strengths for lesson in view.lessons] == [
        (Strength.STRONG, Strength.STRONG),
        (Strength.NEW,),
    ]
    assert ann.sees("Review 1 key point")

    # She wonders what is kept about her. All of it fits into a file.
    ann.does(lambda tutor, visit: tutor.my.export(visit))
    (file,) = ann.card.files
    kept = json.loads(file.read())["kept"]
    assert {table: len(rows) for table, rows in kept.items()} == {
        "attempts": 8,
        "finished": 2,
        "memories": 3,
        "positions": 1,
        "quiz_results": 1,
        "reviews": 6,
    }

    # And she has it all deleted. Who comes the next evening is a stranger.
    ann.presses("Delete it all …", "forget me")
    assert ann.card.title == "Deleted"
    ann.sleeps()
    assert not ann.finds_a_letter()
    ann.does(lambda tutor, visit: tutor.my.export(visit))
    assert json.loads(ann.card.files[0].read())["kept"] == {}
    ann.says("review")
    assert ann.card.text.startswith("Nothing to review yet.")
    ann.says("next")
    assert ann.card.title == "Why bread rises (1 of 3)"
