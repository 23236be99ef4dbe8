"""Writes what a new case study, cohort, lesson, practice or template needs, so that it passes at once.

`python -m scaffold` says how; `make case-study` calls it.
"""

from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
"""The top folder of this repository."""
