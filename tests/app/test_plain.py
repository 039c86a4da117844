"""Planning without scripts: the form sent, and links of the planner, answered with a page."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.app.conftest import parts

PLAN = "/plan?lang=nl&"
pytestmark = pytest.mark.usefixtures("front_end")


def asked(app: Flask) -> object:
    """What the planner was asked last."""
    return parts(app).datasets.current().planner.requests[-1]  # type: ignore[attr-defined]


def test_a_form_filled_in_gives_tours_with_text_picture_and_files(client: FlaskClient, app: Flask) -> None:
    """Names are looked up, everything ticked is asked for, and each tour has its directions, GPX and map."""
    form = (
        "mode=wandelen&from=Rolde&km=12,5&theme=heide&theme=bos&network=junctions&date=2027-05-15&depart=10:00"
        "&audience=family&dog=1&avoid=busy&avoid=steps&need=horeca:0.4-0.6&need=toilet:10000&need=&by=km"
    )
    answer = client.get(PLAN + form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    request = asked(app)
    assert (request.mode, request.start, request.distance_m) == ("wandelen", (6.64, 52.98), 12_500)
    assert dict(request.themes) == {"bos": 1.0, "heide": 1.0}
    assert (request.network, request.audience, request.dog) == ("junctions", "family", True)
    assert request.avoid == {"busy", "steps"}
    assert [(n.kind, n.every_m, n.from_share) for n in request.needs] == [
        ("horeca", None, 0.4),
        ("toilet", 10_000, None),
    ]
    assert (str(request.date), request.depart.isoformat()[:5]) == ("2027-05-15", "10:00")
    assert page.count("<article") == 3
    found = re.findall(r'href="(/api/v1/tours/[a-z2-7]{20}\.gpx)', page)
    assert client.get(found[0]).status_code == 200
    assert re.search(r'<img class="plain-map" src="/tours/[a-z2-7]{20}\.png', page)
    assert "Linksaf bij knooppunt 45" in page


def test_the_form_keeps_what_was_filled_in(client: FlaskClient) -> None:
    """Whoever asks again need not fill in everything again."""
    page = client.get(PLAN + "mode=wandelen&from=Rolde&km=12&theme=heide&avoid=busy").get_data(as_text=True)
    assert 'value="Rolde"' in page
    assert re.search(r'value="wandelen" checked', page)
    assert re.search(r'value="heide" checked', page)
    assert re.search(r'name="avoid" value="busy" checked', page)
    assert re.search(r'name="km"[^>]*value="12"', page)


@pytest.mark.parametrize(
    ("query", "field", "told"),
    [
        ("from=Xyzzy", "start", "hier heet niets “Xyzzy”"),
        ("km=900", "km", "2"),
        ("km=ver", "km", "2"),
        ("to=Xyzzy&from=Rolde", "end", "Xyzzy"),
        ("start=4.9,52.3", "start", ""),
        ("date=morgen", "date", "2027-05-15"),
        ("date=2027-05-15&depart=laat", "depart", "10:00"),
    ],
)
def test_what_cannot_be_meant_is_named_and_the_form_comes_back(
    client: FlaskClient, query: str, field: str, told: str
) -> None:
    """The answer is a page with the form, 422, and says what is wrong and what would be right."""
    answer = client.get(PLAN + query)
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Zo kan dit niet gepland worden" in page
    assert told in page
    assert 'id="plan-form"' in page


@pytest.mark.parametrize(
    "query",
    [
        "mode=zwemmen&themes=HEIDE:99,<b>&avoid=hills&need=toilet:1&needs=x&network=motorway&fill=x&seed=-1&min=x",
        "start=6.5,52.5&via=;;,x;6.6,52.6&fit=exact&open=1&event=",
        "km=&from=&to=&date=&depart=",
        "themes=" + "heide," * 5000,
    ],
)
def test_whatever_else_a_link_holds_is_left_out(client: FlaskClient, query: str) -> None:
    """Nonsense in a link is no reason not to plan."""
    assert client.get(PLAN + query).status_code == 200


def test_a_link_of_the_planner_is_understood(client: FlaskClient, app: Flask) -> None:
    """What the page with the map writes into its address is planned without it."""
    query = (
        "mode=fietsen&start=6.5,52.5,j&place=12&min=90&themes=heide:2&needs=bench:2000&seed=7"
        "&via=6.55000,52.51000,j,45;6.60000,52.52000,s&fill=1&end=6.7,52.6&endplace=Eind"
    )
    assert client.get(PLAN + query).status_code == 200
    request = asked(app)
    assert (request.start, request.end, request.duration_s) == ((6.5, 52.5), (6.7, 52.6), 5400)
    assert (request.via, request.fill, request.seed) == (((6.55, 52.51), (6.6, 52.52)), 1, 7)
    assert client.get(PLAN + query.replace("fill=1", "fit=exact")).status_code == 200
    assert asked(app).points == ((6.5, 52.5), (6.55, 52.51), (6.6, 52.52), (6.7, 52.6))


def test_no_tour_says_why(client: FlaskClient) -> None:
    """Where none can be made, the page says so in words."""
    page = client.get(PLAN + "start=6.9,52.9").get_data(as_text=True)
    assert "Geen rondje gevonden" in page


def test_markup_in_a_link_stays_text(client: FlaskClient) -> None:
    """What a link calls a place is shown as text."""
    page = client.get(PLAN + "place=<script>alert(1)</script>&from=<b>x").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_the_planner_s_own_form_goes_here(client: FlaskClient) -> None:
    """The form of the start page, sent without a script, is answered; a link's wishes are filled in already."""
    page = client.get("/?lang=nl&mode=wandelen&place=Rolde&start=6.64,52.98&themes=heide").get_data(
        as_text=True
    )
    assert 'action="/plan" method="get"' in page
    assert re.search(r'value="wandelen" checked', page)
    assert "/plan?lang=nl&amp;mode=wandelen" in page
