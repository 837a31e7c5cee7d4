"""The only room that knows SQL: what is kept about learners, in one SQLite file."""

from bot.store.asked import Asked
from bot.store.opening import open_store
from bot.store.positions import Saved
from bot.store.reports import Report
from bot.store.settled import EVERYWHERE, SettledAsk
from bot.store.store import Store

__all__ = ["EVERYWHERE", "Asked", "Report", "Saved", "SettledAsk", "Store", "open_store"]
