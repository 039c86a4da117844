"""Photos that strangers send: what they really are is looked at, and only the picture itself is kept, drawn anew.

Whatever else a file holds (where and with what it was taken, other files hidden behind it, code) is not carried over.
"""

import warnings
from io import BytesIO

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from app.errors import FieldError, InvalidInput
from app.languages import mark, translate

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
"""Of the photo sent; beyond it a small file could unpack to gigabytes."""
LONGEST_SIDE = 1600
"""Pixels of the kept picture: enough to see a broken slat."""
_TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def clean_photo(sent: bytes, language: str) -> bytes:
    """Return a photo as a fresh JPEG without anything that was written beside the picture.

    Raises
    ------
    InvalidInput
        If it is too large, or no JPEG, PNG or WebP.
    """
    if len(sent) > MOST_BYTES:
        raise _refused(language, mark("the photo is larger than 8 MB; send a smaller one"))
    kind = _TYPES.get(_sniffed(sent))
    if kind is None:
        raise _refused(language, mark("this is no photo; send a JPEG, PNG or WebP"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(sent), formats=[kind]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _refused(language, mark("the photo has too many pixels; send a smaller one"))
                return _drawn_anew(opened)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError):
        raise _refused(language, mark("this photo cannot be read; send another")) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(language, mark("the photo has too many pixels; send a smaller one")) from None


def _drawn_anew(opened: Image.Image) -> bytes:
    # Cameras write which way is up beside the picture; once turned, that can go with the rest.
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(opened)
    plain = Image.new("RGB", upright.size, "white")
    if "A" in upright.getbands() or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        plain.paste(seen, mask=seen.getchannel("A"))
    else:
        plain.paste(upright.convert("RGB"))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = BytesIO()
    plain.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()


def _sniffed(sent: bytes) -> str:
    try:
        return str(puremagic.from_string(sent[:4096], mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _refused(language: str, text: str) -> InvalidInput:
    return InvalidInput([FieldError("photo", translate(language, text))])
