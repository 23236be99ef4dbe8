"""The classes that a page may set: those of the page's own frame are not among them.

A class of the frame moves, covers or hides what is not the author's: `{.card-title}` would lay a link
over the whole window. What components of this book draw has more of them, and is not asked.
"""

import re

from booklint.syntax import BOXES

from ..near import did_you_mean

CLASSES = {
    "badge": "a word in a frame, such as a status",
    "dropdown": "an admonition that opens at its title",
    "front-picture": "the picture beside the title of the front page",
    "gap": "an admonition in the colour of what nobody knows",
    "guidance": "an admonition in the colour of advice",
    "lead": "a first paragraph in larger letters",
    **dict.fromkeys(BOXES, "the kind of an {admonition} with a title of its own"),
}
"""Class → what it does."""

# What the parser itself sets.
_BUILT_IN = re.compile("contains-task-list|enabled|field-list|myst-[a-z-]+|task-list-item")


def class_problem(names: str) -> tuple[str, str] | None:
    """Return why one of some class names is not taken, and what to write; None if all are."""
    for name in names.split():
        if name not in CLASSES and not _BUILT_IN.fullmatch(name):
            return (
                f"The class «{name[:40]}» is not one that a page may set.",
                did_you_mean(name, sorted(CLASSES), whole=True),
            )
    return None
