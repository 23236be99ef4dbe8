"""Says that an answer or a file cannot be used, and what to write instead."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


class UserError(Exception):
    """Raised when an answer or a file cannot be used; nothing has been written then.

    `message` says what is wrong and `fix` what to write instead, each a whole sentence.
    """

    def __init__(self, message: str, fix: str = ""):
        self.message = visible(message)
        self.fix = visible(fix)
        super().__init__(f"{self.message} {self.fix}".strip())


class StoppedError(UserError):
    """Raised when somebody presses Ctrl-C or Ctrl-D."""


def visible(text: str) -> str:
    """Return `text` with every control and formatting character spelt out: «\\x1b», «\\u202e».

    What people type ends up in a terminal, so nothing in it may steer one.
    """
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in _UNSEEN
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
