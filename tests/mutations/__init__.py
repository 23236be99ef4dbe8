"""Faults to plant into a copy of the book, and the finding that each of them must raise."""
