"""The sheet that the tutor's pictures are drawn on: its colours, its sizes, its few shapes.

A sheet is 1,080 pixels wide, about 360 points on a phone, so that its smallest letters are still 9 points high. It carries
its own paper and reads on light and dark surroundings. Whatever a colour says is also said by a shape or a word.

A `Paper` is filled from the top: whoever draws on it moves its cursor `y` downwards. Nothing is painted before `png`, which
knows the height by then. Lengths are pixels of the finished picture.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.pictures.lettering import CAPITALS, FINE, Colour, Spot, length, lines, write

PAPER: Colour = (250, 246, 238)
INK: Colour = (46, 36, 58)
FADED: Colour = (112, 102, 118)
LINE: Colour = (222, 213, 202)
PALE: Colour = (241, 234, 222)
CORAL: Colour = (222, 86, 74)
VIOLET: Colour = (120, 84, 186)
DEEP_BLUE: Colour = (38, 82, 172)
DEEP_CORAL: Colour = (178, 52, 44)
DEEP_GREEN: Colour = (28, 102, 78)
"""The colours of the course's own pictures (lessons/pictures/house.py); the deep ones carry words."""
DEEP_GOLD: Colour = (214, 148, 38)
"""Gold for small marks: as far from `TRACK` in grey as they need."""
DOT: Colour = (190, 174, 154)
"""For dots that say: nothing here yet."""
TRACK: Colour = (232, 223, 209)
"""For what a bar has yet to fill."""

WIDTH = 1080
MARGIN = 44
INNER = WIDTH - 2 * MARGIN
RIGHT = WIDTH - MARGIN
TITLE, HEADING, BODY, CAPTION = 41, 35, 33, 28
"""Heights of letters; a phone shows them at a third."""
LEADING = 1.32
"""From line to line, in heights of the letters."""

_COLOURS = 256  # of some 2,000, nearly all of them in the letters' edges: two fifths of the bytes, and nobody can tell


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture.

    Attributes:
        png: The file.
        alt: The same in words, at most 1,024 characters.
    """

    png: bytes
    alt: str


class Paper:
    """A sheet that is filled from the top."""

    def __init__(self) -> None:
        self.y: float = MARGIN
        self._strokes: list[Callable[[ImageDraw.ImageDraw], object]] = []

    def png(self) -> bytes:
        """Paint everything, on a sheet that ends below the cursor."""
        image = Image.new("RGB", (WIDTH * FINE, round(self.y + MARGIN) * FINE), PAPER)
        draw = ImageDraw.Draw(image)
        for stroke in self._strokes:
            stroke(draw)
        out = io.BytesIO()
        flat = image.reduce(FINE).quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        flat.save(out, "PNG")
        return out.getvalue()

    # -- words, all of them `legible` --

    def words(
        self,
        x: float,
        middle: float,
        text: str,
        *,
        size: int = BODY,
        colour: Colour = INK,
        across: float = 0.0,
        bold: bool = False,
    ) -> None:
        """Set one line of words.

        Args:
            x: Where it is held.
            middle: How low the middle of its capitals lies.
            text: As it came from `legible`.
            size: Height of the letters.
            colour: Ink, unless told.
            across: Where it is held from, 0 its left, 0.5 its middle, 1 its right.
            bold: Whether it is set heavier.
        """
        spot = (x - across * length(text, size), middle + CAPITALS * size / 2)
        self._strokes.append(lambda draw: write(draw, spot, text, size, colour, bold=bold))

    def paragraph(
        self, text: str, *, size: int = BODY, colour: Colour = INK, bold: bool = False, most: int = 2
    ) -> None:
        """Set words across the sheet at the cursor, in so many lines at most, and move it below them."""
        for line in lines(text, size, INNER, most):
            self.words(MARGIN, self.y + size * LEADING / 2, line, size=size, colour=colour, bold=bold)
            self.y += size * LEADING

    # -- shapes --

    def slab(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        *,
        fill: Colour | None = None,
        outline: Colour | None = None,
        width: float = 3,
        radius: float = 6,
    ) -> None:
        """A field with round corners, filled or outlined."""
        corners = tuple(v * FINE for v in (left, top, right, bottom))
        radius = max(0.0, min(radius, (right - left) / 2, (bottom - top) / 2))
        line = round(width * FINE) if outline else 0
        self._strokes.append(lambda draw: draw.rounded_rectangle(corners, radius * FINE, fill, outline, line))

    def disc(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: Colour | None = None,
        outline: Colour | None = None,
        width: float = 3,
    ) -> None:
        """A circle, filled or outlined."""
        corners = (x - radius, y - radius, x + radius, y + radius)
        self.slab(*corners, fill=fill, outline=outline, width=width, radius=radius)

    def polygon(self, spots: Sequence[Spot], fill: Colour) -> None:
        """A filled shape with sharp corners."""
        fine = [(x * FINE, y * FINE) for x, y in spots]
        self._strokes.append(lambda draw: draw.polygon(fine, fill))

    def line(self, spots: Sequence[Spot], *, colour: Colour = LINE, width: float = 2) -> None:
        """A line through spots."""
        fine = [(x * FINE, y * FINE) for x, y in spots]
        thick = max(1, round(width * FINE))
        self._strokes.append(lambda draw: draw.line(fine, colour, thick, joint="curve"))

    def rule(self) -> None:
        """A thin line across the sheet at the cursor."""
        self.line([(MARGIN, self.y), (RIGHT, self.y)])
