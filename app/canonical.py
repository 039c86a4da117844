"""JSON with one spelling: the same value always gives the same bytes."""

import json
from collections.abc import Mapping


def to_json(value: object) -> bytes:
    """Write a value as UTF-8 JSON, keys in the order given; NaN and infinity are refused.

    A lone surrogate, which a client can send but UTF-8 cannot hold, becomes a question mark.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def to_sorted_json(value: Mapping[str, object]) -> bytes:
    """Write a mapping with its keys sorted, so that two spellings of one request are the same bytes."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8", "replace")
