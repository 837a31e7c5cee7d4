"""How each step of a lesson looks: message, recap, check, end."""

from __future__ import annotations

from dataclasses import replace

from bot.course.model import END, RECAP, Check, Course, Lesson, Media, Message
from bot.course.position import Outline, Position
from bot.learning.path import following, preceding
from bot.tutor import actions
from bot.tutor.lab_orders import LabOrder
from bot.tutor.reply import Button, Card, Exhibit, Tone, Weight
from bot.tutor.words import listed, plural, shortened, source_line


def step_card(
    course: Course, steps: Outline, here: Position, *, first_tries: dict[str, bool], word: str = ""
) -> Card:
    """The card of the step at a position.

    Args:
        course: The course.
        steps: Its outline, which holds `here`.
        here: The step.
        first_tries: How the lesson's checks were first answered, by id.
        word: Something to say first, such as that the course has changed.
    """
    lesson = course.lessons[here.lesson]
    piece = lesson.pieces.get(here.step)
    if here.step == END:
        card = _end(course, steps, here, first_tries)
    elif isinstance(piece, Check):
        card = _check(course, lesson, piece)
    else:
        card = content_card(course, lesson, here.step)
    text = f"*{word}*\n\n{card.text}" if word else card.text
    return replace(card, text=text, buttons=card.buttons + _ways_on(course, steps, here, card.tone))


def content_card(course: Course, lesson: Lesson, step: str) -> Card:
    """What a step says, alone or in a group: a message, the recap, or a check's question without its choices."""
    piece = lesson.pieces.get(step)
    if isinstance(piece, Message):
        return _message(course, lesson, piece)
    if isinstance(piece, Check):
        number = lesson.checks.index(piece) + 1
        return Card(f"Check {number} of {len(lesson.checks)}", piece.question, Tone.CHECK)
    return _recap(lesson)


def next_button(
    course: Course, steps: Outline, here: Position, weight: Weight = Weight.MAIN
) -> Button | None:
    """The button to the next step, None at the course's end."""
    ahead = following(steps, here)
    if ahead is None:
        return None
    lesson = course.lessons[here.lesson]
    if here.step == END:
        label = f"Next lesson: {course.lessons[ahead.lesson].title}"
    elif ahead.step == RECAP:
        label = "Next: the key points"
    elif isinstance(lesson.pieces.get(here.step), Check):
        label = "Next check" if ahead.step != END else "Finish the lesson"
    elif here.step == RECAP:
        label = f"Next: {plural(len(lesson.checks), 'check')}"
    else:
        label = "Next"
    return Button(shortened(label), actions.lesson("next", here), weight)


def _ways_on(course: Course, steps: Outline, here: Position, tone: Tone) -> tuple[Button, ...]:
    weight = Weight.PLAIN if tone is Tone.CHECK else Weight.MAIN
    buttons = [next_button(course, steps, here, weight)]
    if preceding(steps, here) is not None:
        buttons.append(Button("Back", actions.lesson("back", here)))
    buttons.append(Button("Ask", actions.answer("ask")))
    buttons.append(Button("Something wrong here?", actions.report(str(here))))
    return tuple(button for button in buttons if button is not None)


def _message(course: Course, lesson: Lesson, message: Message) -> Card:
    number = lesson.messages.index(message) + 1
    opening = (
        f"*After this you can {lesson.outcome}. About {plural(lesson.minutes, 'minute')}.*\n\n"
        if number == 1
        else ""
    )
    return Card(
        f"{lesson.title} ({number} of {len(lesson.messages)})",
        opening + message.text,
        Tone.LESSON,
        footer=_whereabouts(course, lesson),
        pictures=_exhibits(course, message.picture),
        sounds=_exhibits(course, message.sound),
        buttons=_try(message),
    )


def _recap(lesson: Lesson) -> Card:
    lines = listed([point.statement for point in lesson.key_points])
    return Card(
        "The key points, in one line each",
        lines,
        Tone.LESSON,
        footer=f"{lesson.title} · ask about any of them",
    )


def _check(course: Course, lesson: Lesson, check: Check) -> Card:
    at = Position(lesson.id, check.id)
    return replace(
        content_card(course, lesson, check.id),
        footer=f"{lesson.title} · you can pass over any check with Next",
        buttons=tuple(Button(choice.text, actions.choose(at, choice)) for choice in check.choices),
    )


def _end(course: Course, steps: Outline, here: Position, first_tries: dict[str, bool]) -> Card:
    lesson = course.lessons[here.lesson]
    paragraphs = [f"You can now {lesson.outcome}."]
    tried = [first_tries[check.id] for check in lesson.checks if check.id in first_tries]
    if tried:
        paragraphs.append(f"Checks right at the first try: **{sum(tried)} of {len(lesson.checks)}**.")
    paragraphs.append("From tomorrow on `/review` brings the key points back, before you forget them.")
    if lesson.reading:
        reading = [
            source_line(source) + (f" {source.note}" if source.note else "") for source in lesson.reading
        ]
        paragraphs.append(f"**Worth opening**\n{listed(reading)}")
    ahead = following(steps, here)
    if ahead is None:
        paragraphs.append(
            "That was the last lesson of the course so far. Ask away, or take any lesson again with /lesson goto."
        )
    return Card(
        f"Lesson done: {lesson.title}",
        "\n\n".join(paragraphs),
        Tone.LESSON,
        footer=_whereabouts(course, lesson),
    )


def _whereabouts(course: Course, lesson: Lesson) -> str:
    order = list(course.lessons)
    return f"Lesson {order.index(lesson.id) + 1} of {len(order)}"


def _exhibits(course: Course, media: Media | None) -> tuple[Exhibit, ...]:
    if media is None:
        return ()
    path = course.media_path(media)
    return (Exhibit(path.name, path, media.alt),)


def _try(message: Message) -> tuple[Button, ...]:
    if message.try_ is None:
        return ()
    order = LabOrder(message.try_.lab, message.try_.options)
    return (Button(message.try_.label, order.action),)
