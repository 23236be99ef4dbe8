"""Shortcuts round what costs most in other packages, without a change of what they give.

Each module says what it goes round and what that costs. One is kept while it alone saves a tenth of the
build of this book, or of one with 300 case studies (`python -m bench 300`).
"""
