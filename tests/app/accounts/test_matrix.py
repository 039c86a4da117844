"""Every route × every role: whoever may not is refused, whoever may is let through."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.access import Role, may, needed_role
from tests.app.accounts.people import make_account, sign_in

pytestmark = pytest.mark.usefixtures("front_end")

# What writes and yet is open: planning, what visitors send in, signing in itself.
OPEN_WRITES = {
    "api.tours",
    "api.routes",
    "api.sites",
    "accounts.sign_in",
    "accounts.accept",
    "desk_api.coverage",
    "field_reports.send",
    "matching.match",
    "matching_pages.change",
    "matching_pages.send",
    "named_routes.part",
    "named_routes.part_call",
    "field_reports_api.report",
}


def path_of(rule: Rule) -> str:
    """An address that the rule serves."""
    values = {name: 1 if "int" in str(rule) else "x" for name in rule.arguments}
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def guarded(app: Flask) -> list[tuple[Rule, str, str]]:
    """Rule, method and needed role of everything that is not open."""
    return [
        (rule, method, needed)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if (needed := needed_role(app.view_functions[rule.endpoint])) is not None
    ]


def clients(app: Flask) -> dict[str, FlaskClient]:
    """Somebody of each role, and a visitor."""
    made = {"": app.test_client()}
    for role in Role:
        made[role] = app.test_client()
        sign_in(made[role], make_account(app, role).email)
    return made


def test_every_route_refuses_whom_it_must(app: Flask) -> None:
    """Visitors are asked to sign in, other roles refused, and a role's own and admins pass the door."""
    rows = guarded(app)
    assert len(rows) >= 8
    wrong = []
    for role, client in clients(app).items():
        for rule, method, needed in rows:
            answer = client.open(path_of(rule), method=method, headers={"Accept": "application/json"})
            expected = 401 if not role else 403 if not may(role, needed) else None
            refused = answer.status_code in (401, 403)
            if (answer.status_code != expected) if expected else refused:
                wrong.append((role, method, rule.rule, answer.status_code))
            if rule.endpoint == "accounts.sign_out" and role:
                sign_in(client, f"{role}@example.org")
    assert wrong == []


def test_visitors_are_led_to_the_form(app: Flask) -> None:
    """In a browser the way in stands before the page, which then opens."""
    client = app.test_client()
    answer = client.get("/account", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=/account")


def test_nothing_else_writes(app: Flask) -> None:
    """Each call that is no mere reading needs a role, or is on the list of those open to all on purpose."""
    open_writes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        and needed_role(app.view_functions[rule.endpoint]) is None
    }
    assert open_writes - OPEN_WRITES == set()
