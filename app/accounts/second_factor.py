"""The second factor: a code from a phone, good for half a minute and once (RFC 6238)."""

import time

import pyotp
import segno

from app.storage.accounts import Account, AccountStore

_PERIOD_S = 30


def new_secret() -> str:
    """Return a secret to share with a phone."""
    return pyotp.random_base32()


def picture(secret: str, email: str, site: str) -> str:
    """Return the QR code that a phone reads, as SVG."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site)
    code = segno.make(address, error="m")
    return str(code.svg_inline(scale=4, border=2, light="#fff", dark="#000", svgclass="qr", lineclass=None))


def step_of(secret: str, code: str, now_s: float | None = None) -> int | None:
    """Return the time step that a code belongs to, one before or after now at most; None where it is wrong."""
    digits = "".join(code.split())
    now_s = time.time() if now_s is None else now_s
    for offset in (0, -1, 1):
        at_s = now_s + offset * _PERIOD_S
        if pyotp.utils.strings_equal(digits, pyotp.TOTP(secret).at(int(at_s))):
            return int(at_s // _PERIOD_S)
    return None


def passes(accounts: AccountStore, account: Account, code: str) -> bool:
    """Whether a code lets somebody in; each does so once."""
    if account.totp_secret is None:
        return True
    step = step_of(account.totp_secret, code)
    return step is not None and accounts.use_code(account.id, step)
