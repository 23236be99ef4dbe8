"""What a check says: one finding, with its place, its message and its repair."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["finding", "notice"]
Reach = Literal["", "line", "page", "book"]
"""How far the consequences of a fault go, which are not reported beside it."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong at one place.

    A finding fails the run; a notice is printed and does not.
    `element_id` and `target` are filled for built pages, where a line number says little, and
    `cell` for notebooks: the cell and the line in it, as a person counts them. `repair` is what
    stands there and what may safely stand there instead; it is empty where that takes a person.
    """

    path: str
    line: int
    rule: str
    message: str
    fix: str
    level: Level = "finding"
    element_id: str = ""
    target: str = ""
    cell: str = ""
    repair: tuple[str, ...] = ()
    hides: Reach = field(default="", compare=False)

    def as_dictionary(self) -> dict[str, Any]:
        """The finding as the JSON report gives it: `id`, `target` and `cell` only if given."""
        names = ("path", "line", "rule", "message", "fix", "level")
        given = {"id": self.element_id, "target": self.target, "cell": self.cell}
        return {name: getattr(self, name) for name in names} | {
            name: value for name, value in given.items() if value
        }


@dataclass(frozen=True)
class Problem:
    """What a rule yields; the register adds the rule's name and the path of the thing it read.

    A rule that reads a whole book names the `path` itself. `repair` is the text of that line which
    is wrong, and the one to write instead, where that is safe without a person. `hides` says that whatever is
    found below it on the page, or anywhere in the book, may only be a consequence.
    """

    line: int
    message: str
    fix: str
    level: Level = "finding"
    path: str = ""
    element_id: str = ""
    target: str = ""
    repair: tuple[str, ...] = ()
    hides: Reach = ""
