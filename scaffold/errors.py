"""Says that an answer or a file cannot be used, and what to write instead."""

from booklint.invisible import escape_invisible


def visible(text: str) -> str:
    """Return `text` so that nothing in it steers the terminal in which it is shown."""
    return "\n".join(map(escape_invisible, text.split("\n")))


class UserError(Exception):
    """Raised when an answer or a file cannot be used; nothing has been written then.

    `message` says what is wrong and `fix` what to write instead, each a whole sentence.
    """

    def __init__(self, message: str, fix: str = ""):
        self.message = visible(message)
        self.fix = visible(fix)
        super().__init__(f"{self.message} {self.fix}".strip())
