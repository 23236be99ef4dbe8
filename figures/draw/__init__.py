"""Draws every picture of the book from its data; `python -m figures.draw` is the command."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
FIGURES = ROOT / "figures"
