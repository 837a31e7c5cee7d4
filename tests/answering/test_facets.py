"""Short questions about what was just answered."""

from __future__ import annotations

import pytest

from bot.answering.facets import Facet, facet_of, side_of

ASKED = {
    Facet.WHY: [
        "why?",
        "WHY",
        "but why?",
        "so why",
        "Why is that?",
        "why does it matter",
        "why does this matter?",
        "any reason for that?",
        "y tho",
        "how come?",
        "warum eigentlich?",
        "por qué",
    ],
    Facet.EXAMPLE: [
        "example?",
        "an example please",
        "can you give me some examples",
        "for instance?",
        "e.g.?",
        "show me an example",
        "what's an example?",
        "z.B.?",
        "un exemple",
        "like what",
        "a concrete case please",
    ],
    Facet.SIMPLER: [
        "simpler",
        "in simpler words please",
        "I don't understand",
        "I don\u2019t understand this",
        "I dont understand it",
        "I'm confused",
        "eli5",
        "explain it like I'm five",
        "explain again",
        "can you explain that more simply?",
        "dumb it down",
        "huh? less jargon",
        "sorry what",
        "nochmal einfacher bitte",
    ],
    Facet.SOURCE: [
        "source?",
        "sources please",
        "link pls",
        "what is the source?",
        "what's the source",
        "where can I read more?",
        "got a paper for that?",
        "says who?",
        "prove it",
        "de dónde sale eso",
    ],
    Facet.MORE: ["more", "go on", "keep going", "and?", "what else", "mehr", "any details?"],
}


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        pytest.param(question, facet, id=question)
        for facet, questions in ASKED.items()
        for question in questions
    ],
)
def test_a_short_question_asks_for_a_facet(question: str, facet: Facet) -> None:
    assert facet_of(question) is facet


@pytest.mark.parametrize(
    "question",
    [
        "why do models hallucinate",
        "example of sampling",
        "explain diffusion",
        "what is a simple model",
        "source of the training data",
        "is it easy to train one",
        "who are you",
        "thanks",
        "",
        "🙂",
        "what?",
    ],
)
def test_a_question_with_a_subject_of_its_own_asks_for_none(question: str) -> None:
    assert facet_of(question) is None


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("why is it so slow", Facet.WHY),
        ("only three seconds?? says who", Facet.SOURCE),
        ("do you have an example with cats", Facet.EXAMPLE),
        ("is it slow", Facet.MORE),
        ("", Facet.MORE),
    ],
)
def test_a_question_about_a_key_point_looks_at_one_side_of_it(question: str, side: Facet) -> None:
    assert side_of(question) is side
