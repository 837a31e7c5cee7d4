"""Where work meets Discord, with the interaction alone faked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import discord

from bot.discord_ui.boundary import respond
from bot.errors import StoreError
from bot.tutor.reply import Card, Reply, Sketch, note


class Response:
    """Keeps what an interaction is answered with."""

    def __init__(self, fails: discord.HTTPException | None = None) -> None:
        self.deferred = asyncio.Event()
        self.sent: list[dict[str, Any]] = []
        self.fails = fails

    def is_done(self) -> bool:
        return self.deferred.is_set() or bool(self.sent)

    async def defer(self, **_: Any) -> None:
        self.deferred.set()

    async def send_message(self, **message: Any) -> None:
        if self.fails is not None:
            raise self.fails
        self.sent.append(message)


class Followup:
    """Keeps what comes after."""

    def __init__(self, fails: discord.HTTPException | None = None) -> None:
        self.sent: list[dict[str, Any]] = []
        self.fails = fails

    async def send(self, **message: Any) -> None:
        if self.fails is not None:
            raise self.fails
        self.sent.append(message)


@dataclass
class Interaction:
    """As much of an interaction as the boundary looks at."""

    response: Response = field(default_factory=Response)
    followup: Followup = field(default_factory=Followup)
    context: discord.app_commands.AppCommandContext = field(
        default_factory=lambda: discord.app_commands.AppCommandContext(guild=True)
    )
    id: int = 1


async def the_reply() -> Reply:
    return note("Yeast", "It makes gas.")


def refusal(status: int, code: int) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="")
    return discord.HTTPException(response, {"code": code, "message": "No."})


def run(interaction: Any, work: Any, **options: Any) -> Any:
    return respond(interaction, work, **options)


async def test_quick_work_is_answered_without_a_deferral() -> None:
    interaction = Interaction()

    await run(interaction, the_reply())

    assert not interaction.response.deferred.is_set()
    assert len(interaction.response.sent) == 1


async def test_slow_work_is_acknowledged_first_and_answered_when_it_is_done() -> None:
    interaction, work = Interaction(), asyncio.get_running_loop().create_future()
    answering = asyncio.create_task(run(interaction, work, patience_s=0.0))

    await asyncio.wait_for(interaction.response.deferred.wait(), 5)
    work.set_result(await the_reply())
    await answering

    assert interaction.response.sent == []
    assert len(interaction.followup.sent) == 1


async def several() -> Reply:
    return Reply(tuple(Card(f"Card {number}", "a" * 3_000) for number in range(3)))


async def test_what_is_too_long_for_a_message_goes_on_in_others_in_order_each_for_the_learner_alone() -> None:
    interaction = Interaction()

    await run(interaction, several())

    sent = [*interaction.response.sent, *interaction.followup.sent]
    assert [f"### Card {n}" in str(message["view"].to_components()) for n, message in enumerate(sent)] == [
        True
    ] * 3
    assert len(interaction.response.sent) == 1
    assert [message["ephemeral"] for message in sent] == [True] * 3


async def test_after_a_deferral_all_of_them_follow_up() -> None:
    interaction, work = Interaction(), asyncio.get_running_loop().create_future()
    answering = asyncio.create_task(run(interaction, work, patience_s=0.0))
    await asyncio.wait_for(interaction.response.deferred.wait(), 5)

    work.set_result(await several())
    await answering

    assert (len(interaction.response.sent), len(interaction.followup.sent)) == (0, 3)


async def test_if_discord_refuses_one_of_them_it_ends_quietly(caplog: Any) -> None:
    interaction = Interaction(followup=Followup(fails=refusal(403, 50013)))

    await run(interaction, several())

    assert len(interaction.response.sent) == 1
    assert "code 50013" in caplog.text


async def test_pictures_are_drawn_before_they_are_sent() -> None:
    interaction = Interaction()
    card = Card("Title", "Text", sketches=(Sketch("dot.png", lambda: (b"picture", "A dot.")),))

    async def sketched() -> Reply:
        return Reply((card,))

    await run(interaction, sketched())

    (file,) = interaction.response.sent[0]["files"]
    assert (file.filename, file.fp.read(), file.description) == ("dot.png", b"picture", "A dot.")


async def test_a_picture_that_cannot_be_drawn_is_told_as_any_other_mishap(caplog: Any) -> None:
    def fail() -> tuple[bytes, str]:
        raise RuntimeError

    async def sketched() -> Reply:
        return Reply((Card("Title", "Text", sketches=(Sketch("dot.png", fail),)),))

    interaction = Interaction()
    await run(interaction, sketched())

    assert "Something went wrong" in str(interaction.response.sent[0]["view"].to_components())
    assert "reference" in caplog.text


async def test_a_database_that_is_not_well_is_a_sentence_to_the_learner_and_a_line_in_the_log(
    caplog: Any,
) -> None:
    async def unkept() -> Reply:
        raise StoreError("The disk is full. Make room.")

    interaction = Interaction()
    await run(interaction, unkept())

    answer = str(interaction.response.sent[0]["view"].to_components())
    [record] = caplog.records
    reference = record.getMessage().removeprefix("reference ").partition(": ")[0]
    assert f"reference `{reference}`" in answer
    assert "full" not in answer
    assert record.getMessage().endswith(": The disk is full. Make room.")
    assert record.exc_info is None


async def test_what_others_may_read_is_shown_to_all() -> None:
    interaction = Interaction()

    async def public() -> Reply:
        return note("Yeast", "It makes gas.", private=False)

    await run(interaction, public())

    assert interaction.response.sent[0]["ephemeral"] is False


async def test_an_answer_in_a_server_is_for_the_learner_alone() -> None:
    interaction = Interaction()

    await run(interaction, the_reply())

    assert interaction.response.sent[0]["ephemeral"] is True


async def test_an_answer_in_a_direct_message_stays_in_its_history() -> None:
    interaction = Interaction(context=discord.app_commands.AppCommandContext(dm_channel=True))

    await run(interaction, the_reply())

    assert interaction.response.sent[0]["ephemeral"] is False


async def test_a_refusal_by_discord_ends_quietly_and_is_logged(caplog: Any) -> None:
    interaction = Interaction(Response(fails=refusal(404, 10062)))

    await run(interaction, the_reply())

    assert "code 10062" in caplog.text
