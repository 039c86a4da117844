"""Files of others: what is taken, what is refused and why, and nothing twice or by halves."""

import datetime as dt
import json
from collections.abc import Callable

import pytest

from app.agenda.agenda import Agenda
from app.agenda.importing import Report, SourceRefused
from app.dataset import Dataset
from app.errors import StorageUnavailable
from app.storage.agenda import AgendaStore
from tests.app.agenda.conftest import calendar

Take = Callable[..., Report]

WEEKLY = """
UID:weekly@x
SUMMARY:Weekmarkt
DTSTART;TZID=Europe/Amsterdam:20270322T100000
DTEND;TZID=Europe/Amsterdam:20270322T120000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Amsterdam:20270405T100000
LOCATION:Brink\\, Rolde
"""
MOVED = """
UID:weekly@x
RECURRENCE-ID;TZID=Europe/Amsterdam:20270329T100000
SUMMARY:Weekmarkt (Pasen)
DTSTART;TZID=Europe/Amsterdam:20270330T110000
DTEND;TZID=Europe/Amsterdam:20270330T130000
LOCATION:Brink\\, Rolde
"""
ALL_DAY = (
    "UID:fair@x\nSUMMARY:Kermis\nDTSTART;VALUE=DATE:20270501\nDTEND;VALUE=DATE:20270504\nLOCATION:Assen\n"
)


def occurrences(agenda: Agenda, dataset: Dataset, first: str, last: str) -> list[tuple[str, str, str]]:
    found = agenda.book(dataset).between(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    return [
        (o.start.isoformat(timespec="minutes"), o.end.isoformat(timespec="minutes"), o.status) for o in found
    ]


def reasons(report: Report) -> dict[str, str]:
    return {row.title: row.reason.code for row in report.rows if row.reason}


def test_recurring_moved_and_all_day_events_are_on_when_they_should(
    take: Take, agenda: Agenda, dataset: Dataset
) -> None:
    """A weekly event keeps its hour over the change of the clock, is moved once and drops out once."""
    report = take(calendar(WEEKLY, MOVED, ALL_DAY))
    assert (report.format, report.count("new"), report.count("refused")) == ("iCalendar", 2, 0)
    assert occurrences(agenda, dataset, "2027-03-01", "2027-04-30") == [
        ("2027-03-22T10:00+01:00", "2027-03-22T12:00+01:00", "confirmed"),
        ("2027-03-30T11:00+02:00", "2027-03-30T13:00+02:00", "confirmed"),
        ("2027-04-12T10:00+02:00", "2027-04-12T12:00+02:00", "confirmed"),
    ]
    assert occurrences(agenda, dataset, "2027-05-03", "2027-05-03") == [
        ("2027-05-01T00:00+02:00", "2027-05-03T23:59+02:00", "confirmed")
    ]
    assert occurrences(agenda, dataset, "2027-05-04", "2027-05-04") == []


def test_an_occurrence_keeps_its_id_when_it_is_moved(take: Take, agenda: Agenda, dataset: Dataset) -> None:
    """A link to Monday's market still leads to it when it has been moved to Tuesday."""
    take(calendar(WEEKLY))
    (monday,) = agenda.book(dataset).between(dt.date(2027, 3, 29), dt.date(2027, 3, 29))
    take(calendar(WEEKLY, MOVED))
    found = agenda.book(dataset).find(monday.occurrence_id)
    assert found is not None
    assert found.start.isoformat() == "2027-03-30T11:00:00+02:00"
    assert found.event.told("title", "nl") == "Weekmarkt (Pasen)"


def test_the_second_time_changes_nothing(take: Take, agenda: Agenda, dataset: Dataset) -> None:
    """Reading the same calendar again adds no event, no change and no new revision; a changed one changes one."""
    assert agenda.store is not None
    take(calendar(WEEKLY, MOVED, ALL_DAY))
    revision = agenda.store.revision("tiny")
    again = take(calendar(WEEKLY, MOVED, ALL_DAY), source="another file")
    assert (again.count("unchanged"), again.count("new"), again.count("changed")) == (2, 0, 0)
    assert agenda.store.revision("tiny") == revision
    other = take(calendar(WEEKLY, MOVED, ALL_DAY.replace("Kermis", "Grote kermis")))
    (row,) = [row for row in other.rows if row.what == "changed"]
    assert list(row.fields) == ["title_nl"]
    assert agenda.store.history("tiny")[0].values == {"title_nl": ["Kermis", "Grote kermis"]}


def test_a_dry_run_writes_nothing(take: Take, agenda: Agenda, dataset: Dataset) -> None:
    """The report is that of the real run; the agenda stays as it was."""
    report = take(calendar(WEEKLY, ALL_DAY), dry_run=True)
    assert report.count("new") == 2
    assert agenda.store is not None
    assert agenda.store.events("tiny") == {}


def test_bad_rows_are_refused_one_by_one_with_the_reason(take: Take, agenda: Agenda) -> None:
    """Each bad entry is named with what is wrong, and does not keep the good one out."""
    base = "UID:{0}\nSUMMARY:{0}\nLOCATION:Assen\n"
    report = take(
        calendar(
            base.format("good") + "DTSTART:20270501T100000\nDTEND:20270501T120000",
            base.format("backwards") + "DTSTART:20270501T100000\nDTEND:20270501T090000",
            base.format("past") + "DTSTART:20260501T100000\nDTEND:20260501T120000",
            base.format("pastrule") + "DTSTART:20250501T100000\nRRULE:FREQ=WEEKLY;COUNT=3",
            base.format("outside") + "GEO:48.85;2.35\nDTSTART:20270501T100000",
            "UID:nowhere\nSUMMARY:nowhere\nLOCATION:Timboektoe\nDTSTART:20270501T100000",
            base.format("broken") + "DTSTART:next Tuesday",
            base.format("hourly") + "DTSTART:20270501T100000\nRRULE:FREQ=HOURLY",
            base.format("norule") + "DTSTART:20270501T100000\nRRULE:FREQ=OFTEN",
            base.format("never")
            + "DTSTART:20270501T100000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
            base.format("secret") + "CLASS:PRIVATE\nDTSTART:20270501T100000",
            base.format("endless") + "DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20271231",
            "UID:untitled\nLOCATION:Assen\nDTSTART:20270501T100000",
        )
    )
    told = reasons(report)
    assert told.pop("never", "past") in ("past", "bad_rule")
    assert told == {
        "backwards": "end_before_start", "past": "past", "pastrule": "past", "outside": "outside",
        "nowhere": "no_place", "broken": "bad_date", "hourly": "too_often", "norule": "bad_rule", "secret": "private",
        "endless": "too_long", "event 13": "no_title",
    }  # fmt: skip
    assert agenda.store is not None
    assert "good" in agenda.store.events("tiny")


def test_a_broken_calendar_gives_what_can_be_read(take: Take) -> None:
    """A file that is cut off in the middle gives its whole events, and says that one is broken."""
    whole = calendar(WEEKLY, ALL_DAY)
    report = take(whole[: whole.rindex("DTEND")])
    assert report.count("new") == 1
    assert list(reasons(report).values()) == ["unreadable"]
    with pytest.raises(SourceRefused, match="broken off"):
        take("BEGIN:VCALENDAR\nBEGIN:VEV")


def test_a_table_of_a_spreadsheet_is_read(take: Take, agenda: Agenda, dataset: Dataset) -> None:
    """Semicolons, Windows-1252, Dutch heads and dates; the row that is no event is refused by its number."""
    text = (
        "titel;datum;tijd;eindtijd;plaats;prijs\r\n"
        "Café “’t Hoekje”: crème brûlée;15-05-2027;10.00;17:00;Rolde;€ 5\r\n"
        "Vergadering;gisteren;;;Assen;\r\n"
        "\r\n"
        "Zomerfeest;16/05/2027;;;Eén;gratis\r\n"
    )
    report = take(text.encode("cp1252"))
    assert (report.format, report.count("new")) == ("CSV", 2)
    (refused,) = [row for row in report.rows if row.reason]
    assert (refused.label, refused.reason.code if refused.reason else "") == ("row 3", "bad_date")
    cafe, feast = agenda.book(dataset).between(dt.date(2027, 5, 1), dt.date(2027, 5, 31))
    assert cafe.event.told("title", "de") == "Café “’t Hoekje”: crème brûlée"
    assert (cafe.start.hour, cafe.end.hour, cafe.event.price) == (10, 17, "€ 5")
    assert (feast.event.settlement, feast.event.placed_by, feast.event.all_day) == ("Eén", "settlement", True)


def test_json_ld_of_a_page_is_read_without_its_markup(take: Take, agenda: Agenda, dataset: Dataset) -> None:
    """What a page tells search engines becomes an event; scripts and tags in its texts do not."""
    event = {
        "@type": ["Event", "MusicEvent"],
        "@id": "https://example.org/e/1",
        "name": "Concert &amp; <script>alert(1)</script>borrel",
        "description": "&lt;p&gt;Met &lt;b&gt;orgel&lt;/b&gt;.&lt;/p&gt;<p>Daarna koffie.</p>",
        "startDate": "2027-06-01T20:00:00+02:00",
        "endDate": "2027-06-01T22:00:00+02:00",
        "eventStatus": "https://schema.org/EventCancelled",
        "location": {"@type": "Place", "name": "Dorpskerk", "address": {"addressLocality": "Rolde"}},
        "offers": [{"price": "12.50", "priceCurrency": "EUR"}],
        "url": "javascript:alert(1)",
        "image": {"url": "https://example.org/x.jpg"},
    }
    data = json.dumps({"@graph": [event]}).replace("</", r"<\/")
    page = f"<html><body><p>Agenda</p><script type='application/ld+json'>{data}</script>"
    report = take(page + "<script type='application/ld+json'>{broken</script>")
    assert (report.format, report.count("new")) == ("JSON-LD", 1)
    assert list(reasons(report).values()) == ["unreadable"]
    (concert,) = agenda.book(dataset).between(dt.date(2027, 6, 1), dt.date(2027, 6, 1))
    told = concert.event
    assert told.told("title", "nl") == "Concert & borrel"
    assert told.told("note", "nl") == "Met orgel.\nDaarna koffie."
    assert (told.category, told.venue, told.price, told.url) == ("music", "Dorpskerk", "€ 12.50", "")
    assert (told.image, concert.status) == ("https://example.org/x.jpg", "cancelled")


def test_geojson_is_read(take: Take, agenda: Agenda, dataset: Dataset) -> None:
    """A point with a title and a date is an event; a line is not, and a point abroad is refused."""

    def feature(name: str, geometry: object) -> dict[str, object]:
        return {
            "type": "Feature",
            "id": name,
            "geometry": geometry,
            "properties": {"name": name, "start": "2027-07-01"},
        }

    features = [
        feature("here", {"type": "Point", "coordinates": [6.5, 52.5]}),
        feature("line", {"type": "LineString", "coordinates": [[6.5, 52.5], [6.6, 52.5]]}),
        feature("abroad", {"type": "Point", "coordinates": [2.35, 48.85]}),
        feature("swapped", {"type": "Point", "coordinates": ["x", None]}),
    ]
    report = take(json.dumps({"type": "FeatureCollection", "features": features}))
    assert report.count("new") == 1
    assert reasons(report) == {"line": "bad_position", "abroad": "outside", "swapped": "bad_position"}
    (here,) = agenda.book(dataset).between(dt.date(2027, 7, 1), dt.date(2027, 7, 1))
    assert (here.event.lon, here.event.lat, here.event.placed_by) == (6.5, 52.5, "")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"<html>nothing</html>", b'{"a": 1}', b"[", b"naam;straat\nx;y\n", b"{" * 5000],
)
def test_what_is_no_agenda_is_refused_as_a_whole(take: Take, content: bytes) -> None:
    """Anything else is refused in one sentence that names the source."""
    with pytest.raises(SourceRefused, match="test:"):
        take(content)


def test_nothing_is_half_imported(take: Take, agenda: Agenda, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails in the middle, the agenda is as it was before."""
    import sqlalchemy as sa  # noqa: PLC0415

    assert agenda.store is not None
    keep = AgendaStore.keep

    def failing(self: AgendaStore, connection: sa.Connection, *rest: object) -> None:
        keep(self, connection, *rest)  # type: ignore[arg-type]
        raise sa.exc.OperationalError("disk full", None, Exception())

    monkeypatch.setattr(AgendaStore, "keep", failing)
    with pytest.raises(StorageUnavailable):
        take(calendar(WEEKLY, ALL_DAY))
    assert agenda.store.events("tiny") == {}
    assert agenda.store.history("tiny") == []


def test_a_dated_edition_takes_the_place_of_the_rule(take: Take, agenda: Agenda, dataset: Dataset) -> None:
    """Until somebody tells the date, the rule's is shown as uncertain; then the told one alone, in its year."""
    november = dt.date(2027, 11, 1), dt.date(2027, 11, 30)
    (ruled,) = agenda.book(dataset).between(*november)
    assert (ruled.first_day, ruled.event.certain) == (dt.date(2027, 11, 8), False)
    take("title;start;plaats\nGanzenmarkt 2027;2027-11-15;Rolde\n")
    (dated,) = agenda.book(dataset).between(*november)
    assert (dated.first_day, dated.event.certain, dated.event.series) == (
        dt.date(2027, 11, 15),
        True,
        "ganzenmarkt",
    )
    (next_year,) = agenda.book(dataset).between(dt.date(2028, 11, 1), dt.date(2028, 11, 30))
    assert (next_year.first_day, next_year.event.certain) == (dt.date(2028, 11, 13), False)


def generated(count: int) -> str:
    """A calendar of all kinds of events, all through the year."""
    entries = []
    for n in range(count):
        day = dt.date(2027, 1, 1) + dt.timedelta(days=n % 365)
        lines = [f"UID:gen-{n}@x", f"SUMMARY:Activiteit {n}", "LOCATION:Brink\\, Rolde"]
        if n % 3 == 0:
            lines += [f"DTSTART;VALUE=DATE:{day:%Y%m%d}"]
        else:
            lines += [f"DTSTART;TZID=Europe/Amsterdam:{day:%Y%m%d}T013000", "DURATION:PT2H"]
        lines += ["RRULE:FREQ=WEEKLY;COUNT=20"] * (n % 5 == 0) + ["STATUS:CANCELLED"] * (n % 7 == 0)
        entries.append("\n".join(lines))
    return calendar(*entries)


def test_a_large_calendar_twice(take: Take, agenda: Agenda, dataset: Dataset) -> None:
    """Five thousand events, recurring, all-day, cancelled, across the change of the clock: all new, then all known."""
    content = generated(5000)
    first, second = take(content), take(content)
    assert (first.count("new"), first.count("refused")) == (5000, 0)
    assert (second.count("unchanged"), second.count("new"), second.count("changed")) == (5000, 0, 0)
    night = agenda.book(dataset).between(dt.date(2027, 10, 31), dt.date(2027, 10, 31))
    timed = [o for o in night if not o.event.all_day]
    assert timed
    # 01:30 to 03:30 on the night that has an hour more.
    assert {(o.end - o.start.astimezone(o.end.tzinfo)).total_seconds() for o in timed} <= {7200.0, 10800.0}
