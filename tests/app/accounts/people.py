"""People who sign in, for the tests."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import passwords
from app.storage.accounts import Account, AccountStore
from tests.app.conftest import parts

PASSWORD = "heather peat oak boulder"
_HASH = passwords.hashed(PASSWORD)


def make_account(app: Flask, role: str, email: str = "") -> Account:
    """An account of a role with :data:`PASSWORD`."""
    store = AccountStore(parts(app).database)
    token = store.invite(email or f"{role}@example.org", role)
    account = store.accept(token, role.title(), _HASH)
    assert account is not None
    return account


def token_in(answer: TestResponse) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.get_data(as_text=True))
    assert found, answer.get_data(as_text=True)[:500]
    return found[1]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Fill in the form to sign in."""
    token = token_in(client.get("/sign-in"))
    return client.post("/sign-in", data={"csrf_token": token, "email": email, "password": password, **more})
