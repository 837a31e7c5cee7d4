"""The parts of a message that its sender composes, as Discord hands them back."""

from __future__ import annotations

import copy
import itertools
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from tests.wire.world import Json


class Kind(IntEnum):
    """The types of components that the fake looks into (Component reference)."""

    ROW = 1
    BUTTON = 2
    SELECT = 3
    TEXT_INPUT = 4
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


V2 = {Kind.SECTION, Kind.TEXT, Kind.THUMBNAIL, Kind.GALLERY, Kind.FILE, Kind.SEPARATOR, Kind.CONTAINER}
LINK = 5  # the style of a button that opens a page and tells the bot nothing
# What Discord fills in when the sender left it out.
DEFAULTS: dict[int, Json] = {
    Kind.SELECT: {"min_values": 1, "max_values": 1},
    Kind.TEXT_INPUT: {"label": None, "min_length": None, "max_length": None},
    Kind.THUMBNAIL: {"description": None, "spoiler": False},
    Kind.FILE: {"spoiler": False},
    Kind.SEPARATOR: {"divider": True, "spacing": 1},
    Kind.CONTAINER: {"accent_color": None, "spoiler": False},
}


class NoSuchFileError(Exception):
    """A component shows a file that the message does not have."""


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file."""

    id: int
    name: str
    content: bytes = field(repr=False)
    description: str | None = None

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def url(self) -> str:
        return f"https://cdn.discordapp.com/attachments/{self.id}/{self.name}"

    def wire(self) -> Json:
        """The file in a message's list of attachments."""
        described = {} if self.description is None else {"description": self.description}
        return self._seen() | described | {"id": str(self.id), "filename": self.name, "size": self.size}

    def media(self) -> Json:
        """The file inside a component."""
        return self._seen() | {"id": str(self.id), "attachment_id": str(self.id)}

    def _seen(self) -> Json:
        kind = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return {"url": self.url, "proxy_url": self.url, "content_type": kind}


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Every component, those inside others too, in reading order."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        yield from walk([component[name] for name in ("accessory", "component") if name in component])


def text_of(components: Sequence[Json]) -> str:
    """All text displays, joined."""
    return "\n".join(part["content"] for part in walk(components) if part["type"] == Kind.TEXT)


def media_of(components: Sequence[Json]) -> Iterator[Json]:
    """The pictures and files that components show."""
    for part in walk(components):
        for item in (part, *part.get("items", ())):
            yield from (item[name] for name in ("media", "file") if name in item)


def completed(components: Sequence[Json], files: Sequence[File]) -> list[Json]:
    """Components as Discord hands them back: numbered, with defaults, `attachment://` made into addresses.

    Raises:
        NoSuchFileError: An `attachment://` names none of the `files`.
    """
    parts = copy.deepcopy(list(components))
    taken = {part["id"] for part in walk(parts) if part.get("id")}
    numbers = (number for number in itertools.count(1) if number not in taken)
    for part in walk(parts):
        part["id"] = part.get("id") or next(numbers)
        for name, value in DEFAULTS.get(part["type"], {}).items():
            part.setdefault(name, value)
        for item in part.get("items", ()):
            item.update({"description": item.get("description"), "spoiler": item.get("spoiler", False)})
    for media in media_of(parts):
        media.update(_unfurled(media["url"], files))
    _name_files(parts, files)
    return parts


def _unfurled(url: str, files: Sequence[File]) -> Json:
    for file in files:
        if url in (f"attachment://{file.name}", file.url):
            return file.media()
    if url.startswith("attachment://"):
        raise NoSuchFileError(url)
    return {"id": "0", "url": url, "proxy_url": url}


def _name_files(parts: Sequence[Json], files: Sequence[File]) -> None:
    by_url = {file.url: file for file in files}
    for part in walk(parts):
        if part["type"] == Kind.FILE:
            file = by_url.get(part["file"]["url"])
            part.update({"name": file and file.name, "size": file and file.size})
