"""What the tutor says about itself."""

from __future__ import annotations

from bot.tutor.tutor import Tutor
from tests.fakes import visit


def test_the_welcome_is_public_and_says_what_who_and_where(tutor: Tutor) -> None:
    reply = tutor.welcome()

    text = reply.cards[0].text
    assert not reply.private
    assert all(words in text for words in ("`/lesson next`", "`/ask`", "`/help`", "one database file"))


def test_help_names_the_course(tutor: Tutor) -> None:
    assert "Bread from nothing" in tutor.help(visit()).cards[0].text


def test_help_names_every_way_to_practise(tutor: Tutor) -> None:
    text = tutor.help(visit()).cards[0].text

    assert all(f"`/{command}" in text for command in ("quiz`", "review`", "my settings`"))


def test_the_welcome_says_how_to_see_and_delete_what_is_kept(tutor: Tutor) -> None:
    assert (
        "`/my export` shows you what is yours, and `/my forget` deletes it" in tutor.welcome().cards[0].text
    )
