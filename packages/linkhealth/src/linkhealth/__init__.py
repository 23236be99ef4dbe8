"""Asks the outside links of a static site, and speaks up only when one is really gone."""

__version__ = "1.0.0"
