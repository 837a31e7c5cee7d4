"""Which ways a key point is asked back, and what is left out of its statement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.course.model import Check, Choice, Course, KeyPoint, Lesson, Message, Source, Term
from bot.learning.recall_forms import GAP, Blank, Form, blanked, form_for, forms

SOURCE = Source(title="On Bread", authors="Crumb et al.", year=2019, arxiv="1904.09751")


def point(statement: str, title: str = "How it rises", id: str = "leaven") -> KeyPoint:
    return KeyPoint(id=id, title=title, statement=statement, explain="It is explained.", sources=(SOURCE,))


def term(name: str, means: str = "Something of bakers.", key_point: str = "leaven") -> Term:
    return Term(term=name, means=means, key_point=key_point)


def lesson(taught: KeyPoint, checked: str) -> Lesson:
    """A lesson that teaches one key point and whose three checks test another, or the same."""
    choices = tuple(Choice(text=text, feedback="So it is.", right=text == "a") for text in "abc")
    return Lesson(
        id="bread",
        title="Bread",
        outcome="bake bread",
        minutes=5,
        messages=(Message(id="hook", text="Bread rises."),),
        key_points=(taught,),
        checks=tuple(
            Check(id=f"c{n}", question="Why?", key_point=checked, choices=choices) for n in range(3)
        ),
    )


def asked(statement: str, *names: str, title: str = "How it rises", id: str = "leaven") -> str | None:
    """The statement of a key point with its term left out, None where it has no blank."""
    blank = blanked(point(statement, title, id), [term(name) for name in names])
    return blank.text if blank else None


class TestTheGap:
    @pytest.mark.parametrize(
        ("statement", "name", "text"),
        [
            ("Warm yeast makes gas and lifts dough.", "Yeast", "Warm ____ makes gas and lifts dough."),
            ("Doughs rest, and a dough rises.", "Dough", "____ rest, and a ____ rises."),
            ("Doughs rest, and a dough rises.", "Doughs", "____ rest, and a ____ rises."),
            ("Old batches of flour turn rancid.", "batch", "Old ____ of flour turn rancid."),
            ("All bakeries open very early.", "bakery", "All ____ open very early."),
            ("The yeast\u2019s work takes an hour.", "yeast", "The ____ work takes an hour."),
            ("A baker\u2019s dozen is thirteen loaves.", "Baker's dozen", "A ____ is thirteen loaves."),
            ("The sour-dough starter is fed daily.", "Sour dough starter", "The ____ is fed daily."),
            ("Yeasty bread needs wild yeast too.", "Yeast", "Yeasty bread needs wild ____ too."),
            ("Bread without yeast is yeast-free bread.", "yeast", "Bread without ____ is yeast-free bread."),
            (
                "If it rises, then IT helps with the orders.",
                "IT",
                "If it rises, then ____ helps with the orders.",
            ),
        ],
        ids=[
            "a term",
            "every occurrence",
            "the singular of a plural",
            "-es",
            "-ies",
            "a genitive",
            "an apostrophe of either kind",
            "a hyphen for a space",
            "not a part of a word",
            "not a part of a compound",
            "an abbreviation in capitals only",
        ],
    )
    def test_it_stands_where_the_term_stood(self, statement: str, name: str, text: str) -> None:
        assert asked(statement, name) == text

    def test_a_statement_without_the_term_has_none(self) -> None:
        assert asked("It makes gas, and the gas lifts it.", "Yeast") is None

    def test_a_term_of_another_key_point_stays(self) -> None:
        assert blanked(point("Warm yeast makes gas."), [term("Yeast", key_point="oven")]) is None

    @pytest.mark.parametrize("name", ["s", "-", "--", "?", "(", "\\"])
    def test_a_name_of_a_letter_or_a_mark_is_looked_for_as_it_is(self, name: str) -> None:
        assert asked("Dough needs gas to rise.", name, title=name) is None

    def test_half_of_the_statement_must_be_left(self) -> None:
        assert asked("Slow cold fermentation helps.", "Slow cold fermentation") is None

    @pytest.mark.parametrize(
        "statement",
        [
            "Dough needs something that makes gas, such as yeast.",
            "Dough needs what makes gas, such as soda or yeast.",
            "Dough needs what makes gas, as in yeast.",
            "Dough needs what makes gas (soda, yeast) to rise.",
            "Flour, water, yeast and salt are all it takes.",
            "Flour, water, yeast, salt: that is all it takes.",
            "Some flour and yeast are all it takes.",
        ],
    )
    def test_where_others_would_fit_as_well_there_is_none(self, statement: str) -> None:
        assert asked(statement, "yeast") is None

    def test_an_example_is_left_out_too_if_the_term_is_told_elsewhere(self) -> None:
        assert asked("Bread rises by yeast; some use it (dry yeast) at home.", "yeast") == (
            "Bread rises by ____; some use it (dry ____) at home."
        )


class TestOfSeveralTerms:
    def test_the_longest_is_left_out(self) -> None:
        assert asked("A sour starter holds yeast for years.", "yeast", "sour starter") == (
            "A ____ holds yeast for years."
        )

    def test_one_that_the_title_says_comes_before(self) -> None:
        assert asked("A sour starter holds yeast for years.", "sour starter", "yeast", title="Yeasts") == (
            "A sour starter holds ____ for years."
        )

    def test_a_long_name_is_left_out_before_the_short_one_within_it(self) -> None:
        assert asked("The sour starter is fed every day.", "starter", "sour starter") == (
            "The ____ is fed every day."
        )


class TestWithoutATermOfTheGlossary:
    def test_the_title_is_left_out(self) -> None:
        assert asked("A cold proof lets taste come slowly.", title="The cold proof") == (
            "A ____ lets taste come slowly."
        )

    def test_the_id_is_left_out(self) -> None:
        assert asked("A cold proof lets taste come slowly.", id="cold-proof") == (
            "A ____ lets taste come slowly."
        )

    def test_a_title_that_is_a_list_stays(self) -> None:
        assert asked("It takes flour, water and salt, no more.", title="Flour, water and salt") is None


class TestAccepted:
    def test_the_words_that_stood_there_come_first(self) -> None:
        blank = blanked(point("Doughs rest, and a dough rises."), [term("Dough")])

        assert blank == Blank("____ rest, and a ____ rises.", ("Doughs", "dough", "Dough"))

    @pytest.mark.parametrize(
        ("name", "means", "accepted"),
        [
            (
                "Crumb score (CS)",
                "How fine bread is.",
                ("crumb score", "Crumb score (CS)", "Crumb score", "CS"),
            ),
            ("CS", "Crumb score: how fine bread is.", ("crumb score", "CS", "Crumb score")),
            (
                "Crumb score (of rye)",
                "How fine bread is.",
                ("crumb score", "Crumb score (of rye)", "Crumb score"),
            ),
        ],
        ids=["a name in brackets", "what it is short for", "but not brackets that tell which"],
    )
    def test_so_is_what_else_the_term_is_called(
        self, name: str, means: str, accepted: tuple[str, ...]
    ) -> None:
        blank = blanked(point("A crumb score is told after tasting."), [term(name, means)])

        assert blank == Blank("A ____ is told after tasting.", accepted)

    def test_a_title_is_also_called_what_the_glossary_calls_it(self) -> None:
        told = point("Crumb scores are told after tasting.", title="The crumb score")

        blank = blanked(told, [term("ACS", "Average crumb score: how fine bread is.")])

        assert blank is not None
        assert blank.accepted == ("Crumb scores", "crumb score", "ACS", "Average crumb score")


class TestForms:
    def test_a_key_point_with_a_check_and_a_blank_has_all_three(self) -> None:
        yeast = point("Warm yeast makes gas.")

        assert forms(lesson(yeast, "leaven"), yeast, [term("Yeast")]) == tuple(Form)

    def test_one_with_neither_is_told_in_own_words(self) -> None:
        yeast = point("Warm yeast makes gas.")

        assert forms(lesson(yeast, "oven"), yeast, []) == (Form.OWN_WORDS,)


class TestFormFor:
    @pytest.mark.parametrize(
        ("of", "turns"),
        [
            (tuple(Form), [Form.CHECK, Form.TERM, Form.OWN_WORDS, Form.CHECK]),
            ((Form.CHECK, Form.OWN_WORDS), [Form.CHECK, Form.OWN_WORDS, Form.CHECK, Form.OWN_WORDS]),
            ((Form.OWN_WORDS,), [Form.OWN_WORDS] * 4),
        ],
        ids=["three", "two", "one"],
    )
    def test_they_take_turns(self, of: tuple[Form, ...], turns: list[Form]) -> None:
        assert [form_for(of, reviews) for reviews in range(4)] == turns


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=60).filter(
    str.strip
)


class TestAnyText:
    @given(LINES, LINES, LINES, LINES)
    def test_what_stood_in_a_gap_gives_the_statement_back(
        self, before: str, name: str, after: str, title: str
    ) -> None:
        told = point(f"{before} {name} {after}", title)

        blank = blanked(told, [term(name)])

        assert (
            blank is None
            or blank.text.count(GAP) > 1
            or any(blank.text.replace(GAP, stood) == told.statement for stood in blank.accepted)
        )


class TestTheRealCourse:
    def test_more_than_half_of_its_key_points_have_a_blank(self, real_course: Course) -> None:
        blanks = [blanked(told, real_course.glossary) for told in real_course.key_points.values()]

        assert sum(blank is not None for blank in blanks) > len(blanks) / 2

    def test_no_blank_still_says_its_answer(self, real_course: Course) -> None:
        blanks = [blanked(told, real_course.glossary) for told in real_course.key_points.values()]

        told = {
            (name, blank.text)
            for blank in blanks
            if blank
            for name in blank.accepted
            if f" {name} ".casefold() in f" {blank.text} ".casefold()
        }

        assert told == set()

    @pytest.mark.parametrize(
        ("key_point", "beginning", "answer"),
        [
            ("gans", "A ____ sets a generator against", "GAN"),
            ("text-to-speech", "____ makes sound from text", "Text to speech"),
            ("speech-recognition", "____ turns sound into text", "Speech recognition"),
            ("prosody", "No text spells out its ____, the rhythm", "prosody"),
            ("provenance-c2pa", "____ sign where a file came from", "Content Credentials"),
        ],
    )
    def test_these_are_asked_so(
        self, real_course: Course, key_point: str, beginning: str, answer: str
    ) -> None:
        blank = blanked(real_course.key_points[key_point], real_course.glossary)

        assert blank is not None
        assert blank.text.startswith(beginning)
        assert blank.accepted[0] == answer
