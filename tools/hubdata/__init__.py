"""The data model of this book: what a record is, how all of them are read, and what must hold.

It needs neither Sphinx nor a build; the extension, the figures and the scaffold stand on it.
"""
