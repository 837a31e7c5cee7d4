"""The only room that knows SQL: what is kept about learners, in one SQLite file or on a PostgreSQL server."""

from bot.store.asked import Asked
from bot.store.choices import Choices, Place
from bot.store.groups import Group, Member
from bot.store.letters import LEASE, Letter, Recipient
from bot.store.memories import Kept, Review
from bot.store.opening import open_store, opened
from bot.store.positions import Saved
from bot.store.quizzes import Running
from bot.store.reminders import Reminder
from bot.store.reports import Report
from bot.store.schedules import Schedule
from bot.store.servers import ServerChoices
from bot.store.sessions import Session
from bot.store.settled import EVERYWHERE, SettledAsk
from bot.store.store import Store
from bot.store.troubles import in_words

__all__ = [
    "EVERYWHERE",
    "LEASE",
    "Asked",
    "Choices",
    "Group",
    "Kept",
    "Letter",
    "Member",
    "Place",
    "Recipient",
    "Reminder",
    "Report",
    "Review",
    "Running",
    "Saved",
    "Schedule",
    "ServerChoices",
    "Session",
    "SettledAsk",
    "Store",
    "in_words",
    "open_store",
    "opened",
]
