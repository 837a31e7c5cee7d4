"""The ways a key point can be asked back, and what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.course.model import KeyPoint, Lesson, Term

GAP = "____"
LEAST_LEFT = 0.5  # of the statement: with less, one guesses a sentence rather than recalls a term
CAPITALS = 2  # at least, in an abbreviation: FID, LoRA

_WORD = re.compile(r"[^\s-]+")
_HEAD = re.compile(r"[^,:.;(]*")  # "Word error rate: wrong, missing and …" begins with what WER is short for
# Something else would fit as well in brackets, behind "such as" and in a list: "consent, ____ and licences";
# \0 is where the term stands.
_BEFORE_EXAMPLE = re.compile(r"(?:\([^)]*|\b(?:such as|as in) (?:\S+?(?:,| and| or) )*)$")
_IN_LIST = re.compile(r", \0,|\b(?:and|or) \0|\0 (?:and|or)\b")


class Form(Enum):
    """How a key point is asked back."""

    CHECK = "check"
    TERM = "term"
    OWN_WORDS = "own-words"


@dataclass(frozen=True, slots=True)
class Blank:
    """A statement with its term left out.

    Attributes:
        text: The statement, with a gap wherever the term stood.
        accepted: What may be typed: the words that stood there, then what else the term is called.
    """

    text: str
    accepted: tuple[str, ...]


def forms(lesson: Lesson, point: KeyPoint, glossary: Iterable[Term]) -> tuple[Form, ...]:
    """The ways a key point can be asked back; to say it in one's own words is always one."""
    has_check = any(check.key_point == point.id for check in lesson.checks)
    has_blank = blanked(point, glossary) is not None
    possible = {Form.CHECK: has_check, Form.TERM: has_blank, Form.OWN_WORDS: True}
    return tuple(form for form, is_possible in possible.items() if is_possible)


def form_for(forms: Sequence[Form], reviews: int) -> Form:
    """The form whose turn it is.

    Args:
        forms: One at least.
        reviews: How often the key point has been asked back before.
    """
    return forms[reviews % len(forms)]


def blanked(point: KeyPoint, glossary: Iterable[Term]) -> Blank | None:
    """The statement of a key point with its term left out.

    The term is one of the glossary, or what the title or the id calls the key point. Where the statement says
    several, it is one that the title or the id says too, and of those the longest.

    Returns:
        None where the statement says no term, says it only where others would fit, or has little else to say.
    """
    statement, heading = point.statement, f"{point.title} {_as_words(point.id)}"
    told = [called for called in _called(point, glossary) if called.is_told_in(statement)]
    if not told:
        return None
    term = max(told, key=lambda called: (called.is_in(heading), called.longest_in(statement)))
    text = term.pattern.sub(GAP, statement)
    if len(text.replace(GAP, "")) < LEAST_LEFT * len(statement):
        return None
    return Blank(text, tuple(dict.fromkeys([*term.pattern.findall(statement), *term.names])))


class _Called:
    """Something that may be left out, under all its names."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        any_name = "|".join(_inflected(name) for name in sorted(names, key=len, reverse=True))
        self.pattern = re.compile(rf"(?<![\w-])(?:{any_name})(?![\w-])")

    def is_in(self, text: str) -> bool:
        """Whether a text says it."""
        return self.pattern.search(text) is not None

    def ends(self, text: str) -> bool:
        """Whether a text ends with it, as "Automatic speech recognition" does with "speech recognition"."""
        return any(found.end() == len(text) for found in self.pattern.finditer(text))

    def is_told_in(self, text: str) -> bool:
        """Whether a text says it where nothing else would fit as well."""
        return any(_is_alone(text, found) for found in self.pattern.finditer(text))

    def longest_in(self, text: str) -> int:
        """How many letters its longest name in a text has."""
        return max(map(len, self.pattern.findall(text)))


def _is_alone(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()], text[found.end() :]
    return not _BEFORE_EXAMPLE.search(before) and not _IN_LIST.search(f"{before}\0{after}")


def _called(point: KeyPoint, glossary: Iterable[Term]) -> Iterator[_Called]:
    """What the title and the id of a key point call it, and its terms."""
    terms = [_names(term) for term in glossary if term.key_point == point.id]
    for heading in (point.title.removeprefix("The "), _as_words(point.id)):
        if "," not in heading:  # "Rhythm, stress and pitch" is a list, not a name
            own = _names(Term.model_construct(term=heading, means=""))
            ends = _Called(own).ends
            yield _Called([*own, *(name for names in terms if any(map(ends, names)) for name in names)])
    yield from map(_Called, terms)


def _names(term: Term) -> tuple[str, ...]:
    """Everything that a term is called, and what it is short for."""
    whole, *others = term.names
    names = (whole, *(name for name in others if not name.startswith("of ")))  # "Sample (of sound)"
    long = _HEAD.findall(term.means)[0].strip()
    return (*names, long) if any(_is_short_for(name, long) for name in names) else names


def _is_short_for(name: str, long: str) -> bool:
    """Whether a name is an abbreviation and has the first letters of some words, in order: FID, LoRA."""
    letters = iter(name.casefold())
    first = [word[0] for word in _WORD.findall(long.casefold())]
    return sum(map(str.isupper, name)) >= CAPITALS and len(first) > 1 and all(f in letters for f in first)


def _inflected(name: str) -> str:
    """A pattern for a name with its last word in the singular or the plural; GAN in capitals only, as IT isn't "it"."""
    *words, last = (re.escape(word).replace("'", "['\u2019]") for word in _WORD.findall(name) or [name])
    last = last if last.endswith("ss") else last.removesuffix("s") or last
    last = f"{last[:-1]}(?:y|ie)" if last.endswith("y") else last
    pattern = r"[\s-]+".join([*words, rf"{last}(?:e?s|['\u2019]s)?"])
    return pattern if name.isupper() else f"(?i:{pattern})"


def _as_words(id: str) -> str:
    return id.replace("-", " ")
