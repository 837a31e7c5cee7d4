"""Text as words that can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

QUESTION_LIMIT = 300  # words; what follows adds nothing but time

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_STEMMER = snowballstemmer.stemmer("english")

# Words that say "this is a question", not what it is about.
STOPWORDS = frozenset(
    """
    a about actually again all am an and any anyone are as at be because been but by can could did do does doing
    don't else even explain for from get give got had has have hello help here hey hi how i i'm if in into is
    isn't it it's its just kind know let's like make makes making me mean means my need no not of ok okay on one
    or our out please pls plz question really say show so some somebody someone something sort still such tell
    than thank thanks that that's the their them then there these they thing things think this those to too
    understand us use used uses using very want was way we were what what's whats when where which who why will
    with would you your
    """.split()  # noqa: SIM905  # a list of 140 quoted words is harder to read
)


# Spellings of chats, and slips that are words of their own, so that no repair would find them.
CHAT = {
    "u": "you", "ur": "your", "wat": "what", "wut": "what", "dose": "does", "doesnt": "doesn't", "cant": "can't", "dont": "don't",
    "isnt": "isn't", "whats": "what's", "im": "i'm", "wich": "which", "thier": "their", "pic": "picture", "pics": "pictures",
    "vid": "video", "vids": "videos", "b4": "before", "vs": "versus", "diff": "difference", "img": "image", "imgs": "images",
}  # fmt: skip


def plain(text: str) -> str:
    """Text in lower case, without accents and with one form for each letter."""
    if text.isascii():  # most of a course is, and it is read at every start
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def all_words(text: str) -> list[str]:
    """Every word of a text, in order, chat spellings written out: the first 300."""
    return [CHAT.get(word, word) for word in _WORD.findall(plain(text))[:QUESTION_LIMIT]]


def telling_words(text: str) -> list[str]:
    """The words that say what a text is about."""
    return [word for word in all_words(text) if word not in STOPWORDS]


def stems(text: str) -> list[str]:
    """Every word of a text without its ending, in order."""
    return [stem(word) for word in all_words(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """`diffusing`, `diffused` and `diffusion` without their endings."""
    stemmed: str = _STEMMER.stemWord(word.removesuffix("'s"))
    return stemmed
