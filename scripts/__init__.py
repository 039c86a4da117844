"""Thin command lines over the same calls as the app."""
