"""Which words are correct English, so that one that a course lacks isn't taken for a typo of one that it has."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import Self

import numpy as np

from bot.answering.postings import Whole


class WordList:
    """Very many words in little memory: eight bytes each."""

    def __init__(self, marks: Whole) -> None:
        self._marks = marks

    @classmethod
    @cache
    def english(cls) -> Self:
        """Some 160,000 words with their forms: the list of pyspellchecker, made from film subtitles and a dictionary."""
        packed = (files("spellchecker") / "resources" / "en.json.gz").read_bytes()
        words = json.loads(gzip.decompress(packed))
        return cls(np.sort(np.fromiter(map(hash, words), np.int64, len(words))))

    def __contains__(self, word: object) -> bool:
        mark = hash(word)
        place = int(np.searchsorted(self._marks, mark))
        return place < len(self._marks) and bool(self._marks[place] == mark)
