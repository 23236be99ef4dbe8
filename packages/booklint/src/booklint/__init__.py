"""A linter for Jupyter Books: links, pictures, alternative texts, structure, words and safety.

`booklint` prints what breaks its rules; `booklint.registry` explains how a rule is written.
"""
