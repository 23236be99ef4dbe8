"""The errors that end a run with one clear line."""


class CannotRunError(Exception):
    """The run cannot begin, or its answers are worth nothing; the message says what to do."""
