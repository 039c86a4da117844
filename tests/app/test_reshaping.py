"""The points that hold a kept tour, over the API."""

from flask.testing import FlaskClient

from tests.app.tiny import START


def test_points_of_a_kept_tour(client: FlaskClient) -> None:
    """The points come with the metres to each, and the wishes that the tour was made for are asked of the planner."""
    body = {"mode": "fietsen", "start": START, "themes": {"heide": 1.0}, "avoid": ["busy"], "dog": True}
    tour = client.post("/api/v1/tours", json=body).get_json()["features"][0]
    answer = client.get(f"/api/v1/tours/{tour['id']}/shape")
    assert answer.status_code == 200
    shape = answer.get_json()
    assert shape["points"][0] == tour["geometry"]["coordinates"][0]
    assert len(shape["points"]) == len(shape["at_m"]) == 2
    assert shape["kept_share"] == 1.0


def test_points_of_a_route(client: FlaskClient) -> None:
    """A way through points has them too."""
    body = {"mode": "wandelen", "points": [START, [6.6, 52.6]], "depart": "10:00", "date": "2027-05-15"}
    route = client.post("/api/v1/routes", json=body).get_json()
    assert client.get(f"/api/v1/tours/{route['id']}/shape").get_json()["points"]


def test_no_such_tour(client: FlaskClient) -> None:
    """A tour that was never planned has no points, and that is said as for every other link."""
    answer = client.get(f"/api/v1/tours/{'a' * 20}/shape")
    assert answer.status_code == 404
    assert "plan it again" in answer.get_json()["detail"]


def test_wishes_that_came_later_leave_old_links_alone(client: FlaskClient) -> None:
    """What is not asked for is no part of a link: the first leg as the one that takes the length is."""
    body = {"mode": "fietsen", "start": START, "via": [[6.6, 52.6]], "distance_km": 30}
    plain, named, filled = (
        client.post("/api/v1/tours", json=body | more).get_json()["features"][0]["id"]
        for more in ({}, {"legs": [], "fill": None}, {"fill": 0})
    )
    assert plain == named
    assert filled != plain
