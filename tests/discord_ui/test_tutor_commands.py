"""/tutor as organisers and others meet it."""

from __future__ import annotations

import discord

from tests.discord_ui.conftest import Study, World
from tests.discord_ui.test_bot import labels, said, shown

OVEN = "which stone oven should i buy"


async def asked_by_two(world: World) -> None:
    """Two learners of the server ask for an oven, and allow it to be kept."""
    for name in ("bob", "cid"):
        learner = world.guild.add_member(world.env.create_user(name))
        first = await learner.slash(world.channel, "ask", question=OVEN)
        await learner.click(shown(first), label="Yes, keep such questions")


class TestQuestions:
    async def test_an_organiser_sees_what_two_asked_and_settles_it(self, world: World) -> None:
        await asked_by_two(world)
        role = world.guild.create_role("organiser", permissions=discord.Permissions(manage_guild=True))
        olga = world.guild.add_member(world.env.create_user("olga"), roles=[role])

        result = await olga.slash(world.channel, "tutor questions")
        assert "Asked by 2 people" in said(result)
        assert result.ephemeral
        settled = await olga.click(shown(result), label="Out of scope")

        assert "isn't in the course" in said(settled)
        assert "Undo" in labels(shown(settled).components)

    async def test_a_learner_who_reaches_it_all_the_same_is_told_who_may(self, world: World) -> None:
        await asked_by_two(world)
        command = next(c for c in await world.client.tree.fetch_commands() if c.name == "tutor")
        world.guild.set_command_permissions(command, {world.ann: True})

        result = await world.ann.slash(world.channel, "tutor questions")

        assert said(result).startswith("Only those who may manage this server")


class TestSettings:
    async def test_a_role_may_organise_once_it_was_chosen(self, study: Study) -> None:
        bakers = study.guild.create_role("bakers")
        cid = study.guild.add_member(study.env.create_user("cid"), roles=[bakers])
        assert "Only those who may manage" in said(await cid.slash(study.channel, "group create"))

        chosen = await study.olga.slash(study.channel, "tutor settings", role=bakers)

        assert f"and <@&{bakers.id}>." in said(chosen)
        assert chosen.ephemeral
        assert "Anyone may join" in said(await cid.slash(study.channel, "group create"))

    async def test_it_is_never_everybody(self, study: Study) -> None:
        result = await study.olga.slash(study.channel, "tutor settings", role=study.guild.default_role)

        assert said(result).startswith("Everybody has that role")
        assert "Only those who may manage" in said(await study.ann.slash(study.channel, "group create"))

    async def test_where_it_may_not_speak_a_mention_is_not_answered(self, study: Study) -> None:
        garden = study.guild.create_text_channel("garden")
        settings = await study.olga.slash(garden, "tutor settings")
        await study.olga.click(shown(settings), label="Only here")
        assert study.client.user is not None
        question = f"{study.client.user.mention} what is yeast"

        for channel in (study.channel, garden):
            await study.ann.send(channel, question)

        assert [len(channel.history()) for channel in (study.channel, garden)] == [
            1,
            2,
        ]  # what was asked; the answer

    async def test_lessons_go_where_the_server_says(self, study: Study) -> None:
        settings = await study.olga.slash(study.channel, "tutor settings")
        await study.olga.click(shown(settings), label="Lessons by direct message")

        result = await study.ann.slash(study.channel, "lesson next")

        assert said(result) == "It is in your direct messages."

    async def test_who_may_no_longer_is_told_so_at_the_press(self, study: Study) -> None:
        settings = await study.olga.slash(study.channel, "tutor settings")
        (role,) = (role for role in study.guild.roles.values() if role.name == "organiser")
        study.env.backend.remove_member_role(study.guild.id, study.olga.id, role.id)

        pressed = await study.olga.click(shown(settings), label="Only here")

        assert said(pressed).startswith("Only those who may manage this server")
        server = f"discord:{study.guild.id}"
        assert (await study.tutor.store(lambda store: store.servers.of(server))).channels == ()


async def test_statistics_are_numbers(study: Study) -> None:
    await study.olga.slash(study.channel, "group create", name="Bakers")
    await study.ann.slash(study.channel, "group join")

    result = await study.olga.slash(study.channel, "tutor statistics")

    assert "1 study group with 1 member, 0 lessons held together" in said(result)
    assert result.ephemeral
