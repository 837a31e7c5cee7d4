"""The bot as people on a server meet it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord
import pytest
import simcord
from simcord import InteractionResult

from bot.discord_ui.client import TutorClient
from bot.discord_ui.tutor_thread import TutorThread
from bot.tutor.reply import Reply
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from tests.discord_ui.conftest import World
from tests.wire.record import validator

FOR_ORGANISERS = {"tutor"}
FOR_SERVERS = {"group", *FOR_ORGANISERS}
NASTY = {
    "everyone": "@everyone and @here: what is yeast",
    "markdown": "# what is **yeast** ||now|| [link](https://evil.example)",
    "long": ("yeast and then some more " * 200)[:4000],
    "emoji": "🍞🥖🧑‍🍳",
    "right to left": "\u202ewhat is yeast\u202c \u0627\u0644\u062e\u0628\u0632",
    "nul": "what is\0 yeast",
    "role": "<@&123456789012345678> <#123456789012345678> yeast",
}


def texts(components: Any) -> str:
    """All text displays of a message."""
    found = [c["content"] for c in _walk(components) if c.get("type") == 10]
    return "\n".join(found)


def labels(components: Any) -> list[str]:
    return [c["label"] for c in _walk(components) if c.get("type") == 2]


def _walk(components: Any) -> list[dict[str, Any]]:
    return [inner for c in components for inner in (c, *_walk(c.get("components", [])))]


def shown(result: InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response


def said(result: InteractionResult) -> str:
    return texts(shown(result).components)


class TestMemory:
    async def test_an_answer_leaves_no_task_behind(self, world: World) -> None:
        await world.ann.slash(world.channel, "lesson next")
        before = len(asyncio.all_tasks())

        for _ in range(3):
            await world.ann.slash(world.channel, "lesson again")

        assert len(asyncio.all_tasks()) <= before

    async def test_a_window_leaves_no_task_behind(self, world: World) -> None:
        page = await world.ann.slash(world.channel, "lesson next")
        before = len(asyncio.all_tasks())

        for _ in range(3):
            await world.ann.click(shown(page), label="Ask")

        assert len(asyncio.all_tasks()) <= before

    async def test_the_bot_keeps_no_message_that_it_saw(self, world: World) -> None:
        await world.ann.send(world.channel, f"{world.mention} what is yeast")

        assert not world.client.cached_messages


class TestLessons:
    async def test_next_teaches_the_first_message_for_the_learner_alone(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "lesson next")

        assert result.ephemeral
        assert "Look at the dough" in said(result)

    async def test_the_button_goes_on_from_the_command(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "lesson next")

        pressed = await world.ann.click(shown(result), label="Next")

        assert "Yeast makes gas." in said(pressed)
        assert pressed.ephemeral

    async def test_a_button_pressed_twice_advances_once(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "lesson next")

        await world.ann.click(shown(result), label="Next")
        await world.ann.click(shown(result), label="Next")

        assert "Warmth helps." in said(await world.ann.slash(world.channel, "lesson next"))

    async def test_a_button_works_after_the_bot_was_restarted(
        self, world: World, thread: TutorThread
    ) -> None:
        result = await world.ann.slash(world.channel, "lesson next")
        await world.env.restart_bot(TutorClient(thread))

        pressed = await world.ann.click(shown(result), label="Next")

        assert "Yeast makes gas." in said(pressed)

    @pytest.mark.parametrize("command", ["back", "again", "list", "start", "progress", "restart"])
    async def test_every_lesson_command_answers_a_newcomer(self, world: World, command: str) -> None:
        result = await world.ann.slash(world.channel, f"lesson {command}")

        assert said(result)

    async def test_titles_are_completed_while_typing(self, world: World) -> None:
        choices = await world.ann.autocomplete(world.channel, "lesson goto", "lesson", "without")

        assert choices == [{"name": "Bread without bought yeast", "value": "sour"}]

    async def test_goto_takes_a_typed_title_that_nobody_completed(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "lesson goto", lesson="bread without")

        assert "Flour and water" in said(result)

    async def test_a_check_is_answered_by_a_button(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "lesson next")
        for _ in range(4):
            result = await world.ann.slash(world.channel, "lesson next")

        chosen = await world.ann.click(shown(result), label="right one of gas-check")

        assert "Yes, that is it." in said(chosen)

    async def test_a_learners_slip_is_one_sentence(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "lesson goto", lesson="pizza")

        assert said(result) == "No lesson is called that. Type `/lesson list` to see them all."


class TestQuestions:
    async def test_ask_answers_in_private(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "ask", question="what is yeast")

        assert result.ephemeral
        assert "Yeast is explained here." in said(result)

    async def test_the_ask_button_opens_a_window_and_answers_what_is_typed_there(self, world: World) -> None:
        lesson = await world.ann.slash(world.channel, "lesson next")
        window = await world.ann.click(shown(lesson), label="Ask")

        result = await world.ann.submit_modal(window, {"line": "what is yeast"})

        assert "Yeast is explained here." in said(result)

    async def test_a_window_that_was_open_during_a_restart_still_counts(
        self, world: World, thread: TutorThread
    ) -> None:
        lesson = await world.ann.slash(world.channel, "lesson next")
        window = await world.ann.click(shown(lesson), label="Something wrong here?")
        await world.env.restart_bot(TutorClient(thread))

        result = await world.ann.submit_modal(window, {"line": "it is flat"})

        assert "It is kept" in said(result)
        assert [r.text for r in await thread.store(lambda store: list(store.reports.all("bread")))] == [
            "it is flat"
        ]

    async def test_a_mention_is_answered_where_it_was_asked(self, world: World) -> None:
        await world.ann.send(world.channel, f"{world.mention} what is yeast?")

        answer = world.last_message
        assert answer.author == world.client.user
        assert "Yeast is explained here." in texts([c.to_dict() for c in answer.components])

    async def test_a_message_that_mentions_nobody_is_not_read(self, world: World) -> None:
        await world.ann.send(world.channel, "what is yeast?")

        assert world.last_message.author != world.client.user

    async def test_a_direct_message_is_answered(self, world: World) -> None:
        await world.ann.send_dm("what is yeast?")

        sent = [body for r in world.env.http_requests if (body := _message(r.json)) is not None]
        assert "Yeast is explained here." in texts(sent[-1]["components"])

    async def test_a_message_menu_answers_somebody_elses_question_in_private(self, world: World) -> None:
        ben = world.env.guild.add_member(world.env.create_user("ben"))
        question = await ben.send(world.channel, "does anyone know what yeast is?")

        result = await world.ann.context_menu(world.channel, "Ask the tutor", question)

        assert result.ephemeral
        assert "Yeast is explained here." in said(result)

    @pytest.mark.parametrize("question", NASTY.values(), ids=NASTY.keys())
    async def test_what_learners_type_pings_nobody(self, world: World, question: str) -> None:
        await world.ann.slash(world.channel, "ask", question=question)
        await world.ann.send(world.channel, f"{world.mention} {question}"[:2000])

        sent = [body for r in world.env.http_requests if (body := _message(r.json)) is not None]
        assert len(sent) == 2
        for body in sent:
            assert body["allowed_mentions"].get("parse") == []
            assert not body["allowed_mentions"].get("replied_user")
            assert "@everyone" not in texts(body["components"])

    async def test_a_mention_without_words_gets_a_hint(self, world: World) -> None:
        await world.ann.send(world.channel, f"{world.mention}")

        assert "Type your question" in texts([c.to_dict() for c in world.last_message.components])


def _message(json: Any) -> dict[str, Any] | None:
    """The message in a request's body, if there is one."""
    if not isinstance(json, dict):
        return None
    body = json.get("data", json)
    return body if isinstance(body, dict) and "components" in body and "allowed_mentions" in body else None


class TestErrors:
    async def test_the_unexpected_gets_a_reference_that_is_in_the_log(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        def burn(tutor: Tutor, visit: Visit) -> Reply:
            raise RuntimeError

        @discord.app_commands.command(name="burn", description="Fails.")
        async def burning(interaction: discord.Interaction[Any]) -> None:
            await world.client.answer(interaction, burn)

        world.client.tree.add_command(burning)
        await world.client.tree.sync()

        result = await world.ann.slash(world.channel, "burn")

        reference = said(result).rpartition("reference `")[2].removesuffix("`.")
        assert "Your place is kept" in said(result)
        assert any(reference in record.message for record in caplog.records)


class TestTheServer:
    async def test_a_server_that_invites_the_bot_is_told_three_commands(self, world: World) -> None:
        world.client.dispatch("guild_join", world.client.get_guild(world.env.guild.id))
        await world.env.settle()

        text = texts([c.to_dict() for c in world.last_message.components])
        assert all(command in text for command in ("/lesson next", "/ask", "/help"))

    async def test_commands_are_sent_once_per_change_not_at_every_start(self, thread: TutorThread) -> None:
        puts = []
        for _ in range(2):
            async with simcord.run(TutorClient(thread), shard_count=1) as env:
                puts.append(sum(r.method == "PUT" for r in env.http_requests))

        assert puts == [1, 0]

    async def test_every_command_may_be_used_in_servers_direct_messages_and_private_channels(
        self, world: World
    ) -> None:
        payload: Any = next(r.json for r in world.env.http_requests if r.method == "PUT")

        learners = [command for command in payload if command["name"] not in FOR_SERVERS]
        assert {tuple(command["contexts"]) for command in learners} == {(0, 1, 2)}
        assert {tuple(command["integration_types"]) for command in learners} == {(0, 1)}

    async def test_organisers_commands_exist_in_servers_only_and_for_those_who_manage_them(
        self, world: World
    ) -> None:
        payload: Any = next(r.json for r in world.env.http_requests if r.method == "PUT")

        for command in payload:
            if command["name"] in FOR_ORGANISERS:
                assert command["contexts"] == [0]
                assert (
                    int(command["default_member_permissions"]) == discord.Permissions(manage_guild=True).value
                )

    async def test_no_learners_text_is_logged_at_any_level(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG, "bot")

        await world.ann.slash(world.channel, "ask", question="secretquestion about yeast")
        await world.ann.send_dm("secretquestion again")

        assert "secretquestion" not in "\n".join(
            r.getMessage() for r in caplog.records if r.name.startswith("bot")
        )


@pytest.mark.skipif(validator() is None, reason="Discord's request validator is not beside this checkout")
async def test_the_validator_sees_what_the_bot_sends(world: World) -> None:
    validate = validator()
    assert validate is not None

    assert validate("POST", "/channels/1/messages", {"content": "x" * 2001})


async def test_a_term_is_completed_and_explained(world: World) -> None:
    choices = await world.ann.autocomplete(world.channel, "glossary", "term", "s")

    result = await world.ann.slash(world.channel, "glossary", term=choices[0]["value"])

    assert "Sourdough, which rises" in said(result)
