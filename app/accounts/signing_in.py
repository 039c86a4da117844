"""Who is signed in: the session, the one hook that refuses what a role may not, tokens against forged forms."""

from datetime import UTC, datetime, timedelta

from flask import Flask, Response, current_app, redirect, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from app.access import may, needed_role
from app.accounts import passwords, second_factor
from app.api.reading import language_of
from app.languages import mark, translate
from app.problems import problem
from app.services import services
from app.settings import Settings
from app.storage.accounts import Account, AccountStore

SIGN_IN = "/sign-in"
_SESSION_HOURS = 12
_csrf = CSRFProtect()


class User(UserMixin):  # type: ignore[misc]  # the library has no types
    """An account, as the session knows it."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Return what the session keeps: an account whose epoch has risen is signed in no longer."""
        return f"{self.account.id}.{self.account.epoch}"


class _QuietSessions(SecureCookieSessionInterface):
    """Sessions that leave the answers to visitors alone: looking for a session there is none of varies nothing."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the session, if there is one."""
        if session.modified or self.get_cookie_name(app) in request.cookies:
            super().save_session(app, session, response)


def account_store() -> AccountStore:
    """Return the accounts of the app that serves the request."""
    return AccountStore(services().database)


def signed_in() -> Account | None:
    """Return the account of the request, or None."""
    return current_user.account if current_user.is_authenticated else None


def check(email: str, password: str, code: str) -> Account | str:
    """Return the account that email, password and code open, or why they do not: ``wrong``, ``locked``, ``code``.

    ``code`` is only said to somebody who knows the password.
    """
    accounts = account_store()
    account = accounts.by_email(email)
    now = datetime.now(UTC)
    if account is not None and account.is_locked(now):
        return "locked"
    known = passwords.matches(account.password if account else None, password)
    if account is None or not known or not account.active:
        if account is not None:
            accounts.failed(account, now)
        return "wrong"
    if not second_factor.passes(accounts, account, code):
        if code:
            accounts.failed(account, now)
        return "code"
    kept = passwords.hashed(password) if passwords.is_outdated(account.password) else account.password
    accounts.change(account.id, failures=0, locked_until=None, password=kept)
    return account


def install(app: Flask, settings: Settings) -> None:
    """Add sessions, roles and form tokens to an app; its views must be there already."""
    app.config.update(
        # The prefix makes a browser refuse the cookie from any other host or over an open line.
        SESSION_COOKIE_NAME="__Host-rondje" if settings.production else "rondje",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=_SESSION_HOURS),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # Over TLS Flask-WTF also compares the referrer, which our own policy leaves in place on the same site.
        WTF_CSRF_SSL_STRICT=True,
    )
    app.session_interface = _QuietSessions()
    _csrf.init_app(app)
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(kept: str) -> User | None:
        number, _, epoch = kept.partition(".")
        account = account_store().by_id(int(number)) if number.isdecimal() else None
        if account is None or not account.active or str(account.epoch) != epoch:
            return None
        return User(account)

    @app.context_processor
    def _who() -> dict[str, Account | None]:
        return {"me": signed_in()}

    @app.before_request
    def _guard() -> Response | AnyResponse | None:
        return _refuse_or_none()

    @app.after_request
    def _keep_private(answer: Response) -> Response:
        # What somebody who is signed in sees is for no shared cache.
        if app.config["SESSION_COOKIE_NAME"] in request.cookies or session.modified:
            answer.headers["Cache-Control"] = "private, no-store"
        return answer

    @app.errorhandler(CSRFError)
    def _forged(_error: CSRFError) -> Response:
        text = mark("This form was open too long or came from elsewhere; go back, reload and send it again.")
        return problem(400, translate(language_of(request), text))


def _refuse_or_none() -> Response | AnyResponse | None:
    view = current_app.view_functions.get(request.endpoint or "")
    needed = needed_role(view) if view is not None else None
    if needed is None:
        return None
    if not current_user.is_authenticated:
        if request.method in ("GET", "HEAD") and request.accept_mimetypes.accept_html:
            return redirect(f"{SIGN_IN}?next={request.full_path.rstrip('?')}")
        raise Unauthorized(translate(language_of(request), mark("Sign in first.")))
    if not may(current_user.account.role, needed):
        raise Forbidden(translate(language_of(request), mark("Your account is not for this.")))
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _csrf.protect()
    return None


def protect_form() -> None:
    """Refuse the request unless its form was given out by us; for forms of people who are not signed in yet."""
    _csrf.protect()
