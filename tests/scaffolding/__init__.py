"""Tests of `make case-study` and its siblings: what they write is right at once, or nothing is written."""
