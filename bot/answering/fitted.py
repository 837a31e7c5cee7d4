"""The numbers that `python -m tests.benchmarks.fit_answers --write` wrote."""

from bot.answering.calibration import Calibration
from bot.answering.confidence import Logistic, Weighing
from bot.answering.context import Leanings
from bot.answering.ranking import RankWeights

CALIBRATION = Calibration(
    course="one-idea-many-coats",
    digest="a001ca7301dffcd4",
    ranking=RankWeights(shared=9.8842, nearest=44.1120),
    weighing=Weighing(
        first=Logistic((0.1600, 2.3638, 1.0077, -0.4852, 0.3156, 0.6537, 0.1730, -4.1891), -9.0113),
        three=Logistic((0.0632, 0.9456, 1.4743, -0.7968, 0.3242, 0.7571, 0.2449, -5.3403), -8.3181),
    ),
    leanings=Leanings(
        fits=0.2007,
        kin=0.3610,
        kin_of_few_words=-0.1819,
        linked_of_few_words=1.5566,
        neighbour=2.2369,
        stays=7.8111,
        stays_joined=-1.2317,
        stays_unknown=4.4711,
        best=2.5553,
        sure=0.6411,
        none=-1.6533,
        beyond=5.2566,
    ),
)
