"""Asks the outside links of the built book, and speaks up only when one is really gone."""
