"""Draw a Reply in a terminal, or as plain text into a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style
from rich.text import Text

from bot.tutor.reply import Button, Card, Exhibit, Reply, Tone

WIDTH = 88  # longer lines tire the eye
PLAIN_WIDTH = 80
BORDERS = {
    Tone.LESSON: "cyan",
    Tone.CHECK: "yellow",
    Tone.ANSWER: "green",
    Tone.LAB: "magenta",
    Tone.NOTE: "white",
}

_AUTOLINK = re.compile(r"<(https?://[^>\s]+)>")
_CODE_BLOCK = re.compile(r"(```.*?```)", re.DOTALL)


def draw(console: Console, place: Callable[[Exhibit], Path], reply: Reply) -> tuple[Button, ...]:
    """Show a reply.

    Args:
        console: Where.
        place: Puts a picture or a sound where it can be opened, and says where that is.
        reply: What.

    Returns:
        The buttons, in the order of the numbers they were shown with, from 1.
    """
    buttons: list[Button] = []
    for card in reply.cards:
        show = _framed if console.is_terminal else _plain
        parts = _parts(card, place, len(buttons) + 1, is_whole=not console.is_terminal)
        show(console, card.title, card.tone, Group(*parts))
        buttons += card.buttons
    return tuple(buttons)


def _framed(console: Console, title: str, tone: Tone, body: Group) -> None:
    heading = Text(title, style="bold") if title else None
    width = min(console.width, WIDTH)
    console.print(
        Panel(
            body, title=heading, title_align="left", border_style=BORDERS[tone], width=width, padding=(1, 2)
        )
    )


def _plain(console: Console, title: str, _: Tone, body: Group) -> None:
    with console.capture() as capture:
        if title:
            console.print(Text(f"# {title}\n"))
        console.print(body, crop=False)
    lines = (line.rstrip() for line in capture.get().splitlines())  # rich pads every line to the full width
    console.file.write("\n".join(lines) + "\n\n")


def _parts(
    card: Card, place: Callable[[Exhibit], Path], first: int, *, is_whole: bool
) -> Iterator[RenderableType]:
    yield Markdown(_hard_breaks(card.text), hyperlinks=False)
    for kind, exhibits in (("Picture", card.pictures), ("Sound", card.sounds), ("File", card.files)):
        for exhibit in exhibits:
            path = place(exhibit)
            yield Text()
            # to be copied, so not broken; where a frame breaks it, it can be clicked
            clickable = Style(link=path.absolute().as_uri())
            overflow: Literal["ignore", "fold"] = "ignore" if is_whole else "fold"
            yield Text(f"{kind}: {path}", clickable, overflow=overflow, no_wrap=is_whole)
            yield Text(exhibit.alt)
    if card.footer:
        yield Padding(Text(card.footer, style="dim"), (1, 0, 0, 0))
    if card.buttons:
        yield Padding(_buttons(card.buttons, first), (1, 0, 0, 0))


def _buttons(buttons: Sequence[Button], first: int) -> Text:
    line = Text()
    for number, button in enumerate(buttons, first):
        line.append(f"[{number}] {button.label}", style="bold")
        line.append("\n" if _is_long(buttons) else "   ")
    line.rstrip()
    return line


def _is_long(buttons: Sequence[Button]) -> bool:
    return sum(len(button.label) + 7 for button in buttons) > PLAIN_WIDTH


def _hard_breaks(text: str) -> str:
    """Discord breaks a line where its author did; Markdown elsewhere needs two spaces before it."""
    pieces = _CODE_BLOCK.split(_AUTOLINK.sub(r"\1", text))  # rich would print an <address> twice
    return "".join(
        piece if piece.startswith("```") else re.sub(r"(?<!\n)\n(?!\n)", "  \n", piece) for piece in pieces
    )
