"""The parts that the app is made of beside planning: one line each."""

from app.part import Part

PARTS: tuple[Part, ...] = ()
