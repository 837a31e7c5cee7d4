"""The fake, tried with a small bot made with discord.py that runs as a process of its own."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import jsonschema_rs
import pytest

from tests.wire.clock import NoAnswerError
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Choice, Learner
from tests.wire.offered import NotOfferedError
from tests.wire.process import BotProcess
from tests.wire.record import DESCRIPTION, Request, validator
from tests.wire.sockets import Sockets
from tests.wire.world import Channel

EXAMPLE_BOT = (str(Path(__file__).with_name("example_bot.py")),)

needs_description = pytest.mark.skipif(validator() is None, reason=f"{DESCRIPTION} is not here")


@pytest.fixture
async def painter(fake: FakeDiscord, tmp_path: Path) -> AsyncIterator[BotProcess]:
    async with BotProcess(fake, tmp_path, program=EXAMPLE_BOT) as bot:
        yield bot
    assert "Traceback" not in bot.stderr, bot.stderr


class TestWithABot:
    @pytest.fixture(autouse=True)
    def _painter(self, painter: BotProcess) -> None:
        """Every test here has the bot running."""

    async def test_a_command_is_answered(self, fake: FakeDiscord, study: Channel, ann: Learner) -> None:
        reply = await ann.slash(study, "wall begin", colour="red", coats=2)

        assert reply.text == "2 coats on the wall"
        assert reply.buttons == ("One more", "Sign")
        assert not reply.ephemeral
        assert 0 < reply.ack_ms < 3000
        assert fake.pinging() == []

    async def test_typing_brings_suggestions(self, study: Channel, ann: Learner) -> None:
        choices = await ann.complete(study, "wall begin", "colour", "b")

        assert choices == [Choice("Blue", "blue")]

    async def test_a_form_opens_and_is_sent_off(self, study: Channel, ann: Learner) -> None:
        wall = await ann.slash(study, "wall begin", colour="red")
        modal = await ann.press_for_modal(wall, "Sign")

        reply = await ann.submit(modal, {"Name": "Ann"})

        assert (modal.title, modal.labels) == ("Your signature", ("Name",))
        assert reply.text == "Signed: Ann"

    async def test_an_answer_put_off_comes_with_its_file(self, ann: Learner, study: Channel) -> None:
        reply = await ann.slash(study, "wall picture")

        assert [(file.name, file.description, file.size) for file in reply.files] == [
            ("wall.png", "A wall", 20)
        ]
        assert (await ann.followup(reply)).text == "Framed."

    async def test_what_is_ephemeral_only_one_person_sees(
        self, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        reply = await ann.slash(study, "wall picture")

        assert reply.ephemeral
        assert reply.id in [message.id for message in ann.reads(study)]
        assert bob.reads(study) == []
        with pytest.raises(NotOfferedError, match="bob does not see"):
            bob.look(reply)

    async def test_a_second_acknowledgement_is_refused(self, study: Channel, ann: Learner) -> None:
        reply = await ann.slash(study, "wall twice")

        assert reply.text == "Once."
        assert (await ann.followup(reply)).text == "400 40060"

    async def test_a_message_has_a_menu_of_its_own(self, study: Channel, ann: Learner, bob: Learner) -> None:
        message = bob.post(study, "Nobody but you can tell the bot what this says.")

        reply = await ann.menu(study, "Read out", message)

        assert reply.text == f"It says: {message.content}"

    async def test_the_bot_is_spoken_to_directly_and_by_name(
        self, fake: FakeDiscord, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        direct = await ann.dm("hello")
        named = await bob.say(study, f"{fake.mention} hello")
        again = await bob.say(study, "hello again", to=named)

        assert direct.text == "You said: hello"
        assert named.text == f"You said: {fake.mention} hello"
        assert again.text == "You said: hello again"
        assert (direct.pings, named.pings, again.pings) == ((), (), ())

    async def test_commands_work_in_direct_messages_too(self, ann: Learner, bob: Learner) -> None:
        wall = await ann.slash(ann.dms, "wall begin", colour="red")

        assert (await ann.press(wall, "One more")).text == "1 coats on the wall"
        with pytest.raises(NotOfferedError, match="bob does not see"):
            await bob.press(wall, "One more")

    async def test_those_with_a_role_are_called_into_a_thread(
        self, fake: FakeDiscord, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        painters = fake.role("painters", is_mentionable=True)

        await ann.slash(study, "wall gather", painters=painters)

        [call] = bob.reads(study)
        thread = await bob.thread(study)
        [wall] = bob.reads(thread)
        assert call.pings == ("@painters",)
        assert (thread.name, thread.id, thread.type) == ("The wall", call.id, 11)
        assert wall.text == "1 coats on the wall"
        assert (await bob.press(wall, "One more")).text == "2 coats on the wall"
        assert [r.body.get("content") for r in fake.pinging()] == [call.text]

    async def test_a_private_thread_is_for_those_who_were_added(
        self, fake: FakeDiscord, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        await ann.slash(study, "wall gather", painters=fake.role("painters"))

        booth = await ann.thread(study)
        assert (booth.name, booth.type) == ("The booth", 12)
        assert (await bob.thread(study)).name == "The wall"
        with pytest.raises(NotOfferedError, match="bob has no way into The booth"):
            bob.post(booth, "Knock, knock.")

    async def test_the_bot_is_spoken_to_in_a_thread(
        self, fake: FakeDiscord, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        await ann.slash(study, "wall gather", painters=fake.role("painters"))
        thread = await bob.thread(study)

        reply = await bob.say(thread, f"{fake.mention} hello")
        wall = await bob.slash(thread, "wall begin", colour="red")

        assert (reply.channel, wall.channel) == (thread, thread)

    async def test_a_broken_connection_is_taken_up_again(self, fake: FakeDiscord, ann: Learner) -> None:
        await fake.gateway.hang_up()

        reply = await ann.dm("still there?")

        assert reply.text == "You said: still there?"
        assert len(fake.gateway.sessions) == 1


class TestAProcess:
    async def test_a_button_outlives_the_bot(
        self, fake: FakeDiscord, painter: BotProcess, study: Channel, ann: Learner
    ) -> None:
        wall = await ann.slash(study, "wall begin", colour="red")
        await painter.kill()
        assert not fake.gateway.is_live
        await painter.start()

        reply = await ann.press(wall, "One more")

        assert (reply.id, reply.text) == (wall.id, "1 coats on the wall")
        assert (await ann.press_id(reply, "brush:1")).text == "2 coats on the wall"

    async def test_a_bot_asked_to_stop_stops(self, painter: BotProcess) -> None:
        status = await painter.stop()

        assert status == -15  # discord.py has no handler for SIGTERM
        assert not painter.is_running

    async def test_a_bot_with_a_wrong_token_ends_and_says_why(
        self, fake: FakeDiscord, tmp_path: Path
    ) -> None:
        bot = BotProcess(fake, tmp_path, {"DISCORD_TOKEN": "wrong"}, EXAMPLE_BOT)

        assert await bot.run() == 1
        assert "LoginFailure" in bot.stderr

    async def test_a_bot_that_does_not_log_in_fails_to_start(self, fake: FakeDiscord, tmp_path: Path) -> None:
        with pytest.raises(NoAnswerError, match=r"(?s)status 2 before .*no-such-program"):
            await BotProcess(fake, tmp_path, program=["no-such-program"]).start()


@needs_description
class TestTheDescription:
    """Discord's own, of 2026-07-18."""

    async def test_a_request_that_breaks_it_is_refused_and_reported(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel
    ) -> None:
        path = f"/channels/{study.id}/messages"

        status, answer = await sockets.call("POST", path, {"content": "x" * 2001})

        assert (status, answer["code"]) == (400, 50035)
        assert fake.problems == [f"POST {path}: content: characters at most 2000 (2001 given)"]
        fake.problems.clear()

    async def test_the_fake_keeps_to_it_in_its_own_answers(
        self, fake: FakeDiscord, painter: BotProcess, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        wall = await ann.slash(study, "wall begin", colour="red")
        await ann.submit(await ann.press_for_modal(wall, "Sign"), {"Name": "Ann"})
        await ann.press(await ann.slash(ann.dms, "wall begin", colour="red"), "One more")
        await ann.followup(await ann.slash(study, "wall picture"))
        await ann.followup(await ann.slash(study, "wall twice"))
        await ann.menu(study, "Read out", ann.post(study, "Hello."))
        await ann.say(study, f"{fake.mention} hello")
        for channel in (study, ann.dms):
            await sockets.call("GET", f"/channels/{channel.id}")
            await sockets.call("GET", f"/channels/{channel.id}/messages")
        await sockets.call("POST", "/users/@me/channels", {"recipient_id": str(ann.id)})
        await sockets.call("GET", f"/users/{ann.id}")
        await sockets.call("GET", "/users/@me/guilds")
        await sockets.call("GET", "/gateway/bot")
        await sockets.call("GET", f"/guilds/{fake.guild.id}/members/{ann.id}")
        await ann.slash(study, "wall gather", painters=fake.role("painters", is_mentionable=True))
        thread = await ann.thread(study)
        await ann.press(await ann.slash(thread, "wall begin", colour="red"), "One more")
        for path in (f"/channels/{thread.id}", f"/channels/{thread.id}/messages"):
            await sockets.call("GET", path)
        fake.archive(thread)
        await sockets.call("PATCH", f"/channels/{thread.id}", {"archived": False})
        await sockets.call("GET", sockets.commands)

        assert list(faults(fake.requests)) == []


def faults(requests: list[Request]) -> Iterator[str]:
    """Where answers of the fake differ from what Discord says it answers."""
    description = json.loads((DESCRIPTION / "openapi.json").read_text("utf-8"))
    paths = sorted(description["paths"].items(), key=lambda entry: entry[0].count("{"))
    patterns = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), item) for path, item in paths]
    for request in (request for request in requests if request.status in (200, 201)):
        item = next(item for pattern, item in patterns if pattern.fullmatch(request.path))
        content = item[request.method.lower()]["responses"][str(request.status)]["content"]
        answers = jsonschema_rs.validator_for(description | content["application/json"]["schema"])
        yield from (f"{request}: {e.instance_path}: {e.message}" for e in answers.iter_errors(request.answer))
