"""What can be written on a page, drawn from the table by which the checks and the build judge it."""

from collections.abc import Mapping

from booklint.html_tags import INSTEAD as TAGS
from hubdata.guard.bounds import BOUNDS
from hubdata.guard.classes import CLASSES
from hubdata.guard.names import FENCES, INSTEAD, ROLES
from hubdata.guard.shapes import SHAPES
from hubdata.records import Records

from ..markdown import capital, code, escape, table, with_code
from .base import Place, component

_MARKDOWN = (
    ("Line break", "`\\` or two spaces at the end of a line"),
    ("Dash, quotation marks", '`--`, `---` and `"words"`, which are shown as –, — and “words”'),
    ("Code", "`words`, or a block with its language, such as `python`; nothing in it is coloured"),
    ("Struck-out words", "`~~words~~`"),
    ("Formula", "`$x^2$`, or `$$` above and below it"),
    ("Task", "`- [ ] to do` or `- [x] done`"),
    ("Picture", "`![what it shows](/../figures/name.png){width=300px align=center}`"),
    ("Picture in a sentence", "the same, within the sentence"),
    ("Link to a place", "`[words](page.md#heading-or-label)`"),
    ("Footnote", "`words[^name]`, and below `[^name]: words`"),
    ("Line across", "`---`, with an empty line above and below"),
    ("Name or class of a block", "`{#name .class}` on the line above it"),
    (
        "Name or class of a directive",
        "`(name)=` on the line above it, `:class: class` below its first",
    ),
    ("Comment that nobody sees", "`% words`, at the beginning of a line"),
    (
        "Citation",
        "`{cite:p}` for [Label], `{cite:t}`, `{cite:author}` and `{cite:year}` in a sentence",
    ),
)


def _by_answer(form: str, answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a row for each answer, with all that it stands for."""
    rows: dict[str, list[str]] = {}
    for name, text in sorted(answers.items()):
        rows.setdefault(text, []).append(code(form.format(name)))
    return [(", ".join(names), with_code(text)) for text, names in rows.items()]


@component("what-you-can-write")
def what_you_can_write(records: Records, place: Place) -> str:
    """Draw what a page may use, how much of it, and what stands for the rest."""
    markdown = [(escape(name), with_code(how)) for name, how in _MARKDOWN]
    taken = [
        (
            code(f"{{{name}}}"),
            ", ".join(code(option) for option in sorted(shape.options)) or "none",
        )
        for name, shape in sorted(SHAPES.items())
    ]
    roles = ", ".join(code(f"{{{name}}}") for name in sorted(ROLES))
    classes = [(code(name), escape(what)) for name, what in sorted(CLASSES.items())]
    bounds = [(escape(capital(each.what)), f"{each.most:,}") for each in BOUNDS.values()]
    refused = [
        *_by_answer("{{{}}}", INSTEAD),
        *_by_answer("a fence {}", FENCES),
        *_by_answer("<{}>", TAGS),
    ]
    return "\n\n".join(
        [
            table("Markdown beyond the ordinary", ("What", "How"), markdown),
            table("Directives and their options", ("Directive", "Options"), taken),
            f"Roles: {roles}.",
            table("Classes that a page may set", ("Class", "What it does"), classes),
            table("How much there may be", ("Of what", "At most"), bounds),
            table("What is not taken", ("In the place of", "Do this"), refused),
        ]
    )
