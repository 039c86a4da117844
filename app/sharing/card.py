"""What a tour's page says of itself to other sites (Open Graph, schema.org), and its links to pass on."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from app.languages import LANGUAGES, hours, kilometres, mark, translate
from app.presenter import demo_label
from app.presenter.words import word
from app.sharing.links import address, short_of
from app.site import Site

_LOCALES = {"nl": "nl_NL", "en": "en_GB", "de": "de_DE"}
_MOST_PLACES = 25
_MOST_NAMED = 3
# What schema.org calls the kinds of places that tours stop at.
_TYPES = {
    "museum": "Museum", "church": "Church", "zoo": "Zoo", "theme_park": "AmusementPark", "beach": "Beach",
    "restaurant": "Restaurant", "cafe": "CafeOrCoffeeShop", "pub": "BarOrPub", "bar": "BarOrPub",
    "ice_cream": "IceCreamShop", "fast_food": "FastFoodRestaurant", "park": "Park",
    "castle": "LandmarksOrHistoricalBuildings",
    "hunebed": "LandmarksOrHistoricalBuildings", "manor": "LandmarksOrHistoricalBuildings",
}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A tour to pass on.

    Attributes
    ----------
    title, description
        In the language of the page; a made-up region is said to be one.
    site
        Name of the site.
    url, short_url, embed_url, picture_url, qr_path
        Of the page, its short form, the page to be framed, the picture; the QR code's below this site.
    picture_alt
        What the picture shows.
    snippet
        HTML that shows the tour on another site.
    locale, other_locales
        As Open Graph writes languages.
    structured
        A schema.org ``TouristTrip``.
    """

    title: str
    description: str
    site: str
    url: str
    short_url: str
    embed_url: str
    picture_url: str
    qr_path: str
    picture_alt: str
    snippet: str
    locale: str
    other_locales: tuple[str, ...]
    structured: Mapping[str, Any]


def card_of(tour: Mapping[str, Any], language: str) -> Card:
    """Return the card of a tour's feature."""
    told = tour["properties"]
    tour_id = told["id"]
    site = Site()
    url = address("pages.tour", tour_id=tour_id)
    picture_url = address("sharing.picture", tour_id=tour_id, lang=language)
    embed_url = address("sharing.embed", tour_id=tour_id, lang=language)
    description = describe(tour, language)
    return Card(
        title=told["title"],
        description=description,
        site=site.title,
        url=url,
        short_url=address("sharing.short", short=short_of(tour_id)),
        embed_url=embed_url,
        picture_url=picture_url,
        qr_path=f"/tours/{tour_id}/qr.svg",
        picture_alt=translate(language, mark("Map of the whole tour")),
        snippet=(
            f'<iframe src="{escape(embed_url)}" title="{escape(told["title"])}" width="100%" height="480" '
            'loading="lazy" style="border:0"></iframe>'
        ),
        locale=_LOCALES[language],
        other_locales=tuple(_LOCALES[other] for other in LANGUAGES if other != language),
        structured=_trip(tour, language, url, picture_url, description, site.title),
    )


def describe(tour: Mapping[str, Any], language: str) -> str:
    """Return a tour in one or two sentences: how one goes, how far, how long, past what."""
    told = tour["properties"]
    figures = [
        word(language, "mode", told["mode"]),
        kilometres(language, told["length_m"]),
        hours(language, told["duration_s"]),
    ]
    names = list(dict.fromkeys(stop["name"] for stop in told["stops"] if stop["name"]))[:_MOST_NAMED]
    sentences = [", ".join(figures)]
    if names:
        sentences.append(translate(language, mark("Past {places}"), {"places": ", ".join(names)}))
    if told["junctions"]:
        values = {"count": len(told["junctions"])}
        sentences.append(translate(language, mark("With {count} junctions to follow"), values))
    if Site().demo:
        sentences.insert(0, demo_label(language))
    return ". ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences) + "."


def _trip(
    tour: Mapping[str, Any], language: str, url: str, picture_url: str, description: str, site: str
) -> dict[str, Any]:
    told = tour["properties"]
    lon, lat = tour["geometry"]["coordinates"][0]
    start = {"@type": "Place", "name": translate(language, mark("Start")), "geo": _point(lon, lat)}
    places = [start, *(_place(stop, language) for stop in told["stops"][:_MOST_PLACES])]
    kinds = [word(language, "mode", told["mode"])]
    return {
        "@context": "https://schema.org",
        "@type": "TouristTrip",
        "@id": url,
        "url": url,
        "name": told["title"],
        "description": description,
        "image": picture_url,
        "touristType": kinds,
        "itinerary": {
            "@type": "ItemList",
            "numberOfItems": len(places),
            "itemListElement": [
                {"@type": "ListItem", "position": position, "item": place}
                for position, place in enumerate(places, 1)
            ],
        },
        "provider": {"@type": "Organization", "name": site, "url": address("pages.planner")},
    }


def _place(stop: Mapping[str, Any], language: str) -> dict[str, Any]:
    kind = word(language, "category", stop["kind"])
    place = {
        "@type": _TYPES.get(stop["kind"], "TouristAttraction"),
        "name": stop["name"] or kind,
        "geo": _point(stop["lon"], stop["lat"]),
    }
    return place | ({"url": stop["url"]} if stop["url"] else {})


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}
