"""The connection to Discord goes wrong in every way there is: the bot comes back, and each thing is answered once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.database import held
from tests.faults.deliveries import answered_twice, complaints
from tests.wire.fake_discord import FakeDiscord
from tests.wire.gateway import Op
from tests.wire.learner import Learner
from tests.wire.message import Interaction
from tests.wire.process import BOT, BotProcess
from tests.wire.world import Channel

OUTAGE_S, AT_LENGTH_S = 2.0, 30.0
LEARNERS, AT_LENGTH = 6, 30
PATIENCE_S = 10.0
PATIENCE_AT_LENGTH_S = 150.0  # discord.py waits a minute in silence, and up to 64 s after an outage of 30
HEARTBEAT_MS = 200
HEARD_S = 0.1  # in which the bot hears of a press
PATIENCE_OF_BOT_S = 1.0  # by then it has tried to acknowledge
REPLAYED = 4  # events: among them each time a press that was answered already
FIRST, SECOND, THIRD = (f"Why bread rises ({number} of 3)" for number in (1, 2, 3))

Property = Callable[[str, object], None]


@pytest.fixture
async def fake(at_length: bool) -> AsyncIterator[FakeDiscord]:
    """A Discord that wants to hear often from its bots."""
    async with FakeDiscord(PATIENCE_AT_LENGTH_S if at_length else PATIENCE_S) as fake:
        fake.gateway.heartbeat_ms = HEARTBEAT_MS
        yield fake
    assert not fake.problems, fake.tell()


@pytest.fixture
async def bot(
    fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str], at_length: bool
) -> AsyncIterator[BotProcess]:
    """A bot without patience or, at length, as it is."""
    program = BOT if at_length else ("-m", "tests.faults.altered", "impatient", "run")
    async with BotProcess(fake, tmp_path, {**small_settings, "MANY_COATS_LOG": "json"}, program) as bot:
        yield bot


async def reconnect(fake: FakeDiscord) -> None:
    await fake.gateway.ask_to_reconnect()


async def invalid_but_resumable(fake: FakeDiscord) -> None:
    await fake.gateway.invalidate(is_resumable=True)


async def invalid(fake: FakeDiscord) -> None:
    await fake.gateway.invalidate(is_resumable=False)


async def hung_up(fake: FakeDiscord) -> None:
    await fake.gateway.hang_up()


async def hung_up_politely(fake: FakeDiscord) -> None:
    await fake.gateway.hang_up(1000)


async def forgotten(fake: FakeDiscord) -> None:
    fake.gateway.sessions.clear()
    await fake.gateway.hang_up()


async def silent(fake: FakeDiscord) -> None:
    fake.gateway.fall_silent()


async def cut_off(fake: FakeDiscord) -> None:
    async with fake.outage():
        pass


TROUBLES = {  # and how the bot comes in again
    reconnect: [Op.RESUME],
    invalid_but_resumable: [Op.RESUME],
    invalid: [Op.IDENTIFY],
    hung_up: [Op.RESUME],
    hung_up_politely: [Op.RESUME],
    forgotten: [Op.RESUME, Op.IDENTIFY],
    silent: [Op.RESUME],
    cut_off: [Op.RESUME],
}


@pytest.mark.parametrize(("trouble", "logins"), TROUBLES.items(), ids=[each.__name__ for each in TROUBLES])
async def test_after_any_trouble_learners_go_on_from_where_they_stood(
    fake: FakeDiscord,
    bot: BotProcess,
    study: Channel,
    ann: Learner,
    bob: Learner,
    trouble: Callable[[FakeDiscord], Awaitable[None]],
    logins: Sequence[Op],
    record_property: Property,
) -> None:
    [session] = fake.gateway.sessions.values()
    fake.gateway.replays = REPLAYED
    hers = await ann.slash(study, "lesson start")
    his = await bob.press(await bob.slash(study, "lesson start"), "Next")
    sent, since = session.sent, asyncio.get_running_loop().time()

    await trouble(fake)
    pressed = ann.press_blindly(hers, "Next")
    await back(fake, logins)
    record_property("back_after_s", round(asyncio.get_running_loop().time() - since, 1))
    if logins == [Op.RESUME] and trouble is not silent:
        assert await title_of(fake, pressed) == SECOND  # it waited for the bot at Discord's
    again = await ann.press(hers, "Next")
    his = await bob.press(his, "Next")

    resumed = [login for login in fake.gateway.logins if login.op is Op.RESUME]
    assert {login.session for login in resumed} <= {session.id}
    assert [login for login in resumed if not sent <= login.heard <= (login.sent or login.heard)] == []
    assert (again.title, his.title) == (SECOND, THIRD)
    assert answered_twice(fake) == {}
    assert [said.title for said in bob.reads(study)] == [FIRST, SECOND, THIRD]
    assert complaints(bot) == []


async def test_an_outage_costs_nobody_more_than_a_press(
    fake: FakeDiscord, bot: BotProcess, study: Channel, at_length: bool, record_property: Property
) -> None:
    learners = [fake.user(f"learner{n}") for n in range(AT_LENGTH if at_length else LEARNERS)]
    fake.gateway.replays = REPLAYED
    pages = await asyncio.gather(*(learner.slash(study, "lesson start") for learner in learners))
    eve, pressed = fake.user("eve"), list[Interaction]()
    hers = await eve.slash(study, "lesson start")

    def press() -> Interaction:
        number = len(pressed)
        pressed.append(learners[number].press_blindly(pages[number], "Next"))
        return pressed[-1]

    with ExitStack() as hands:
        hands.enter_context(held(bot.db))  # so that two presses are in the bot's hands when the network goes
        acknowledged = press()
        await fake.world.bell.until(lambda: acknowledged.answer, "an acknowledgement")
        press()  # this one is heard, and no more
        await asyncio.sleep(HEARD_S)
        async with fake.outage():
            while len(pressed) < len(learners):
                press()
            eve.press_blindly(hers, "Ask")
            await asyncio.sleep(PATIENCE_OF_BOT_S)
            hands.close()  # it has the answers, and no way to give them
            await asyncio.sleep((AT_LENGTH_S if at_length else OUTAGE_S) - PATIENCE_OF_BOT_S)
    since = asyncio.get_running_loop().time()
    await back(fake, [Op.RESUME])
    record_property("back_after_s", round(asyncio.get_running_loop().time() - since, 1))
    after = [await learner.press(page, "Next") for learner, page in zip(learners, pages, strict=True)]

    record_property("presses_answered_late", sum(press.answer is not None for press in pressed[2:]))
    assert {reply.title for reply in after} == {SECOND}
    assert (await eve.press_for_modal(hers, "Ask")).labels == ("What would you like to know?",)
    assert answered_twice(fake) == {}
    assert complaints(bot) == []


async def back(fake: FakeDiscord, logins: Sequence[Op]) -> None:
    """Wait until the bot has come in again, and how it did is as it should be."""
    await fake.world.bell.until(lambda: len(fake.gateway.logins) > len(logins), "the bot's return")
    await fake.world.bell.until(lambda: fake.gateway.is_live, "a bot that is logged in")
    assert [login.op for login in fake.gateway.logins[1:]] == logins


async def title_of(fake: FakeDiscord, interaction: Interaction) -> str:
    """The title of what the bot answered."""
    message = await fake.world.bell.until(interaction.outcome, "an answer to what was pressed meanwhile")
    return message.text.partition("\n")[0].removeprefix("### ")
