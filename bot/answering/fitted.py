"""The numbers that `python -m tests.benchmarks.fit_answers --write` wrote."""

from bot.answering.calibration import Calibration
from bot.answering.confidence import Logistic, Weighing
from bot.answering.context import Leanings
from bot.answering.ranking import RankWeights

CALIBRATION = Calibration(
    course="one-idea-many-coats",
    digest="db5677dbc4378f10",
    ranking=RankWeights(shared=9.9218, nearest=43.9693),
    weighing=Weighing(
        first=Logistic((0.1615, 2.4451, 0.9819, -0.4766, 0.3204, 0.6490, 0.1728, -4.0995), -9.0804),
        three=Logistic((0.0648, 0.9475, 1.4810, -0.8492, 0.3249, 0.7573, 0.2422, -5.6236), -8.2356),
    ),
    leanings=Leanings(
        fits=0.1958,
        kin=0.3681,
        kin_of_few_words=-0.1933,
        linked_of_few_words=1.5682,
        neighbour=2.2187,
        stays=7.7470,
        stays_joined=-1.1970,
        stays_unknown=5.8196,
        best=2.5766,
        sure=0.6340,
        none=-1.9966,
    ),
)
