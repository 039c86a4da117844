"""``flask users …``: accounts from the command line, for the first administrator and for those who lost their way."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.access import Role
from app.accounts.signing_in import account_store
from app.services import services

users = AppGroup("users", help="Accounts of editors, officers and administrators.")

_ROLES = click.Choice([role.value for role in Role])
_SHELL = "command line"


@users.command("invite")
@click.argument("email")
@click.option("--role", type=_ROLES, default=Role.EDITOR.value, show_default=True)
def invite(email: str, role: str) -> None:
    """Print a link with which EMAIL makes an account, or sets a new password for the one it has."""
    if "@" not in email:
        raise click.BadParameter("give an e-mail address", param_hint="EMAIL")
    token = account_store().invite(email, role)
    account_store().note(_SHELL, "invited", email, {"role": role})
    base = services().settings.public_url or "http://127.0.0.1:8000"
    click.echo(f"{base}/invitation/{token}")


@users.command("list")
def show() -> None:
    """List the accounts."""
    for account in account_store().all():
        state = "" if account.active else " (blocked)"
        factor = " with second factor" if account.totp_secret else ""
        click.echo(f"{account.email}\t{account.role}\t{account.name}{factor}{state}")


@users.command("role")
@click.argument("email")
@click.argument("role", type=_ROLES)
def role(email: str, role: str) -> None:
    """Give EMAIL another ROLE; its sessions end."""
    _change(email, f"role {role}", role=role)


@users.command("block")
@click.argument("email")
def block(email: str) -> None:
    """Block the account of EMAIL; its sessions end at once."""
    _change(email, "blocked", active=False)


@users.command("free")
@click.argument("email")
def free(email: str) -> None:
    """Free the account of EMAIL: no longer blocked, no waiting after failed attempts."""
    _change(email, "freed", active=True, failures=0, locked_until=None)


@users.command("forget-factor")
@click.argument("email")
def forget_factor(email: str) -> None:
    """Take the second factor from the account of EMAIL, whose phone is lost."""
    _change(email, "second factor taken off", totp_secret=None)


def install(app: Flask) -> None:
    """Add the commands to an app."""
    app.cli.add_command(users)


def _change(email: str, action: str, **values: object) -> None:
    account = account_store().by_email(email)
    if account is None:
        raise click.ClickException(f"there is no account of {email}; see: flask users list")
    account_store().change(account.id, ends_sessions=True, **values)
    account_store().note(_SHELL, action, account.email)
    click.echo(f"{account.email}: {action}")
