"""Discord's limits on messages, windows and suggestions: its own description where that is at hand, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import discord  # noqa: TID251  # what is drawn is Discord's

from bot.discord_ui.buttons import LineModal
from bot.discord_ui.draw import Drawing, draw
from bot.tutor.reply import Prompt, Reply
from tests.wire.record import validator

V2 = 1 << 15  # the flag of a message of components
UPLOAD = 10 * 1024 * 1024  # bytes of all files of a message together, in a server without boosts
THREAD_NAME = 100
# Discord changes other characters in a file's name, and then `attachment://` finds it no more.
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
MOST = {"components": 40, "letters": 4_000, "files": 10, "row": 5, "gallery": 10, "alt": 1_024}
LABEL, CUSTOM_ID, WINDOW_TITLE, CHOICE = 80, 100, 45, 100
CHOICES = 25


def broken_by(reply: Reply) -> list[str]:
    """What Discord would refuse of a reply, or show other than it was meant."""
    return [problem for drawing in draw(reply.finished()) for problem in broken_by_message(drawing)]


def broken_by_message(drawing: Drawing) -> list[str]:
    """The same of one message."""
    body = _body(drawing)
    return [*_described("POST", "/channels/1/messages", body), *_left_out(body, drawing.files)]


def broken_by_window(action: str, prompt: Prompt) -> list[str]:
    """What Discord would refuse of the window behind a button."""
    data = LineModal(action, prompt).to_dict()
    found = _described("POST", "/interactions/1/token/callback", {"type": 9, "data": data})
    if not prompt.title.strip() or not prompt.label.strip():
        found.append("a window without words")
    if max(len(prompt.title), len(prompt.label)) > WINDOW_TITLE:
        found.append("a window with a long title or label")
    return found


def broken_by_choices(choices: Sequence[discord.app_commands.Choice[Any]]) -> list[str]:
    """What Discord would refuse of suggestions."""
    data = {"choices": [choice.to_dict() for choice in choices]}
    found = _described("POST", "/interactions/1/token/callback", {"type": 8, "data": data})
    found += [f"an odd choice: {c.name!r}" for c in choices if not c.name.strip() or len(c.name) > CHOICE]
    if len(choices) > CHOICES:
        found.append(f"{len(choices)} choices")
    if len({choice.name for choice in choices}) < len(choices):
        found.append("two choices look the same")
    return found


def broken_by_thread(name: str) -> list[str]:
    """What Discord would refuse of a thread's name."""
    return [] if name.strip() and len(name) <= THREAD_NAME else [f"a thread called {name!r}"]


def _described(method: str, path: str, body: Any) -> list[str]:
    validate = validator()
    return [] if validate is None else validate(method, path, body)


def _body(drawing: Drawing) -> dict[str, Any]:
    files = [
        {"id": n, "filename": file.filename, "description": file.description}
        for n, file in enumerate(drawing.files)
    ]
    if drawing.view is None:
        return {"attachments": files}
    view: Any = drawing.view
    return {"components": view.to_components(), "flags": V2, "attachments": files}


def _left_out(body: dict[str, Any], files: Sequence[discord.File]) -> Iterator[str]:
    parts = list(_walk(body.get("components", ())))
    texts = [part["content"] for part in parts if part["type"] == 10]
    buttons = [part for part in parts if part["type"] == 2]
    shown = re.findall(r"'attachment://([^']*)'", str(parts))
    yield from _too_many("components", len(parts))
    yield from _too_many("letters", sum(map(len, texts)))
    yield from _too_many("files", len(files))
    for part in parts:
        if part["type"] == 1:
            yield from _too_many("row", len(part["components"]))
        if part["type"] == 12:
            yield from _too_many("gallery", len(part["items"]))
    yield from (f"a text of nothing: {text!r}" for text in texts if not text.strip())
    yield from (f"an odd label: {b!r}" for b in buttons if not 0 < len(b.get("label", "").strip()) <= LABEL)
    ids = [button["custom_id"] for button in buttons]
    yield from (f"an odd id: {id_!r}" for id_ in ids if not 0 < len(id_) <= CUSTOM_ID or ids.count(id_) > 1)
    names = [file.filename for file in files]
    yield from (f"an odd file name: {name!r}" for name in names if not FILE_NAME.fullmatch(name))
    yield from (f"two files called {name!r}" for name in set(names) if names.count(name) > 1)
    if body.get("components") and set(shown) != set(names):
        yield f"shown {sorted(shown)}, sent {sorted(names)}"
    sizes = [file.fp.seek(0, 2) for file in files]
    if sum(sizes) > UPLOAD or 0 in sizes:
        yield f"files of {sizes} bytes"
    for file in files:
        alt = file.description or ""
        yield from _too_many("alt", len(alt))
        if not alt.strip():
            yield f"no words for {file.filename}"


def _too_many(what: str, count: int) -> Iterator[str]:
    if count > MOST[what]:
        yield f"{what}: {count}"


def _walk(parts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from _walk(part.get("components", ()))
