"""The review desk: what comes back, in which form, and what an answer changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.course.model import BUTTON_LIMIT, Course
from bot.errors import LearnerError
from bot.learning.recall_forms import Form, forms
from bot.store import Kept, Review, Store
from bot.tutor.reply import ACTION_LIMIT, Card
from bot.tutor.tutor import Tutor
from tests.fakes import NOON, course_files, small_course, visit

DAY = 24 * 60  # minutes
ALL_STEPS = 8  # of the first lesson


def hold(store: Store, *key_points: str, reviews: int = 0, learner: str = "ann") -> None:
    """A learner holds key points that are due now, each reviewed so many times before."""
    store.memories.enter(
        learner, "bread", [Kept(name, None, None, NOON, None, reviews) for name in key_points], NOON
    )


def overview(tutor: Tutor, *, days: int = 0) -> Card:
    (card,) = tutor.reviews.overview(visit(minutes=days * DAY)).cards
    return card


def press(
    tutor: Tutor, action: str, text: str = "", *, days: int = 0, minutes: int = 0, learner: str = "ann"
) -> Card:
    (card,) = tutor.press(visit(learner, minutes=days * DAY + minutes), action, text).cards
    return card


def press_label(tutor: Tutor, card: Card, label: str, text: str = "") -> Card:
    return press(tutor, next(b.action for b in card.buttons if b.label.startswith(label)), text)


def asked(tutor: Tutor) -> Card:
    """What a press of Start shows."""
    return press(tutor, "review:next")


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


def log(store: Store) -> list[Review]:
    return list(store.memories.reviewed("bread"))


def held(store: Store, key_point: str = "yeast") -> Kept:
    return store.memories.of("ann", "bread")[key_point]


class TestOverview:
    def test_a_newcomer_has_nothing_to_review_and_a_way_into_the_course(self, tutor: Tutor) -> None:
        card = overview(tutor)

        assert card.text.startswith("Nothing to review yet.")
        assert labels(card) == ["Start the course"]

    def test_it_says_how_many_are_due_and_how_long_that_takes(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast", "proofing", "sourdough")

        card = overview(tutor)

        assert card.text.startswith("**3 key points** to bring back, about 1 minute.")
        assert labels(card) == ["Start", "Start the course"]

    @pytest.mark.parametrize(
        ("key_points", "sentence"),
        [
            (["yeast"], "Nothing is due. 1 key point comes back tomorrow."),
            (["yeast", "proofing"], "Nothing is due. The first of 2 key points comes back tomorrow."),
        ],
        ids=["one", "two"],
    )
    def test_when_nothing_is_due_it_says_when_something_will_be(
        self, tutor: Tutor, store: Store, key_points: list[str], sentence: str
    ) -> None:
        later = [
            Kept(name, None, None, NOON + timedelta(days=day), None, 0)
            for day, name in enumerate(key_points, 1)
        ]
        store.memories.enter("ann", "bread", later, NOON)

        assert overview(tutor).text == sentence

    def test_what_the_course_no_longer_teaches_is_neither_counted_nor_asked(
        self, tutor: Tutor, store: Store
    ) -> None:
        hold(store, "rye", "yeast")

        assert overview(tutor).text.startswith("**1 key point** to bring back")
        press(tutor, "review:unknown:yeast/0")
        assert asked(tutor).text.startswith("Nothing is due.")

    def test_nobody_else_s_are_due(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast", learner="bob")

        assert overview(tutor).text.startswith("Nothing to review yet.")


class TestOnItsDay:
    """People come at about the same hour, and not to the minute: what is due in a few hours is due."""

    @pytest.mark.parametrize(
        ("ahead", "is_due"),
        [(timedelta(hours=6), True), (timedelta(hours=6, seconds=1), False)],
        ids=["six hours", "a second more"],
    )
    def test_what_is_due_in_six_hours_is_due(
        self, tutor: Tutor, store: Store, ahead: timedelta, *, is_due: bool
    ) -> None:
        store.memories.enter("ann", "bread", [Kept("yeast", None, None, NOON + ahead, None, 0)], NOON)

        assert (tutor.reviews.due_count("ann", NOON) == 1) is is_due

    def test_a_night_lies_between_a_lesson_and_its_first_review(self, tutor: Tutor, store: Store) -> None:
        tutor.questions.ask(visit(), "what is yeast")

        assert tutor.reviews.due_count("ann", NOON + timedelta(hours=12)) == 0

    def test_a_few_hours_early_counts_as_on_its_day(self, tutor: Tutor, store: Store) -> None:
        """FSRS counts whole days: two days less an hour would be one."""
        due = NOON + timedelta(days=2)
        for learner in ("early", "on time"):
            rows = [Kept("yeast", 2.3, 5.0, due, NOON, 1)]
            store.memories.enter(learner, "bread", rows, NOON)

        press(tutor, "review:own:yeast/1/3", days=2, minutes=-60, learner="early")
        press(tutor, "review:own:yeast/1/3", days=2, learner="on time")

        early, on_time = (store.memories.of(name, "bread")["yeast"] for name in ("early", "on time"))
        assert early == on_time

    def test_a_button_pressed_long_before_its_day_counts_when_it_is_pressed(
        self, tutor: Tutor, store: Store
    ) -> None:
        rows = [Kept("yeast", 2.3, 5.0, NOON + timedelta(days=30), NOON, 1)]
        store.memories.enter("ann", "bread", rows, NOON)

        press(tutor, "review:own:yeast/1/3", days=9)

        assert held(store).due < NOON + timedelta(days=30)


class TestWhatEnters:
    def test_a_finished_lesson_s_key_points_come_back_the_next_day(self, tutor: Tutor) -> None:
        for _ in range(ALL_STEPS):
            tutor.lessons.next(visit())

        assert overview(tutor).text == "Nothing is due. The first of 2 key points comes back tomorrow."
        assert overview(tutor, days=1).text.startswith("**2 key points** to bring back")

    def test_a_lesson_that_is_not_finished_brings_nothing_back(self, tutor: Tutor) -> None:
        for _ in range(ALL_STEPS - 1):
            tutor.lessons.next(visit())

        assert overview(tutor, days=9).text.startswith("Nothing to review yet.")

    def test_what_was_asked_about_and_answered_comes_back(self, tutor: Tutor, store: Store) -> None:
        tutor.questions.ask(visit(), "what is yeast")

        assert list(store.memories.of("ann", "bread")) == ["yeast"]

    def test_a_question_without_an_answer_brings_nothing_back(self, tutor: Tutor, store: Store) -> None:
        tutor.questions.ask(visit(), "who won the football match")

        assert store.memories.of("ann", "bread") == {}

    def test_what_is_held_already_stays_as_it_is(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast", reviews=4)

        tutor.questions.ask(visit(), "what is yeast")

        assert held(store).reviews == 4


class TestForms:
    def test_a_key_point_comes_back_as_a_check_then_with_a_gap_then_in_own_words_then_as_a_check(
        self, tutor: Tutor, store: Store
    ) -> None:
        titles = []
        for reviews in range(4):
            hold(store, "yeast", reviews=reviews, learner=f"ann{reviews}")
            titles.append(press(tutor, "review:next", learner=f"ann{reviews}").title)

        assert titles == ["Review", "Review: what stands in the gap?", "Review: in your own words", "Review"]

    def test_the_checks_of_a_key_point_take_turns_too(self, tutor: Tutor, store: Store) -> None:
        """Each third time it is a check, and "sourdough" has three: by counting reviews alone it would be the first forever."""
        rights = []
        for reviews in (0, 3, 6, 9):
            hold(store, "sourdough", reviews=reviews, learner=f"ann{reviews}")
            card = press(tutor, "review:next", learner=f"ann{reviews}")
            rights += [label for label in labels(card) if label.startswith("right")]

        assert rights == [f"right one of {check}" for check in ("first", "second", "third", "first")]

    def test_the_one_due_longest_comes_first_and_the_footer_says_how_many_wait(
        self, tutor: Tutor, store: Store
    ) -> None:
        hold(store, "yeast")
        store.memories.enter(
            "ann", "bread", [Kept("sourdough", None, None, NOON - timedelta(days=1), None, 0)], NOON
        )

        card = asked(tutor)

        assert card.text == "What of sourdough?"
        assert card.footer == "2 key points due · from the lesson “Bread without bought yeast”"


class TestACheck:
    def test_a_right_choice_says_why_and_when_it_comes_back(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast")

        card = press_label(tutor, asked(tutor), "right one")

        assert card.title == "Right"
        assert card.text == (
            "You chose: **right one of gas-check**\n\nYes, that is it.\n\n"
            "**Yeast**: Yeast in one line.\n\nIt comes back in 2 days.\n\nThat was all that was due."
        )
        assert labels(card) == ["Start the course", "Explain it"]

    def test_a_wrong_choice_names_the_right_one_and_comes_back_sooner(
        self, tutor: Tutor, store: Store
    ) -> None:
        hold(store, "yeast")

        card = press_label(tutor, asked(tutor), "wrong one")

        assert card.title == "Not this time"
        assert "Right is: **right one of gas-check**" in card.text
        assert "It comes back tomorrow." in card.text

    def test_one_may_say_that_one_does_not_know(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast")

        card = press_label(tutor, asked(tutor), "I don't know")

        assert card.title == "Not this time"
        assert "**Yeast**: Yeast in one line." in card.text
        assert [(review.form, review.grade) for review in log(store)] == [("check", 1)]

    def test_the_feedback_leads_to_the_next(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast", "proofing")

        card = press_label(tutor, asked(tutor), "right one")

        assert labels(card)[0] == "Next (1 left)"
        assert press_label(tutor, card, "Next").text != card.text


class TestATerm:
    @pytest.fixture(autouse=True)
    def _held(self, store: Store) -> None:
        hold(store, "yeast", reviews=1)

    def test_the_statement_has_a_gap_where_the_term_stood(self, tutor: Tutor) -> None:
        card = asked(tutor)

        assert card.text == "____ in one line."
        assert labels(card) == ["Type what is missing", "I don't know"]

    @pytest.mark.parametrize(
        ("typed", "title"),
        [
            ("yeast", "Right"),
            ("Yeasts", "Right"),
            ("yaest", "Right"),
            ("I think it is yeast", "Nearly"),
            ("flour", "Not this time"),
            ("sourdough", "Not this time"),
        ],
    )
    def test_letters_are_forgiven_and_other_terms_are_not(self, tutor: Tutor, typed: str, title: str) -> None:
        card = press_label(tutor, asked(tutor), "Type", typed)

        assert card.title == title
        assert card.text.startswith(f"You typed: **{typed}**")

    def test_nothing_typed_is_no_answer(self, tutor: Tutor, store: Store) -> None:
        with pytest.raises(LearnerError, match="Nothing was typed"):
            press_label(tutor, asked(tutor), "Type", "  ")

        assert log(store) == []

    def test_the_button_asks_for_a_line_first(self, tutor: Tutor) -> None:
        prompt = tutor.prompt(asked(tutor).buttons[0].action)

        assert prompt is not None
        assert prompt.title == "What stands in the gap?"

    def test_what_was_typed_is_shown_as_text(self, tutor: Tutor) -> None:
        card = press_label(tutor, asked(tutor), "Type", "@everyone **yes** <@123>")

        assert "@everyone" not in card.text
        assert "**yes**" not in card.text
        assert "<@123>" not in card.text


class TestOwnWords:
    @pytest.fixture(autouse=True)
    def _held(self, store: Store) -> None:
        hold(store, "yeast", reviews=2)

    def test_one_looks_after_saying_it_and_judges_oneself(self, tutor: Tutor) -> None:
        card = press_label(tutor, asked(tutor), "Look")

        assert card.title == "Yeast"
        assert card.text.startswith("Yeast in one line.\n\nYeast is explained here.")
        assert labels(card) == ["Not at all", "Hardly", "Yes", "With ease"]

    @pytest.mark.parametrize(
        ("label", "title", "grade"),
        [("Not at all", "Not this time", 1), ("Hardly", "Nearly", 2), ("Yes", "Right", 3), ("With ease", "Right", 4)],
    )  # fmt: skip
    def test_each_judgement_is_kept(
        self, tutor: Tutor, store: Store, label: str, title: str, grade: int
    ) -> None:
        card = press_label(tutor, press_label(tutor, asked(tutor), "Look"), label)

        assert card.title == title
        assert [(review.form, review.grade) for review in log(store)] == [("own-words", grade)]

    def test_looking_alone_changes_nothing(self, tutor: Tutor, store: Store) -> None:
        press_label(tutor, asked(tutor), "Look")

        assert log(store) == []
        assert held(store).reviews == 2


class TestTheSchedule:
    def test_a_review_is_logged_with_what_had_been_expected(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast")
        press_label(tutor, asked(tutor), "right one")

        press(tutor, "review:term:yeast/1", "yeast", days=2)

        first, second = log(store)
        assert (first.form, first.grade, first.expected, first.at) == ("check", 3, None, NOON)
        assert second.expected == pytest.approx(0.9, abs=0.05)
        assert (second.form, second.grade) == ("term", 3)

    def test_with_each_recall_the_wait_grows(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast")
        waits = []
        for _ in range(5):
            at = held(store).due
            days = round((at - NOON) / timedelta(days=1))
            press(tutor, f"review:own:yeast/{held(store).reviews}/3", days=days)
            waits.append(held(store).due - at)

        assert waits == sorted(waits)
        assert waits[-1] > timedelta(days=60)

    def test_who_wants_to_recall_more_is_asked_sooner(self, course: Course, store: Store) -> None:
        dues = []
        for retention in (0.97, 0.8):
            learner = f"ann{retention}"
            hold(store, "yeast", learner=learner)
            press(Tutor(course, store, retention=retention), "review:own:yeast/0/3", learner=learner)
            dues.append(store.memories.of(learner, "bread")["yeast"].due)

        assert dues[0] < dues[1]

    def test_stopping_in_the_middle_loses_nothing(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast", "proofing", "sourdough")
        press_label(tutor, asked(tutor), "right one")

        tutor.lessons.next(visit())

        assert overview(tutor).text.startswith("**2 key points** to bring back")


class TestTwiceAndStale:
    @pytest.mark.parametrize("verb", ["unknown:yeast/0", "own:yeast/0/3", "term:yeast/0"])
    def test_a_button_pressed_twice_counts_once_and_shows_what_is_next(
        self, tutor: Tutor, store: Store, verb: str
    ) -> None:
        hold(store, "yeast", "sourdough")

        press(tutor, f"review:{verb}", "yeast")
        again = press(tutor, f"review:{verb}", "yeast")

        assert again.text == "What of sourdough?"
        assert len(log(store)) == 1
        assert held(store).reviews == 1

    def test_a_choice_pressed_twice_counts_once(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast")
        card = asked(tutor)

        press_label(tutor, card, "right one")
        again = press_label(tutor, card, "wrong one")

        assert again.text == "Nothing is due. 1 key point comes back in 2 days."
        assert [review.grade for review in log(store)] == [3]

    def test_a_button_of_one_who_had_themselves_forgotten_keeps_nothing(
        self, tutor: Tutor, store: Store
    ) -> None:
        hold(store, "yeast")
        card = asked(tutor)
        store.privacy.forget("ann", NOON)

        again = press_label(tutor, card, "right one")

        assert again.text.startswith("Nothing to review yet.")
        assert log(store) == []

    def test_another_s_button_reviews_nothing_of_theirs(self, tutor: Tutor, store: Store) -> None:
        hold(store, "yeast")

        press(tutor, "review:own:yeast/0/4", learner="bob")

        assert held(store).reviews == 0

    @pytest.mark.parametrize(
        "action",
        ["fly:yeast/0", "own:yeast/0/9", "own:yeast/0", "own:yeast/x/3", "own:yeast/-1/3", "look:pizza/0",
         "term:yeast", "choose:yeast/0/00000000", "choose:yeast/" + "9" * 40 + "/1", "unknown:", "own:yeast/²/3"],
    )  # fmt: skip
    def test_a_forged_button_gets_one_sentence_with_the_next_step_and_changes_nothing(
        self, tutor: Tutor, store: Store, action: str
    ) -> None:
        hold(store, "yeast")

        with pytest.raises(LearnerError, match=r"/review"):
            press(tutor, f"review:{action}", "yeast")

        assert log(store) == []


class TestAnEditedCourse:
    def edited(self, folder: Path, store: Store, *, number: int = 0, **fields: object) -> Tutor:
        files = course_files()
        files["01-dough/01-rising.yaml"]["key_points"][number] |= fields
        return Tutor(small_course(folder, files), store)

    def test_a_choice_that_was_rewritten_since_is_not_judged(
        self, tutor: Tutor, store: Store, tmp_path: Path
    ) -> None:
        hold(store, "yeast")
        card = asked(tutor)
        files = course_files()
        files["01-dough/01-rising.yaml"]["checks"][0]["choices"][1]["text"] = "another right one"
        edited = Tutor(small_course(tmp_path, files), store)

        with pytest.raises(LearnerError, match="rewritten"):
            press_label(edited, card, "right one")

        assert log(store) == []

    def test_a_term_that_the_statement_no_longer_says_is_not_asked_for(
        self, store: Store, tmp_path: Path
    ) -> None:
        hold(store, "yeast", reviews=1)
        edited = self.edited(tmp_path, store, statement="It makes gas, in one line.")

        with pytest.raises(LearnerError, match="reworded"):
            press(edited, "review:term:yeast/1", "yeast")

        assert asked(edited).title == "Review: in your own words"

    def test_a_check_that_was_moved_to_another_key_point_takes_no_turn(
        self, store: Store, tmp_path: Path
    ) -> None:
        hold(store, "yeast", reviews=3)
        files = course_files()
        files["01-dough/01-rising.yaml"]["checks"][1]["key_point"] = "proofing"
        edited = Tutor(small_course(tmp_path, files), store)

        assert "right one of gas-check" in labels(asked(edited))


class TestTheRealCourse:
    def test_every_key_point_can_be_brought_back_in_every_form_and_fits_on_discord_s_buttons(
        self, real_course: Course, store: Store
    ) -> None:
        tutor = Tutor(real_course, store)
        seen = set()
        for number, (lesson, point) in enumerate(real_course.taught()):
            for turn, form in enumerate(forms(lesson, point, real_course.glossary)):
                learner = f"{number}/{turn}"
                row = Kept(point.id, None, None, NOON, None, turn)
                store.memories.enter(learner, real_course.id, [row], NOON)
                card = press(tutor, "review:next", learner=learner)
                seen.add(form)
                assert all(len(button.action) <= ACTION_LIMIT for button in card.buttons)
                assert all(len(button.label) <= BUTTON_LIMIT for button in card.buttons)
                if form is Form.TERM:
                    assert "____" in card.text

        assert seen == set(Form)
