"""Asks the outside links of the built book, and speaks up only when one is really gone."""

from checks import TOP

ROOT = TOP
"""The top folder of this repository."""
