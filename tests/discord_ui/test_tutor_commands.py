"""/tutor as organisers and others meet it."""

from __future__ import annotations

import discord

from tests.discord_ui.conftest import World
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
