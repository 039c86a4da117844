"""Signing in: who gets in, who does not, and what a stranger can learn or forge."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import second_factor
from app.storage.accounts import AccountStore
from tests.app.accounts.people import PASSWORD, make_account, sign_in, token_in
from tests.app.conftest import parts

pytestmark = pytest.mark.usefixtures("front_end")


@pytest.fixture
def store(app: Flask) -> AccountStore:
    """The accounts of the app."""
    return AccountStore(parts(app).database)


def test_signing_in_and_out(app: Flask, client: FlaskClient) -> None:
    """Password and address, however the address is written, open the account; signing out closes it."""
    make_account(app, "editor")
    assert client.get("/account").status_code in (302, 401)
    answer = sign_in(client, " Editor@Example.org ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    page = client.get("/account")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.post("/sign-out", data={"csrf_token": token_in(page)}).status_code == 303
    assert client.get("/account", headers={"Accept": "application/json"}).status_code == 401


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask, client: FlaskClient) -> None:
    """HttpOnly, SameSite; visitors who never sign in get none at all."""
    assert "Set-Cookie" not in client.get("/").headers
    assert "Cookie" not in client.get("/").headers.get("Vary", "")
    make_account(app, "editor")
    cookie = sign_in(client, "editor@example.org").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_wrong_and_unknown_are_answered_alike(app: Flask, client: FlaskClient) -> None:
    """Nobody learns here which addresses have an account."""
    make_account(app, "editor")
    wrong = sign_in(client, "editor@example.org", "not this one at all")
    unknown = sign_in(client, "nobody@example.org", "not this one at all")
    assert wrong.status_code == unknown.status_code == 422
    told = [answer.get_data(as_text=True).split('id="wrong">')[1][:60] for answer in (wrong, unknown)]
    assert told[0] == told[1]


def test_guessing_makes_one_wait(app: Flask, client: FlaskClient, store: AccountStore) -> None:
    """After five failures even the right password has to wait, longer after each; then it opens again."""
    account = make_account(app, "editor")
    for _ in range(5):
        sign_in(client, account.email, "guessing guessing")
    assert sign_in(client, account.email).status_code == 422
    now = datetime.now(UTC)
    waits = []
    for _ in range(14):
        kept = store.by_email(account.email)
        assert kept is not None
        store.failed(kept, now)
        after = store.by_email(account.email)
        assert after is not None
        assert after.locked_until is not None
        waits.append((after.locked_until - now).total_seconds())
    assert waits == sorted(waits)
    assert waits[0] < 5
    assert waits[-1] == 900
    store.change(account.id, locked_until=now - timedelta(seconds=1))
    assert sign_in(client, account.email).status_code == 303


def test_second_factor(app: Flask, client: FlaskClient, store: AccountStore) -> None:
    """Turned on with a code, asked for from then on; a code opens once, a wrong one never."""
    account = make_account(app, "officer")
    sign_in(client, account.email)
    page = client.get("/account")
    secret = page.get_data(as_text=True).split('class="secret"><code>')[1].split("<")[0]
    code = pyotp.TOTP(secret).now()
    data = {"csrf_token": token_in(page), "code": code}
    assert client.post("/account/second-factor", data=data).status_code == 303
    fresh = app.test_client()
    asked = sign_in(fresh, account.email)
    assert asked.status_code == 422
    assert 'name="code"' in asked.get_data(as_text=True)
    assert sign_in(fresh, account.email, code="000000").status_code == 422
    # The code that turned it on is used up.
    assert sign_in(fresh, account.email, code=code).status_code == 422
    store.change(account.id, totp_step=0)
    assert sign_in(fresh, account.email, code=pyotp.TOTP(secret).now()).status_code == 303


def test_codes_of_the_neighbouring_half_minutes_count() -> None:
    """A phone whose clock is a little off still gets in; an hour off does not."""
    secret = second_factor.new_secret()
    totp = pyotp.TOTP(secret)
    now = 1_800_000_000
    assert second_factor.step_of(secret, totp.at(now), now) == now // 30
    assert second_factor.step_of(secret, totp.at(now - 30), now) == now // 30 - 1
    assert second_factor.step_of(secret, totp.at(now - 3600), now) is None


def test_invitation_works_once(app: Flask, client: FlaskClient, store: AccountStore) -> None:
    """The link makes the account with the invited role; a second use, an old one and a made-up one are 404."""
    token = store.invite("new@example.org", "officer")
    page = client.get(f"/invitation/{token}")
    data = {"csrf_token": token_in(page), "name": "Nieuw", "password": PASSWORD}
    assert client.post(f"/invitation/{token}", data=data | {"password": "short"}).status_code == 422
    assert client.post(f"/invitation/{token}", data=data | {"password": "new1new1new1"}).status_code == 422
    assert client.post(f"/invitation/{token}", data=data).status_code == 303
    account = store.by_email("new@example.org")
    assert account is not None
    assert account.role == "officer"
    assert PASSWORD not in account.password
    assert client.get(f"/invitation/{token}").status_code == 404
    assert client.get("/invitation/made-up").status_code == 404
    old = store.invite("old@example.org", "editor", datetime.now(UTC) - timedelta(days=8))
    assert client.get(f"/invitation/{old}").status_code == 404
    assert app.test_client().post(f"/invitation/{old}").status_code == 400


def test_new_password_ends_other_sessions(app: Flask, client: FlaskClient) -> None:
    """Whoever else is in with the old password is out at once; here one stays in."""
    account = make_account(app, "editor")
    other = app.test_client()
    sign_in(client, account.email)
    sign_in(other, account.email)
    data = {"old": PASSWORD, "password": "moor birch crane sundew"}
    data["csrf_token"] = token_in(client.get("/account"))
    assert client.post("/account/password", data=data | {"old": "wrong"}).status_code == 422
    assert client.post("/account/password", data=data).status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account", headers={"Accept": "application/json"}).status_code == 401


def test_admins_block_and_promote_others_but_not_themselves(
    app: Flask, client: FlaskClient, store: AccountStore
) -> None:
    """A blocked account is out at once; the change stands in the log with who made it."""
    admin, editor = make_account(app, "admin"), make_account(app, "editor")
    other = app.test_client()
    sign_in(other, editor.email)
    sign_in(client, admin.email)
    token = token_in(client.get("/admin/accounts"))
    data = {"csrf_token": token, "role": "officer", "active": "no"}
    assert client.post(f"/admin/accounts/{editor.id}", data=data).status_code == 303
    assert other.get("/account", headers={"Accept": "application/json"}).status_code == 401
    assert sign_in(app.test_client(), editor.email).status_code == 422
    assert client.post(f"/admin/accounts/{admin.id}", data=data).status_code == 422
    assert client.post("/admin/accounts/999", data=data).status_code == 404
    deed = store.deeds()[0]
    assert (deed.who, deed.action, deed.subject) == (admin.email, "changed account", editor.email)
    assert "changed account" in client.get("/admin/log").get_data(as_text=True)


def test_admin_invites(app: Flask, client: FlaskClient) -> None:
    """The page shows the link once; nonsense is refused."""
    sign_in(client, make_account(app, "admin").email)
    token = token_in(client.get("/admin/accounts"))
    data = {"csrf_token": token, "email": "guest@example.org", "role": "editor"}
    assert "/invitation/" in client.post("/admin/invitations", data=data).get_data(as_text=True)
    assert client.post("/admin/invitations", data=data | {"email": "no address"}).status_code == 422
    assert client.post("/admin/invitations", data=data | {"role": "king"}).status_code == 422


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_signing_in_leads_nowhere_else(app: Flask, client: FlaskClient, target: str) -> None:
    """A link cannot send somebody who signs in to another site."""
    make_account(app, "editor")
    answer = sign_in(client, "editor@example.org", next=target)
    assert answer.headers["Location"] == "/account"
    client.get("/sign-in")


def test_forged_form_changes_nothing(app: Flask, client: FlaskClient) -> None:
    """Without the token of our own page a form of somebody who is signed in is refused."""
    account = make_account(app, "editor")
    sign_in(client, account.email)
    answer = client.post("/account/password", data={"old": PASSWORD, "password": "moor birch crane sundew"})
    assert answer.status_code == 400
    assert sign_in(app.test_client(), account.email).status_code == 303


def test_commands(app: Flask, store: AccountStore) -> None:
    """``flask users`` invites, lists, changes and frees; an unknown address is told."""
    run = app.test_cli_runner().invoke
    link = run(args=["users", "invite", "first@example.org", "--role", "admin"]).output
    assert "/invitation/" in link
    account = make_account(app, "editor", "second@example.org")
    for args in (["role", account.email, "officer"], ["block", account.email], ["free", account.email]):
        assert run(args=["users", *args]).exit_code == 0
    assert "second@example.org\tofficer" in run(args=["users", "list"]).output
    unknown = run(args=["users", "block", "nobody@example.org"])
    assert unknown.exit_code != 0
    assert "there is no account" in unknown.output
    assert store.deeds()[0].who == "command line"
