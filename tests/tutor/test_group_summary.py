"""What a study group is told when its lesson is over."""

from __future__ import annotations

import pytest

from bot.store import Store
from bot.tutor.tutor import Tutor
from tests.tutor.test_sessions import begin, go_to, learner, organiser, press, scene, show


@pytest.fixture
def opened(tutor: Tutor) -> Tutor:
    """A tutor whose group has its first lesson open."""
    tutor.groups.create(organiser(), "Bakers")
    begin(tutor)
    return tutor


def alt(tutor: Tutor) -> str:
    """The picture in words."""
    (sketch,) = scene(tutor).reply.cards[0].sketches
    return sketch.draw()[1]


class TestNumbers:
    def test_who_left_took_part_and_is_not_there_at_the_end(self, opened: Tutor) -> None:
        go_to(opened, "gas-check")
        for who in ("ann", "bob", "cid"):
            press(opened, learner(who), "Join")
        for who in ("ann", "bob", "cid"):
            press(opened, learner(who), "right one")
        show(opened)
        press(opened, learner("cid"), "Leave")
        go_to(opened, "end")

        assert scene(opened).reply.cards[0].text.startswith("2 learners here at the end.")
        assert "3 learners took part. 3 of 3 answers right." in alt(opened)
        assert "1. What of yeast? 3 of 3." in alt(opened)

    def test_a_check_that_nobody_answered_keeps_its_number(self, opened: Tutor) -> None:
        go_to(opened, "yeast-check")
        press(opened, learner(), "wrong one")
        show(opened)
        go_to(opened, "end")

        assert "1. What of yeast? no answer. 2. What of yeast? 0 of 1" in alt(opened)
        assert "3. What of proofing? no answer." in alt(opened)

    def test_who_had_themselves_forgotten_is_not_counted(self, opened: Tutor, store: Store) -> None:
        go_to(opened, "gas-check")
        for who in ("ann", "bob"):
            press(opened, learner(who), "Join")
        for who in ("ann", "bob"):
            press(opened, learner(who), "right one")
        show(opened)
        go_to(opened, "end")

        store.privacy.forget("ann", organiser().at)

        assert scene(opened).reply.cards[0].text.startswith("1 learner here at the end.")
        assert "1 learner took part. 1 of 1 answer right." in alt(opened)
