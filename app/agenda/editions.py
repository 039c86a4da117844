"""Which dated edition takes the place of what a rule, or a guess, made of a year.

A series may be held at many places at once, as the day of the mills is: then a dated edition is that of the nearest
place alone. A series at one place is replaced wherever its edition is held this time.
"""

from collections.abc import Iterable

from app.agenda.event import AgendaEvent, Occurrence, apart_km, series_of

_SAME_PLACE_KM = 0.05
_NEAREST_KM = 3.0


class Editions:
    """The series among events.

    Parameters
    ----------
    events
        All of them.
    dated
        Occurrences of those that do not recur.
    """

    def __init__(self, events: Iterable[AgendaEvent], dated: Iterable[Occurrence]) -> None:
        doubtful: dict[str, list[AgendaEvent]] = {}
        for event in events:
            if not event.certain:
                doubtful.setdefault(series_of(event), []).append(event)
        self._family: dict[str, set[str]] = {}
        # Event and year → whether the edition that was dated for that year is certain.
        self._dated: dict[tuple[str, int], bool] = {}
        for occurrence in dated:
            edition = occurrence.event
            others = [e for e in doubtful.get(series_of(edition), ()) if e.uid != edition.uid]
            for event in _meant(edition, others):
                self._family.setdefault(event.uid, set()).add(edition.uid)
                self._family.setdefault(edition.uid, set()).add(event.uid)
                key = (event.uid, occurrence.first_day.year)
                self._dated[key] = edition.certain or self._dated.get(key, False)

    def stands(self, occurrence: Occurrence) -> bool:
        """Tell whether nothing better is known of the year: a certain date beats another, a date beats a rule."""
        event = occurrence.event
        better = self._dated.get((event.uid, occurrence.first_day.year))
        return event.certain or better is None or (not better and not event.rrule)

    def family(self, uid: str) -> set[str]:
        """Return the uids of all editions of an event, itself among them."""
        near = self._family.get(uid, set())
        return {uid} | near | {other for one in near for other in self._family.get(one, ())}


def _meant(edition: AgendaEvent, others: list[AgendaEvent]) -> list[AgendaEvent]:
    if not others:
        return []
    here = (edition.lon, edition.lat)
    far = [apart_km(here, (event.lon, event.lat)) for event in others]
    places = {(round(event.lon, 4), round(event.lat, 4)) for event in others}
    nearest = min(far)
    if len(places) > 1 and nearest > _NEAREST_KM:
        return []
    return [
        event
        for event, km in zip(others, far, strict=True)
        if len(places) == 1 or km <= nearest + _SAME_PLACE_KM
    ]
