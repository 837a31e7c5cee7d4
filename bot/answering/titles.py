"""Find a title from what someone has typed of it so far."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process, utils

NUMBER_LETTERS = 4  # more is no number of a lesson
CUT = 60  # of 100: lets "lern sampl" find "Learn the shape, then sample", not "pizza"


def fitting_titles(typed: str, titles: Mapping[str, str], cut: float = CUT) -> list[str]:
    """The ids whose titles fit, best first; all of them, in order, where nothing was typed.

    Args:
        typed: The beginning of a title, a part of it, or nearly so.
        titles: Titles by id.
        cut: How alike they must be, of 100; short titles need more.
    """
    if not typed.strip():
        return list(titles)
    wanted = utils.default_process(typed)
    if not wanted:  # an emoji begins no title
        return []
    beginning = [i for i, title in titles.items() if utils.default_process(title).startswith(wanted)]
    near = process.extract(
        typed, titles, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=cut, limit=None
    )
    return list(dict.fromkeys(beginning + [i for _, _, i in near]))


def called(wanted: str, titles: Mapping[str, str]) -> str | None:
    """The id of what somebody calls by its number in order, its id, its title or nearly so; None for nothing of the kind."""
    wanted, numbered = wanted.strip(), dict(enumerate(titles, 1))
    if not wanted:
        return None
    if wanted.isdecimal() and len(wanted) < NUMBER_LETTERS and int(wanted) in numbered:
        return numbered[int(wanted)]
    return wanted if wanted in titles else next(iter(fitting_titles(wanted, titles)), None)
