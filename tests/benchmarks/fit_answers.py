"""Fit what the answering leaves to data, and say how well it does: `python -m tests.benchmarks.fit_answers [--write]`.

Everything printed is cross-validated: a question is judged by numbers fitted without it, a conversation by numbers fitted
without any of its turns. Two sets: `dev` came with the project, `fresh` was written since; both by people who had not seen the
asks. With --write the numbers fitted on all of them go into `bot/answering/fitted.py`. Needs scikit-learn (`make bench`).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import bot.answering
from bot.answering.calibration import Calibration, digest
from bot.answering.confidence import Confidence, Logistic, Mode, Weighing
from bot.answering.context import Leanings
from bot.answering.facets import facet_of
from bot.answering.matcher import Matcher
from bot.answering.ranking import Ranking, RankWeights
from bot.answering.reading import Question
from bot.course.model import Course
from bot.course.reader import read_course
from bot.settings import default_course
from tests.benchmarks.questions import SETS, Asked, Turn, dialogues, points, rank, singles

FITTED = Path(bot.answering.__file__).parent / "fitted.py"
FOLDS = 8
STRENGTH = 0.3  # of the weighing's regularisation, as scikit-learn's C; from 0.03 to 10 utility moves by .01
SHRINKAGE = 1.0  # of the softmax's weights, in units of their signs' spread

Numbers = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Read:
    """A question as the matcher sees it, before anything is weighed."""

    asked: Asked
    source: str
    question: Question
    ranking: Ranking
    is_talk: bool

    def ranked(self, weights: RankWeights) -> Ranking:
        """Its ranking under other weights."""
        scores = weights.shared * self.ranking.shared + weights.nearest * self.ranking.nearest_few
        return replace(self.ranking, scores=scores)


def main() -> None:
    """Measure, fit and print."""
    course = read_course(default_course())
    matcher = Matcher(course)
    reads = [_read(matcher, asked, name) for name in SETS for asked in singles(name)]
    names = list(course.key_points)
    _say_singles(names, reads, _cross_validated(names, reads, matcher))
    ranking, weighing = _fit(names, reads, matcher)
    matcher = Matcher(course, Calibration(course.id, "", ranking, weighing, Leanings(*(0.0,) * 12)))
    talks = [(name, talk) for name in SETS for talk in dialogues(name)]
    _say_follow_ups(course, matcher, talks)
    leanings = _fit_leanings(names, matcher, [talk for _, talk in talks])
    calibration = Calibration(course.id, digest(course), ranking, weighing, leanings)
    if "--write" in sys.argv:
        FITTED.write_text(_module(calibration), "utf-8")
        _say(f"\nwritten to {FITTED.name}; run `make format`")


def _read(matcher: Matcher, asked: Asked, source: str) -> Read:
    question = matcher.read(asked.text)
    return Read(asked, source, question, matcher.rank(question), matcher.small_talk(asked.text) is not None)


def _fit(names: Sequence[str], reads: Sequence[Read], matcher: Matcher) -> tuple[RankWeights, Weighing]:
    """The ranking from the questions that have an answer, the weighing from all."""
    inside = [read for read in reads if read.asked.answers]
    table = np.stack([np.stack((r.ranking.shared, r.ranking.nearest_few), axis=1) for r in inside])
    others = table.shape[1] - len(names)
    truth = np.array([[name in r.asked.answers for name in names] + [False] * others for r in inside])
    weights = RankWeights(*softmax(table, truth))
    serious = [read for read in reads if not read.is_talk]
    rankings = [read.ranked(weights) for read in serious]
    places = [
        rank(_names(names, ranking), read.asked.answers)
        for read, ranking in zip(serious, rankings, strict=True)
    ]
    seen = np.array(
        [astuple(matcher.signs(r.question, ranking)) for r, ranking in zip(serious, rankings, strict=True)]
    )
    first = np.array([place == 1 for place in places])
    three = np.array([place is not None and place <= 3 for place in places])
    return weights, Weighing(_logistic(seen, first), _logistic(seen, three))


def softmax(table: Numbers, truth: Truth) -> list[float]:
    """Weights of signs that make the right choices likeliest.

    Args:
        table: A question, a choice, a sign.
        truth: Which choices are right for each question; one at least.
    """
    spread = table.reshape(-1, table.shape[-1]).std(axis=0) + 1e-9
    scaled = table / spread

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = scaled @ weights
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        right = (odds * truth).sum(axis=1) + 1e-12
        pull = odds - odds * truth / right[:, None]
        slope = np.einsum("nk,nks->s", pull, scaled) + 2 * SHRINKAGE * weights
        return float(-np.log(right).sum() + SHRINKAGE * (weights**2).sum()), slope

    found = minimize(loss, np.zeros(table.shape[-1]), jac=True, method="L-BFGS-B")
    return [float(w) for w in found.x / spread]


def _logistic(seen: Numbers, truth: Truth) -> Logistic:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH)).fit(seen, truth)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    return Logistic(
        tuple(map(float, weights)), float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    )


def _cross_validated(
    names: Sequence[str], reads: Sequence[Read], matcher: Matcher
) -> list[tuple[int | None, Mode, Confidence | None]]:
    """For each question the place of its answer, what is shown, and how sure that is, fitted without it."""
    results: list[tuple[int | None, Mode, Confidence | None]] = [(None, Mode.DECLINE, None)] * len(reads)
    for learn, held in folds(len(reads)):
        weights, weighing = _fit(names, [reads[i] for i in learn], matcher)
        for i in held:
            read, ranking = reads[i], reads[i].ranked(weights)
            place = rank(_names(names, ranking), read.asked.answers)
            sure = weighing.confidence(matcher.signs(read.question, ranking))
            results[i] = (place, Mode.DECLINE if read.is_talk else sure.mode, None if read.is_talk else sure)
    return results


def folds(count: int) -> Iterator[tuple[list[int], list[int]]]:
    """Places to learn from and to judge by, eight times over."""
    fold = np.random.RandomState(0).permutation(count) % FOLDS
    for held in range(FOLDS):
        yield np.flatnonzero(fold != held).tolist(), np.flatnonzero(fold == held).tolist()


def _names(names: Sequence[str], ranking: Ranking) -> list[str]:
    return [names[place] for place in ranking.order[:10]]


def _say_singles(
    names: Sequence[str], reads: Sequence[Read], results: Sequence[tuple[int | None, Mode, Confidence | None]]
) -> None:
    for source in SETS:
        rows: dict[str, list[tuple[int | None, Mode]]] = defaultdict(list)
        total = 0.0
        for read, (place, mode, _) in zip(reads, results, strict=True):
            if read.source == source:
                total += points(place, mode)
                rows[read.asked.kind].append((place, mode))
                if read.asked.answers:
                    rows["in scope"].append((place, mode))
        _say(f"\n{source:14}{'n':>5} recall@1 recall@3  answered suggested declined")
        for kind, row in sorted(rows.items(), key=lambda item: (item[0] != "in scope", item[0])):
            recall = [_share(p is not None and p <= k for p, _ in row) for k in (1, 3)]
            recalls = "".join(f"{r:9.3f}" for r in recall) if kind not in ("far", "near") else " " * 18
            modes = "".join(f"{_share(m is mode for _, m in row):10.3f}" for mode in Mode)
            _say(f"{kind:14}{len(row):5}{recalls}{modes}")
        _say(f"utility {total / len(rows['in scope']):.3f}")
    _say("\nhow sure it is, and how often it is right (all questions)")
    pairs = [(sure, place) for place, _, sure in results if sure is not None]
    for low, high in pairwise((0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)):
        within = [(p, place) for sure, place in pairs if low <= (p := 1 / (1 + np.exp(-sure.first))) < high]
        if within:
            _say(
                f"  {low:.1f} to {high:.1f}: says {_share(p for p, _ in within):.2f}, "
                f"is {_share(place == 1 for _, place in within):.2f}, {len(within)} questions"
            )


def _fit_leanings(names: Sequence[str], matcher: Matcher, talks: Sequence[Sequence[Turn]]) -> Leanings:
    turns = [(turn, last) for talk in talks for turn, last in _after_answers(matcher, talk)]
    table = np.stack([matcher.leaning_signs(turn.text, last) for turn, last in turns])
    truth = np.array([[name in turn.answers for name in names] + [not turn.answers] for turn, _ in turns])
    return Leanings(*softmax(table, truth))


def _after_answers(matcher: Matcher, talk: Sequence[Turn]) -> Iterator[tuple[Turn, str]]:
    """The turns that have a subject of their own, with the key point that was right before them."""
    last = None
    for turn in talk:
        if last is not None and facet_of(turn.text) is None and matcher.small_talk(turn.text) is None:
            yield turn, last
        last = turn.answers[0] if turn.answers else last


def _say_follow_ups(course: Course, matcher: Matcher, talks: Sequence[tuple[str, list[Turn]]]) -> None:
    names = list(course.key_points)
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for learn, held in folds(len(talks)):
        leanings = _fit_leanings(names, matcher, [talks[i][1] for i in learn])
        judged = Matcher(course, replace(matcher.calibration, leanings=leanings))
        for i in held:
            source, talk = talks[i]
            for turn, is_right in _played(judged, talk):
                kind = "facet" if turn.facets else "key point" if turn.answers else "none"
                right[source, kind].append(is_right)
                right[source, "all"].append(is_right)
    _say("\nfollow-up turns fully right")
    for source in SETS:
        rows = (
            f"{kind} {_share(right[source, kind]):.3f} of {len(right[source, kind])}"
            for kind in ("all", "facet", "key point", "none")
        )
        _say(f"{source:8}" + ", ".join(rows))


def _played(matcher: Matcher, talk: Sequence[Turn]) -> Iterator[tuple[Turn, bool]]:
    """The turns after the first of a conversation that the matcher itself leads."""
    before: tuple[str, ...] = ()
    for number, turn in enumerate(talk):
        match = matcher.match(turn.text, before=before)
        if number:
            if turn.answers:
                topic = match.mode is Mode.ANSWER and match.ranking[0] in turn.answers
            else:
                topic = match.mode is not Mode.ANSWER
            facet = match.facet.value if match.facet else None
            yield turn, topic and (not turn.facets or "more" in turn.facets or facet in turn.facets)
        before = match.remembered or before


def _module(calibration: Calibration) -> str:
    def rounded(values: Sequence[float]) -> str:
        return ", ".join(f"{value:.4f}" for value in values)

    leanings = ", ".join(f"{f.name}={getattr(calibration.leanings, f.name):.4f}" for f in fields(Leanings))
    logistics = {f.name: getattr(calibration.weighing, f.name) for f in fields(Weighing)}
    weighing = ", ".join(
        f"{name}=Logistic(({rounded(m.weights)}), {m.intercept:.4f})" for name, m in logistics.items()
    )
    return (
        '"""The numbers that `python -m tests.benchmarks.fit_answers --write` wrote."""\n\n'
        "from bot.answering.calibration import Calibration\n"
        "from bot.answering.confidence import Logistic, Weighing\n"
        "from bot.answering.context import Leanings\n"
        "from bot.answering.ranking import RankWeights\n\n"
        f'CALIBRATION = Calibration(course="{calibration.course}", digest="{calibration.digest}", '
        f"ranking=RankWeights(shared={calibration.ranking.shared:.4f}, nearest={calibration.ranking.nearest:.4f}), "
        f"weighing=Weighing({weighing}), leanings=Leanings({leanings}))\n"
    )


def _share(values: Any) -> float:
    listed = list(values)
    return float(np.mean(listed)) if listed else float("nan")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
