"""What an eye sees of a picture: its pixels, its greys, how much of a colour there is."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.pictures.lettering import Colour
from bot.pictures.paper import PAPER, Paper

Pixels = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NEARLY = 24  # how far a channel may be off: the packed file has 256 colours


def pixels(png: bytes) -> Pixels:
    """A picture, shape (rows, columns, 3), from 0 to 255."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(np.int64)


def grey(png: bytes) -> Pixels:
    """A picture without its colours, shape (rows, columns)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("L")).astype(np.int64)


def where(png: bytes, colour: Colour) -> Mask:
    """Which pixels have a colour, nearly."""
    return np.asarray((np.abs(pixels(png) - colour) <= NEARLY).all(-1))


def longest_run(png: bytes, colour: Colour) -> int:
    """How many pixels of a colour lie side by side in the longest line of it."""
    longest = 0
    for row in where(png, colour):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row, [0]))))
        longest = max(longest, int((edges[1::2] - edges[::2]).max(initial=0)))
    return longest


def painted(draw: Callable[[Paper], None], height: int = 100) -> bytes:
    """A sheet with something on it, so high."""
    paper = Paper()
    draw(paper)
    paper.y = height
    return paper.png()


def leaves_its_edges_bare(png: bytes, edge: int = 12) -> bool:
    """Whether nothing reaches the sheet's edges."""
    bare = np.ones(pixels(png).shape[:2], bool)
    bare[edge:-edge, edge:-edge] = False
    return bool((np.abs(pixels(png) - PAPER).max(-1)[bare] <= NEARLY).all())
