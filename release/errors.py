"""The errors that end a command with one clear line."""


class CannotReleaseError(Exception):
    """Nothing that could be trusted would come out; the message says why, and what to do."""
