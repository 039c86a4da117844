"""When places are open: public and school holidays of the region, the sun, and what can't be read."""

import datetime as dt
import math

import pytest

from geodata.errors import RegionError
from geodata.holidays import NO_CALENDAR, Calendar, SchoolHoliday, read_calendar
from geodata.regions import load_region, read_region
from routing.hours import Clock, departure, open_intervals
from routing.hours_text import for_day
from routing.profiles import profile

CHRISTMAS = SchoolHoliday("Kerstvakantie", dt.date(2026, 12, 19), dt.date(2027, 1, 3), "https://example.org")
NETHERLANDS = Calendar("NL", (CHRISTMAS,), "Europe/Amsterdam", (6.62, 52.86))
IN_HOLIDAY, OUTSIDE = dt.date(2026, 12, 22), dt.date(2026, 12, 15)  # both a Tuesday
SUNDAY_IN, SUNDAY_OUT = dt.date(2026, 12, 20), dt.date(2026, 12, 13)


def open_at(hours, day, calendar=NETHERLANDS):
    """Opening times of a day as text, None where nothing is known."""
    spans = open_intervals(hours, day, calendar)
    return None if spans is None else [f"{start:%H:%M}-{end:%H:%M}" for start, end in spans]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2027, 4, 27), "King's Day"),
        (dt.date(2026, 12, 25), "Christmas"),
        (dt.date(2027, 5, 6), "Ascension Day"),
        (dt.date(2027, 3, 29), "Easter Monday"),
        (dt.date(2027, 5, 17), "Whit Monday"),
    ],
)
def test_closed_on_dutch_public_holidays(day, name):
    """A museum that closes on public holidays is closed on them in a Dutch region, and not where none are known."""
    assert open_at("Mo-Su 10:00-17:00; PH off", day) == [], name
    assert open_at("Mo-Su 10:00-17:00; PH off", day, NO_CALENDAR) == ["10:00-17:00"]
    assert NETHERLANDS.is_public_holiday(day)


def test_other_country_has_its_own_holidays():
    """The National Day of a country is kept there and nowhere else."""
    day = dt.date(2027, 8, 15)
    assert open_at("Mo-Su 10:00-17:00; PH off", day, Calendar("LI")) == []
    assert open_at("Mo-Su 10:00-17:00; PH off", day) == ["10:00-17:00"]


def test_country_that_the_hours_library_lacks(monkeypatch):
    """Where the library of opening hours knows no holidays of a country, those of the holiday library hold."""
    calendar = Calendar("AW")  # Aruba: Betico Day, 25 January
    monkeypatch.setattr("routing.hours._opening", _without(calendar, "AW"))
    assert open_at("Mo-Su 10:00-17:00; PH off", dt.date(2027, 1, 25), calendar) == []
    assert open_at("Mo-Su 10:00-17:00; PH 12:00-13:00", dt.date(2027, 1, 25), calendar) == ["12:00-13:00"]
    assert open_at("Mo-Su 10:00-17:00; PH off", dt.date(2027, 1, 26), calendar) == ["10:00-17:00"]


def _without(calendar, country):
    """The library as if it did not know a country."""
    from opening_hours import UnknownCountryError  # noqa: PLC0415

    from routing.hours import _opening  # noqa: PLC0415

    def opening(hours, with_calendar, of_country):
        if of_country == country:
            raise UnknownCountryError(country)
        return _opening(hours, with_calendar, of_country)

    return opening


@pytest.mark.parametrize(
    ("hours", "within", "outside"),
    [
        ("Mo-Fr 12:00-16:00; SH 10:00-17:00", ["10:00-17:00"], ["12:00-16:00"]),
        ("SH 10:00-17:00", ["10:00-17:00"], []),
        ("Mo-Fr 12:00-16:00; SH off", [], ["12:00-16:00"]),
        ("SH Sa-Su 10:00-17:00; Mo-Fr 12:00-16:00", ["12:00-16:00"], ["12:00-16:00"]),
        ("Sa,Su,SH 10:00-17:00", ["10:00-17:00"], []),
        ("Sa, Su, SH 10:00-17:00", ["10:00-17:00"], []),
        ("Mo-Fr 09:00-10:00, SH 12:00-13:00", ["09:00-10:00", "12:00-13:00"], ["09:00-10:00"]),
        ("Dec SH 10:00-17:00; Jul SH 09:00-18:00", ["10:00-17:00"], []),
        ('SH 10:00-17:00 "ook in SH; tot vijf uur"', ["10:00-17:00"], []),
    ],
)
def test_hours_of_school_holidays_hold_in_them_only(hours, within, outside):
    """Rules for school holidays count on the holidays that are known, and on no other day."""
    assert open_at(hours, IN_HOLIDAY) == within
    assert open_at(hours, OUTSIDE) == outside
    assert open_at(hours, IN_HOLIDAY, NO_CALENDAR) == outside


def test_weekdays_of_a_school_holiday():
    """A rule for weekdays of school holidays leaves out its Sundays; one for the holiday itself does not."""
    assert open_at("SH Mo-Fr 10:00-17:00", IN_HOLIDAY) == ["10:00-17:00"]
    assert open_at("SH Mo-Fr 10:00-17:00", SUNDAY_IN) == []
    assert open_at("SH 10:00-17:00", SUNDAY_IN) == ["10:00-17:00"]
    assert open_at("Su 13:00-17:00; SH off", SUNDAY_OUT) == ["13:00-17:00"]


def test_first_and_last_day_belong_to_the_holiday():
    """The day before and the day after do not."""
    days = [CHRISTMAS.first, CHRISTMAS.last]
    assert [open_at("SH 10:00-12:00", day) for day in days] == [["10:00-12:00"]] * 2
    around = [CHRISTMAS.first - dt.timedelta(days=1), CHRISTMAS.last + dt.timedelta(days=1)]
    assert [open_at("SH 10:00-12:00", day) for day in around] == [[], []]


def test_school_and_public_holiday_in_one_list():
    """A closure on both holds on each."""
    hours = "Mo-Su 10:00-17:00; PH,SH off"
    assert open_at(hours, IN_HOLIDAY) == []
    assert open_at(hours, dt.date(2027, 4, 27)) == []
    assert open_at(hours, OUTSIDE) == ["10:00-17:00"]


def test_past_midnight_and_round_the_clock_stay_as_they_were():
    """A bar open until two is, on either day; what never closes is open past the day's end."""
    assert open_at("Tu 20:00-26:00", IN_HOLIDAY) == ["20:00-02:00"]
    assert open_at("Mo 20:00-26:00", IN_HOLIDAY) == ["00:00-02:00"]
    spans = open_intervals("24/7", IN_HOLIDAY, NETHERLANDS)
    assert spans[0][0] == dt.datetime(2026, 12, 22)
    assert spans[0][1] > dt.datetime(2026, 12, 23)


@pytest.mark.parametrize(
    ("day", "declination_deg", "utc_offset_h", "clock_ahead_min"),
    [(dt.date(2027, 6, 21), 23.44, 2, -1.8), (dt.date(2026, 12, 21), -23.44, 1, 1.9)],
)
def test_sun_rises_where_the_region_is(day, declination_deg, utc_offset_h, clock_ahead_min):
    """Hours by the sun follow the region's own sun, in local time: compared with the sunrise equation."""
    ((rise, fall),) = open_intervals("sunrise-sunset", day, NETHERLANDS)
    lon, lat = NETHERLANDS.lonlat
    phi, delta, dip = (math.radians(x) for x in (lat, declination_deg, -0.833))
    angle = math.acos((math.sin(dip) - math.sin(phi) * math.sin(delta)) / (math.cos(phi) * math.cos(delta)))
    half = dt.timedelta(hours=math.degrees(angle) / 15)
    noon = dt.datetime.combine(day, dt.time(12)) + dt.timedelta(
        hours=utc_offset_h - lon / 15, minutes=-clock_ahead_min
    )
    assert rise.tzinfo is None
    assert abs(rise - (noon - half)) < dt.timedelta(minutes=5)
    assert abs(fall - (noon + half)) < dt.timedelta(minutes=5)


@pytest.mark.parametrize("hours", ["", "bel even", "SH: whenever", "Mo-Fr 25:99"])
def test_hours_that_cannot_be_read_are_unknown(hours):
    """No hours and nonsense are not the same as closed."""
    assert open_at(hours, IN_HOLIDAY) is None


def test_text_without_holidays_is_not_touched():
    """Words in quotes and offsets of holidays stay; nothing changes where no holiday is named."""
    for hours in ("Mo-Fr 10:00-17:00", '10:00-17:00 "SHop"', "PH -1 day 10:00-12:00"):
        assert for_day(hours, {"SH": True, "PH": True} if "PH" not in hours else {"SH": True}) == hours


@pytest.mark.parametrize(
    ("begins", "leaves"),
    [
        (dt.datetime(2027, 5, 15, 0, 0), dt.time(10)),
        (dt.datetime(2027, 5, 14, 12, 0), dt.time(10)),
        (dt.datetime(2027, 5, 15, 6, 0), dt.time(7)),
        (dt.datetime(2027, 5, 15, 15, 0), dt.time(14)),
    ],
)
def test_when_one_leaves_for_an_event(begins, leaves):
    """For what lasts all day one leaves in the morning as for any tour; else so that its beginning is half-way."""
    speed = profile("fietsen").speed_ms
    clock = departure(dt.date(2027, 5, 15), None, begins, 2 * 3600 * speed, profile("fietsen"), NETHERLANDS)
    assert clock.depart.time() == leaves


def test_clock_knows_the_calendar():
    """A tour's day is asked with the region's holidays, whichever way it departs."""
    clock = departure(IN_HOLIDAY, None, None, 30_000.0, profile("fietsen"), NETHERLANDS)
    assert clock.window("SH 11:00-17:00", 8 * 3600) == (3600.0, 7 * 3600.0)
    bare = Clock(dt.datetime.combine(IN_HOLIDAY, dt.time(10)), profile("fietsen"))
    assert bare.window("SH 11:00-17:00", 8 * 3600) is None


class TestRegions:
    """The calendars of the region files."""

    def test_province_knows_its_holidays(self):
        """Public holidays of the country; school holidays in order, each with the page it was read on."""
        calendar = load_region("drenthe").calendar
        assert calendar.is_public_holiday(dt.date(2027, 4, 27))
        assert calendar.is_school_holiday(dt.date(2026, 12, 22))
        assert not calendar.is_school_holiday(dt.date(2027, 1, 12))
        firsts = [holiday.first for holiday in calendar.school]
        assert firsts == sorted(firsts)
        assert all(a.last < b.first for a, b in zip(calendar.school, calendar.school[1:], strict=False))
        assert all(holiday.source.startswith("https://") for holiday in calendar.school)
        assert all(
            holiday.first.weekday() == 5 and holiday.last.weekday() == 6 for holiday in calendar.school
        )
        assert calendar.school_known_until == dt.date(2029, 9, 2)
        assert not calendar.is_school_holiday(dt.date(2026, 10, 20))  # autumn of the other regions
        years = {holiday.first.year for holiday in calendar.school}
        assert years == {2025, 2026, 2027, 2028, 2029}

    def test_region_without_holidays(self):
        """A file that says nothing has none."""
        calendar = read_calendar({}, "Europe/Vaduz", (9.5, 47.1))
        assert not calendar.is_public_holiday(dt.date(2026, 12, 25))
        assert calendar.school_known_until is None

    def test_missing_school_file_is_told(self, tmp_path):
        """A misspelt file of school holidays is refused with the region's name."""
        text = 'title = {nl="a",en="a",de="a"}\ncrs="EPSG:28992"\nlanguages=["nl"]\ntimezone="Europe/Amsterdam"\n'
        text += 'centre=[6.5,53.0]\nzoom=9\nattribution=["x"]\nholidays={country="NL",school="nowhere"}\n'
        (tmp_path / "here.toml").write_text(text, encoding="utf-8")
        with pytest.raises(RegionError, match=r"here\.toml.*nowhere"):
            read_region(tmp_path / "here.toml")
