"""Messages leave by one door, and what goes through it calls nobody unless it is told a role."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot import discord_ui
from bot.discord_ui.door import post, redraw
from bot.discord_ui.draw import Drawing, draw
from bot.tutor.reply import note
from tests.wire.record import Request

ROOM = Path(discord_ui.__file__).parent
MODULES = sorted(ROOM.glob("*.py"))
# discord.py's own ways of sending a message or changing one; windows and acknowledgements are none
WAYS = frozenset(
    ["send", "send_message", "reply", "edit", "edit_message", "edit_original_response", "request"]
)


class Kept:
    """Keeps what it is asked to send, or to change."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def send(self, **asked: Any) -> str:
        self.asked.append(asked)
        return "sent"

    edit = send

    @property
    def allowed(self) -> object:
        """What the one message allows, as Discord gets it."""
        [asked] = self.asked
        return asked["allowed_mentions"].to_dict()


@pytest.fixture
def drawing() -> Drawing:
    [drawing] = draw(note("Hello", "@everyone <@1> <@&77>"))
    return drawing


class TestWhatGoesThroughTheDoor:
    async def test_a_message_calls_nobody(self, drawing: Drawing) -> None:
        channel = Kept()

        assert await post(channel.send, drawing, ephemeral=True) == "sent"

        assert channel.allowed == {"parse": []}
        assert channel.asked[0]["view"] is drawing.view
        assert channel.asked[0]["ephemeral"] is True

    async def test_files_alone_call_nobody_and_show_no_cards(self) -> None:
        channel = Kept()

        await post(channel.send, Drawing([]))

        assert channel.allowed == {"parse": []}
        assert "view" not in channel.asked[0]

    async def test_one_that_is_told_a_role_calls_that_role_and_nobody_else(self, drawing: Drawing) -> None:
        channel = Kept()

        await post(channel.send, drawing, role="77")

        assert channel.allowed == {"parse": [], "roles": [77]}

    async def test_a_changed_message_calls_nobody(self, drawing: Drawing) -> None:
        message: Any = Kept()

        await redraw(message, drawing)

        assert message.allowed == {"parse": []}


def sent_directly(module: Path) -> Iterator[str]:
    """Where a module sends or changes a message itself."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            way = ast.unparse(node.func).rpartition(".")[2]
            if way in WAYS:
                yield f"{module.name}:{node.lineno}: {way}"


def mentions_loosened(module: Path) -> Iterator[str]:
    """Where a module says who may be called, but for saying nobody."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("AllowedMentions", "AllowedMentions.all")
        ):
            yield f"{module.name}:{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("module", [m for m in MODULES if m.name != "door.py"], ids=lambda path: path.stem)
class TestNoOtherDoor:
    def test_no_other_module_sends_or_changes_a_message(self, module: Path) -> None:
        assert list(sent_directly(module)) == []

    def test_no_other_module_says_who_may_be_called(self, module: Path) -> None:
        assert list(mentions_loosened(module)) == []


def test_the_door_is_seen_to_send() -> None:
    """Else the search above would find nothing anywhere."""
    assert [line.partition(": ")[2] for line in sent_directly(ROOM / "door.py")] == ["send", "edit"]
    assert len(list(mentions_loosened(ROOM / "door.py"))) == 1


def test_the_client_allows_nothing_by_default(world: Any) -> None:
    """A second bolt, for what some later hand might send past the door."""
    assert world.client.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


CALLING = {"parse": [], "roles": ["77"]}


@pytest.mark.parametrize(
    ("path", "message", "is_free"),
    [
        ("/channels/1/messages", {"content": "Hi", "allowed_mentions": {"parse": []}}, False),
        ("/channels/1/messages", {"content": "Hi"}, True),
        ("/channels/1/messages", {"content": "Hi", "allowed_mentions": {}}, True),
        ("/channels/1/messages", {"content": "Hi", "allowed_mentions": {"parse": ["users"]}}, True),
        ("/channels/1/messages", {"content": "Hi", "allowed_mentions": {"parse": [], "users": ["1"]}}, True),
        (
            "/channels/1/messages",
            {"content": "", "allowed_mentions": {"parse": [], "replied_user": True}},
            True,
        ),
        ("/channels/1/messages", {"content": "Come, <@&77>", "allowed_mentions": CALLING}, False),
        ("/channels/1/messages", {"content": "Come, <@&78>", "allowed_mentions": CALLING}, True),
        ("/webhooks/1/token", {"content": "Come, <@&77>", "allowed_mentions": CALLING}, True),
        ("/channels/1/threads", {"name": "Lesson 1"}, False),
    ],
    ids=[
        "nobody",
        "says nothing",
        "leaves it open",
        "every kind",
        "a person",
        "who is replied to",
        "the one role it calls",
        "a role it does not call",
        "a role in an answer",
        "no message",
    ],
)
def test_the_fake_discord_tells_a_message_that_is_free_with_pings(
    path: str, message: dict[str, Any], is_free: bool
) -> None:
    """Every test over the wire fails if one of ours is."""
    request = Request("POST", path, {}, message, (), 0.0)

    assert request.is_free_with_pings is is_free
