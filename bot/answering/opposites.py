"""Words that are alike in letters and opposite in meaning."""

from __future__ import annotations

from rapidfuzz.distance import OSA

# Beginnings that turn a word into its opposite, and what they stand against; a typo leaves them as they are.
_OPPOSITES = (
    *((prefix, "") for prefix in ("un", "non", "in", "im", "dis", "anti", "de", "en", "a", "mis")),
    ("en", "de"),
    ("in", "de"),
    ("in", "ex"),
    ("im", "ex"),
    ("over", "under"),
    ("max", "min"),
)


def are_opposites(one: str, other: str) -> bool:
    """Whether two words are nearer without what turns a word into its opposite: supervized, unsupervised."""
    apart = OSA.distance(one, other)
    return any(
        OSA.distance(x.removeprefix(a), y.removeprefix(b)) < apart
        for x, y in ((one, other), (other, one))
        for a, b in _OPPOSITES
        if x.startswith(a) and y.startswith(b)
    )
