"""The letter desk: what lies ready to be sent, and what becomes of it when minds change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import Store
from bot.tutor.reply import Button, Card, Tone, Weight
from bot.tutor.tutor import Tutor
from tests.fakes import NOON, sent, visit

SOON = NOON + timedelta(hours=1)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
cards = st.builds(
    Card,
    words,
    words,
    st.sampled_from(Tone),
    buttons=st.lists(st.builds(Button, words, words, st.sampled_from(Weight)), max_size=3).map(tuple),
)


@pytest.fixture
def group_letter(tutor: Tutor, store: Store) -> Tutor:
    """A tutor with a word to the group in the kitchen of server `s`."""
    group = store.groups.create("bread", "s", "kitchen", "Bakers", "olga", NOON)
    assert group is not None
    tutor.letters.to_group(group, Card("One lesson at a time", "…"), send_by=SOON)
    return tutor


@given(cards)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_card_comes_out_as_it_went_in(tutor: Tutor, card: Card) -> None:
    tutor.letters.to_learner("ann", card, send_by=SOON)

    [(_, reply)] = sent(tutor, NOON)

    assert reply.cards == (card,)


def test_what_goes_to_a_learner_is_for_their_eyes(tutor: Tutor) -> None:
    tutor.letters.to_learner("ann", Card("Time to review", "…"), send_by=SOON)

    [(letter, reply)] = sent(tutor, NOON)

    assert (letter.to.learner, letter.to.channel, reply.private) == ("ann", "", True)


def test_what_goes_to_a_group_is_said_in_its_channel_for_all(group_letter: Tutor) -> None:
    [(letter, reply)] = sent(group_letter, NOON)

    assert (letter.to.learner, letter.to.server, letter.to.channel) == ("", "s", "kitchen")
    assert not reply.private


def test_one_that_was_not_settled_comes_again_after_two_minutes(group_letter: Tutor) -> None:
    first = group_letter.letters.take(NOON)

    again = [group_letter.letters.take(NOON + timedelta(seconds=seconds)) for seconds in (119, 120)]

    assert first is not None
    assert again == [None, first]


@pytest.mark.parametrize("how", ["stop button", "closed door", "forgotten"])
def test_who_wants_no_more_gets_none_that_was_written_already(tutor: Tutor, how: str) -> None:
    tutor.letters.to_learner("ann", Card("Time to review", "…"), send_by=SOON)

    match how:
        case "stop button":
            tutor.press(visit(), "my:stop-reminders")
        case "closed door":
            tutor.reminders.undeliverable("ann")
        case _:
            tutor.press(visit(), "my:forget", "forget me")

    assert sent(tutor, NOON) == []


def test_a_server_that_is_forgotten_takes_its_letters_along(group_letter: Tutor, store: Store) -> None:
    store.servers.note_left("s", NOON - timedelta(days=31))

    store.servers.purge(NOON)

    assert sent(group_letter, NOON) == []


def test_how_many_wait(group_letter: Tutor) -> None:
    assert [group_letter.letters.waiting(at) for at in (NOON, SOON, SOON + timedelta(seconds=1))] == [1, 1, 0]
