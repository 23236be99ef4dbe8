"""Citations: numbered marks, a list of the works that a page cites, and of the pages that cite a work."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from string import ascii_lowercase
from typing import ClassVar

from docutils import nodes
from hubdata.addresses import as_asked, doi_address
from hubdata.bibliography import as_text, family_names, names
from hubdata.guard.names import CITED_IN_WORDS
from hubdata.slugs import folded
from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style as Unsorted
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import field, first_of, href, join, optional, sentence, words
from pybtex_docutils import Backend
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import clean_astext
from sphinxcontrib.bibtex.citation_target import CitationTarget, parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyDirective
from sphinxcontrib.bibtex.domain import Citation

from .design import opening
from .markdown import capital
from .nodes import written
from .upstream import app_of

# The roles of citations that say who wrote a work.
_WHO = re.compile(r"c?authors?")
_POINT = re.compile(r"[.,;:?!]*")


class ShorthandLabels(BaseLabelStyle):
    """Labels that a reader understands: BibLaTeX's field `shorthand`, such as «Newsletter 44»."""

    def format_labels(self, entries: Iterable[Entry]) -> Iterable[str]:
        called = [(_name_of(entry), "shorthand" in entry.fields) for entry in entries]
        often, before = Counter(called), Counter[tuple[str, bool]]()
        for each in called:
            name, given = each
            letter = ascii_lowercase[before[each] % 26] * (before[each] // 26 + 1)
            before[each] += 1
            gap = "" if name[-1:].isdigit() else " "
            # Two that were given the same name are told to the author.
            yield name if given or often[each] == 1 else f"{name}{gap}{letter}"


class LabelSorting(BaseSortingStyle):
    """Sorts by the labels that readers see, in whatever braces and accents they are, with 3 before 17."""

    def sorting_key(self, entry: Entry) -> str:
        """Return what is compared of an entry."""
        label = folded(_name_of(entry))
        return re.sub(r"\d+", lambda number: number[0].zfill(9), label)


class BibliographyError(SphinxError):
    """Stops the build: an entry of the bibliography cannot be shown."""

    category = "Bibliography"


class HubStyle(Unsorted):
    """A source in one line: author, linked title, kind, publisher, date, how much was read, DOI."""

    default_sorting_style = "hub"
    default_label_style = "hub"

    def format_entry(self, label: str, entry: Entry, bib_data: object = None):
        """Return an entry as this style shows it, whatever its type, with all TeX made text."""
        try:
            return super().format_entry(label, as_text(entry), bib_data)
        except Exception as error:
            # Said by name: the message of a library names neither the file nor the entry.
            raise BibliographyError(
                f"references.bib: The entry «{entry.key}» cannot be shown ({error}). "
                "Look at its fields, or write it as «@misc»."
            ) from error

    def _line(self, entry: Entry):
        people, editors = names(entry), names(entry, "editor")
        target = entry.fields.get("url") or ""
        if "doi" in entry.fields:
            target = doi_address(entry.fields["doi"])
        title = field("title", raw=True)
        return join(sep=" ")[
            sentence[join_names(people) if people != editors else edited(editors)]
            if people
            else "",
            sentence[href(as_asked(target))[title] if target else title],
            sentence(sep=", ")[
                optional[first_field("howpublished", "type")],
                first_field("journal", "journaltitle", "booktitle", "eventtitle"),
                f"edited by {join_names(editors)}" if editors and people != editors else "",
                *(
                    optional[named(name)]
                    for name in (
                        "edition",
                        "version",
                        "series",
                        "volume",
                        "number",
                        "chapter",
                        "pages",
                    )
                ),
                first_field("publisher", "institution", "school", "organization"),
                first_field("address", "location"),
                optional[words[optional[field("month", raw=True)], field("year", raw=True)]],
            ],
            ""
            if "year" in entry.fields
            else optional[sentence[words["Seen", field("urldate", raw=True)]]],
            optional[sentence[field("addendum", raw=True, apply_func=capital)]],
            optional[sentence[field("note", raw=True, apply_func=capital)]],
            optional[
                sentence[
                    words[first_field("eprinttype", "archiveprefix"), field("eprint", raw=True)]
                ]
            ],
            optional[sentence[words["ISBN", field("isbn", raw=True)]]],
            optional[sentence[join["doi:", href(target)[field("doi", raw=True)]]]],
        ]

    def __getattribute__(self, name: str):
        """Give every type of entry the one template of this style."""
        if name.startswith("get_") and name.endswith("_template"):
            name = "_line"
        return super().__getattribute__(name)


def first_field(*names: str):
    """Return the first of some fields that an entry has, or nothing."""
    return first_of[[optional[field(name, raw=True)] for name in names]]


def named(name: str):
    """Return what a field says with its name, such as «volume 3»; a series, or words, by themselves."""
    return field(name, raw=True, apply_func=partial(_with_name, name))


def _with_name(name: str, value: str) -> str:
    if name == "edition" and not value.isdigit():
        return f"{value} edition"
    if name == "series" or not value[:1].isdigit():
        return value
    span = re.sub("-+", "–", value)
    return f"{'page' if name == 'pages' and span.isdigit() else name} {span}"


def edited(people: list[str]) -> str:
    """Return the names of editors, and that they are some."""
    return f"{join_names(people)} ({'editor' if len(people) == 1 else 'editors'})"


def join_names(people: list[str]) -> str:
    """Return «A», «A and B», or «A, B, and C»."""
    if people[-1] == "others":
        return f"{', '.join(people[:-1])} et al"
    if len(people) < 3:
        return " and ".join(people)
    return f"{', '.join(people[:-1])}, and {people[-1]}"


class sources_here(nodes.General, nodes.Element):  # noqa: N801 - docutils' style
    """Stands where the list of a page's cited works will stand."""


class PageSources(SphinxDirective):
    """`{page-sources}`: the works cited on this page, numbered in the order of the text."""

    def run(self) -> list[nodes.Node]:
        return [sources_here()]


class labelled_link(nodes.reference):  # noqa: N801 - docutils' style
    """A link whose sign says little: `label` is its name for who does not see it, `shown` what it opens."""


def _visit_labelled_link(translator, node: labelled_link) -> None:
    attributes = {"href": f"#{node['refid']}", "aria-label": node["label"]}
    if "shown" in node:
        attributes["data-source"] = node["shown"]
    translator.body.append(translator.starttag(node, "a", "", **attributes))


class ListSources(SphinxPostTransform):
    """Numbers the sources of a page in the order of their first use, and lists them.

    A citation becomes small numbers; each leads to its line of the list, from which a link leads back.
    A page that cites and has no `{page-sources}` gets the list at its end. A key that does not exist is
    left to sphinxcontrib-bibtex, so that its warning names the line.
    """

    default_priority = 3

    def run(self, **_: object) -> None:
        domain = self.env.get_domain("cite")
        known = {citation.key: citation for citation in domain.citations}
        # The key of each source → the ids of its marks on this page.
        used: dict[str, list[str]] = {}
        for reference in list(self.document.findall(pending_xref)):
            if reference.get("refdomain") != "cite":
                continue
            try:
                targets = list(parse_citation_targets(reference["reftarget"].strip()))
            except ValueError:
                continue
            if all(target.key in known for target in targets):
                self._show(reference, targets, known, used)
        places = list(self.document.findall(sources_here))
        # Where every source is listed, a second list would have the same addresses.
        if used and not places and not any(self.document.findall(cited_by)):
            places = [self._place_at_the_end()]
        for place in places:
            items = [_source(key, known[key], marks) for key, marks in used.items()]
            listed = nodes.enumerated_list(
                "", *items, classes=["sources"], enumtype="arabic", prefix="", suffix="."
            )
            place.replace_self(
                listed if items else nodes.paragraph("", "This page cites no source.")
            )

    def _place_at_the_end(self) -> sources_here:
        around = next(iter(self.document.findall(nodes.section)), self.document)
        place = sources_here()
        around += nodes.section("", nodes.title("", "Sources"), place, ids=["page_sources"])
        return place

    def _show(
        self,
        reference: pending_xref,
        targets: list[CitationTarget],
        known: dict[str, Citation],
        used: dict[str, list[str]],
    ) -> None:
        """Replace a citation by its marks, or by words where it stands in the sentence as words."""
        kind = reference["reftype"]
        in_words = CITED_IN_WORDS.fullmatch(kind)
        shown = nodes.inline() if in_words else nodes.superscript(classes=["citation"])
        for number, target in enumerate(targets):
            citation = known[target.key]
            marks = used.setdefault(target.key, [])
            # No heading can have a name with an underscore in it.
            marks.append(f"cited_{sum(map(len, used.values())) + 1}")
            link = {"ids": [marks[-1]], "refid": place_of(target.key), "internal": True}
            if number:
                shown += nodes.Text(", " if in_words else " ")
            shown += nodes.Text(f"{target.pre} " if target.pre else "")
            if in_words:
                shown += nodes.reference("", _label(kind, citation), **link)
            else:
                place, name = list(used).index(target.key) + 1, citation.formatted_entry.label
                full = f"{name}: {_text(citation).astext()}"
                label = f"Source {place}: {name}"
                shown += labelled_link("", str(place), label=label, shown=full, **link)
            shown += nodes.Text(f", {target.post}" if target.post else "")
        if not in_words:
            _close_up(reference)
        reference.replace_self(shown)


def _close_up(reference: pending_xref) -> None:
    """Take the space before a citation away, and the point after it to its front: «word.¹»."""
    around, place = reference.parent, reference.parent.index(reference)
    before = around[place - 1] if place else None
    after = around[place + 1] if place + 1 < len(around) else None
    if not isinstance(before, nodes.Text):
        return
    point = _POINT.match(after)[0] if isinstance(after, nodes.Text) else ""
    around[place - 1] = nodes.Text(before.rstrip() + point)
    if point:
        around[place + 1] = nodes.Text(after[len(point) :])


def _text(citation: Citation) -> nodes.Element:
    return nodes.inline("", "", *citation.formatted_entry.text.render(Backend()))


def _label(kind: str, citation: Citation) -> str:
    """Return the words for a work in a sentence: its label, who wrote it, or when."""
    label = citation.formatted_entry.label
    entry = as_text(citation.entry)
    if kind == "year":
        return entry.fields.get("year") or label
    if not _WHO.fullmatch(kind):
        return label
    return _who(entry, everybody=kind.endswith("s")) or label


def _who(entry: Entry, *, everybody: bool = False) -> str:
    people = family_names(entry)
    if len(people) > 2 and not everybody:
        return f"{people[0]} et al."
    shown = join_names(people) if people else ""
    # In the list of sources, this point is that of the sentence.
    return f"{shown}." if shown.endswith(" et al") else shown


def _name_of(entry: Entry) -> str:
    """Return what a work is called: its shorthand, or else who wrote it, or its title, and when."""
    entry = as_text(entry)
    if "shorthand" in entry.fields:
        return entry.fields["shorthand"]
    parts = (_who(entry) or entry.fields.get("title"), entry.fields.get("year"))
    return " ".join(filter(None, parts)) or entry.key


def place_of(key: str) -> str:
    """Return the id of a source in a list: its key, with a number for each sign that no id has."""
    return "source-" + re.sub(r"[^\w.-]", lambda sign: f"_{ord(sign[0]):x}", key)


def _source(key: str, citation: Citation, marks: list[str]) -> nodes.list_item:
    """Return the line of a source: its label, the work, and links back to each of its marks."""
    line = nodes.paragraph("", "", nodes.strong("", citation.formatted_entry.label))
    line += [nodes.Text(": "), *_text(citation).children]
    back = nodes.inline(classes=["back"])
    for number, mark in enumerate(marks):
        shown, label = "↑", "Back to the text"
        if len(marks) > 1:
            shown = ascii_lowercase[number % 26] * (number // 26 + 1)
            label = f"{shown}: back to place {number + 1} of {len(marks)} in the text"
        back += nodes.Text(" ")
        back += labelled_link("", shown, internal=True, refid=mark, label=label)
    if marks:
        line += back
    return nodes.list_item("", line, ids=[place_of(key)])


class cited_by(nodes.General, nodes.Element):  # noqa: N801 - docutils' style
    """Stands where the list of all sources will stand."""


class SourceList(BibliographyDirective):
    """`{source-list}`: every source of references.bib, each with the pages that cite it.

    It is `{bibliography}` without its filter, an expression that may never end.
    """

    has_content = False
    optional_arguments = 0
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        self.options["all"] = None
        return [cited_by("", *super().run())]


# A source that more pages cite says how many, and opens.
MAX_CITING_SHOWN = 4


class ListCitingPages(SphinxPostTransform):
    """Lists every source, and says under each where it is cited.

    The markup of sphinxcontrib-bibtex (`role="list"` round `role="doc-biblioentry"`) fails
    accessibility tests, so that its list gives way to a plain one before it is drawn.
    """

    default_priority = 4

    def run(self, **_: object) -> None:
        for place in list(self.document.findall(cited_by)):
            citing = citing_pages(self.env)
            listed = nodes.bullet_list(classes=["sources"])
            for citation in self.env.get_domain("cite").citations:
                item = _source(citation.key, citation, [])
                item += self._citing(citing.get(citation.key, []))
                listed += item
            place.replace_self(listed)

    def _citing(self, docnames: list[str]) -> nodes.Element:
        """Return the pages that cite a source in one line, which opens if it would be a wall of links."""
        if not docnames:
            return nodes.paragraph("", "Read for this book, and not cited on any page.")
        many = len(docnames) > MAX_CITING_SHOWN
        line = nodes.paragraph("", "" if many else "Cited on: ")
        builder = app_of(self.env).builder
        for number, docname in enumerate(docnames):
            if number:
                line += nodes.Text("; ")
            address = builder.get_relative_uri(self.env.docname, docname)
            title = self.env.titles[docname].astext()
            line += nodes.reference("", title, refuri=address, internal=True)
        if not many:
            return line
        title = nodes.rubric("", f"Cited on {len(docnames)} pages")
        on_site = builder.name == "html"
        return opening(title, nodes.container("", line), on_site, opened=False)


def citing_pages(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return for each key of references.bib the pages that cite it, in alphabetical order."""
    citing: dict[str, set[str]] = defaultdict(set)
    for reference in env.get_domain("cite").citation_refs:
        for target in reference.targets:
            citing[target.key].add(reference.docname)
    return {key: sorted(docnames) for key, docnames in citing.items()}


def sources_shown(env: BuildEnvironment) -> dict[str, object]:
    """Return for each page what it shows of sources and does not hold itself.

    On a page that cites these are labels and lines from references.bib, and on the page of all sources
    the titles of the pages that cite each besides.
    """
    domain = env.get_domain("cite")
    bibliography = hashlib.sha256((Path(env.srcdir) / "references.bib").read_bytes()).digest()
    citing = citing_pages(env)
    titles = {name: env.titles[name].astext() for name in set().union(*citing.values())}
    listed = (bibliography, sorted(citing.items()), sorted(titles.items()))
    cited = dict.fromkeys((each.docname for each in domain.citation_refs), bibliography)
    return cited | dict.fromkeys((each.docname for each in domain.bibliographies), listed)


def take_citations_out(title: nodes.Element) -> str:
    """Take the citations out of a title and return its words."""
    for reference in list(title.findall(pending_xref)):
        if reference.get("refdomain") != "cite":
            continue
        around, place = reference.parent, reference.parent.index(reference)
        before = around[place - 1] if place else None
        after = "".join(each.astext() for each in around[place + 1 : place + 2])
        if isinstance(before, nodes.Text) and after[:1] in ("", *".,;:!?)"):
            around[place - 1] = nodes.Text(before.rstrip())
        around.remove(reference)
    return clean_astext(title)


def setup_references(app: Sphinx) -> None:
    """Register the style, the two directives and their transforms."""
    register_plugin("pybtex.style.labels", "hub", ShorthandLabels)
    register_plugin("pybtex.style.sorting", "hub", LabelSorting)
    register_plugin("pybtex.style.formatting", "hub", HubStyle)
    app.add_node(sources_here)
    app.add_node(labelled_link, html=(_visit_labelled_link, written("", "</a>")[1]))
    app.add_node(cited_by)
    app.add_directive("page-sources", PageSources)
    app.add_directive("source-list", SourceList)
    app.add_post_transform(ListSources)
    app.add_post_transform(ListCitingPages)
