"""What each part of the answering is worth, beside simpler ways, and what a larger course costs.

`python -m tests.benchmarks.answers_bench` prints three tables and draws `pictures/answers_growth.png`. Weights and bars are fitted
on other questions than they are judged by. Here a way answers where its best score passes a bar, else declines: so the simple
ways can be judged too. What ours reaches with its own confidence, and with suggestions, `fit_answers` tells.
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from bot.answering.confidence import Mode
from bot.answering.index import Index
from bot.answering.matcher import Matcher
from bot.answering.postings import Real
from bot.answering.ranking import asks_of, prose_of
from bot.answering.reading import Question
from bot.answering.words import STOPWORDS, all_words, stems
from bot.course.model import Course
from bot.course.reader import read_course
from bot.settings import default_course
from lessons.pictures.house import DEEP_BLUE, DEEP_CORAL, Axis, Canvas, Plot, png, ticks
from tests.benchmarks.fit_answers import Truth, folds, softmax
from tests.benchmarks.grown_course import grown, with_fewer_asks
from tests.benchmarks.questions import SETS, Asked, points, rank, singles

PICTURE = Path(__file__).parent / "pictures" / "answers_growth.png"
SIZES = (1, 5, 20, 100)
MS = 1000
MB = 1e6

Signs = Callable[[str], Real]  # a question's signs of each key point: a row for each sign


def main() -> None:
    """Measure and print."""
    course = read_course(default_course())
    asked = [(name, question) for name in SETS for question in singles(name)]
    _say(f"{'':32}" + "".join(f"{name:>8} @1 {name:>8} @3  utility " for name in SETS))
    for name, way in {**simple_ways(course), **ours(course)}.items():
        _say(f"{name:32}{_judged(list(course.key_points), asked, way)}")
    _draw(_growth(course))


def simple_ways(course: Course) -> Mapping[str, Signs]:
    """What bots of this kind usually do."""
    key_points = list(course.key_points.values())
    asks = [ask.lower() for point in key_points for ask in point.asks.all]
    ends = np.cumsum([len(point.asks) for point in key_points])[:-1]
    index = Index(
        [[s for t in (*asks_of(course, p), *prose_of(course, p)) for s in stems(t)] for p in key_points]
    )
    matcher = Matcher(course)

    def nearest_ask(scorer: Callable[..., float]) -> Signs:
        return lambda text: np.array([[part.max() for part in np.split(_likeness(scorer, text, asks), ends)]])

    return {
        "WRatio on statements": lambda text: _likeness(
            fuzz.WRatio, text, [p.statement.lower() for p in key_points]
        )[None],
        "WRatio on asks": nearest_ask(fuzz.WRatio),
        "token_set_ratio on asks": nearest_ask(fuzz.token_set_ratio),
        "BM25 with repair": lambda text: index.scores(matcher.read(text).telling)[None],
    }


def ours(course: Course) -> Mapping[str, Signs]:
    """The two parts of the ranking, together and apart, and with something taken from them."""
    both = ("shared", "nearest_few")
    matcher = Matcher(course)
    return {
        "ours: both parts": _parts(matcher, both),
        "  only shared words": _parts(matcher, ("shared",)),
        "  only the nearest five asks": _parts(matcher, ("nearest_few",)),
        "  only the nearest ask": _parts(matcher, ("nearest",)),
        "  without words such as how": _parts(
            matcher, both, lambda q: _kept(q, lambda word: word not in STOPWORDS)
        ),
        "  words in another order": _parts(matcher, both, _shuffled),
        "  typos as they stand": _parts(matcher, both, lambda q: q, read=_literally),
        "  half of the asks": _parts(Matcher(with_fewer_asks(course, 2)), both),
        "  a quarter of the asks": _parts(Matcher(with_fewer_asks(course, 4)), both),
    }


def _parts(
    matcher: Matcher,
    names: Sequence[str],
    change: Callable[[Question], Question] = lambda question: question,
    read: Callable[[str], Question] | None = None,
) -> Signs:
    def signs(text: str) -> Real:
        ranking = matcher.rank(change((read or matcher.read)(text)))
        return np.stack([getattr(ranking, name)[: ranking.points] for name in names])

    return signs


def _literally(text: str) -> Question:
    return Question(tuple(stems(text)), tuple(all_words(text)))


def _shuffled(question: Question) -> Question:
    order = np.random.RandomState(len(question.stems)).permutation(len(question.stems))
    return Question(tuple(question.stems[n] for n in order), tuple(question.words[n] for n in order))


def _kept(question: Question, keeps: Callable[[str], bool]) -> Question:
    pairs = [(s, w) for s, w in zip(question.stems, question.words, strict=True) if keeps(w)]
    return Question(tuple(s for s, _ in pairs), tuple(w for _, w in pairs))


def _likeness(scorer: Callable[..., float], text: str, others: Sequence[str]) -> Real:
    row: Real = process.cdist([text.lower()], others, scorer=scorer)[0]
    return row


def _judged(names: Sequence[str], asked: Sequence[tuple[str, Asked]], way: Signs) -> str:
    table = np.stack([way(question.text).T for _, question in asked])
    truth = np.array([[name in question.answers for name in names] for _, question in asked])
    inside = np.array([row.any() for row in truth])
    places: list[int | None] = [None] * len(asked)
    modes = [Mode.DECLINE] * len(asked)
    for learn, held in folds(len(asked)):
        taught = np.array([n for n in learn if inside[n]])
        scores = table @ np.array(softmax(table[taught], truth[taught]))
        best = scores.argmax(axis=1)
        right = truth[np.arange(len(asked)), best]
        bar = _best_bar(scores[learn].max(axis=1), right[learn])
        for n in held:
            order = np.argsort(-scores[n], kind="stable")[:10]
            places[n] = rank([names[place] for place in order], asked[n][1].answers)
            modes[n] = Mode.ANSWER if scores[n].max() >= bar else Mode.DECLINE
    return "".join(
        _row([n for n, (source, _) in enumerate(asked) if source == name], inside, places, modes)
        for name in SETS
    )


def _best_bar(scores: Real, right: Truth) -> float:
    """From which score on answering is worth most."""
    order = np.argsort(-scores)
    gains = np.cumsum(np.where(right[order], 1, -1))
    return float(scores[order[int(gains.argmax())]])


def _row(own: Sequence[int], inside: Truth, places: Sequence[int | None], modes: Sequence[Mode]) -> str:
    count = sum(bool(inside[n]) for n in own)
    first, three = (
        sum(p is not None and p <= k for n in own if (p := places[n]) and inside[n]) / count for k in (1, 3)
    )
    utility = sum(points(places[n], modes[n]) for n in own) / count
    return f"{first:11.3f}{three:12.3f}{utility:9.3f} "


def _growth(course: Course) -> list[tuple[int, float, float, float]]:
    """For each size: key points, the median and the 95th percentile of a question in ms, the index's memory in MB."""
    _say(
        f"\n{'course':>7}{'key points':>12}{'asks':>9}{'set up s':>10}{'median ms':>11}{'p95 ms':>8}{'MB kept':>9}"
    )
    questions = [question.text for question in singles("dev")]
    rows = []
    for times in SIZES:
        larger = grown(course, times)
        begun = time.perf_counter()
        matcher = Matcher(larger)
        built = time.perf_counter() - begun
        took = [_time(matcher, question) for question in questions]
        median, p95 = np.percentile(took, [50, 95])
        del matcher
        kept = _kept_memory(larger)
        asks = sum(len(point.asks) for point in larger.key_points.values())
        _say(
            f"{times:6}x{len(larger.key_points):12,}{asks:9,}{built:10.2f}{median:11.2f}{p95:8.2f}{kept:9.1f}"
        )
        rows.append((len(larger.key_points), float(median), float(p95), kept))
    return rows


def _time(matcher: Matcher, question: str) -> float:
    begun = time.perf_counter()
    matcher.match(question)
    return (time.perf_counter() - begun) * MS


def _kept_memory(course: Course) -> float:
    gc.collect()
    tracemalloc.start()
    matcher = Matcher(course)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del matcher
    return kept / MB


def _draw(rows: Sequence[tuple[int, float, float, float]]) -> None:
    sizes = [row[0] for row in rows]
    canvas = Canvas("What a larger course costs")
    x = Axis(sizes[0], sizes[-1], "key points, log scale", {size: f"{size:,}" for size in sizes}, log=True)
    y = Axis(0.1, 100, "ms a question, log scale", ticks(0.1, 1, 10, 100), log=True)
    plot = Plot(canvas, canvas.room(420), x, y)
    for column, words, colour in ((1, "median", DEEP_BLUE), (2, "95 of 100 are quicker", DEEP_CORAL)):
        values = [row[column] for row in rows]
        plot.curve(sizes, values, colour=colour)
        plot.marks(zip(sizes, values, strict=True), colour=colour)
        plot.label(
            sizes[1],
            values[1],
            words,
            colour=colour,
            anchor="rs" if column == 2 else "la",
            shift=(0, -18 if column == 2 else 14),
        )
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(
        png(
            canvas.done(
                "One processor core; the development questions, put to the real course and to copies of it in other words"
            )
        )
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
