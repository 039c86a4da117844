"""Pages of accounts: sign in and out, one's own account, invitations, who may what, who did what."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.access import Role, requires
from app.accounts import passwords, second_factor
from app.accounts.signing_in import SIGN_IN, User, account_store, check, protect_form, signed_in
from app.address import site_address
from app.api.reading import language_of
from app.budget import Budget, costs
from app.languages import mark, translate
from app.storage.accounts import Account, Invitation

accounts = Blueprint("accounts", __name__)

_WRONG = {
    "wrong": mark("Address or password is not right."),
    "locked": mark("Too many attempts; wait a while and try again."),
    "code": mark("Give the six digits that your phone shows now."),
    "short": mark("Give at least {least} characters."),
    "long": mark("Give at most {most} characters."),
    "simple": mark("This is easy to guess; use several words that do not belong to you."),
    "name": mark("Give your name."),
    "role": mark("Choose a role."),
    "email": mark("Give an e-mail address."),
    "self": mark("You cannot take this from yourself; ask another administrator."),
}


@accounts.get(SIGN_IN)
def sign_in_form() -> str:
    """Show the form to sign in."""
    return _page("sign_in", next=_safe_next(request.args.get("next", "")))


@accounts.post(SIGN_IN)
@costs(Budget.SIGN_IN)
def sign_in() -> Response | AnyResponse | tuple[str, int]:
    """Sign in."""
    protect_form()
    form = request.form
    target = _safe_next(form.get("next", ""))
    email = form.get("email", "")
    found = check(email, form.get("password", ""), form.get("code", ""))
    if not isinstance(found, Account):
        # The password was right, so that this account asks for a code is no secret any more.
        needs_code = found == "code"
        wrong = None if needs_code and not form.get("code") else _words(found)
        return _page("sign_in", next=target, email=email, needs_code=needs_code, wrong=wrong), 422
    # A session from before signing in must not live on in it.
    session.clear()
    session.permanent = True
    login_user(User(found))
    account_store().note(found.email, "signed in", found.email)
    return redirect(target, 303)


@accounts.post("/sign-out")
@requires("")
def sign_out() -> AnyResponse:
    """Sign out."""
    logout_user()
    session.clear()
    return redirect("/", 303)


@accounts.get("/invitation/<token>")
def invitation_form(token: str) -> str:
    """Show the form that makes an account."""
    return _page("invitation", invitation=_invitation(token))


@accounts.post("/invitation/<token>")
@costs(Budget.SIGN_IN)
def accept(token: str) -> Response | AnyResponse | tuple[str, int]:
    """Make an account of an invitation, or give it its new password."""
    protect_form()
    invitation = _invitation(token)
    name, password = request.form.get("name", "").strip()[:120], request.form.get("password", "")
    wrong = "name" if not name else passwords.weakness(password, invitation.email, name)
    if wrong:
        return _page(
            "invitation", invitation=invitation, given_name=name, wrong=_words(wrong), field=wrong
        ), 422
    account = account_store().accept(token, name, passwords.hashed(password))
    if account is None:
        raise NotFound(mark("This invitation was used or is too old; ask for a new one."))
    account_store().note(account.email, "accepted invitation", account.email, {"role": account.role})
    return redirect(SIGN_IN, 303)


@accounts.get("/account")
@requires("")
def account() -> str:
    """Show one's own account."""
    mine = _mine()
    offered = None if mine.totp_secret else session.setdefault("offered_secret", second_factor.new_secret())
    picture = second_factor.picture(offered, mine.email, "Rondje") if offered else None
    return _page("account", account=mine, secret=offered, picture=picture, done=request.args.get("done"))


@accounts.post("/account/password")
@requires("")
@costs(Budget.SIGN_IN)
def new_password() -> Response | AnyResponse | tuple[str, int]:
    """Change one's password; every other session ends."""
    mine = _mine()
    fresh = request.form.get("password", "")
    wrong = passwords.weakness(fresh, mine.email, mine.name)
    if not passwords.matches(mine.password, request.form.get("old", "")):
        wrong = "wrong"
    if wrong:
        return _page("account", account=mine, wrong=_words(wrong)), 422
    account_store().change(mine.id, ends_sessions=True, password=passwords.hashed(fresh))
    account_store().note(mine.email, "changed password", mine.email)
    renewed = account_store().by_id(mine.id)
    assert renewed is not None
    login_user(User(renewed))
    return redirect(url_for("accounts.account", done="password"), 303)


@accounts.post("/account/second-factor")
@requires("")
@costs(Budget.SIGN_IN)
def second_factor_on_or_off() -> Response | AnyResponse | tuple[str, int]:
    """Start to ask for a code at sign-in, or stop it; either needs a right code."""
    mine = _mine()
    secret = mine.totp_secret or session.get("offered_secret", "")
    step = second_factor.step_of(secret, request.form.get("code", "")) if secret else None
    if step is None or not account_store().use_code(mine.id, step):
        picture = None if mine.totp_secret else second_factor.picture(secret, mine.email, "Rondje")
        return _page(
            "account",
            account=mine,
            secret=None if mine.totp_secret else secret,
            picture=picture,
            wrong=_words("code"),
        ), 422
    session.pop("offered_secret", None)
    account_store().change(mine.id, totp_secret=None if mine.totp_secret else secret)
    account_store().note(mine.email, f"second factor {'off' if mine.totp_secret else 'on'}", mine.email)
    return redirect(url_for("accounts.account", done="factor"), 303)


@accounts.get("/admin/accounts")
@requires(Role.ADMIN)
def people() -> str:
    """Show who may what."""
    return _people()


@accounts.post("/admin/invitations")
@requires(Role.ADMIN)
def invite() -> str | tuple[str, int]:
    """Invite somebody, or give an account a link to a new password."""
    email, role = request.form.get("email", "").strip(), request.form.get("role", "")
    wrong = "role" if role not in set(Role) else "email" if not _is_address(email) else None
    if wrong:
        return _people(wrong=_words(wrong)), 422
    token = account_store().invite(email, role)
    account_store().note(_mine().email, "invited", email, {"role": role})
    return _people(link=site_address() + url_for("accounts.invitation_form", token=token), invited=email)


@accounts.post("/admin/accounts/<int:number>")
@requires(Role.ADMIN)
def change(number: int) -> AnyResponse | tuple[str, int]:
    """Change somebody's role, or block or free an account; its sessions end."""
    other = account_store().by_id(number)
    if other is None:
        raise NotFound(mark("There is no such account."))
    if other.id == _mine().id:
        return _people(wrong=_words("self")), 422
    role, active = request.form.get("role", other.role), request.form.get("active", "yes") == "yes"
    if role not in set(Role):
        return _people(wrong=_words("role")), 422
    account_store().change(number, ends_sessions=True, role=role, active=active)
    account_store().note(_mine().email, "changed account", other.email, {"role": role, "active": active})
    return redirect(url_for("accounts.people"), 303)


@accounts.get("/admin/log")
@requires(Role.ADMIN)
def deeds() -> str:
    """Show who did what."""
    return _page("audit", deeds=account_store().deeds())


def _people(**values: object) -> str:
    return _page("people", people=account_store().all(), me=_mine(), roles=list(Role), **values)


def _page(template: str, **values: object) -> str:
    return render_template(f"accounts/{template}.html", **values)


def _mine() -> Account:
    mine = signed_in()
    assert mine is not None  # the views that ask need an account
    return mine


def _invitation(token: str) -> Invitation:
    found = account_store().invitation(token)
    if found is None:
        raise NotFound(mark("This invitation was used or is too old; ask for a new one."))
    return found


def _words(code: str) -> str:
    values = {"least": passwords.LEAST_LENGTH, "most": passwords.MOST_LENGTH}
    return translate(language_of(request), _WRONG[code], values)


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and "." in host) and len(text) <= 254 and not any(c.isspace() for c in text)


def _safe_next(text: str) -> str:
    """Return where to go after signing in: a path of this site, never another host's."""
    parts = urlsplit(text)
    ours = (
        text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    )
    return text if ours and "\\" not in text and text.isprintable() else "/account"
