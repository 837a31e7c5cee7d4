"""What everybody is to see of a study group's lesson, beside what they see already."""

from __future__ import annotations

from dataclasses import dataclass

from bot.tutor.reply import Card, Reply


@dataclass(frozen=True, slots=True)
class Scene:
    """A group's lesson on its stage. Whoever shows it compares this with what was shown and mends the difference.

    Attributes:
        session: The lesson's id.
        channel: The group's channel.
        thread: Where it is held; None until it is open.
        title: What the thread is called.
        opening: What is said in the channel when it opens.
        ping_role: Who is called in that message; None for nobody.
        step: Where the lesson stands.
        reply: The message of that step.
        closing: The card of the step shown before, now that it is over; None if this step is shown already.
        shown_step: The step that was shown last; None before the first.
        shown_message: Its message; before the first, the one in the channel, once it was posted.
    """

    session: int
    channel: str
    thread: str | None
    title: str
    opening: Reply
    ping_role: str | None
    step: str
    reply: Reply
    closing: Card | None
    shown_step: str | None
    shown_message: str | None

    @property
    def is_shown(self) -> bool:
        """Whether the step's message was posted."""
        return self.shown_step == self.step
