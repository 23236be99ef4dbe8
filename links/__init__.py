"""Asks the outside links of the built book, and speaks up only when one is really gone."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The top folder of this repository."""
