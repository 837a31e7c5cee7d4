"""Mark a term that a learner typed from memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from rapidfuzz.distance import OSA, LCSseq

from bot.answering.opposites import are_opposites
from bot.answering.vocabulary import LONG_CUT, SHORT, SHORT_CUT, SHORTEST_REPAIRED, SWAPPED
from bot.answering.words import plain, stem

TYPED_LIMIT = 200  # characters that are read; a term of the glossary has 60 at most
MOST_EXTRA = 5  # words around the term, as in "I think it is called"; with more it is a list of guesses

_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_SMALL = frozenset(["a", "an", "of", "the"])  # who leaves these out has not forgotten the term
# Words that turn those beside them into something else: classifier-free guidance isn't classifier guidance.
_TURNING = frozenset(
    """
    anti but cant dis doesnt dont except free isnt neither never no non nor not opposite un without wont
    """.split()  # noqa: SIM905  # a list of quoted words is harder to read
)

Words = tuple[str, ...]


class Verdict(Enum):
    """How what was typed compares with a term."""

    RIGHT = "right"
    NEARLY = "nearly"
    WRONG = "wrong"


def marked(typed: str, accepted: Sequence[str], others: Sequence[str] = ()) -> Verdict:
    """Mark what was typed for a term.

    Case, accents, endings, hyphens and a few wrong letters are forgiven, an opposite never. It is nearly right if
    the term stands among a few words more, or lacks one of its own.

    Args:
        typed: Anything at all.
        accepted: What the term is called.
        others: The course's other terms. What is nearer to one of them is wrong: FVD is no slip for FID.
    """
    words = _words(typed[:TYPED_LIMIT])
    terms = [term for name in accepted if (term := _words(name))]
    if not words or not terms:
        return Verdict.WRONG
    own = set(map(_singular, terms))
    strangers = [term for name in others if _singular(term := _words(name)) not in own]
    nearest = min(terms, key=lambda term: _distance(words, term))
    reach = _distance(words, nearest)
    if any(_distance(words, term) < reach for term in strangers):
        return Verdict.WRONG
    return _judged(_read_as(words, nearest), nearest)


def _judged(words: Words, term: Words) -> Verdict:
    """Judge words among which the term's own are spelled as it spells them."""
    if words == term:
        return Verdict.RIGHT
    shared = LCSseq.similarity(words, term)
    missing, extra = len(term) - shared, len(words) - shared
    is_near = (missing == 0 and extra <= MOST_EXTRA) or (missing == 1 and extra == 0)
    return Verdict.NEARLY if is_near and not _TURNING & (set(words) ^ set(term)) else Verdict.WRONG


def _distance(words: Words, term: Words) -> tuple[int, int]:
    """How far what was typed is from a term: in words, then in letters."""
    shared = LCSseq.similarity(_read_as(words, term), term)
    return len(words) + len(term) - 2 * shared, OSA.distance("".join(words), "".join(term))


def _read_as(words: Words, term: Words) -> Words:
    """What was typed, its words spelled, joined and parted as the term's where they are the same."""
    joined = "".join(words)
    if stem(joined) == stem("".join(term)) or _is_parted(joined, term):
        return term
    return tuple(
        word if word in term else next((t for t in term if _is_same(word, t)), word) for word in words
    )


def _is_parted(joined: str, term: Words) -> bool:
    """Whether what was typed in several words is a term of one, with one slip: "dream both" is DreamBooth."""
    return len(term) == 1 and _is_same(joined, term[0]) and OSA.distance(joined, term[0]) == 1


def _is_same(typed: str, known: str) -> bool:
    """Whether a typed word is a known one but for its ending or for letters that may be a slip."""
    if stem(typed) == stem(known):
        return True
    if are_opposites(typed, known) or _DIGIT.findall(typed) != _DIGIT.findall(known):
        return False
    if len(typed) == SWAPPED:
        return sorted(typed) == sorted(known) and OSA.distance(typed, known) == 1
    cut = SHORT_CUT if len(typed) <= SHORT else LONG_CUT
    return len(typed) >= SHORTEST_REPAIRED and OSA.normalized_similarity(typed, known) >= cut


def _words(text: str) -> Words:
    words = _WORD.findall(plain(text).replace("'", ""))
    return tuple(word for word in words if word not in _SMALL) or tuple(words)


def _singular(words: Words) -> str:
    return "".join(words).removesuffix("s")
