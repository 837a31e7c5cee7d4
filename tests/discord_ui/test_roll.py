"""Who left the server leaves its groups, once somebody looks; trouble with the network lets nobody go."""

from __future__ import annotations

import discord
import pytest

from bot.discord_ui.roll import HOLDS_FOR, MOST_ASKED, Roll
from bot.store import Member
from bot.tutor.visit import Visit
from tests.discord_ui.conftest import Study
from tests.discord_ui.test_bot import said
from tests.fakes import NOON


@pytest.fixture
async def group(study: Study) -> Study:
    """A server whose group has Ann and Bob in it."""
    await study.olga.slash(study.channel, "group create", name="Bakers")
    for learner in (study.ann, study.bob):
        await learner.slash(study.channel, "group join")
    return study


async def members(study: Study) -> set[int]:
    """Who is in the group."""
    kept = await study.tutor.store(lambda store: store.groups.members(1))
    return {int(member.learner.removeprefix("discord:")) for member in kept}


def looked_up(study: Study) -> list[int]:
    """Whom the bot asked Discord about, in order."""
    start = f"/guilds/{study.guild.id}/members/"
    paths = [one.path for one in study.env.http_requests if one.method == "GET"]
    return [int(path.removeprefix(start)) for path in paths if path.startswith(start)]


class TestWhoLeft:
    @pytest.mark.parametrize("command", ["members", "progress", "report"])
    async def test_is_noticed_when_somebody_looks(self, group: Study, command: str) -> None:
        group.guild.remove_member(group.bob)

        await group.olga.slash(group.channel, f"group {command}")

        assert await members(group) == {group.ann.id}

    async def test_is_told_of_no_more(self, group: Study) -> None:
        group.guild.remove_member(group.bob)

        told = said(await group.ann.slash(group.channel, "group members"))

        assert "Bakers: 1 member" in told
        assert "bob" not in told

    async def test_leaves_the_other_groups_of_the_server_too(self, group: Study) -> None:
        garden = group.guild.create_text_channel("garden")
        await group.olga.slash(garden, "group create", name="Gardeners")
        await group.bob.slash(garden, "group join")
        group.guild.remove_member(group.bob)

        await group.ann.slash(group.channel, "group members")

        assert await group.tutor.store(lambda store: store.groups.members(2)) == []

    async def test_keeps_what_they_learned(self, group: Study) -> None:
        await group.bob.slash(group.channel, "lesson next")
        group.guild.remove_member(group.bob)

        await group.ann.slash(group.channel, "group members")

        bob = f"discord:{group.bob.id}"
        assert await group.tutor.store(lambda store: store.positions.of(bob, "bread")) is not None


class TestHowOften:
    async def test_nobody_is_asked_about_twice_within_an_hour(self, group: Study) -> None:
        for _ in range(3):
            await group.ann.slash(group.channel, "group members")

        assert sorted(looked_up(group)) == sorted([group.ann.id, group.bob.id])

    async def test_after_an_hour_they_are_asked_about_again(self, group: Study) -> None:
        await group.ann.slash(group.channel, "group members")
        group.guild.remove_member(group.bob)
        await group.ann.slash(group.channel, "group members")
        assert await members(group) == {group.ann.id, group.bob.id}

        await group.env.advance_time(HOLDS_FOR.total_seconds())
        await group.ann.slash(group.channel, "group members")

        assert await members(group) == {group.ann.id}

    async def test_of_very_many_some_are_asked_about_and_the_others_next_time(self, group: Study) -> None:
        crowd = [group.guild.add_member(group.env.create_user(f"u{number}")) for number in range(MOST_ASKED)]
        for learner in crowd:
            member = Member(f"discord:{learner.id}", learner.name)
            await group.tutor.store(lambda store, member=member: store.groups.join(1, member, NOON))  # type: ignore[misc]  # mypy knows no default in a lambda

        await group.ann.slash(group.channel, "group members")
        first = set(looked_up(group))
        await group.ann.slash(group.channel, "group members")

        assert len(first) == MOST_ASKED
        assert len(looked_up(group)) == len(set(looked_up(group))) == MOST_ASKED + 2

    async def test_where_there_is_no_group_nobody_is_asked_about(self, study: Study) -> None:
        told = said(await study.ann.slash(study.channel, "group members"))

        assert "no study group in this channel" in told
        assert looked_up(study) == []


class TestTrouble:
    @pytest.mark.parametrize(
        ("status", "code"),
        [(500, 0), (429, 0), (403, 50001), (404, 10004), (404, 0)],
        ids=["their fault", "too fast", "not allowed", "no such server", "no reason"],
    )
    async def test_lets_nobody_go_and_the_list_is_shown_all_the_same(
        self, group: Study, caplog: pytest.LogCaptureFixture, status: int, code: int
    ) -> None:
        group.guild.remove_member(group.bob)
        group.env.inject_error("GET", "/guilds/*/members/*", status=status, code=code, times=None)

        told = said(await group.ann.slash(group.channel, "group members"))

        assert "Bakers: 2 members" in told
        assert await members(group) == {group.ann.id, group.bob.id}
        assert "the roll is not complete" in caplog.text
        assert len(looked_up(group)) == 1  # the others would only wait for the same

    async def test_on_the_wire_lets_nobody_go_either(
        self, group: Study, caplog: pytest.LogCaptureFixture
    ) -> None:
        visit = Visit(
            f"discord:{group.ann.id}", f"discord:{group.channel.id}", NOON, f"discord:{group.guild.id}"
        )

        await Roll(group.tutor).call(Unreachable(group.guild.id), visit)  # type: ignore[arg-type]  # all that it asks of a server

        assert await members(group) == {group.ann.id, group.bob.id}
        assert "the roll is not complete" in caplog.text


class Unreachable:
    """A server that nobody can be asked about, as the line is cut."""

    def __init__(self, number: int) -> None:
        self.id = number

    async def fetch_member(self, member: int) -> discord.Member:
        raise ConnectionResetError(104, "Connection reset by peer")
