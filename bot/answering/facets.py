"""Sides of a key point that can be asked for without naming it: "why?", "an example please", "source?"."""

from __future__ import annotations

from enum import Enum

from bot.answering.words import all_words


class Facet(Enum):
    """A side of a key point."""

    WHY = "why"
    EXAMPLE = "example"
    SIMPLER = "simpler"
    SOURCE = "source"
    MORE = "more"


# In English, and as far as a word or two goes in the languages that slip into English chats.
_TELLING = {
    Facet.WHY: """why why's reason reasons y cause causes matter matters warum wieso wozu pourquoi porque perche""",
    Facet.EXAMPLE: """example examples exmaple instance eg case cases concrete illustrate illustration zb beispiel beispiele
        exemple exemples ejemplo ejemplos esempio""",
    Facet.SIMPLER: """simpler simple simply easier easy eli5 dummies dumb kid child plain short shorter summary summarise summarize
        tldr rephrase reword wdym huh confused confusing lost understand unclear explain five jargon complicated complex beginner
        beginners layman einfacher einfach facile facil entiendo comprends verstehe sencillo""",
    Facet.SOURCE: """source sources reference references paper papers citation cite link links proof prove evidence says quelle
        quellen fuente fuentes fonte read showed found sale""",
    Facet.MORE: """more details detail else elaborate further deeper continue mehr weiter encore""",
}
_WORDS_OF = {facet: frozenset(words.split()) for facet, words in _TELLING.items()}

# What may stand around a facet's word without making it a question of its own.
_FILLERS = frozenset(
    """
    a about actually again an and any anything are bit but can come could de del den denn der did die do does doing don't down
    eigentlich el en english es est exactly favor five for from general get give go got happen happens have hm hmm how i i'm idea
    im important in is it it's its know la lass le less let like little lol mal mas me more need no noch nochmal not of oh ok okay
    on once one or please pls plus por quoi really s sa say show si small so some sorry still svp tell that that's the then there
    these they this tho though to too um un una une up use want was well what what's when where which who with words would y yes
    you your bitte c'est donde eso 5
    """.split()  # noqa: SIM905  # a list of quoted words is harder to read
)

# Whole phrases whose words alone say nothing.
_PHRASES = {
    "how come": Facet.WHY,
    "what for": Facet.WHY,
    "por que": Facet.WHY,
    "like what": Facet.EXAMPLE,
    "such as": Facet.EXAMPLE,
    "show me": Facet.EXAMPLE,
    "e g": Facet.EXAMPLE,
    "z b": Facet.EXAMPLE,
    "dumb it down": Facet.SIMPLER,
    "don't get it": Facet.SIMPLER,
    "didn't get it": Facet.SIMPLER,
    "sorry what": Facet.SIMPLER,
    "come again": Facet.SIMPLER,
    "get that from": Facet.SOURCE,
    "got that from": Facet.SOURCE,
    "know that": Facet.SOURCE,
    "come up with it": Facet.SOURCE,
    "came up with it": Facet.SOURCE,
    "came up with that": Facet.SOURCE,
    "invented it": Facet.SOURCE,
    "de donde": Facet.SOURCE,
    "go on": Facet.MORE,
    "keep going": Facet.MORE,
    "and then": Facet.MORE,
    "noch was": Facet.MORE,
}


def facet_of(question: str) -> Facet | None:
    """The facet that a question asks for, None when it has a subject of its own."""
    words = all_words(question.replace(".", ""))
    line = " ".join(words)
    if line == "and":
        return Facet.MORE
    for phrase, facet in _PHRASES.items():
        if phrase in line and set(words) <= _FILLERS | set(phrase.split()):
            return facet
    for facet, telling in _WORDS_OF.items():
        if set(words) & telling and set(words) <= telling | _FILLERS:
            return facet
    return None


def side_of(question: str) -> Facet:
    """Which side of a key point a question that is known to be about it looks at; MORE where it names none."""
    words = set(all_words(question))
    told = (facet for facet in (Facet.SOURCE, Facet.EXAMPLE, Facet.WHY) if words & _WORDS_OF[facet])
    return next(told, Facet.MORE)
