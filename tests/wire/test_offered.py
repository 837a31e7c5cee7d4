"""What the fake lets people send, as Discord's own app would."""

from __future__ import annotations

import asyncio

import pytest

from tests.wire.components import completed
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner
from tests.wire.offered import FieldValue, NotOfferedError, OptionValue, invocation, submission
from tests.wire.sockets import Sockets
from tests.wire.world import ADMINISTRATOR, Channel, Json

LOOK: Json = {"name": "look", "description": "Look around."}
SECRET: Json = {"name": "secret", "description": "For few.", "default_member_permissions": 0}
SIZES = [{"name": "Big", "value": 10}, {"name": "Small", "value": 1}]
WALL: Json = {
    "name": "wall",
    "description": "Paint.",
    "contexts": [0],
    "options": [
        {
            "type": 1,
            "name": "begin",
            "description": "Begin.",
            "options": [
                {"type": 3, "name": "colour", "description": "Of paint.", "required": True},
                {"type": 4, "name": "coats", "description": "Of paint.", "min_value": 0, "max_value": 9},
                {"type": 4, "name": "size", "description": "Of brush.", "choices": SIZES},
                {"type": 6, "name": "who", "description": "Paints it."},
                {"type": 8, "name": "role", "description": "May look."},
            ],
        },
        {"type": 1, "name": "end", "description": "End."},
    ],
}
FORM: Json = {
    "custom_id": "form",
    "title": "A form",
    "components": [
        {"type": 10, "content": "Fill this in."},
        {
            "type": 18,
            "label": "Name",
            "component": {"type": 4, "custom_id": "name", "style": 1, "max_length": 20, "value": "Ann"},
        },
        {
            "type": 18,
            "label": "Way",
            "component": {
                "type": 21,
                "custom_id": "way",
                "options": [{"label": "Left", "value": "l"}, {"label": "Right", "value": "r"}],
            },
        },
        {"type": 18, "label": "Sure", "component": {"type": 23, "custom_id": "sure"}},
    ],
}


class TestCommands:
    @pytest.fixture(autouse=True)
    async def _synced(self, sockets: Sockets) -> None:
        await sockets.call("PUT", sockets.commands, [WALL, SECRET])

    async def test_one_keeps_its_id_and_changes_its_version_when_it_changes(self, sockets: Sockets) -> None:
        _, [first] = await sockets.call("PUT", sockets.commands, [LOOK])
        _, [same] = await sockets.call("PUT", sockets.commands, [LOOK])
        _, [other] = await sockets.call("PUT", sockets.commands, [LOOK | {"description": "Look."}])

        assert first == same
        assert first["id"] == other["id"]
        assert first["version"] != other["version"]

    @pytest.mark.parametrize(
        ("line", "options", "why"),
        [
            ("look", {}, "never synced; synced are: secret, wall"),
            ("wall", {}, "goes on with: begin, end"),
            ("wall paint", {}, "never synced"),
            ("wall begin", {}, "not sent without: colour"),
            ("wall begin", {"colour": "red", "speed": 2}, "no option speed"),
            ("wall begin", {"colour": 2}, "takes a text"),
            ("wall begin", {"colour": "red", "coats": "two"}, "takes a whole number"),
            ("wall begin", {"colour": "red", "coats": True}, "takes a whole number"),
            ("wall begin", {"colour": "red", "coats": 10}, "outside the limits"),
            ("wall begin", {"colour": "red", "size": 10}, "not one of the choices Big, Small"),
            ("wall begin", {"colour": "red", "role": "lookers"}, "takes a role"),
        ],
    )
    async def test_only_what_was_declared_can_be_sent(
        self, study: Channel, ann: Learner, line: str, options: Json, why: str
    ) -> None:
        with pytest.raises(NotOfferedError, match=why):
            await ann.slash(study, line, **options)

    async def test_what_is_sent_is_what_was_picked(
        self, fake: FakeDiscord, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        role = fake.role("lookers")
        picked: dict[str, OptionValue] = {"colour": "red", "size": "Big", "who": bob.user, "role": role}

        data = invocation(fake.world, ann.user, study, "wall begin", picked)

        [begin] = data["options"]
        sent = [option["value"] for option in begin["options"]]
        assert sent == ["red", 10, str(bob.id), str(role.id)]
        assert data["resolved"]["users"][str(bob.id)]["username"] == "bob"
        assert data["resolved"]["roles"][str(role.id)]["name"] == "lookers"

    async def test_one_without_autocomplete_suggests_nothing(self, study: Channel, ann: Learner) -> None:
        with pytest.raises(NotOfferedError, match="no autocomplete"):
            await ann.complete(study, "wall begin", "colour", "r")

    async def test_one_for_servers_is_not_offered_in_direct_messages(self, ann: Learner) -> None:
        with pytest.raises(NotOfferedError, match="not offered in direct messages"):
            await ann.slash(ann.dms, "wall begin", colour="red")

    async def test_one_for_few_is_offered_to_few(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        gateway = await sockets.log_in()

        with pytest.raises(NotOfferedError, match="lacks permissions"):
            await ann.slash(study, "secret")
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(fake.user("kim", ADMINISTRATOR).slash(study, "secret"))
            await sockets.answer(await gateway.event("INTERACTION_CREATE"), 4, {"content": "Here."})
        assert asked.result().text == "Here."


class TestForms:
    def test_one_is_sent_with_what_was_filled_in_and_what_stood_there(self) -> None:
        sent = submission(self._opened(), {"Way": "Right", "Sure": True})

        _, name, way, sure = sent["components"]
        assert name["component"]["value"] == "Ann"
        assert (way["component"]["value"], sure["component"]["value"]) == ("r", True)

    @pytest.mark.parametrize(
        ("values", "why"),
        [
            ({"Age": "7"}, "no field Age; it has: Name, Way, Sure"),
            ({"Name": "x" * 21, "Way": "Left"}, "21 characters are too few or too many"),
            ({"Name": "", "Way": "Left"}, "0 characters"),
            ({"Way": "Up"}, "no option Up; there are: Left, Right"),
            ({}, "Way: pick 1 to 1, not 0"),
        ],
    )
    def test_one_filled_in_wrongly_is_not_sent(self, values: dict[str, FieldValue], why: str) -> None:
        with pytest.raises(NotOfferedError, match=why):
            submission(self._opened(), values)

    def _opened(self) -> Json:
        return FORM | {"components": completed(FORM["components"], ())}


class TestButtons:
    @pytest.mark.parametrize(
        ("button", "why"),
        [
            ({"style": 1, "custom_id": "a", "label": "Go"}, "0 buttons 'Stop'; there are: Go"),
            ({"style": 1, "custom_id": "a", "label": "Stop", "disabled": True}, "'Stop' is disabled"),
            ({"style": 5, "url": "https://example.org/", "label": "Stop"}, "opens https://example.org/"),
        ],
    )
    async def test_only_those_that_are_there_and_work_can_be_pressed(
        self, sockets: Sockets, study: Channel, ann: Learner, button: Json, why: str
    ) -> None:
        row = {"type": 1, "components": [{"type": 2} | button]}
        body = {"content": "Press.", "components": [row]}
        await sockets.call("POST", f"/channels/{study.id}/messages", body)

        with pytest.raises(NotOfferedError, match=why):
            await ann.press(await ann.hear(study), "Stop")
