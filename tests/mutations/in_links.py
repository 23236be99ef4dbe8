"""The faults that are planted into links and addresses of the book's pages."""

from __future__ import annotations

from support import GAPS

from mutations.in_pages import at_end, block
from mutations.planting import Fault, Place, Scene


def real_page_in_capitals(scene: Scene) -> Place:
    folder, _, name = GAPS.rpartition("/")
    page = scene.page(lambda each: bool(scene.gaps(each)))
    target = scene.book.relative(page.path, f"book/{folder}/{name.capitalize()}.md")
    return scene.insert(f"Read [the page of gaps]({target}).", page)


def real_page_without_heading(scene: Scene) -> Place:
    page = scene.page(lambda each: bool(scene.gaps(each)) and each.path != f"book/{GAPS}.md")
    target = scene.book.relative(page.path, f"book/{GAPS}.md")
    return scene.insert(f"Read [what\nthe planted heading says]({target}#planted-heading).", page)


def link_text_of_another(scene: Scene) -> Place:
    """A link whose words are the title of a page that it does not lead to."""
    page = scene.page(lambda each: bool(scene.gaps(each)) and each.path != f"book/{GAPS}.md")
    other = scene.page(lambda each: each.path not in (page.path, f"book/{GAPS}.md"))
    target = scene.book.relative(page.path, f"book/{GAPS}.md")
    return scene.insert(f"See [{other.headings[0].text}]({target}).", page)


def link(name: str, rule: str, text: str, line: int = 1, level: str = "finding") -> Fault:
    """A fault that is a sentence with a link."""
    return block(name, rule, text, line, level)


WHERE = (
    link("a citation of nothing", "citation-key", "The Hub grew\n{cite:p}`planted2024`.", 2),
    link("a link to no page", "link-target", "Read\n[the planted page](planted-page.md).", 2),
    link("a document role to no page", "link-target", "Read {doc}`/hub/planted-page`."),
    Fault("a link in the wrong case", "link-target", real_page_in_capitals),
    Fault("a link to no heading", "link-target", real_page_without_heading),
    link("a link to no heading of the page", "link-target", "Go [down there](#planted-heading)."),
    link("a reference to no label", "link-target", "See\n{ref}`the planted label <planted>`.", 2),
    link("a term without glossary", "link-target", "Ask an {term}`expert who was planted`."),
    link("a download that is not there", "link-target", "Take {download}`the form <planted.odt>`."),
    block(
        "a broken link in a comment",
        "comment-hides",
        "% See\n% [the plan](planted-plan.md)",
        2,
    ),
    link("a link without words", "link-empty", "See [](https://example.org/report)."),
    link("a link without target", "link-empty", "See [the report]()."),
    link("a link that says here", "link-words", "Read it [here](https://example.org/a)."),
    link("a link of one letter", "link-words", "Read [q](https://example.org/report)."),
    link(
        "a link that is an address",
        "link-words",
        "See [https://example.org/report](https://example.org/report).",
    ),
    link("a letter to another", "link-words", "Ask [jo@a.org](mailto:mary@a.org)."),
    link(
        "another licence",
        "link-words",
        "It is under [CC BY 4.0](https://creativecommons.org/licenses/by/3.0/).",
    ),
    link("a bare address", "link-words", "It stands\nat https://example.org/report.", 2),
    block(
        "the same words for two places",
        "link-text-twice",
        "[The planted report](https://example.org/a) and\n"
        "[the planted report](https://example.org/b).",
        2,
        "notice",
    ),
    Fault("the title of another page", "link-text-of-another", link_text_of_another),
    link("a link in HTML", "html-link", 'See <a href="https://example.org/a">the report</a>.'),
)

ADDRESSES = (
    link("a file of one machine", "local-address", "See\n[the page](file:///home/a/b.html).", 2),
    link("a scheme of old", "link-target", "See [the set](ftp://example.org/set.csv)."),
    link(
        "a mark behind the sign", "tracking-parameters", "[The set](https://a.org/b#utm_source=c)."
    ),
    link(
        "a well-known key",
        "credentials-in-address",
        f"[The map](https://a.org/?key=AIza{'a1' * 16}).",
    ),
    link(
        "a host in wide letters",
        "lookalike-host",
        "[The record](https://\uff5aenodo.org/records/1).",
    ),
    link(
        "a page of our own that is not there",
        "own-site-address",
        "See [the gaps](https://the-turing-way.github.io/practitioners-hub-book/about/gapz.html).",
    ),
    link("an address with two schemes", "address-syntax", "See [a report](https://https://a.org)."),
    link("an address without scheme", "address-syntax", "See [the report](www.example.org/a)."),
    link("an unencrypted address", "http-address", "See [the report](http://example.org/a)."),
    link("a mail address that is none", "mail-address", "Ask [the team](mailto:team.example.org)."),
    link("the writer's own machine", "local-address", "See [the page](http://localhost:8000/a)."),
    link(
        "a preview",
        "address-for-readers",
        "See [the page](https://deploy-preview-7--a.netlify.app).",
    ),
    link(
        "an editor",
        "address-for-readers",
        "See [the text](https://docs.google.com/document/d/1a/edit).",
    ),
    link(
        "a working branch",
        "address-for-readers",
        "See [the file](https://github.com/example/book/blob/my-patch-1/a.md).",
    ),
    link(
        "a host that has moved",
        "address-for-readers",
        "See [the docs](https://book.readthedocs.org/a).",
    ),
    link(
        "an address that follows the reader",
        "tracking-parameters",
        "See [the report](https://example.org/a?utm_source=newsletter).",
    ),
    link(
        "an address with a password",
        "credentials-in-address",
        "See [the report](https://me:secret@example.org/a).",
    ),
    link(
        "a record with two digits swapped",
        "address-of-another",
        "See [the record](https://doi.org/10.5281/zenodo.3323807).",
    ),
    link(
        "a form that is not there",
        "address-of-another",
        "Tell us [what is broken](https://github.com/the-turing-way/practitioners-hub-book/issues/new?"
        "template=broken-links.yml).",
    ),
    link("a host that looks alike", "lookalike-host", "See [the report](https://exаmple.org/a)."),
    link("a DOI that is cut off", "doi-syntax", "See [the report](https://doi.org/10.5281/)."),
    link(
        "a DOI with the resolver twice",
        "doi-syntax",
        "See [the report](https://doi.org/https://doi.org/10.5281/zenodo.3332807).",
    ),
    link(
        "a DOI at the old host",
        "doi-syntax",
        "See [the drawing](https://dx.doi.org/10.5281/zenodo.3332807).",
    ),
    link(
        "a DOI that leads to another",
        "link-words",
        "See [10.5281/zenodo.3332807](https://doi.org/10.5281/zenodo.3332808).",
    ),
)

MARKUP = (
    block("words that stay open", "markup-shown", "See [the report(https://a.org/b)."),
    block("a target in braces", "markup-shown", "- See [the report]{https://a.org/b}."),
    block("a target in front", "markup-shown", "> See (https://a.org/b)[the report]."),
    block("words for target", "markup-shown", "See [https://a.org/b](the report)."),
    block("a link as elsewhere", "markup-shown", "See `the report <https://a.org/b>`_ of 2023."),
    block("a picture that stays open", "markup-shown", "![Partners at a table.](/../a/b.png"),
    block("a role that stays open", "markup-shown", f"See {{doc}}`/{GAPS} for more."),
    block("a citation as elsewhere", "markup-shown", "It grew [@nl44]."),
    block("a note as on GitHub", "markup-shown", "> [!NOTE]\n> Mind the gap."),
    block("two pairs of square brackets", "markup-shown", "See [the report][https://a.org/b]."),
    block("a space before the target", "markup-shown", "See [the report] (https://a.org/b)."),
    block("brackets the wrong way round", "markup-shown", "See (the report)[https://a.org/b]."),
    block("a bracket that stays open", "markup-shown", "See\n[the report](https://a.org/b now.", 2),
    block("a reference that is not defined", "markup-shown", "See [the report][planted]."),
    block("a footnote that is not written", "markup-shown", "Two cohorts.[^planted]"),
    block("a link as in a wiki", "markup-shown", "See [[Lessons learned]]."),
    block("a role with a gap", "markup-shown", "See {ref} `lessons` for more."),
    block("a directive with a gap", "markup-shown", ":::note\nMind the gap.\n:::"),
    block("a heading without a space", "markup-shown", "##Next steps"),
)


# --- faults in files beside the pages, and in directives -------------------------------------------


def own_address(scene: Scene) -> Place:
    base = scene.book.config.base_url
    return scene.insert(f"See [what is not known]({base}{GAPS}.html).")


def two_dois(scene: Scene) -> Place:
    known = [
        link
        for page in scene.book.pages.values()
        for link in page.links
        if link.target.startswith("https://doi.org/10.5281/zenodo.") and len(link.text) > 25
    ]
    link = scene.random.choice(known)
    scene.insert(f"Read [{link.text}](https://doi.org/10.5281/zenodo.1).")
    return Place("", 0)


def excluded(scene: Scene) -> Place:
    page = scene.page(lambda each: bool(scene.gaps(each)))
    target = scene.book.relative(page.path, "book/_templates/layout.md")
    scene.files.write("book/_templates/layout.md", "# Planted\n")
    return scene.insert(f"See [the layout of pages]({target}).", page)


def menu_with_address(scene: Scene) -> Place:
    place = scene.change(
        "book/_toc.yml", rf"^( +)- file: {GAPS}$", r"\g<0>\n\1- url: https://example.org/a"
    )
    return Place(place.path, place.line + 1)


def template(scene: Scene) -> Place:
    path = "book/_templates/layout.html"
    text = scene.files.read(path).decode().rstrip("\n")
    scene.files.write(path, f"{text}\n<a href=\"{{{{ pathto('planted') }}}}\">Planted</a>\n")
    return Place(path, text.count("\n") + 2)


def file_that_is_no_page(scene: Scene) -> Place:
    scene.files.write("book/about/planted.exe", b"MZ")
    return Place("book/about/planted.exe", 1)


BESIDE = (
    Fault("the address of our own site", "own-site-address", own_address),
    Fault("another DOI for a work", "doi-of-one-work", two_dois),
    Fault("a link to what is left out", "link-target", excluded),
    Fault("an address in the menu", "menu-entry", menu_with_address),
    Fault("a template that links no page", "link-target", template),
    Fault("a file that is no page", "file-kept-out", file_that_is_no_page),
    at_end(
        "a fence that stays open",
        "text-lost",
        ":::{note}\nMind the gap.\n\n## The next planted part\n\nWords.",
    ),
    block("a scheme that is no link", "link-target", "Get [the data](sftp://example.org/set.csv)."),
    block(
        "a card that links no page",
        "link-target",
        ":::{card} Lessons\n:link: planted.html\n\nWhat the cohorts taught us.\n:::",
        2,
    ),
    block("a directive that no build takes", "directive-allowed", "```{tabularcolumns} |l|l|\n```"),
    block("a letter written as a number", "page-taken", "Ask &#x202e;ylrae."),
    block(
        "a file that nobody can review",
        "file-offered",
        "Take {download}`the settings </_config.yml>`.",
    ),
)

FAULTS = (*WHERE, *ADDRESSES, *MARKUP, *BESIDE)
