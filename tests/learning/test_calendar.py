"""When a rhythm's next moment is, in every zone and on every clock; how rhythms and zones are typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import LearnerError
from bot.learning.calendar import (
    WELL_KNOWN,
    Day,
    Fate,
    Rhythm,
    fate,
    fitting_zones,
    next_time,
    planned_between,
)

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ODD_ZONES = (
    "Africa/Casablanca",
    "Africa/Monrovia",
    "America/Nuuk",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kwajalein",
)

RHYTHMS = st.builds(
    Rhythm,
    st.frozensets(st.sampled_from(Day), min_size=1),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.sampled_from(WELL_KNOWN + ODD_ZONES),
)
MOMENTS = st.datetimes(datetime(1960, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PIECES = (
    "mon",
    "thu",
    "daily",
    "to",
    "-",
    ",",
    "7",
    ":30",
    "12",
    "pm",
    "99",
    "at",
    "UTC",
    "Asia/Tokyo",
    "tokyo",
)
SPANS = st.timedeltas(timedelta(0), timedelta(days=60))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def utcs(text: str) -> list[datetime]:
    return [utc(moment.strip()) for moment in text.split(",")]


def shown(moment: datetime, zone: str) -> datetime:
    """What the clock on a zone's wall shows."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def planned_around(rhythm: str, moments: list[datetime]) -> list[datetime]:
    """All that is planned from just before the first of some moments to half a day after the last."""
    return list(planned_between(Rhythm.parse(rhythm), moments[0] - MINUTE, moments[-1] + 12 * HOUR))


class TestRhythm:
    def test_without_a_day_it_is_refused_with_an_example(self) -> None:
        with pytest.raises(
            LearnerError, match=r"^The days are missing\. Write it like this: “Mon, Thu 19:30"
        ):
            Rhythm(frozenset(), time(9), "UTC")

    @pytest.mark.parametrize(
        ("zone", "words"),
        [
            ("Berlin", "There is no time zone “Berlin”. Choose from: Europe/Berlin."),
            ("europe/berlin", "There is no time zone “europe berlin”. Choose from: Europe/Berlin."),
            (
                "Mars/Olympus_Mons",
                "There is no time zone “Mars Olympus Mons”. Write it like this: “Mon, Thu 19:30 Europe/Berlin”.",
            ),
            (
                "../../etc/passwd",
                "There is no time zone “.. .. etc passwd”. Write it like this: “Mon, Thu 19:30 Europe/Berlin”.",
            ),
        ],
        ids=["a city", "lower case", "another planet", "a path"],
    )
    def test_an_unknown_zone_is_refused_with_those_that_may_be_meant(self, zone: str, words: str) -> None:
        with pytest.raises(LearnerError) as refused:
            Rhythm(frozenset({Day.MONDAY}), time(9), zone)

        assert str(refused.value) == words

    @pytest.mark.parametrize(
        "at", [time(9, 0, 1), time(9, 0, 0, 1), time(9, tzinfo=UTC)], ids=["seconds", "less", "a zone"]
    )
    def test_a_time_that_its_text_would_lose_is_refused(self, at: time) -> None:
        with pytest.raises(ValueError, match="not a time to the minute"):
            Rhythm(frozenset({Day.MONDAY}), at, "UTC")


class TestText:
    def test_it_is_short_and_in_the_order_of_the_week(self) -> None:
        rhythm = Rhythm(frozenset({Day.THURSDAY, Day.MONDAY}), time(19, 30), "Europe/Berlin")

        assert str(rhythm) == "mon,thu 19:30 Europe/Berlin"

    @given(RHYTHMS)
    def test_it_reads_back_as_the_same_rhythm(self, rhythm: Rhythm) -> None:
        assert Rhythm.parse(str(rhythm)) == rhythm

    @given(RHYTHMS)
    def test_what_is_said_reads_back_as_the_same_rhythm(self, rhythm: Rhythm) -> None:
        assert Rhythm.parse(rhythm.spoken()) == rhythm

    @pytest.mark.parametrize(
        ("text", "spoken"),
        [
            ("mon 19:30 Europe/Berlin", "Mondays at 19:30 (Europe/Berlin)"),
            ("mon,thu 19:30 Europe/Berlin", "Mondays and Thursdays at 19:30 (Europe/Berlin)"),
            ("tue,sat,sun 07:05 UTC", "Tuesdays, Saturdays and Sundays at 07:05 (UTC)"),
            ("mon,tue,wed,thu,fri 18:00 UTC", "Mondays to Fridays at 18:00 (UTC)"),
            ("mon,tue,wed,thu,fri,sat,sun 08:00 UTC", "Every day at 08:00 (UTC)"),
        ],
    )
    def test_it_is_said_as_people_say_it(self, text: str, spoken: str) -> None:
        assert Rhythm.parse(text).spoken() == spoken


class TestWhatPeopleType:
    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("Mon Thu 7:30pm Europe/Berlin", "mon,thu 19:30 Europe/Berlin"),
            ("daily 08:00 UTC", "mon,tue,wed,thu,fri,sat,sun 08:00 UTC"),
            ("weekdays 18:00 America/New_York", "mon,tue,wed,thu,fri 18:00 America/New_York"),
            ("tue, fri at 9 Asia/Tokyo", "tue,fri 09:00 Asia/Tokyo"),
            ("Every Monday and Thursday at 7 P.M., utc", "mon,thu 19:00 UTC"),
            ("every day on 8.15 am UTC", "mon,tue,wed,thu,fri,sat,sun 08:15 UTC"),
            ("each weekend 10:00 UTC", "sat,sun 10:00 UTC"),
            ("mon-wed 10:00 UTC", "mon,tue,wed 10:00 UTC"),
            ("Friday to Monday 10:00 UTC", "mon,fri,sat,sun 10:00 UTC"),
            ("tue \N{EN DASH} wed, sun 10:00 UTC", "tue,wed,sun 10:00 UTC"),
            ("Tues/Thurs & weds 10:00 UTC", "tue,wed,thu 10:00 UTC"),
            ("Mo;Tu+We 10:00 UTC", "mon,tue,wed 10:00 UTC"),
            ("mon mon 10:00 UTC", "mon 10:00 UTC"),
            ("mon 12am UTC", "mon 00:00 UTC"),
            ("mon 12:30 pm UTC", "mon 12:30 UTC"),
            ("mon 0:05 UTC", "mon 00:05 UTC"),
            ("mon 9 america/New York", "mon 09:00 America/New_York"),
            ("mon 9 America/Chicago", "mon 09:00 America/Chicago"),
            ("mon 9 Etc/GMT+5", "mon 09:00 Etc/GMT+5"),
            ("mon\n9:00\n\tUTC ", "mon 09:00 UTC"),
        ],
    )
    def test_is_read(self, typed: str, text: str) -> None:
        assert str(Rhythm.parse(typed)) == text

    @pytest.mark.parametrize(
        ("typed", "named"),
        [
            ("", "The time of day is missing."),
            ("mon Europe/Berlin", "The time of day is missing."),
            ("mon 19:30", "The time zone is missing."),
            ("19:30 UTC", "The days are missing."),
            ("every 19:30 UTC", "The days are missing."),
            ("moonday 19:30 UTC", "“moonday” is no day of the week."),
            ("every other monday 19:30 UTC", "“other” is no day of the week."),
            ("m 19:30 UTC", "“m” is no day of the week."),
            ("mon-thu-sat 19:30 UTC", "“mon-thu-sat” is no day of the week."),
            ("mon- 19:30 UTC", "“mon-” is no day of the week."),
            ("<@> 19:30 UTC", "“?” is no day of the week."),
            ("mon 25:00 UTC", "“25.00” is no time of day."),
            ("mon 24 UTC", "“24” is no time of day."),
            ("mon 19:60 UTC", "“19.60” is no time of day."),
            ("mon 19:3 UTC", "“19.3” is no time of day."),
            ("mon 19:30:00 UTC", "“19.30.00” is no time of day."),
            ("mon 1930 UTC", "“1930” is no time of day."),
            ("mon 13pm UTC", "“13pm” is no time of day."),
            ("mon 0am UTC", "“0am” is no time of day."),
            ("mon 9 Middle/Earth", "There is no time zone “Middle Earth”."),
            ("mon 9 <@1> http://x.org", "There is no time zone “1 http.  x.org”."),
        ],
    )
    def test_what_can_not_be_read_is_named_beside_an_example(self, typed: str, named: str) -> None:
        with pytest.raises(LearnerError) as refused:
            Rhythm.parse(typed)

        assert str(refused.value) == f"{named} Write it like this: “Mon, Thu 19:30 Europe/Berlin”."

    @given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
    def test_is_read_or_refused_whatever_it_is(self, typed: str) -> None:
        try:
            rhythm = Rhythm.parse(typed)
        except LearnerError:
            return
        assert Rhythm.parse(str(rhythm)) == rhythm


class TestNextTime:
    @pytest.mark.parametrize(
        ("rhythm", "after", "expected"),
        [
            ("mon,thu 19:30 UTC", "2026-06-01 19:29:59", "2026-06-01 19:30"),
            ("mon,thu 19:30 UTC", "2026-06-01 19:30", "2026-06-04 19:30"),
            ("mon,thu 19:30 UTC", "2026-06-05 00:00", "2026-06-08 19:30"),
            ("mon 19:30 Europe/Berlin", "2026-06-01 00:00", "2026-06-01 17:30"),
            ("mon 19:30 Europe/Berlin", "2026-12-01 00:00", "2026-12-07 18:30"),
            ("mon 00:30 Asia/Tokyo", "2026-06-01 00:00", "2026-06-07 15:30"),
            ("sun 23:30 America/Los_Angeles", "2026-06-01 00:00", "2026-06-01 06:30"),
            ("sat 12:00 Asia/Kathmandu", "2026-06-01 00:00", "2026-06-06 06:15"),
            ("sat 12:00 Pacific/Chatham", "2026-06-01 00:00", "2026-06-05 23:15"),
            ("thu 00:00 UTC", "2026-12-31 00:00", "2027-01-07 00:00"),
        ],
        ids=[
            "a second before",
            "at the very moment",
            "across the weekend",
            "in summer",
            "in winter",
            "still Sunday in UTC",
            "already Monday in UTC",
            "a zone with three quarters of an hour",
            "a zone with them, a day ahead",
            "across the year",
        ],
    )
    def test_is_the_first_planned_moment_after_another(self, rhythm: str, after: str, expected: str) -> None:
        assert next_time(Rhythm.parse(rhythm), utc(after)) == utc(expected)

    def test_any_zone_may_be_asked_from_and_utc_answers(self) -> None:
        tokyo = datetime(2026, 6, 2, 8, 59, tzinfo=ZoneInfo("Asia/Tokyo"))

        moment = next_time(Rhythm.parse("mon,tue 00:00 UTC"), tokyo)

        assert moment == utc("2026-06-02 00:00")
        assert moment.tzinfo is UTC

    def test_a_time_without_a_zone_is_no_moment(self) -> None:
        with pytest.raises(TypeError):
            next_time(Rhythm.parse("daily 9 UTC"), utc("2026-06-01 00:00").replace(tzinfo=None))

    def test_the_end_of_the_calendar_is_no_endless_search(self) -> None:
        with pytest.raises(OverflowError):
            next_time(Rhythm.parse("mon 00:00 UTC"), utc("9999-12-30 00:00"))

    @given(RHYTHMS, MOMENTS)
    def test_is_later_and_never_much_more_than_two_weeks_away(self, rhythm: Rhythm, after: datetime) -> None:
        moment = next_time(rhythm, after)

        assert after < moment < after + timedelta(days=15)

    @given(RHYTHMS, MOMENTS, st.floats(0, 1, exclude_max=True))
    def test_stays_the_same_until_it_has_come(self, rhythm: Rhythm, after: datetime, part: float) -> None:
        moment = next_time(rhythm, after)
        meanwhile = after + (moment - after) * part

        assert meanwhile == moment or next_time(rhythm, meanwhile) == moment

    @given(RHYTHMS, MOMENTS)
    def test_is_when_the_clock_shows_it_or_has_just_jumped_over_it(
        self, rhythm: Rhythm, after: datetime
    ) -> None:
        moment = next_time(rhythm, after)

        before, now = shown(moment - timedelta(seconds=1), rhythm.zone), shown(moment, rhythm.zone)
        wanted = [
            datetime.combine(day, rhythm.at)
            for day in (before.date(), now.date())
            if day.weekday() in rhythm.days
        ]
        assert any(before < planned <= now for planned in wanted)


class TestLastDay:
    @pytest.mark.parametrize(
        ("rhythm", "after", "last_day", "expected"),
        [
            ("mon 19:30 UTC", "2026-06-02 00:00", date(2026, 6, 8), "2026-06-08 19:30"),
            ("mon 00:30 Asia/Tokyo", "2026-06-02 00:00", date(2026, 6, 8), "2026-06-07 15:30"),
            ("sun 23:30 America/Los_Angeles", "2026-06-02 00:00", date(2026, 6, 7), "2026-06-08 06:30"),
            ("sat 23:30 America/Nuuk", "2025-03-29 00:00", date(2025, 3, 29), "2025-03-30 01:00"),
        ],
        ids=[
            "the same day",
            "a day before in UTC",
            "a day later in UTC",
            "where the clock jumps to the next day",
        ],
    )
    def test_is_itself_still_planned_in_the_zone(
        self, rhythm: str, after: str, last_day: date, expected: str
    ) -> None:
        assert next_time(Rhythm.parse(rhythm), utc(after), last_day) == utc(expected)

    @pytest.mark.parametrize(
        ("rhythm", "after", "last_day"),
        [
            ("mon 19:30 UTC", "2026-06-02 00:00", date(2026, 6, 7)),
            ("mon 00:30 Asia/Tokyo", "2026-06-02 00:00", date(2026, 6, 7)),
            ("mon 19:30 UTC", "2026-06-08 19:30", date(2026, 6, 8)),
            ("mon 19:30 UTC", "2026-06-02 00:00", date(2026, 6, 1)),
        ],
        ids=["a day short", "a day short in the zone, not in UTC", "its session has begun", "long gone"],
    )
    def test_is_followed_by_nothing(self, rhythm: str, after: str, last_day: date) -> None:
        assert next_time(Rhythm.parse(rhythm), utc(after), last_day) is None

    def test_ends_what_is_planned_between_two_moments(self) -> None:
        rhythm = Rhythm.parse("daily 12:00 UTC")

        moments = planned_between(rhythm, utc("2026-06-01"), utc("2026-06-30"), date(2026, 6, 2))

        assert list(moments) == utcs("2026-06-01 12:00, 2026-06-02 12:00")


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        ("daily 02:30 Europe/Berlin", "2026-03-28 01:30, 2026-03-29 01:00, 2026-03-30 00:30"),
        ("daily 02:00 Europe/Berlin", "2026-03-28 01:00, 2026-03-29 01:00, 2026-03-30 00:00"),
        ("daily 01:59 Europe/Berlin", "2026-03-28 00:59, 2026-03-29 00:59, 2026-03-29 23:59"),
        ("daily 03:00 Europe/Berlin", "2026-03-28 02:00, 2026-03-29 01:00, 2026-03-30 01:00"),
        ("daily 02:30 America/New_York", "2026-03-07 07:30, 2026-03-08 07:00, 2026-03-09 06:30"),
        ("daily 00:00 America/Sao_Paulo", "2018-11-03 03:00, 2018-11-04 03:00, 2018-11-05 02:00"),
        ("daily 02:15 Australia/Lord_Howe", "2026-10-02 15:45, 2026-10-03 15:30, 2026-10-04 15:15"),
        ("daily 02:30 Pacific/Auckland", "2026-09-25 14:30, 2026-09-26 14:00, 2026-09-27 13:30"),
        ("daily 23:30 America/Nuuk", "2025-03-29 01:30, 2025-03-30 01:00, 2025-03-31 00:30"),
        ("daily 02:15 Antarctica/Troll", "2026-03-28 02:15, 2026-03-29 01:00, 2026-03-30 00:15"),
        ("daily 00:10 Asia/Kathmandu", "1985-12-30 18:40, 1985-12-31 18:30, 1986-01-01 18:25"),
        ("daily 00:30 Africa/Monrovia", "1972-01-06 01:14:30, 1972-01-07 00:44:30, 1972-01-08 00:30"),
    ],
    ids=[
        "Berlin jumps over it",
        "Berlin jumps at it",
        "Berlin, the minute before the jump",
        "Berlin jumps to it",
        "New York jumps over it",
        "Sao Paulo jumps over midnight",
        "Lord Howe jumps half an hour",
        "Auckland jumps in September",
        "Nuuk jumps into the next day",
        "Troll jumps two hours",
        "Kathmandu jumped a quarter of an hour",
        "Monrovia jumped 44 and a half minutes",
    ],
)
def test_a_time_that_the_clock_jumps_over_is_as_soon_as_it_has_jumped(rhythm: str, expected: str) -> None:
    moments = utcs(expected)

    assert planned_around(rhythm, moments) == moments


class TestATimeThatTheClockShowsTwice:
    @pytest.mark.parametrize(
        ("rhythm", "expected"),
        [
            ("daily 02:30 Europe/Berlin", "2026-10-24 00:30, 2026-10-25 00:30, 2026-10-26 01:30"),
            ("daily 02:00 Europe/Berlin", "2026-10-24 00:00, 2026-10-25 00:00, 2026-10-26 01:00"),
            ("daily 03:00 Europe/Berlin", "2026-10-24 01:00, 2026-10-25 02:00, 2026-10-26 02:00"),
            ("daily 01:30 America/New_York", "2026-10-31 05:30, 2026-11-01 05:30, 2026-11-02 06:30"),
            ("daily 23:30 America/Sao_Paulo", "2018-02-17 01:30, 2018-02-18 01:30, 2018-02-19 02:30"),
            ("daily 01:45 Australia/Lord_Howe", "2026-04-03 14:45, 2026-04-04 14:45, 2026-04-05 15:15"),
            ("daily 02:30 Pacific/Auckland", "2026-04-03 13:30, 2026-04-04 13:30, 2026-04-05 14:30"),
            ("daily 12:00 Pacific/Kwajalein", "1969-09-29 01:00, 1969-09-30 01:00, 1969-10-02 00:00"),
        ],
        ids=[
            "Berlin",
            "Berlin falls back to it",
            "Berlin falls back at it: shown once",
            "New York",
            "Sao Paulo falls back into the day before",
            "Lord Howe falls back half an hour",
            "Auckland falls back in April",
            "Kwajalein had nearly a whole day twice",
        ],
    )
    def test_is_when_it_is_first_shown_and_only_then(self, rhythm: str, expected: str) -> None:
        moments = utcs(expected)

        assert planned_around(rhythm, moments) == moments

    @pytest.mark.parametrize("after", ["2026-10-25 00:30", "2026-10-25 00:45", "2026-10-25 01:15"])
    def test_is_over_once_it_was_first_shown(self, after: str) -> None:
        rhythm = Rhythm.parse("sun 02:30 Europe/Berlin")

        assert next_time(rhythm, utc(after)) == utc("2026-11-01 01:30")

    def test_is_first_shown_even_if_the_time_was_taken_from_the_second_showing(self) -> None:
        rhythm = Rhythm(frozenset({Day.SUNDAY}), time(2, 30, fold=1), "Europe/Berlin")

        assert next_time(rhythm, utc("2026-10-24 12:00")) == utc("2026-10-25 00:30")


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        ("daily 12:00 Pacific/Apia", "2011-12-29 22:00, 2011-12-30 22:00, 2011-12-31 22:00"),
        ("daily 00:00 Pacific/Apia", "2011-12-29 10:00, 2011-12-30 10:00, 2011-12-31 10:00"),
        ("daily 23:59 Pacific/Apia", "2011-12-30 09:59, 2011-12-31 09:59, 2012-01-01 09:59"),
        ("fri 12:00 Pacific/Apia", "2011-12-23 22:00, 2012-01-05 22:00, 2012-01-12 22:00"),
        ("daily 12:00 Pacific/Kwajalein", "1993-08-21 00:00, 1993-08-22 00:00, 1993-08-23 00:00"),
        ("sat 12:00 Pacific/Kwajalein", "1993-08-15 00:00, 1993-08-28 00:00, 1993-09-04 00:00"),
    ],
)
def test_a_day_that_a_zone_leaves_out_has_no_moment(rhythm: str, expected: str) -> None:
    moments = utcs(expected)

    assert planned_around(rhythm, moments) == moments


class TestPlannedBetween:
    @pytest.mark.parametrize(
        ("after", "until", "expected"),
        [
            ("2026-06-01 12:00", "2026-06-03 12:00", "2026-06-02 12:00, 2026-06-03 12:00"),
            ("2026-06-01 11:59", "2026-06-03 11:59", "2026-06-01 12:00, 2026-06-02 12:00"),
        ],
        ids=["at the moments", "a minute before them"],
    )
    def test_the_first_bound_is_left_out_and_the_last_is_in(
        self, after: str, until: str, expected: str
    ) -> None:
        moments = planned_between(Rhythm.parse("daily 12:00 UTC"), utc(after), utc(until))

        assert list(moments) == utcs(expected)

    @pytest.mark.parametrize("until", ["2026-06-01 12:30", "2026-06-01 12:00", "2026-05-01 00:00"])
    def test_nothing_is_planned_between_two_neighbours_or_backwards(self, until: str) -> None:
        moments = planned_between(Rhythm.parse("daily 12:00 UTC"), utc("2026-06-01 12:00"), utc(until))

        assert list(moments) == []

    @given(RHYTHMS, MOMENTS, SPANS, SPANS)
    def test_two_spans_that_meet_hold_what_the_whole_holds(
        self, rhythm: Rhythm, after: datetime, one: timedelta, other: timedelta
    ) -> None:
        middle, until = after + one, after + one + other

        parts = [*planned_between(rhythm, after, middle), *planned_between(rhythm, middle, until)]

        assert parts == list(planned_between(rhythm, after, until))

    @pytest.mark.parametrize(
        ("zone", "year", "days"),
        [
            ("Europe/Berlin", 2026, 365),
            ("Europe/Berlin", 2028, 366),
            ("Pacific/Apia", 2011, 364),
            ("Pacific/Kwajalein", 1969, 365),
        ],
        ids=["a year", "a leap year", "a year that leaves out a day", "a year that has a day twice"],
    )
    def test_a_year_of_every_day_has_its_days(self, zone: str, year: int, days: int) -> None:
        begin, end = (datetime(year + n, 1, 1, tzinfo=ZoneInfo(zone)) for n in (0, 1))

        assert len(list(planned_between(Rhythm.parse(f"daily 02:30 {zone}"), begin, end))) == days


YEAR_BEGINS, YEAR_ENDS = (
    utc("2018-01-01 00:00"),
    utc("2019-01-01 00:00"),
)  # Sao Paulo still changed its clocks


def by_walking(rhythm: Rhythm) -> list[datetime]:
    """What is planned in the year, found by reading the clock on the wall every half hour: no zone jumps in between."""
    found: dict[date, datetime] = {}
    moment, before = YEAR_BEGINS, shown(YEAR_BEGINS, rhythm.zone)
    while moment < YEAR_ENDS:
        moment += HOUR / 2
        now = shown(moment, rhythm.zone)
        for day in (before.date(), now.date()):
            if day.weekday() in rhythm.days and before < datetime.combine(day, rhythm.at) <= now:
                found.setdefault(day, moment)
        before = now
    return list(found.values())


def looks_at_the_clock(rng: Random) -> Iterator[datetime]:
    """A year of a bot that looks every few hours, and is sometimes away for days; it looks as the year ends."""
    moment = YEAR_BEGINS
    while moment < YEAR_ENDS:
        yield moment
        is_away = rng.random() < 0.02
        moment += timedelta(days=rng.uniform(1, 20)) if is_away else timedelta(hours=rng.uniform(0, 6))
    yield YEAR_ENDS


@pytest.mark.parametrize("at", ["00:00", "01:30", "02:00", "02:30", "19:30", "23:30"])
@pytest.mark.parametrize("days", ["daily", "mon,sat,sun", "sun"])
@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
    ],
)
def test_in_a_year_of_restarts_each_planned_moment_is_found_once_in_order_and_never_early(
    zone: str, days: str, at: str
) -> None:
    rhythm = Rhythm.parse(f"{days} {at} {zone}")
    found: list[datetime] = []
    fates: list[Fate] = []
    last_look = YEAR_BEGINS

    for look in looks_at_the_clock(Random(f"{zone} {days} {at}")):
        due = list(planned_between(rhythm, last_look, look))
        found += due
        fates += [fate(moment, look, timedelta(hours=1)) for moment in due]
        last_look = look

    assert found == by_walking(rhythm)
    assert Fate.AHEAD not in fates


class TestFate:
    PLANNED = utc("2026-06-01 19:30")
    GRACE = timedelta(minutes=20)

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("2026-05-01 00:00", Fate.AHEAD),
            ("2026-06-01 19:29:59.999999", Fate.AHEAD),
            ("2026-06-01 19:30", Fate.NOW),
            ("2026-06-01 19:31", Fate.NOW),
            ("2026-06-01 19:31:00.000001", Fate.LATE),
            ("2026-06-01 19:50", Fate.LATE),
            ("2026-06-01 19:50:00.000001", Fate.MISSED),
            ("2026-07-01 00:00", Fate.MISSED),
        ],
    )
    def test_goes_by_how_late_it_is(self, now: str, expected: Fate) -> None:
        assert fate(self.PLANNED, utc(now), self.GRACE) is expected

    def test_is_never_late_without_grace(self) -> None:
        assert fate(self.PLANNED, self.PLANNED + MINUTE, timedelta(0)) is Fate.NOW
        assert fate(self.PLANNED, self.PLANNED + 2 * MINUTE, timedelta(0)) is Fate.MISSED


class TestFittingZones:
    def test_before_anything_is_typed_they_are_spread_over_the_world(self) -> None:
        zones = fitting_zones(" ")

        assert len(set(zones)) == 25
        assert {zone.partition("/")[0] for zone in zones} == {
            "UTC",
            "Africa",
            "America",
            "Asia",
            "Australia",
            "Europe",
            "Pacific",
        }

    @pytest.mark.parametrize(
        ("typed", "zones"),
        [
            ("europe/berlin", ["Europe/Berlin"]),
            ("BERL", ["Europe/Berlin"]),
            ("new york", ["America/New_York"]),
            ("America/New York", ["America/New_York"]),
            ("new", ["America/New_York", "America/North_Dakota/New_Salem"]),
            ("São  Paulo", ["America/Sao_Paulo"]),
            ("utc", ["UTC"]),
            ("melb", ["Australia/Melbourne"]),
            ("york", ["America/New_York"]),
            ("nowhere", []),
            ("東京", []),
        ],
    )
    def test_are_found_by_name_or_city(self, typed: str, zones: list[str]) -> None:
        assert fitting_zones(typed) == zones

    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("lon", ["Europe/London", "Arctic/Longyearbyen", "America/Blanc-Sablon", "America/Miquelon"]),
            ("arctic", ["Arctic/Longyearbyen", "Antarctica/Casey"]),
        ],
        ids=["a city begins with them", "a name begins with them"],
    )
    def test_what_begins_with_the_letters_stands_before_what_contains_them(
        self, typed: str, first: list[str]
    ) -> None:
        assert fitting_zones(typed)[: len(first)] == first

    def test_well_known_ones_stand_first_among_equals(self) -> None:
        assert fitting_zones("australia")[:3] == [
            "Australia/Sydney",
            "Australia/Adelaide",
            "Australia/Brisbane",
        ]

    @pytest.mark.parametrize(
        ("typed", "zones"),
        [
            ("US/Eastern", ["US/Eastern"]),
            ("us/easter", []),
            ("eastern", ["Canada/Eastern", "US/Eastern"]),
            ("calcutta", ["Asia/Calcutta"]),
            ("calcutt", []),
            ("etc/gmt+5", ["Etc/GMT+5"]),
            ("gmt+5", []),
            ("etc/", []),
            ("EST", ["EST"]),
        ],
    )
    def test_old_names_and_offsets_in_disguise_are_found_only_in_full(
        self, typed: str, zones: list[str]
    ) -> None:
        found = fitting_zones(typed)

        assert found[: len(zones)] == zones
        assert {zone for zone in found[len(zones) :] if zone.startswith(("US/", "Etc/", "EST"))} == set()

    @given(st.text(max_size=4) | st.sampled_from(["posix/", "right/", "a", "/", "_", "america", "europe"]))
    def test_all_that_are_offered_make_a_rhythm(self, typed: str) -> None:
        zones = fitting_zones(typed)

        assert len(zones) <= 25
        assert len({Rhythm(frozenset(Day), time(9), zone) for zone in zones}) == len(zones)
        assert not any(zone.startswith(("posix/", "right/")) for zone in zones)
