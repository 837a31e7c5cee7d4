"""The commands `many-coats run` and `many-coats doctor`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping

import click
import discord
from dotenv import dotenv_values

from bot.discord_ui.doctor import examine
from bot.discord_ui.run import run_bot
from bot.failure import told
from bot.settings import read_settings


@click.command()
@click.option(
    "--shards",
    metavar="IDS/OF",
    help="Hold some of the bot's shards, such as 0-7/32; other processes hold the others.",
)
def run(shards: str | None) -> None:
    """Run the Discord bot."""
    given = {} if shards is None else {"MANY_COATS_SHARDS": shards or "nothing"}
    with told():
        run_bot(read_settings({**_environment(), **given}))


@click.command()
def doctor() -> None:
    """Look for what could keep the bot from working; each line says what to do."""
    sys.exit(asyncio.run(_examined()))


async def _examined() -> int:
    is_well = True
    async for finding in examine(_environment(), discord.utils.utcnow()):
        click.echo(str(finding))
        is_well = is_well and finding.is_well
    return 0 if is_well else 1


def _environment() -> Mapping[str, str]:
    from_file = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**from_file, **os.environ}
