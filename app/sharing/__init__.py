"""Passing a tour on: a short link, a QR code, a page to be framed elsewhere, and what other sites show of a link."""
