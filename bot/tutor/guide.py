"""What the tutor says about itself."""

from __future__ import annotations

from bot.course.model import Course
from bot.tutor import actions
from bot.tutor.reply import Button, Card, Reply, Tone, Weight, note
from bot.tutor.words import plural

LIST = Button("See the lessons", actions.lesson("list"))


def help_reply(course: Course, way_on: Button) -> Reply:
    """What one can do here.

    Args:
        course: What is taught.
        way_on: The button that leads into the course, or back to it.
    """
    return note(
        "How this works",
        f"I teach **{course.title}** in short messages, and answer questions from what it teaches.\n\n"
        "**Learn**\n"
        "- `/lesson next` brings the next message; `back` and `again` do what they say\n"
        "- `/lesson list`, `goto` and `progress` let you look around; `restart` starts over\n\n"
        "**Practise**\n"
        "- `/quiz` asks the checks of a lesson, of a unit or of all that you learned\n"
        "- `/review` brings key points back before you forget them\n"
        "- `/my settings`, `reminders`, `export` and `forget`: what is yours\n\n"
        "**Try**\n"
        "- `/lab` runs a small generative model and shows what comes out\n\n"
        "**Ask**\n"
        "- `/ask` with a question in your own words; then try `why?`, `example`, `simpler` or `source`\n"
        "- `/glossary` tells what a term or an abbreviation means\n"
        "- In Discord you can also mention me, write to me directly, or use a message's menu: Apps, Ask the tutor\n\n"
        "**Learn together**, in a Discord server\n"
        "- `/group join` takes you into the channel's study group, `leave` out of it; `members` and `progress` show it\n\n"
        "**Organise**, for those who manage a server\n"
        "- `/group create` makes a channel's study group; `lesson` opens a lesson for it, `schedule` does so by the clock\n"
        "- `/tutor questions` shows what was asked in vain; `settings` where I may speak and who else may organise\n\n"
        "What you do is shown to you alone, but for a question asked by mentioning me and for what a group does together.",
        way_on,
        LIST,
    )


def welcome_reply(course: Course) -> Reply:
    """What a server is told when it invites the tutor."""
    card = Card(
        f"Hello! I teach “{course.title}”",
        f"{course.summary}\n\n"
        f"{plural(len(course.lessons), 'short lesson')}, one message at a time, each learner at their own pace.\n\n"
        "- `/lesson next` begins, and goes on from where you left\n"
        "- `/ask` answers a question from the course, or says that the course has no answer\n"
        "- `/group create` makes a study group of a channel, which takes lessons together (for those who manage the server)\n"
        "- `/help` tells the rest\n\n"
        "Lessons are shown only to the one who takes them, or to the group that takes them together. I keep who stands where, "
        "how checks and reviews went, who is in a group, what is "
        "reported as wrong and, of those who allow it, what I could not answer, in one database file with whoever runs this "
        "bot; `/my export` shows you what is yours, and `/my forget` deletes it. I read no messages but those that "
        "mention me or are sent to me.",
        Tone.NOTE,
        buttons=(Button("Start the course", actions.lesson("start"), Weight.MAIN),),
    )
    return Reply((card,), private=False)
