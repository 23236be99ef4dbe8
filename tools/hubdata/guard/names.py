"""The directives and roles that a page may use: what is not known to be harmless is not allowed.

Others of Sphinx and its extensions read files (`include`, `csv-table`), pass markup on (`raw`, `meta`),
run code or expressions (`eval`, `only`), write TeX as it stands (`tabularcolumns`), or put addresses
past the checks (`toctree`).
"""

import re

from booklint.html_tags import instead as tag_instead
from booklint.html_tags import tags_in
from booklint.syntax import BOXES, KNOWN_ROLES, code_meant, meant

from ..near import nearest
from .shapes import COMPONENTS, SHAPES

OWN = frozenset({"page-sources", "source-list"})
"""Those of this book besides its components: they take nothing."""

MADE = frozenset({"card-list"})
"""What only components write: a list with the classes of its cards."""

DIRECTIVES = OWN | COMPONENTS.keys() | SHAPES.keys()

_ROLES = """
    abbr abbreviation cite code command date eq download emphasis file generated guilabel kbd literal math
    menuselection number samp strong sub subscript sup superscript title-reference
"""

ROLES = frozenset(_ROLES.split())
"""Roles outside a domain; `ref`, `doc`, `term` and `cite:…` stand in domains, which only make links."""

_IN_DOMAINS = frozenset({"doc", "ref", "term"})
_CITATIONS = re.compile(
    r"cite:(c?ts?|ps?|alps?|label|labelpar|year|yearpar|c?authors?|authorpars?)"
)


CITED_IN_WORDS = re.compile(r"c?ts?|label|alps?|c?authors?|year")
"""Behind `cite:`, the forms that stand in a sentence as words."""

NO_PICTURE = "A heading cannot hold a picture: menus and lists have its words alone."
BELOW = "Put it into the text below."
NO_CITED_WORDS = "A heading cannot hold a citation in words: menus and lists would lose it."
WRITE_THEM = "Write the words themselves, with {cite:p} behind them."


def role_taken(name: str) -> bool:
    """Tell whether the build takes a role of this name."""
    return name in ROLES or name in _IN_DOMAINS or _CITATIONS.fullmatch(name) is not None


_CODE = "Write «`words`»."
_ELSEWHERE = "Write a link: nothing from elsewhere is shown on a page."
_OUT = "Leave it out: it would change nothing in this book."

INSTEAD = {
    **dict.fromkeys(
        ["codeauthor", "compound", "index", "meta", "sectionauthor", "tabularcolumns"], _OUT
    ),
    **dict.fromkeys(["envvar", "mailheader", "makevar", "manpage", "mimetype", "newsgroup"], _CODE),
    **dict.fromkeys(["option", "program", "regexp", "token"], _CODE),
    **dict.fromkeys(["dfn", "smallcaps", "title", "u", "underline"], "Write «*words*»."),
    **dict.fromkeys(["del", "strike"], "Write «~~words~~»."),
    **dict.fromkeys(["ce", "chem"], "Write it with {sub}`2` for a low number."),
    **dict.fromkeys(["pep", "rfc"], "Write the link as «[text](address)»."),
    **dict.fromkeys(
        ["exercise", "prf", "proof", "solution"], "Write an {admonition} with a title."
    ),
    **dict.fromkeys(["bdg", "fab", "far", "fas", "material", "sub-ref"], "Write the word."),
    **dict.fromkeys(["audio", "iframe", "video", "youtube"], _ELSEWHERE),
    **dict.fromkeys(["any", "bdg-ref"], "Write «[words](#label)»."),
    "article-info": "Write a sentence below the title.",
    "bdg-link": "Write the link as «[words](address)».",
    "centered": "Leave it out: text stands to the left. A {figure} has «:align: center».",
    "glue": "Write the value: nothing on a page is run.",
    "highlight": "Name the language of each code block: «```python».",
    "hlist": "Write a list.",
    "tableofcontents": "Nothing is needed: the menu lists the pages.",
    "aside": "Write a {sidebar}.",
    "bibliography": "Write {page-sources}, or {source-list}.",
    "class": "Write «{.name}» on the line above what it is for.",
    "code-cell": "Write the code in a code block: nothing on a page is run.",
    "contents": "Nothing is needed: every page lists its parts by itself.",
    "csv-table": "Write the table in Markdown, or as a {list-table}.",
    "deprecated": "Write a {note}.",
    "div": "Write a {container}.",
    **dict.fromkeys(["doctest", "productionlist", "prompt"], "Write a code block."),
    "eval": "Write the value: nothing on a page is run.",
    "eval-rst": "Write it in Markdown.",
    "figure-md": "Write a {figure}.",
    "include": "Write the text on the page itself.",
    "line-block": "End each line with a backslash.",
    "link-button": "Write a {button-link}, or for a label a {button-ref}.",
    "literalinclude": "Write the lines on the page itself, in a code block.",
    "margin": "Write a {sidebar}.",
    "math:numref": "Write «{eq}`label`».",
    "numref": "Write «{ref}`label`»: nothing in this book has a number.",
    "octicon": "Write the word.",
    "only": "Write what holds for every edition.",
    "panels": "Write a {grid} that holds a {grid-item-card} for each panel.",
    "raw": "Write it in Markdown: no check can read raw HTML.",
    **dict.fromkeys(
        ["group-tab", "tab", "tabbed", "tabs"],
        "Write a {tab-set} that holds a {tab-item} for each tab.",
    ),
    "tab-set-code": "Write a {tab-set} with a code block in each {tab-item}.",
    "toctree": "The menu is book/_toc.yml.",
    "todo": "Write an issue, or a comment: «% …».",
    "toggle": "Write a {dropdown} with a title.",
    "versionadded": "Write a {note}.",
    "versionchanged": "Write a {note}.",
}

COMMENT = "Write a comment as «% …», at the beginning of a line."


def instead(name: str, *, of_role: bool = False) -> str:
    """Return what to write in the place of a directive, or of a role, that is not allowed."""
    family = name
    # `bdg-link-primary`, `material-regular`, `prf:theorem`, `glue:text`: one family has one answer.
    while family:
        if known := INSTEAD.get(family) or FENCES.get(family):
            return known
        family = family[: max(family.rfind("-"), family.rfind(":"), 0)]
    if language := code_meant(name):
        return f"Write «```{language}» without braces: code is shown, and not run."
    if name.startswith(("c:", "cpp:", "js:", "py:", "rst:", "std:")):
        return _CODE
    if name.startswith(("cite:", "footcite")):
        return "Write «{cite:p}`key`», or «{cite:t}`key`» within a sentence."
    names = sorted(DIRECTIVES | ROLES | set(filter(role_taken, KNOWN_ROLES)))
    near = meant(name, names) or nearest(name, names, whole=True, at_least=75)
    if near:
        return f"Did you mean «{{{near}}}»?"
    boxes = ", ".join(f"{{{each}}}" for each in ("admonition", *sorted(BOXES)))
    return "Write it in Markdown." if of_role else f"Write it in Markdown, or in a box: {boxes}."


# Words after a fence that other programs take for a drawing or a formula.
FENCES = {
    "math": "Write the formula as «$$ … $$», or in a {math}.",
    "mermaid": "Draw it, and add the picture with `make figure FILE=…`.",
}


def fence_problem(info: str) -> tuple[str, str] | None:
    """Return what is wrong with the words after a fence of code, and what to write; None if nothing."""
    name, _, more = info.strip().partition(" ")
    if name in FENCES:
        return f"The fence «{name}» would be printed as it stands.", FENCES[name]
    if more.strip() and not name.startswith("{"):
        fix = (
            "Delete it; a {code-block} takes «:caption: …», «:linenos:» and «:emphasize-lines: …»."
        )
        return f"«{more.strip()[:60]}» behind the language of the code does nothing.", fix
    return None


def html_problem(source: str) -> str:
    """Return what is wrong with a piece of raw HTML, and what to write in its place."""
    if source.lstrip().startswith("<!--"):
        return f"A comment in HTML is not allowed. {COMMENT}"
    if tag := next(iter(tags_in(source, 1)), None):
        return f"Raw HTML (<{tag.name}>) is not allowed. {tag_instead(tag.name, tag.attributes)}"
    return "Raw HTML is not allowed. Write it in Markdown."
