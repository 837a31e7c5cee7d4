"""Type for whatever people call themselves, in a typeface that knows little more than English.

Pillow brings Aileron with 113 characters. A Latin letter with accents is drawn as the bare letter with its accents in
strokes; what has a plain spelling gets it; emoji are left out; a letter of another script becomes a box. `legible` does
all that to a text, and everything else here takes only what it has been through.

Sizes and places are pixels of the finished picture, which is drawn `FINE` times as large. Numbers in tables are shares of
the letters' size, to the right and upwards.
"""

# ruff: noqa: RUF001  # its tables are about letters that look like others
from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_right
from functools import cache

from PIL import ImageDraw, ImageFont

Colour = tuple[int, int, int]
Spot = tuple[float, float]

FINE = 2
"""How much larger everything is painted than it is shown: averaging it down smooths the edges."""
CAPITALS = 0.69
"""How high Aileron's capitals stand above the base line."""
BOX = "□"
ELLIPSIS = "…"

_SMALL = 0.53  # how high its letters without ascenders stand
_BOX_WIDTH, _BOX_EDGE = 0.62, 0.06
_PEN = 0.075  # the width of an accent's stroke, a little less than that of the letters' stems
_STEM = (0.062, 0.172)  # where the i's stem stands, from its left
_GAP = 0.085  # between a letter and its accent
_TALLEST_ACCENT = 0.14
_BOLDER = 0.011  # how far bold letters grow on each side; the typeface has no bold
_LONGEST = 500  # characters of a text that are looked at: more than any picture has room for

_TYPEFACE = frozenset(string.printable[:95] + "©«°±´·»‘’“”…‹›⁄™")
_SPELT = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "ı": "i", "ŋ": "ng",
    "ø": "o\u0338", "Ø": "O\u0338", "ł": "l\u0335", "Ł": "L\u0335", "đ": "d\u0335", "Đ": "D\u0335", "ð": "d\u0335",
    "Ð": "D\u0335", "ħ": "h\u0335", "Ħ": "H\u0335", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    "×": "x", "→": "->", "←": "<-", "•": "·", "„": "“", "‚": "‘", "≤": "<=", "≥": ">=", "≈": "~", "€": "EUR ",
}  # fmt: skip
_LEFT_OUT = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Mc", "Me", "Mn", "Sk", "So"))  # of Unicode's categories

_ABOVE: dict[str, tuple[tuple[Spot, ...], ...]] = {
    "\u0300": (((-0.11, 0.13), (0.05, 0.0)),),  # grave
    "\u0301": (((-0.05, 0.0), (0.11, 0.13)),),  # acute
    "\u0302": (((-0.14, 0.0), (0.0, 0.12), (0.14, 0.0)),),  # circumflex
    "\u0303": (((-0.16, 0.02), (-0.08, 0.09), (0.08, 0.02), (0.16, 0.09)),),  # tilde
    "\u0304": (((-0.14, 0.05), (0.14, 0.05)),),  # macron
    "\u0306": (((-0.14, 0.11), (-0.07, 0.02), (0.07, 0.02), (0.14, 0.11)),),  # breve
    "\u0307": (((0.0, 0.05), (0.0, 0.06)),),  # dot
    "\u0308": (((-0.11, 0.05), (-0.11, 0.06)), ((0.11, 0.05), (0.11, 0.06))),  # two dots
    "\u0309": (((-0.05, 0.12), (0.04, 0.13), (0.05, 0.07), (0.0, 0.0)),),  # hook
    "\u030a": (((0.0, 0.0), (0.07, 0.07), (0.0, 0.14), (-0.07, 0.07), (0.0, 0.0)),),  # ring
    "\u030b": (((-0.11, 0.0), (-0.03, 0.13)), ((0.05, 0.0), (0.13, 0.13))),  # two acutes
    "\u030c": (((-0.14, 0.12), (0.0, 0.0), (0.14, 0.12)),),  # caron
}
"""Accents above a letter: their strokes, from the letter's middle and from just above its top."""
_BELOW: dict[str, tuple[tuple[Spot, ...], ...]] = {
    "\u0323": (((0.0, -0.1), (0.0, -0.11)),),  # dot
    "\u0326": (((0.02, -0.08), (-0.04, -0.2)),),  # comma
    "\u0327": (((0.0, 0.0), (0.06, -0.1), (-0.06, -0.2)),),  # cedilla
    "\u0328": (((0.08, 0.0), (0.02, -0.1), (0.12, -0.18)),),  # ogonek
    "\u0331": (((-0.14, -0.1), (0.14, -0.1)),),  # macron
}
"""Accents below it: from its middle and the base line."""
_THROUGH: dict[str, tuple[tuple[Spot, ...], ...]] = {
    "\u031b": (((0.2, 0.5), (0.3, 0.58), (0.3, 0.66)),),  # horn
    "\u0335": (((-0.14, 0.34), (0.16, 0.46)),),  # bar
    "\u0338": (((-0.22, 0.0), (0.22, 0.55)),),  # slash
}
"""Strokes through it or beside it: from its middle and the base line."""

_STROKES = _ABOVE | _BELOW | _THROUGH
_MARKS = "".join(_STROKES)
_DRAWN = _TYPEFACE | {*_MARKS, BOX}
_TOO_MANY_MARKS = re.compile(f"([{_MARKS}]{{2}})[{_MARKS}]+")  # no language piles up three
_PIECES = re.compile(f"{BOX}[{_MARKS}]*|[^{_MARKS}{BOX}][{_MARKS}]+|(?:[^{_MARKS}{BOX}](?![{_MARKS}]))+")


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The typeface that comes with Pillow, Aileron, at this height."""
    return ImageFont.load_default(size)


def legible(text: str) -> str:
    """Rewrite a text as one line that can be drawn; empty where nothing in it can."""
    line = " ".join(text[:_LONGEST].split())
    drawn = "".join(map(_drawn_as, unicodedata.normalize("NFC", line)))
    return " ".join(_TOO_MANY_MARKS.sub(r"\1", drawn).split()).lstrip(_MARKS + " ")


def _drawn_as(letter: str) -> str:
    if letter in _DRAWN:
        return letter
    apart = unicodedata.normalize("NFKD", _SPELT.get(letter, letter))
    kept = [c for c in apart if c in _DRAWN or unicodedata.category(c) not in _LEFT_OUT]
    return "".join(kept) if _DRAWN.issuperset(kept) else BOX


def length(text: str, size: int) -> float:
    """How wide a legible text is."""
    return sum(_width(piece, size) for piece in _PIECES.findall(text))


def _width(piece: str, size: int) -> float:
    if piece[0] == BOX:
        return _BOX_WIDTH * size
    letters = piece[0] if piece[-1] in _MARKS else piece
    fine = font(size * FINE).getlength(
        letters
    )  # as it is drawn: the widths of letters are whole pixels there
    return fine / FINE


def cut(text: str, size: int, width: float) -> str:
    """As much of a legible text as fits, with `…` where something is left out."""
    if length(text, size) <= width:
        return text
    fitting = bisect_right(range(1, len(text)), width, key=lambda end: length(text[:end] + ELLIPSIS, size))
    return text[:fitting].rstrip() + ELLIPSIS


def lines(text: str, size: int, width: float, most: int) -> tuple[str, ...]:
    """Break a legible text into lines that fit, `most` of them; the last one is cut where there is more."""
    broken: list[str] = []
    rest = text.split(" ")
    while rest and len(broken) < most - 1:
        fits = bisect_right(range(1, len(rest) + 1), width, key=lambda n: length(" ".join(rest[:n]), size))
        broken.append(cut(" ".join(rest[: max(1, fits)]), size, width))
        rest = rest[max(1, fits) :]
    return (*broken, cut(" ".join(rest), size, width)) if rest else tuple(broken)


def write(
    draw: ImageDraw.ImageDraw, spot: Spot, text: str, size: int, colour: Colour, *, bold: bool = False
) -> None:
    """Draw a legible text from a spot on its base line to the right."""
    x, base = spot
    for piece in _PIECES.findall(text):
        _draw_piece(draw, (x * FINE, base * FINE), piece, size * FINE, colour, bold=bold)
        x += _width(piece, size)


def _draw_piece(
    draw: ImageDraw.ImageDraw, spot: Spot, piece: str, size: int, colour: Colour, *, bold: bool
) -> None:
    bolder = round(_BOLDER * size) if bold else 0
    if piece[0] == BOX:
        _box(draw, spot, size, colour)
    elif piece[-1] in _MARKS:
        _accented(draw, spot, piece, size, colour, bolder)
    else:
        draw.text(spot, piece, colour, font(size), anchor="ls", stroke_width=bolder)


def _box(draw: ImageDraw.ImageDraw, spot: Spot, size: int, colour: Colour) -> None:
    x, base = spot
    corners = (x + _BOX_EDGE * size, base - CAPITALS * size, x + (_BOX_WIDTH - _BOX_EDGE) * size, base)
    draw.rectangle(corners, outline=colour, width=max(1, round(_PEN * size / 2)))


def _accented(
    draw: ImageDraw.ImageDraw, spot: Spot, piece: str, size: int, colour: Colour, bolder: int
) -> None:
    letter, marks = piece[0], piece[1:]
    x, base = spot
    _, top, wide, _ = font(size).getbbox(letter, anchor="ls")
    if letter == "i" and not set(_ABOVE).isdisjoint(marks):  # the accent takes the dot's place
        top = -_SMALL * size
        left, right = x + _STEM[0] * size - bolder, x + _STEM[1] * size + bolder - 1
        draw.rectangle((left, base + top, right, base), colour)
    else:
        draw.text(spot, letter, colour, font(size), anchor="ls", stroke_width=bolder)
    middle, above = x + wide / 2, base + top - _GAP * size
    for mark in marks:
        foot = above if mark in _ABOVE else base
        for stroke in _STROKES[mark]:
            spots = [(middle + a * size, foot - b * size) for a, b in stroke]
            _pen(draw, spots, _PEN * size + bolder, colour)
        if mark in _ABOVE:
            above -= (_TALLEST_ACCENT + _GAP) * size


def _pen(draw: ImageDraw.ImageDraw, spots: list[Spot], width: float, colour: Colour) -> None:
    draw.line(spots, colour, max(1, round(width)), joint="curve")
    for x, y in (spots[0], spots[-1]):
        r = width / 2
        draw.ellipse((x - r, y - r, x + r, y + r), colour)
