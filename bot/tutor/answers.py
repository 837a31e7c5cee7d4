"""How answers look: a key point, a side of it, two side by side, suggestions, a refusal, the reasons."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.facets import Facet
from bot.answering.matcher import Match, Reasons
from bot.course.model import Course, KeyPoint
from bot.tutor import actions
from bot.tutor.reply import Button, Card, Tone
from bot.tutor.words import listed, quoted, shortened, source_line

NONE = "none"  # stands for a key point where none was found
FACET_LABELS = {
    Facet.WHY: "Why it matters",
    Facet.EXAMPLE: "Example",
    Facet.SIMPLER: "Simpler",
    Facet.SOURCE: "Source",
}
FACET_TITLES = {
    Facet.WHY: "why it matters",
    Facet.EXAMPLE: "an example",
    Facet.SIMPLER: "in simpler words",
    Facet.SOURCE: "where it is from",
    Facet.MORE: "all there is",
}
NAMED_SOURCES = 2  # in the line below an answer; its button shows all
SHOWN_WORDS = 6


def answer_card(
    course: Course, point: KeyPoint, ways: Sequence[Button], question: str = "", match: Match | None = None
) -> Card:
    """The answer to a question, or a key point that was opened.

    Args:
        course: Where it is taught.
        point: What is answered.
        ways: Buttons that lead back into the course.
        question: What was asked; empty for a key point that was opened.
        match: How it was found.
    """
    facets = [
        Button(FACET_LABELS[facet], actions.answer(facet.value, point.id))
        for facet in FACET_LABELS
        if facet_text(point, facet)
    ]
    reasons = [Button("Why this answer?", actions.answer("reasons", point.id))] if question else []
    sources = "; ".join(f"{source.authors} ({source.year})" for source in point.sources[:NAMED_SOURCES])
    return Card(
        point.title,
        echo(question, match) + point.explain,
        Tone.ANSWER,
        footer=f"From the lesson “{course.lesson_of[point.id].title}” · after {sources}",
        buttons=(*facets, *ways, *verdicts(point.id), *reasons),
    )


def facet_card(point: KeyPoint, facet: Facet, ways: Sequence[Button], question: str = "") -> Card:
    """One side of a key point."""
    others = tuple(
        Button(FACET_LABELS[other], actions.answer(other.value, point.id))
        for other in FACET_LABELS
        if other is not facet and facet_text(point, other)
    )
    back = Button("The answer", actions.answer("open", point.id))
    missing = "The course has nothing on that side of it. The buttons show what it has."
    text = echo(question) + (facet_text(point, facet) or missing)
    return Card(f"{point.title}, {FACET_TITLES[facet]}", text, Tone.ANSWER, buttons=(back, *others, *ways))


def comparison_card(points: Sequence[KeyPoint], ways: Sequence[Button], question: str, match: Match) -> Card:
    """Two key points side by side."""
    sides = [f"**{point.title}**\n{point.statement}\n\n{point.simpler or point.explain}" for point in points]
    more = tuple(
        Button(shortened(f"More: {point.title}"), actions.answer("open", point.id)) for point in points
    )
    title = " and ".join(point.title for point in points) + ", side by side"
    return Card(
        title,
        echo(question, match) + "\n\n".join(sides),
        Tone.ANSWER,
        buttons=(*more, *ways, *verdicts(points[0].id)),
    )


def suggestion_card(points: Sequence[KeyPoint], question: str, match: Match) -> Card:
    """Up to three key points that may be meant."""
    return Card(
        "Did you mean one of these?" if len(points) > 1 else "Did you mean this?",
        echo(question, match) + listed([f"**{point.title}**: {point.statement}" for point in points]),
        Tone.ANSWER,
        buttons=(
            *openers(points),
            Button("None of these", actions.answer("unhelpful", NONE)),
            Button("Ask differently", actions.answer("ask")),
        ),
    )


def refusal_card(nearest: Sequence[KeyPoint], question: str, match: Match) -> Card:
    """The news that the course has no answer."""
    text = "I found no answer to that in the course, and I say nothing that isn't in it."
    if match.foreign:
        text += " I read English only: in a few simple English words I may find it."
    elif nearest:
        text += " The nearest it has:\n" + listed(
            [f"**{point.title}**: {point.statement}" for point in nearest]
        )
    shown = () if match.foreign else openers(nearest)
    return Card(
        "Not in this course",
        echo(question, match) + text,
        Tone.ANSWER,
        buttons=(*shown, Button("Ask differently", actions.answer("ask")), *verdicts(NONE)),
    )


def reasons_card(point: KeyPoint, reasons: Reasons, runner_up: KeyPoint | None, question: str) -> Card:
    """Why a key point was the answer."""
    lines = []
    if reasons.words:
        words = ", ".join(f"**{quoted(word)}**" for word in reasons.words[:SHOWN_WORDS])
        lines.append(
            f"Of your words, the course's words on “{point.title}” have {words}; the rarest stands first."
        )
    if reasons.ask:
        lines.append(f"The likest question that I know about it: “{reasons.ask}”.")
    if runner_up is not None:
        lines.append(f"Second came “{runner_up.title}”: {runner_up.statement}")
    others = openers([runner_up]) if runner_up is not None else ()
    return Card(
        "Why this answer",
        echo(question) + listed(lines or ["It was what we were talking about."]),
        Tone.ANSWER,
        buttons=(
            Button("The answer", actions.answer("open", point.id)),
            *others,
            Button("Ask differently", actions.answer("ask")),
        ),
    )


def facet_text(point: KeyPoint, facet: Facet) -> str:
    """What the course says of one side of a key point; empty if nothing."""
    match facet:
        case Facet.WHY:
            return point.why or ""
        case Facet.EXAMPLE:
            return point.example or ""
        case Facet.SIMPLER:
            return point.simpler or ""
        case Facet.MORE:
            return "\n\n".join(filter(None, (point.explain, point.why, point.example)))
        case Facet.SOURCE:
            lines = listed([source_line(source) for source in point.sources])
            return lines + (f"\n\nLast checked on {point.checked:%d %B %Y}." if point.checked else "")


def verdicts(key_point: str) -> tuple[Button, ...]:
    """The buttons that say whether an answer helped."""
    return (
        Button("Helpful", actions.answer("helpful", key_point)),
        Button("Not helpful", actions.answer("unhelpful", key_point)),
    )


def openers(points: Sequence[KeyPoint]) -> tuple[Button, ...]:
    """A button for each key point."""
    return tuple(Button(shortened(point.title), actions.answer("open", point.id)) for point in points)


def echo(question: str, match: Match | None = None) -> str:
    """What was asked, and which words were taken for typos."""
    if not question:
        return ""
    typos = match.repaired if match else ()
    taken = ", ".join(f"“{quoted(typed)}” as “{meant}”" for typed, meant in typos)
    return f"> {quoted(question)}\n" + (f"*Taking {taken}*\n" if taken else "") + "\n"
