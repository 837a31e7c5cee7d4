"""Questions without a good answer, and organisers who say where they belong."""

from __future__ import annotations

import pytest

from bot.course.model import Course
from bot.errors import LearnerError
from bot.store import EVERYWHERE, Store
from bot.tutor.reply import Card
from bot.tutor.tutor import Tutor
from tests.fakes import NOON, visit

OVEN = "which stone oven should i buy"


def press(tutor: Tutor, action: str, text: str = "", server: str = "s") -> Card:
    (card,) = tutor.press(visit("olga", server=server, is_organiser=True), action, text).cards
    return card


def show(tutor: Tutor, server: str = "s") -> Card:
    (card,) = tutor.unanswered.show(visit("olga", server=server, is_organiser=True)).cards
    return card


def ask(tutor: Tutor, learner: str, question: str, server: str = "s") -> Card:
    return tutor.questions.ask(visit(learner, server=server), question).cards[0]


@pytest.fixture
def asked(tutor: Tutor, store: Store) -> Tutor:
    """A tutor whom two learners of server `s` asked for an oven, and one for the weather."""
    for learner in ("ann", "bob", "cid"):
        store.choices.keep_questions(learner, may=True)
    ask(tutor, "ann", OVEN)
    ask(tutor, "bob", "Which stone oven should I buy?!")
    ask(tutor, "cid", "how is the weather")
    return tutor


def action_of(card: Card, label: str) -> str:
    return next(button.action for button in card.buttons if button.label.startswith(label))


class TestWhatIsShown:
    def test_what_two_people_asked_is_shown_and_what_one_asked_is_not(self, asked: Tutor) -> None:
        card = show(asked)

        assert card.title == "Questions without a good answer (1 of 1)"
        assert "Asked by 2 people" in card.text
        assert "stone oven" in card.text
        assert "weather" not in card.text

    def test_nobody_is_named(self, asked: Tutor) -> None:
        card = show(asked)

        assert not any(name in card.text + card.footer for name in ("ann", "bob"))

    def test_one_person_who_asks_twice_is_one_person(self, tutor: Tutor, store: Store) -> None:
        store.choices.keep_questions("ann", may=True)
        for _ in range(3):
            ask(tutor, "ann", OVEN)

        assert show(tutor).title == "No questions wait"

    def test_another_server_sees_nothing_of_it(self, asked: Tutor) -> None:
        assert show(asked, "t").title == "No questions wait"

    def test_direct_messages_reach_no_organiser(self, tutor: Tutor, store: Store) -> None:
        for learner in ("ann", "bob"):
            store.choices.keep_questions(learner, may=True)
            ask(tutor, learner, OVEN, server="")

        assert show(tutor).title == "No questions wait"
        assert len(tutor.unanswered.groups(NOON)) == 1

    def test_whoever_runs_the_bot_sees_all_most_asked_first(self, asked: Tutor) -> None:
        groups = asked.unanswered.groups(NOON)

        assert [(group.askers, group.first.text) for group in groups] == [
            (2, "Which stone oven should I buy?!"),
            (1, "how is the weather"),
        ]

    def test_what_was_typed_is_shown_as_text(self, tutor: Tutor, store: Store) -> None:
        for learner in ("ann", "bob"):
            store.choices.keep_questions(learner, may=True)
            ask(tutor, learner, "@everyone **which** oven <@123>")

        text = show(tutor).text

        assert "@everyone" not in text
        assert "<@123>" not in text
        assert "**which**" not in text


class TestSettling:
    def test_a_question_given_to_a_key_point_is_answered_with_it_at_once(self, asked: Tutor) -> None:
        press(asked, action_of(show(asked), "Belongs elsewhere"), "proofing")

        assert ask(asked, "cid", "which stone oven should I buy").title == "Proofing"
        assert show(asked).title == "No questions wait"

    def test_only_in_that_server(self, asked: Tutor) -> None:
        press(asked, action_of(show(asked), "Belongs elsewhere"), "proofing")

        assert ask(asked, "cid", OVEN, server="t").title == "Not in this course"

    @pytest.mark.parametrize("wanted", ["Proofing", "proofing", "how long must the dough rest"])
    def test_the_key_point_is_named_by_title_id_or_a_question(self, asked: Tutor, wanted: str) -> None:
        card = press(asked, action_of(show(asked), "Belongs elsewhere"), wanted)

        assert "gets “Proofing”" in card.text

    def test_a_button_settles_it_too(self, asked: Tutor) -> None:
        group = asked.unanswered.groups(NOON, "s")[0]

        press(asked, f"unanswered:is:{group.first.id}/sourdough")

        assert ask(asked, "cid", OVEN).title == "Sourdough"

    def test_out_of_scope_takes_it_off_the_list_and_keeps_it_declined(self, asked: Tutor) -> None:
        card = press(asked, action_of(show(asked), "Out of scope"))

        assert "isn't in the course" in card.text
        assert ask(asked, "cid", OVEN).title == "Not in this course"
        assert show(asked).title == "No questions wait"

    def test_it_can_be_undone(self, asked: Tutor) -> None:
        card = press(asked, action_of(show(asked), "Out of scope"))

        again = press(asked, action_of(card, "Undo"))

        assert again.title == "Questions without a good answer (1 of 1)"

    def test_what_was_settled_or_undone_elsewhere_holds_at_the_next_question(
        self, asked: Tutor, store: Store, course: Course
    ) -> None:
        other = Tutor(course, store)  # as in another process, or in a terminal
        titles = [ask(other, "eve", OVEN).title]

        settled = press(asked, action_of(show(asked), "Belongs elsewhere"), "proofing")
        titles.append(ask(other, "fay", OVEN).title)
        press(asked, action_of(settled, "Undo"))
        titles.append(ask(other, "gus", OVEN).title)

        assert titles == ["Not in this course", "Proofing", "Not in this course"]

    def test_what_whoever_runs_the_bot_settled_holds_in_every_server(self, asked: Tutor) -> None:
        group = asked.unanswered.groups(NOON)[0]
        asked.unanswered.settle(group, "proofing", server=EVERYWHERE, at=NOON)

        assert ask(asked, "cid", OVEN, server="t").title == "Proofing"

    def test_it_holds_after_a_restart(self, asked: Tutor, store: Store) -> None:
        press(asked, action_of(show(asked), "Belongs elsewhere"), "proofing")

        assert ask(Tutor(asked.course, store), "cid", OVEN).title == "Proofing"


class TestWhoMay:
    @pytest.mark.parametrize("action", ["show:0", "beyond:{}", "is:{}/yeast", "other:{}", "undo:{}"])
    def test_no_press_works_for_one_who_may_not_manage_the_server(self, asked: Tutor, action: str) -> None:
        question = asked.unanswered.groups(NOON, "s")[0].first.id

        with pytest.raises(LearnerError, match="Only those who may manage"):
            asked.press(visit("eve", server="s"), f"unanswered:{action.format(question)}", "yeast")
        assert show(asked).title == "Questions without a good answer (1 of 1)"

    @pytest.mark.parametrize("action", ["beyond:{}", "is:{}/yeast", "other:{}", "undo:{}"])
    def test_an_organiser_of_another_server_reaches_nothing_here(self, asked: Tutor, action: str) -> None:
        question = asked.unanswered.groups(NOON, "s")[0].first.id

        with pytest.raises(LearnerError, match="gone"):
            press(asked, f"unanswered:{action.format(question)}", "yeast", server="t")
        assert show(asked).title == "Questions without a good answer (1 of 1)"

    def test_outside_servers_there_is_nothing_to_organise(self, asked: Tutor) -> None:
        with pytest.raises(LearnerError, match="belongs to a server"):
            asked.unanswered.show(visit("olga", is_organiser=True))

    @pytest.mark.parametrize(
        "action",
        ["is:1/pizza", "is:", "beyond:99999", "beyond:x", "other:" + "9" * 40, "burn:1", "undo:-1"],
    )
    def test_a_forged_press_reaches_nothing(self, asked: Tutor, action: str) -> None:
        with pytest.raises(LearnerError):
            press(asked, f"unanswered:{action}")
        assert show(asked).title == "Questions without a good answer (1 of 1)"

    def test_a_page_that_is_not_there_shows_the_last(self, asked: Tutor) -> None:
        assert press(asked, "unanswered:show:9").title == "Questions without a good answer (1 of 1)"
