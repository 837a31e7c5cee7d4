"""What learners are told at their next command, because nobody could tell them when it happened."""

from __future__ import annotations

DIRECT_CLOSED = "direct-closed"
LESSON_LOST = "lesson-lost"
LESSON_BARRED = "lesson-barred"

NOTICES = {
    DIRECT_CLOSED: "Your direct messages are closed to me, so I stopped reminding you. Open them in this server's privacy settings, "
    "then `/my reminders` again.",
    LESSON_LOST: "The thread of your study group's lesson is gone, so that lesson has ended. `/group lesson` opens it anew.",
    LESSON_BARRED: "I may not hold your study group's lesson: in its channel I need to see it, send messages, attach files, create "
    "public threads and send messages in threads. With these `/group lesson` goes on.",
}
